// The host's side of a launch on a device: slots, the constant description, the runtime's calls.
//
// The kernel takes its parameters straight from the slots, 8 bytes each; their order is the ABI's
// (pragmac_device_launch_site). The description is a constant of the host's module, and the
// kernels' text one too: the machine code needs nothing else to run anywhere.
#include "choose_grid.h"
#include "emit_function.h"
#include "fields.h"
#include "mutants.h"

#include <unordered_set>

namespace pragmac {

namespace {

std::unordered_set<NodeRef> arrays_read(NodeRef body) {
    std::unordered_set<NodeRef> read;
    walk(body, [&](NodeRef n) {
        if (auto *load = as<Load>(n))
            read.insert(load->array);
        else if (NodeRef updated = element_update(n).array)
            read.insert(updated);
    });
    return read;
}

} // namespace

std::unordered_set<NodeRef> arrays_written(NodeRef body) {
    std::unordered_set<NodeRef> written;
    walk(body, [&](NodeRef n) {
        if (NodeRef array = written_variable(n); array && array->type.array)
            written.insert(array);
    });
    return written;
}

void FunctionEmitter::device_launch(const Launch &n) {
    PreparedLaunch prepared = prepare(n, PRAGMAC_RUNTIME_SLOTS);
    constexpr size_t workspace_slot = 4;
    ir_.CreateStore(workspace_bytes(n), context_slot(prepared.context, workspace_slot));
    ModuleEmitter &device = *shared_.device;
    int kernel = static_cast<int>(device.kernels.size());
    device.kernels.push_back(emit_kernel(n, prepared.captured));
    const Captured &captured = prepared.captured;
    device.c_kernels.push_back({&n, device.kernels.back()->getName().str(), captured.values,
                                captured.read_cells, captured.written_cells});
    llvm::FunctionCallee run = shared_.module.getOrInsertFunction(
        "pragmac_device_launch", ir_.getInt32Ty(), ir_.getPtrTy(), ir_.getPtrTy(), ir_.getPtrTy());
    leave_if_failed(ir_.CreateCall(
        run, {frame_, device_launch_site(n, prepared.captured, kernel), prepared.context}));
    take_last(prepared);
}

// The first one that a captured value has.
int FunctionEmitter::slot_of(NodeRef wanted, const Captured &captured) const {
    int slot = PRAGMAC_RUNTIME_SLOTS + 3;
    for (const Var *var : captured.values) {
        if (var == wanted)
            return slot;
        int strides = static_cast<int>(var->type.array ? arrays_.at(var).strides.size() : 0);
        slot += var->type.array ? 1 + var->type.rank + strides : parts_of(var->type.dtype);
    }
    internal_error(__FILE__, __LINE__, "this value is not captured");
}

// pragmac_device_array, one per captured array.
llvm::Constant *FunctionEmitter::device_arrays(const Captured &captured, const Launch &n) {
    auto read = arrays_read(n.body), written = arrays_written(n.body);
    llvm::Type *i32 = ir_.getInt32Ty();
    auto *row = llvm::StructType::get(ir_.getContext(), {i32, i32, i32, i32, i32});
    std::vector<llvm::Constant *> rows;
    for (const Var *var : captured.values) {
        if (var->type.array) {
            int slot = slot_of(var, captured);
            int strides = static_cast<int>(arrays_.at(var).strides.size());
            int access = (read.count(var) ? 1 : 0) +
                         (written.count(var) && !mutant(Mutant::device_writes_forgotten) ? 2 : 0);
            std::vector<llvm::Constant *> fields;
            for (int field :
                 {slot, int{var->type.rank}, strides, byte_size(var->type.dtype), access})
                fields.push_back(ir_.getInt32(field));
            rows.push_back(llvm::ConstantStruct::get(row, fields));
        }
    }
    auto *type = llvm::ArrayType::get(row, rows.size());
    return new llvm::GlobalVariable(shared_.module, type, true, llvm::GlobalValue::PrivateLinkage,
                                    llvm::ConstantArray::get(type, rows), "arrays");
}

// pragmac_device_site
llvm::Constant *FunctionEmitter::device_launch_site(const Launch &n, const Captured &captured,
                                                    int kernel) {
    int arrays = 0, last = 0;
    for (const Var *var : captured.values)
        arrays += var->type.array;
    for (const Var *var : captured.written_cells)
        last += parts_of(var->type.dtype);
    std::vector<llvm::Constant *> fields{shared_.image, device_arrays(captured, n)};
    std::vector<int> numbers{arrays,
                             captured.written_at,
                             last,
                             kernel,
                             int{n.mapping->block},
                             int{n.mapping->lanes},
                             int{shared_.device->kernel_raises},
                             shared_.sites.add_device_memory(n),
                             shared_.sites.add_device_failure(n),
                             n.mapping->axis_count()};
    for (size_t axis = 0; axis < n.mapping->axes.size(); axis++) {
        const GridAxis &a = n.mapping->axes[axis];
        int slot =
            a.threads ? slot_of(joined_coordinate(n.var, n.body)->extents[axis], captured) : 0;
        numbers.insert(numbers.end(), {slot, int{a.dimension}, int{a.threads}});
    }
    for (int field : numbers)
        fields.push_back(ir_.getInt32(static_cast<uint32_t>(field)));
    std::vector<llvm::Type *> types;
    for (llvm::Constant *field : fields)
        types.push_back(field->getType());
    auto *type = llvm::StructType::get(ir_.getContext(), types);
    return new llvm::GlobalVariable(shared_.module, type, true, llvm::GlobalValue::PrivateLinkage,
                                    llvm::ConstantStruct::get(type, fields), "launch");
}

void FunctionEmitter::host_access(const HostAccess &n) {
    if (mutant(Mutant::host_access_dropped))
        return;
    llvm::FunctionCallee access =
        shared_.module.getOrInsertFunction("pragmac_device_host_access", ir_.getInt32Ty(),
                                           ir_.getPtrTy(), ir_.getPtrTy(), ir_.getInt32Ty());
    bool writes = n.mode == AccessMode::write && !mutant(Mutant::host_writes_forgotten);
    leave_if_failed(
        ir_.CreateCall(access, {frame_, arrays_.at(n.array).data, ir_.getInt32(writes)}));
}

void FunctionEmitter::settle() {
    llvm::FunctionCallee settle = shared_.module.getOrInsertFunction(
        "pragmac_device_settle", ir_.getInt32Ty(), ir_.getPtrTy());
    leave_if_failed(ir_.CreateCall(settle, {frame_}));
}

// A new array needs no copying to the device: nothing, or nothing but zeros, is in it.
void FunctionEmitter::tell_fresh(const ArrayValue &array, llvm::Value *bytes, bool zero) {
    llvm::FunctionCallee fresh =
        shared_.module.getOrInsertFunction("pragmac_device_fresh", ir_.getVoidTy(), ir_.getPtrTy(),
                                           ir_.getPtrTy(), ir_.getInt64Ty(), ir_.getInt32Ty());
    ir_.CreateCall(fresh, {frame_, array.data, bytes, ir_.getInt32(zero)})->setDoesNotThrow();
}

} // namespace pragmac
