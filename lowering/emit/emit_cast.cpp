// Conversions between dtypes and the test that a value is representable in an integer type.
#include "emit_scalar_ops.h"

#include "mutants.h"

#include <cmath>

namespace pragmac {

Scalar ScalarOps::cast(Scalar x, DType from, DType to) {
    if (is_bool(to) || is_integer(to))
        x = settled(x, from);
    if (is_bool(to) && is_complex(from))
        return {ir_.CreateOr(part_cast(x.value, part_of(from), to),
                             part_cast(x.imaginary, part_of(from), to))};
    Scalar result{part_cast(x.value, part_of(from), part_of(to))};
    if (is_complex(to))
        result.imaginary = x.imaginary ? part_cast(x.imaginary, part_of(from), part_of(to))
                                       : llvm::Constant::getNullValue(result.value->getType());
    return result;
}

llvm::Value *ScalarOps::part_cast(llvm::Value *x, DType from, DType to) {
    llvm::Type *type = register_type(ir_.getContext(), to);
    if (from == to)
        return x;
    if (is_bool(to)) // NaN is true
        return is_float(from) ? ir_.CreateFCmpUNE(x, llvm::Constant::getNullValue(x->getType()))
                              : ir_.CreateIsNotNull(x);
    if (is_float(from) && is_float(to))
        return float_cast(x, from, to);
    if (is_float(from)) { // out of range saturates, NaN gives 0: never poison
        // LLVM 22 saturates a half's NaN to the least integer on x86; a float's NaN gives 0.
        llvm::Value *value = from == DType::f16 ? part_cast(x, from, DType::f32) : x;
        return ir_.CreateIntrinsic(is_signed(to) ? llvm::Intrinsic::fptosi_sat
                                                 : llvm::Intrinsic::fptoui_sat,
                                   {type, value->getType()}, {value});
    }
    if (is_float(to)) // f16 by way of f32 rounds once: integers below 2^24 are exact there
        return is_signed(from) || mutant(Mutant::unsigned_to_float_signed)
                   ? ir_.CreateSIToFP(x, type)
                   : ir_.CreateUIToFP(x, type);
    return ir_.CreateIntCast(x, type, is_signed(from) && !mutant(Mutant::sign_extension_lost));
}

// LLVM has an instruction for every pair but f64 -> f16, where it would call the compiler's own
// run-time library.
llvm::Value *ScalarOps::float_cast(llvm::Value *x, DType from, DType to) {
    if (mutant(Mutant::half_rounded_twice) && from == DType::f64 && to == DType::f16)
        x = ir_.CreateFPCast(x, ir_.getFloatTy());
    else if (from == DType::f64 && to == DType::f16)
        return numeric_call("pragmac_f64_to_f16", {{x}}, DType::f16).value;
    return ir_.CreateFPCast(x, register_type(ir_.getContext(), to));
}

// Both bounds of every integer type are powers of two or 0, hence exact in f32 and f64.
llvm::Value *ScalarOps::fits(Scalar x, DType from, DType to) {
    unsigned width = bit_width(to);
    x = settled(x, from);
    if (is_float(from)) {
        llvm::Value *value = from == DType::f16 ? part_cast(x.value, from, DType::f32) : x.value;
        llvm::Type *type = value->getType();
        if (!is_signed(to) || width < 64) // no float has a fraction next to the others' limits
            value = call1(llvm::Intrinsic::trunc, value);
        double limit = std::ldexp(1.0, is_signed(to) ? width - 1 : width);
        llvm::Value *low = llvm::ConstantFP::get(type, is_signed(to) ? -limit : 0.0);
        return ir_.CreateAnd(ir_.CreateFCmpOGE(value, low),
                             ir_.CreateFCmpOLT(value, llvm::ConstantFP::get(type, limit)));
    }
    unsigned source = bit_width(from);
    llvm::Value *zero = llvm::ConstantInt::get(x.value->getType(), 0);
    if (width >= source) { // only the sign can be missing
        bool always = is_signed(from) ? is_signed(to) : !is_signed(to) || width > source;
        return always || mutant(Mutant::fits_ignores_sign) ? ir_.getTrue()
                                                           : ir_.CreateICmpSGE(x.value, zero);
    }
    if (!is_signed(from) && is_signed(to))
        return ir_.CreateICmpULT(
            x.value, llvm::ConstantInt::get(x.value->getType(), uint64_t{1} << (width - 1)));
    llvm::Value *narrow = ir_.CreateTrunc(x.value, ir_.getIntNTy(width));
    return ir_.CreateICmpEQ(ir_.CreateIntCast(narrow, x.value->getType(), is_signed(to)), x.value);
}

} // namespace pragmac
