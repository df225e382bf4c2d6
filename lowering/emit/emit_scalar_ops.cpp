// Chooses the family of a scalar operation by its type; range lengths and selection.
#include "emit_scalar_ops.h"

#include "mutants.h"

namespace pragmac {

Scalar ScalarOps::unary(UnaryOp op, Scalar x, DType d) {
    llvm::IRBuilderBase::FastMathFlagGuard guard(ir_);
    ir_.setFastMathFlags(flags());
    if (is_complex(d))
        return complex_unary(op, x, d);
    if (op == UnaryOp::real || op == UnaryOp::conj)
        return x;
    if (op == UnaryOp::imag)
        return {llvm::Constant::getNullValue(x.value->getType())};
    return {is_float(d) ? float_unary(op, x.value, d) : integer_unary(op, x.value, d)};
}

Scalar ScalarOps::binary(BinaryOp op, Scalar a, Scalar b, DType d, bool reordered) {
    llvm::IRBuilderBase::FastMathFlagGuard guard(ir_);
    ir_.setFastMathFlags(flags(reordered));
    if (reordered && (op == BinaryOp::np_max || op == BinaryOp::np_min))
        return {reordered_extremum(op, a.value, b.value)};
    if (op == BinaryOp::make_complex)
        return {a.value, b.value};
    if (is_complex(d))
        return complex_binary(op, a, b, d);
    if (is_bool(d))
        return {bool_binary(op, a.value, b.value)};
    return {is_float(d) ? float_binary(op, a.value, b.value, d)
                        : integer_binary(op, a.value, b.value, d)};
}

Scalar ScalarOps::select(llvm::Value *cond, Scalar a, Scalar b) {
    Scalar result{ir_.CreateSelect(cond, a.value, b.value)};
    if (a.imaginary)
        result.imaginary = ir_.CreateSelect(cond, a.imaginary, b.imaginary);
    return result;
}

// (distance - 1) / |step| + 1 in unsigned arithmetic: right for every pair of i64 bounds, because
// the distance between two of them fits 64 unsigned bits.
llvm::Value *ScalarOps::range_length(llvm::Value *lo, llvm::Value *hi, llvm::Value *step) {
    llvm::Value *zero = ir_.getInt64(0), *one = ir_.getInt64(1);
    llvm::Value *up = ir_.CreateICmpSGT(step, zero);
    llvm::Value *distance = ir_.CreateSelect(up, ir_.CreateSub(hi, lo), ir_.CreateSub(lo, hi));
    llvm::Value *stride = ir_.CreateSelect(up, step, ir_.CreateNeg(step));
    // A step of 0 was refused by a check; the division must still not trap when it is hoisted.
    stride = ir_.CreateBinaryIntrinsic(llvm::Intrinsic::umax, stride, one);
    llvm::Value *count = ir_.CreateAdd(ir_.CreateUDiv(ir_.CreateSub(distance, one), stride), one);
    if (mutant(Mutant::range_length_floor))
        count = ir_.CreateUDiv(distance, stride);
    llvm::Value *some = ir_.CreateSelect(up, ir_.CreateICmpSLT(lo, hi), ir_.CreateICmpSGT(lo, hi));
    return ir_.CreateSelect(some, count, zero);
}

} // namespace pragmac
