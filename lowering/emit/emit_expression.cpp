// Expressions: operands left to right, one arm of `lazy`, everything else a scalar operation.
#include "emit_function.h"

namespace pragmac {

std::vector<Scalar> FunctionEmitter::expressions(NodeList list) {
    std::vector<Scalar> values;
    for (NodeRef n : list)
        values.push_back(expression(n));
    return values;
}

Scalar FunctionEmitter::expression(NodeRef n) {
    ops_.at(n->span);
    switch (n->op) {
    case Op::Const: return constant_scalar(ir_.getContext(), n->type.dtype, as<Const>(n)->bits);
    case Op::Var: {
        auto it = values_.find(n);
        internal_assert(it != values_.end(), "a variable without a value");
        return it->second;
    }
    case Op::Dim: return {arrays_.at(as<Dim>(n)->array).extents.at(as<Dim>(n)->axis)};
    case Op::Unary:
        return ops_.unary(as<Unary>(n)->op, expression(as<Unary>(n)->x),
                          as<Unary>(n)->x->type.dtype);
    case Op::Binary: return binary(*as<Binary>(n));
    case Op::Compare: {
        auto &e = *as<Compare>(n);
        Scalar a = expression(e.a), b = expression(e.b);
        return {ops_.compare(e.op, a, e.a->type.dtype, b, e.b->type.dtype)};
    }
    case Op::Fits:
        return {
            ops_.fits(expression(as<Fits>(n)->x), as<Fits>(n)->x->type.dtype, as<Fits>(n)->dtype)};
    case Op::Select: {
        auto &e = *as<Select>(n);
        llvm::Value *cond = integer(e.cond);
        Scalar a = expression(e.a), b = expression(e.b);
        return ops_.select(cond, a, b);
    }
    case Op::Lazy: return lazy(*as<Lazy>(n));
    case Op::Cast: return cast(*as<Cast>(n));
    case Op::Math: return math(*as<Math>(n));
    case Op::RangeLength: {
        auto &e = *as<RangeLength>(n);
        llvm::Value *lo = integer(e.lo), *hi = integer(e.hi), *step = integer(e.step);
        return {ops_.range_length(lo, hi, step)};
    }
    case Op::Now: {
        llvm::FunctionCallee clock =
            shared_.module.getOrInsertFunction("pragmac_now", ir_.getInt64Ty());
        return {ir_.CreateCall(clock)};
    }
    case Op::Coordinate: return coordinate(*as<Coordinate>(n));
    case Op::Address: return address(*as<Address>(n));
    case Op::Breach: return breach(*as<Breach>(n));
    case Op::Holds: return holds(*as<Holds>(n));
    case Op::Load: return load(*as<Load>(n));
    default:
        internal_error(__FILE__, __LINE__, std::string(name_of(n->op)) + " is not an expression");
    }
}

Scalar FunctionEmitter::cast(const Cast &n) {
    DType from = n.x->type.dtype, to = n.type.dtype;
    Scalar x = expression(n.x);
    // Behind its check, what keeps the value is one instruction.
    bool truncates = n.mode == CastMode::value && is_integer(to) && is_signed(to) &&
                     (from == DType::f32 || from == DType::f64);
    if (truncates)
        return {ir_.CreateFPToSI(x.value, register_type(ir_.getContext(), to))};
    return ops_.cast(x, from, to);
}

Scalar FunctionEmitter::binary(const Binary &n) {
    bool reordered = shared_.reordered.count(&n) != 0;
    if (auto product = fused_product(shared_.math, n.op, n.a, n.b)) {
        Scalar x = expression(product->x), y = expression(product->y);
        Scalar addend = expression(product->addend);
        return ops_.product_sum(product->negate_product ? ops_.negated(x) : x, y,
                                product->negate_addend ? ops_.negated(addend) : addend, reordered);
    }
    Scalar a = expression(n.a), b = expression(n.b);
    if (n.op == BinaryOp::wrap_index)
        if (llvm::Value *known = wrapped_index(a.value, b.value))
            return {known};
    return ops_.binary(n.op, a, b, n.a->type.dtype, reordered);
}

Scalar FunctionEmitter::lazy(const Lazy &n) {
    llvm::BasicBlock *then = new_block("then"), *otherwise = new_block("else");
    llvm::BasicBlock *join = new_block("join");
    ir_.CreateCondBr(integer(n.cond), then, otherwise);
    ir_.SetInsertPoint(then);
    Scalar a = expression(n.a);
    then = ir_.GetInsertBlock();
    ir_.CreateBr(join);
    ir_.SetInsertPoint(otherwise);
    Scalar b = expression(n.b);
    otherwise = ir_.GetInsertBlock();
    ir_.CreateBr(join);
    ir_.SetInsertPoint(join);
    auto merge = [&](llvm::Value *x, llvm::Value *y) -> llvm::Value * {
        if (!x)
            return nullptr;
        llvm::PHINode *phi = ir_.CreatePHI(x->getType(), 2);
        phi->addIncoming(x, then);
        phi->addIncoming(y, otherwise);
        return phi;
    };
    return {merge(a.value, b.value), merge(a.imaginary, b.imaginary)};
}

// Where a grid runs along the box's axes it is known; else the position is taken apart.
Scalar FunctionEmitter::coordinate(const Coordinate &n) {
    auto axis = static_cast<size_t>(n.axis);
    if (joined_ && joined_->position == n.position)
        return {coordinates_.at(axis)};
    llvm::Value *position = integer(n.position);
    for (size_t inner = n.extents.size() - 1; inner > axis; inner--)
        position = ir_.CreateUDiv(position, integer(n.extents[inner]));
    return {axis == 0 ? position : ir_.CreateURem(position, integer(n.extents[axis]))};
}

Scalar FunctionEmitter::math(const Math &n) {
    std::vector<DType> types;
    for (NodeRef argument : n.args)
        types.push_back(argument->type.dtype);
    return ops_.math(n.function, expressions(n.args), types, n.type.dtype);
}

} // namespace pragmac
