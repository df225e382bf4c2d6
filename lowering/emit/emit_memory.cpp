// Array elements and cells: addresses by layout, loads, stores, updates.
#include "emit_function.h"

#include "mutants.h"

namespace pragmac {

int stride_count(const Var &array) {
    switch (array.info->layout) {
    case Layout::last: return std::max(0, array.type.rank - 1);
    case Layout::strided: return array.type.rank;
    default: return 0;
    }
}

// The element number in an array whose strides follow from its extents (Horner's scheme). The
// element exists, so no step of the sum leaves the range of i64.
llvm::Value *FunctionEmitter::dense_offset(const ArrayValue &array, const Var &var,
                                           NodeList indices) {
    size_t rank = indices.size();
    bool rows = var.info->layout != Layout::f_order || mutant(Mutant::fortran_as_c);
    std::vector<llvm::Value *> at;
    for (NodeRef index : indices)
        at.push_back(integer(index));
    llvm::Value *offset = nullptr;
    for (size_t k = 0; k < rank; k++) {
        size_t axis = rows ? k : rank - 1 - k;
        if (offset)
            offset = ir_.CreateNSWAdd(ir_.CreateNSWMul(offset, array.extents[axis]), at[axis]);
        else
            offset = at[axis];
    }
    return offset;
}

llvm::Value *FunctionEmitter::address_of(const Var &var, NodeList indices) {
    const ArrayValue &array = arrays_.at(&var);
    if (indices.empty())
        return array.data;
    DType d = var.type.dtype;
    llvm::Type *part = memory_type(ir_.getContext(), d);
    llvm::Type *element = is_complex(d) ? llvm::ArrayType::get(part, 2) : part;
    bool ignored = mutant(Mutant::strides_ignored) && var.info->layout == Layout::strided;
    if (ignored || (array.strides.empty() && var.info->layout != Layout::last))
        return ir_.CreateInBoundsGEP(element, array.data, dense_offset(array, var, indices));
    std::vector<llvm::Value *> at;
    for (NodeRef index : indices)
        at.push_back(integer(index));
    llvm::Value *address = array.data;
    for (size_t k = 0; k < array.strides.size(); k++)
        address = ir_.CreateInBoundsGEP(ir_.getInt8Ty(), address,
                                        ir_.CreateNSWMul(at[k], array.strides[k]));
    if (var.info->layout == Layout::last)
        address = ir_.CreateInBoundsGEP(element, address, at.back());
    return address;
}

llvm::Align FunctionEmitter::alignment_of(const Var &array) const {
    return array.info->aligned ? part_alignment(array.type.dtype) : llvm::Align(1);
}

llvm::Value *FunctionEmitter::imaginary_address(llvm::Value *address, DType d) {
    return ir_.CreateConstInBoundsGEP1_64(memory_type(ir_.getContext(), d), address, 1);
}

Scalar FunctionEmitter::load_element(const Var &array, llvm::Value *address) {
    DType d = array.type.dtype;
    auto part = [&](llvm::Value *at) {
        auto *loaded =
            ir_.CreateAlignedLoad(memory_type(ir_.getContext(), d), at, alignment_of(array));
        note_access(loaded);
        return part_from_memory(ir_, loaded, d);
    };
    Scalar result{part(address)};
    if (is_complex(d))
        result.imaginary = part(imaginary_address(address, d));
    return result;
}

void FunctionEmitter::store_element(const Var &array, llvm::Value *address, Scalar value) {
    DType d = array.type.dtype;
    auto part = [&](llvm::Value *x, llvm::Value *at) {
        note_access(ir_.CreateAlignedStore(part_to_memory(ir_, x, d), at, alignment_of(array)));
    };
    part(value.value, address);
    if (is_complex(d))
        part(value.imaginary, imaginary_address(address, d));
}

Scalar FunctionEmitter::address(const Address &n) {
    llvm::Value *at = address_of(*as<Var>(n.array), n.indices);
    return {ir_.CreatePtrToInt(at, ir_.getInt64Ty())};
}

Scalar FunctionEmitter::load(const Load &n) {
    if (!n.array->type.array)
        return load_cell(cells_.at(n.array), n.type.dtype);
    const Var &array = *as<Var>(n.array);
    return load_element(array, address_of(array, n.indices));
}

void FunctionEmitter::store(const Store &n) {
    if (!n.array->type.array)
        return store_cell(cells_.at(n.array), expression(n.value));
    const Var &array = *as<Var>(n.array);
    llvm::Value *address = address_of(array, n.indices);
    store_element(array, address, expression(n.value));
}

void FunctionEmitter::update(const Update &n) {
    DType d = n.value->type.dtype;
    if (!n.array->type.array) {
        const CellValue &cell = cells_.at(n.array);
        return store_cell(cell, updated(n, [&] { return load_cell(cell, d); }));
    }
    const Var &array = *as<Var>(n.array);
    llvm::Value *address = address_of(array, n.indices);
    if (n.order == UpdateOrder::atomic)
        return atomic_update(n, address, expression(n.value));
    store_element(array, address, updated(n, [&] { return load_element(array, address); }));
}

// What a plain update stores; the old value is read behind the operands.
Scalar FunctionEmitter::updated(const Update &n, const std::function<Scalar()> &old) {
    bool reordered = shared_.reordered.count(&n) != 0;
    if (auto product = fused_product(shared_.math, n.op, nullptr, n.value)) {
        Scalar x = expression(product->x), y = expression(product->y);
        if (product->negate_product)
            x = ops_.negated(x);
        return ops_.product_sum(x, y, old(), reordered);
    }
    Scalar value = expression(n.value);
    return ops_.binary(n.op, old(), value, n.value->type.dtype, reordered);
}

// ---- cells ---------------------------------------------------------------------------------

CellValue FunctionEmitter::new_cell(DType d) {
    llvm::Type *type = register_type(ir_.getContext(), d);
    CellValue cell{entry_.CreateAlloca(type)};
    if (is_complex(d))
        cell.imaginary = entry_.CreateAlloca(type);
    return cell;
}

Scalar FunctionEmitter::load_cell(const CellValue &cell, DType d) {
    llvm::Type *type = register_type(ir_.getContext(), d);
    Scalar result{ir_.CreateLoad(type, cell.slot)};
    if (cell.imaginary)
        result.imaginary = ir_.CreateLoad(type, cell.imaginary);
    return result;
}

void FunctionEmitter::store_cell(const CellValue &cell, Scalar value) {
    ir_.CreateStore(value.value, cell.slot);
    if (cell.imaginary)
        ir_.CreateStore(value.imaginary, cell.imaginary);
}

// Without it a cell declared in a loop would seem to carry its value to the next iteration.
void FunctionEmitter::forget_cell(const CellValue &cell) {
    auto *type = llvm::cast<llvm::AllocaInst>(cell.slot)->getAllocatedType();
    llvm::Value *unspecified = llvm::UndefValue::get(type);
    store_cell(cell, {unspecified, unspecified});
}

} // namespace pragmac
