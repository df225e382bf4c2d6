// Comparisons, exact across i64, u64 and f64; index tests; tests that an i64 result fits.
#include "emit_scalar_ops.h"

#include "mutants.h"
#include "values.h"

namespace pragmac {

namespace {

llvm::CmpInst::Predicate predicate(CompareOp op, DType d) {
    using P = llvm::CmpInst;
    bool f = is_float(d), s = is_signed(d) || mutant(Mutant::unsigned_compared_signed);
    switch (op) {
    case CompareOp::eq: return f ? P::FCMP_OEQ : P::ICMP_EQ;
    case CompareOp::ne:
        return f ? (mutant(Mutant::nan_never_unequal) ? P::FCMP_ONE : P::FCMP_UNE) : P::ICMP_NE;
    case CompareOp::lt: return f ? P::FCMP_OLT : s ? P::ICMP_SLT : P::ICMP_ULT;
    case CompareOp::le: return f ? P::FCMP_OLE : s ? P::ICMP_SLE : P::ICMP_ULE;
    case CompareOp::gt: return f ? P::FCMP_OGT : s ? P::ICMP_SGT : P::ICMP_UGT;
    case CompareOp::ge: return f ? P::FCMP_OGE : s ? P::ICMP_SGE : P::ICMP_UGE;
    default: internal_error(__FILE__, __LINE__, "not an ordinary comparison");
    }
}

bool ordinary_op(CompareOp op) { return op <= CompareOp::ge; }

} // namespace

llvm::Value *ScalarOps::compare(CompareOp op, Scalar a, DType da, Scalar b, DType db) {
    if (op == CompareOp::index_ok || op == CompareOp::in_range)
        return in_extent(op, a.value, b.value, da);
    if (!ordinary_op(op))
        return overflow_free(op, a.value, b.value, da);
    a = settled(a, da);
    b = settled(b, db);
    if (is_complex(da))
        return complex_compare(op, a, b);
    if (da == db)
        return ordinary(op, a.value, b.value, da);
    if (da != DType::i64)
        return compare(mirrored(op), b, db, a, da);
    return db == DType::u64 ? signed_unsigned(op, a.value, b.value)
                            : int_float(op, a.value, b.value);
}

llvm::Value *ScalarOps::ordinary(CompareOp op, llvm::Value *a, llvm::Value *b, DType d) {
    return ir_.CreateCmp(predicate(op, d), a, b);
}

// The order of NumPy's scalars: by real part, then imaginary part.
llvm::Value *ScalarOps::complex_compare(CompareOp op, Scalar a, Scalar b) {
    llvm::Value *real_equal = ir_.CreateFCmpOEQ(a.value, b.value);
    if (op == CompareOp::eq)
        return ir_.CreateAnd(real_equal, ir_.CreateFCmpOEQ(a.imaginary, b.imaginary));
    if (op == CompareOp::ne)
        return ir_.CreateNot(complex_compare(CompareOp::eq, a, b));
    bool less = op == CompareOp::lt || op == CompareOp::le;
    llvm::Value *real =
        ordinary(less ? CompareOp::lt : CompareOp::gt, a.value, b.value, DType::f64);
    llvm::Value *imaginary = ordinary(op, a.imaginary, b.imaginary, DType::f64);
    return ir_.CreateSelect(real_equal, imaginary, real);
}

// Rounding i to f64 keeps the order, so only a tie needs the integer values. There f is integral;
// 2^63 is above every i64.
llvm::Value *ScalarOps::int_float(CompareOp op, llvm::Value *i, llvm::Value *f) {
    llvm::Value *rounded = ir_.CreateSIToFP(i, f->getType());
    if (mutant(Mutant::int_float_compared_rounded))
        return ordinary(op, rounded, f, DType::f64);
    llvm::Value *tie = ir_.CreateFCmpOEQ(rounded, f);
    llvm::Value *whole =
        ir_.CreateIntrinsic(llvm::Intrinsic::fptosi_sat, {i->getType(), f->getType()}, {f});
    llvm::Value *top = ir_.CreateFCmpOEQ(f, llvm::ConstantFP::get(f->getType(), 0x1p63));
    llvm::Value *equal =
        ir_.CreateAnd(tie, ir_.CreateAnd(ir_.CreateICmpEQ(i, whole), ir_.CreateNot(top)));
    if (op == CompareOp::eq)
        return equal;
    if (op == CompareOp::ne)
        return ir_.CreateNot(equal);
    bool less = op == CompareOp::lt || op == CompareOp::le;
    llvm::Value *beyond = less ? ir_.CreateFCmpOLT(rounded, f) : ir_.CreateFCmpOGT(rounded, f);
    llvm::Value *at_tie =
        less ? ir_.CreateOr(ir_.CreateICmpSLT(i, whole), top) : ir_.CreateICmpSGT(i, whole);
    llvm::Value *strict = ir_.CreateOr(beyond, ir_.CreateAnd(tie, at_tie));
    return op == CompareOp::lt || op == CompareOp::gt ? strict : ir_.CreateOr(strict, equal);
}

llvm::Value *ScalarOps::signed_unsigned(CompareOp op, llvm::Value *a, llvm::Value *b) {
    llvm::Value *negative = ir_.CreateICmpSLT(a, ir_.getInt64(0));
    llvm::Value *otherwise = ordinary(op, a, b, DType::u64);
    bool below = op == CompareOp::lt || op == CompareOp::le || op == CompareOp::ne;
    return mutant(Mutant::negative_equals_unsigned)
               ? otherwise
               : ir_.CreateSelect(negative, ir_.getInt1(below), otherwise);
}

// -n <= i < n is 0 <= wrapped i < n; the wrapped index is the one that the access uses.
llvm::Value *ScalarOps::in_extent(CompareOp op, llvm::Value *i, llvm::Value *n, DType d) {
    if (!is_signed(d))
        return ir_.CreateICmpULT(i, n);
    if (op == CompareOp::index_ok)
        i = integer_binary(BinaryOp::wrap_index, i, n, d);
    llvm::Value *zero = llvm::ConstantInt::get(i->getType(), 0);
    return ir_.CreateAnd(ir_.CreateICmpSGE(i, zero), mutant(Mutant::index_above_allowed)
                                                         ? ir_.CreateICmpSLE(i, n)
                                                         : ir_.CreateICmpSLT(i, n));
}

llvm::Value *ScalarOps::overflow_free(CompareOp op, llvm::Value *a, llvm::Value *b, DType d) {
    namespace Intrinsic = llvm::Intrinsic;
    auto fits = [&](Intrinsic::ID with_sign, Intrinsic::ID without) {
        llvm::Value *pair = ir_.CreateBinaryIntrinsic(is_signed(d) ? with_sign : without, a, b);
        return ir_.CreateNot(ir_.CreateExtractValue(pair, 1));
    };
    switch (op) {
    case CompareOp::add_fits:
        return fits(Intrinsic::sadd_with_overflow, Intrinsic::uadd_with_overflow);
    case CompareOp::sub_fits:
        return fits(Intrinsic::ssub_with_overflow, Intrinsic::usub_with_overflow);
    case CompareOp::mul_fits:
        return fits(Intrinsic::smul_with_overflow, Intrinsic::umul_with_overflow);
    case CompareOp::shl_fits: { // shifting back gives the value again; 0 fits at every count
        llvm::Value *zero = llvm::ConstantInt::get(a->getType(), 0);
        llvm::Value *back = shift(BinaryOp::shr, shift(BinaryOp::shl, a, b, d), b, d);
        llvm::Value *inside =
            ir_.CreateICmpULT(b, llvm::ConstantInt::get(a->getType(), bit_width(d)));
        llvm::Value *same = ir_.CreateAnd(inside, ir_.CreateICmpEQ(back, a));
        return ir_.CreateOr(same, ir_.CreateICmpEQ(a, zero));
    }
    case CompareOp::pow_fits: return numeric_call("pragmac_pow_fits", {{a}, {b}}, DType::b1).value;
    default: internal_error(__FILE__, __LINE__, "not a test that a result fits");
    }
}

} // namespace pragmac
