// Register, memory and slot forms of the scalar types.
#include "emit_types.h"

namespace pragmac {

llvm::Type *register_type(llvm::LLVMContext &context, DType d) {
    d = part_of(d);
    switch (d) {
    case DType::f16: return llvm::Type::getHalfTy(context);
    case DType::f32: return llvm::Type::getFloatTy(context);
    case DType::f64: return llvm::Type::getDoubleTy(context);
    default:
        internal_assert(d != DType::none, "a scalar without a type");
        return llvm::Type::getIntNTy(context, bit_width(d));
    }
}

llvm::Type *memory_type(llvm::LLVMContext &context, DType d) {
    return is_bool(d) ? llvm::Type::getInt8Ty(context) : register_type(context, d);
}

static llvm::Constant *constant_part(llvm::LLVMContext &context, DType part, uint64_t bits) {
    unsigned width = bit_width(part);
    llvm::APInt pattern(64, bits);
    if (!is_float(part))
        return llvm::ConstantInt::get(context, pattern.trunc(width));
    const llvm::fltSemantics &semantics = part == DType::f16   ? llvm::APFloat::IEEEhalf()
                                          : part == DType::f32 ? llvm::APFloat::IEEEsingle()
                                                               : llvm::APFloat::IEEEdouble();
    return llvm::ConstantFP::get(context, llvm::APFloat(semantics, pattern.trunc(width)));
}

Scalar constant_scalar(llvm::LLVMContext &context, DType d, Bits bits) {
    Scalar result{constant_part(context, part_of(d), bits.lo)};
    if (is_complex(d))
        result.imaginary = constant_part(context, part_of(d), bits.hi);
    return result;
}

llvm::Value *part_to_slot(Ir &ir, llvm::Value *part, DType d) {
    d = part_of(d);
    if (is_float(d))
        part = ir.CreateBitCast(part, ir.getIntNTy(bit_width(d)));
    return is_signed(d) ? ir.CreateSExt(part, ir.getInt64Ty())
                        : ir.CreateZExt(part, ir.getInt64Ty());
}

llvm::Value *part_from_slot(Ir &ir, llvm::Value *bits, DType d) {
    d = part_of(d);
    llvm::Value *part = ir.CreateTrunc(bits, ir.getIntNTy(bit_width(d)));
    return is_float(d) ? ir.CreateBitCast(part, register_type(ir.getContext(), d)) : part;
}

llvm::Value *part_to_memory(Ir &ir, llvm::Value *part, DType d) {
    return is_bool(d) ? ir.CreateZExt(part, ir.getInt8Ty()) : part;
}

llvm::Value *part_from_memory(Ir &ir, llvm::Value *stored, DType d) {
    return is_bool(d) ? ir.CreateIsNotNull(stored) : stored;
}

} // namespace pragmac
