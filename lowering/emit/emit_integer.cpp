// Integer and bool operations: two's complement, total, never poison.
#include "emit_scalar_ops.h"

#include "mutants.h"

namespace pragmac {

namespace {

std::string no_rule(auto op, DType d) {
    return "no rule for " + std::string(name_of(op)) + " of " + std::string(name_of(d));
}

} // namespace

llvm::Value *ScalarOps::integer_unary(UnaryOp op, llvm::Value *x, DType d) {
    switch (op) {
    case UnaryOp::neg: return is_bool(d) ? x : ir_.CreateNeg(x);
    case UnaryOp::invert: return ir_.CreateNot(x);
    case UnaryOp::logical_not: return is_bool(d) ? ir_.CreateNot(x) : ir_.CreateIsNull(x);
    case UnaryOp::abs: // INT_MIN stays itself: the second operand says that it is not poison
        return is_signed(d) ? ir_.CreateBinaryIntrinsic(llvm::Intrinsic::abs, x, ir_.getFalse())
                            : x;
    default: internal_error(__FILE__, __LINE__, no_rule(op, d));
    }
}

llvm::Value *ScalarOps::bool_binary(BinaryOp op, llvm::Value *a, llvm::Value *b) {
    switch (op) {
    case BinaryOp::add:
    case BinaryOp::bit_or:
    case BinaryOp::py_max:
    case BinaryOp::np_max: return ir_.CreateOr(a, b);
    case BinaryOp::mul:
    case BinaryOp::bit_and:
    case BinaryOp::py_min:
    case BinaryOp::np_min: return ir_.CreateAnd(a, b);
    case BinaryOp::sub:
    case BinaryOp::bit_xor: return ir_.CreateXor(a, b);
    default: internal_error(__FILE__, __LINE__, no_rule(op, DType::b1));
    }
}

llvm::Value *ScalarOps::integer_binary(BinaryOp op, llvm::Value *a, llvm::Value *b, DType d) {
    using llvm::Intrinsic::ID;
    bool sign = is_signed(d);
    switch (op) {
    case BinaryOp::add: return ir_.CreateAdd(a, b);
    case BinaryOp::sub: return ir_.CreateSub(a, b);
    case BinaryOp::mul: return ir_.CreateMul(a, b);
    case BinaryOp::floor_div:
    case BinaryOp::mod: return sign ? signed_division(op, a, b) : unsigned_division(op, a, b);
    case BinaryOp::pow: return integer_power(a, b, d);
    case BinaryOp::bit_and: return ir_.CreateAnd(a, b);
    case BinaryOp::bit_or: return ir_.CreateOr(a, b);
    case BinaryOp::bit_xor: return ir_.CreateXor(a, b);
    case BinaryOp::shl:
    case BinaryOp::shr: return shift(op, a, b, d);
    case BinaryOp::py_max:
    case BinaryOp::np_max:
        return ir_.CreateBinaryIntrinsic(sign ? llvm::Intrinsic::smax : llvm::Intrinsic::umax, a,
                                         b);
    case BinaryOp::py_min:
    case BinaryOp::np_min:
        return ir_.CreateBinaryIntrinsic(sign ? llvm::Intrinsic::smin : llvm::Intrinsic::umin, a,
                                         b);
    case BinaryOp::int_div: return numeric_call("pragmac_int_div", {{a}, {b}}, DType::f64).value;
    case BinaryOp::wrap_index:
        if (!sign)
            return a;
        return ir_.CreateSelect(ir_.CreateICmpSLT(a, llvm::ConstantInt::get(a->getType(), 0)),
                                ir_.CreateAdd(a, b), a);
    default: internal_error(__FILE__, __LINE__, no_rule(op, d));
    }
}

// The two divisors that trap, 0 and -1 for the least value, are replaced by 1; a / 1 = a is already
// the wrapped answer of the second, and the first one's 0 is selected at the end.
llvm::Value *ScalarOps::signed_division(BinaryOp op, llvm::Value *a, llvm::Value *b) {
    llvm::Type *type = a->getType();
    llvm::Value *zero = llvm::ConstantInt::get(type, 0), *one = llvm::ConstantInt::get(type, 1);
    llvm::Value *least =
        llvm::ConstantInt::get(type, llvm::APInt::getSignedMinValue(type->getIntegerBitWidth()));
    llvm::Value *by_zero = ir_.CreateICmpEQ(b, zero);
    llvm::Value *overflow = ir_.CreateAnd(
        ir_.CreateICmpEQ(a, least), ir_.CreateICmpEQ(b, llvm::ConstantInt::getAllOnesValue(type)));
    llvm::Value *divisor = ir_.CreateSelect(ir_.CreateOr(by_zero, overflow), one, b);
    llvm::Value *remainder = ir_.CreateSRem(a, divisor);
    // The quotient was rounded to zero; one less where signs differ and something was left over.
    llvm::Value *round = ir_.CreateAnd(ir_.CreateICmpNE(remainder, zero),
                                       ir_.CreateICmpSLT(ir_.CreateXor(remainder, divisor), zero));
    if (mutant(op == BinaryOp::mod ? Mutant::mod_keeps_sign : Mutant::floor_div_truncates))
        round = ir_.getFalse();
    if (op == BinaryOp::mod)
        return ir_.CreateAdd(remainder, ir_.CreateSelect(round, divisor, zero));
    llvm::Value *quotient = ir_.CreateSDiv(a, divisor);
    quotient = ir_.CreateSub(quotient, ir_.CreateZExt(round, type));
    return ir_.CreateSelect(by_zero, zero, quotient);
}

llvm::Value *ScalarOps::unsigned_division(BinaryOp op, llvm::Value *a, llvm::Value *b) {
    llvm::Value *zero = llvm::ConstantInt::get(a->getType(), 0);
    llvm::Value *by_zero = ir_.CreateICmpEQ(b, zero);
    llvm::Value *divisor = ir_.CreateSelect(by_zero, llvm::ConstantInt::get(a->getType(), 1), b);
    if (op == BinaryOp::mod)
        return ir_.CreateURem(a, divisor); // a % 1 is already 0
    return ir_.CreateSelect(by_zero, zero, ir_.CreateUDiv(a, divisor));
}

// A negative count is a huge unsigned one. The shift that LLVM leaves undefined is never selected.
llvm::Value *ScalarOps::shift(BinaryOp op, llvm::Value *a, llvm::Value *b, DType d) {
    unsigned width = bit_width(d);
    llvm::Type *type = a->getType();
    if (mutant(Mutant::shift_count_masked))
        b = ir_.CreateAnd(b, llvm::ConstantInt::get(type, width - 1));
    if (op == BinaryOp::shr && is_signed(d))
        return ir_.CreateAShr(a,
                              ir_.CreateBinaryIntrinsic(llvm::Intrinsic::umin, b,
                                                        llvm::ConstantInt::get(type, width - 1)));
    llvm::Value *inside = ir_.CreateICmpULT(b, llvm::ConstantInt::get(type, width));
    llvm::Value *shifted = op == BinaryOp::shl ? ir_.CreateShl(a, b) : ir_.CreateLShr(a, b);
    return ir_.CreateSelect(inside, shifted, llvm::ConstantInt::get(type, 0));
}

// Small constant exponents are products; multiplication wraps, so any order gives the same bits.
llvm::Value *ScalarOps::integer_power(llvm::Value *a, llvm::Value *b, DType d) {
    auto *constant = llvm::dyn_cast<llvm::ConstantInt>(b);
    if (!constant || constant->isNegative() || constant->getZExtValue() > 64)
        return numeric_call("pragmac_pow_" + std::string(name_of(d)), {{a}, {b}}, d).value;
    llvm::Value *result = llvm::ConstantInt::get(a->getType(), 1), *square = a;
    for (uint64_t left = constant->getZExtValue(); left; left >>= 1) {
        if (left & 1)
            result = ir_.CreateMul(result, square);
        if (left > 1)
            square = ir_.CreateMul(square, square);
    }
    return result;
}

} // namespace pragmac
