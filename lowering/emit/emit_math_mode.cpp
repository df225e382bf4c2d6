// What a math mode other than strict makes of float operations: flags, fused sums, settled values.
#include "emit_scalar_ops.h"

namespace pragmac {

// `reassoc` alone keeps NaN, infinities and signs of zeros as they are. LLVM 22 uses it on a sum
// for the loop vectoriser only, and on a product also to put constant factors together.
llvm::FastMathFlags ScalarOps::flags(bool reordered) const {
    llvm::FastMathFlags flags;
    if (mode_ == MathMode::fast)
        flags.setFast();
    flags.setAllowReassoc(mode_ == MathMode::fast || reordered);
    return flags;
}

Scalar ScalarOps::product_sum(Scalar x, Scalar y, Scalar addend, bool reordered) {
    llvm::IRBuilderBase::FastMathFlagGuard guard(ir_);
    ir_.setFastMathFlags(flags(reordered));
    return {ir_.CreateIntrinsic(target_.product_sum, {x.value->getType()},
                                {x.value, y.value, addend.value})};
}

// NaN wins in LLVM's as in NumPy's. Of two zeros either may, as in every extremum that is combined
// out of order (D8).
llvm::Value *ScalarOps::reordered_extremum(BinaryOp op, llvm::Value *a, llvm::Value *b) {
    bool max = op == BinaryOp::np_max;
    DType d = a->getType()->isFloatTy() ? DType::f32 : DType::f64;
    bool comparable = a->getType()->isFloatTy() || a->getType()->isDoubleTy();
    // Vectors of what a comparison and a selection choose need the promise that nothing is NaN.
    if (target_.device || !comparable || mode_ == MathMode::fast)
        return float_binary(op, a, b, comparable ? d : DType::f16);
    llvm::FastMathFlags flags = ir_.getFastMathFlags();
    flags.setNoSignedZeros();
    ir_.setFastMathFlags(flags);
    return ir_.CreateBinaryIntrinsic(max ? llvm::Intrinsic::maximum : llvm::Intrinsic::minimum, a,
                                     b);
}

// Where NaN and infinities are promised away, an operation that gives one gives poison, on which no
// branch, no index and no integer may depend: they get some value instead.
Scalar ScalarOps::settled(Scalar x, DType d) {
    if (mode_ != MathMode::fast || !is_float(part_of(d)))
        return x;
    auto part = [&](llvm::Value *value) {
        return value && !llvm::isa<llvm::Constant>(value) ? ir_.CreateFreeze(value) : value;
    };
    return {part(x.value), part(x.imaginary)};
}

} // namespace pragmac
