// Scalar operations in LLVM IR: total, wrapping, strict; one table per family of types.
#pragma once

#include "device_functions.h"
#include "emit_types.h"
#include "math_mode.h"
#include "target.h"

#include <llvm/IR/Module.h>

namespace pragmac {

// Emits operations of `types.h` at the builder's position. Operands have the dtype named.
class ScalarOps {
  public:
    // Calls of what the target has not itself are added to `calls`, at the place of the last `at`.
    ScalarOps(Ir &ir, llvm::Module &module, const TargetDescription &target,
              std::vector<NumericCall> &calls, MathMode mode)
        : ir_(ir), module_(module), target_(target), calls_(calls), mode_(mode) {}

    void at(Span place) { place_ = place.known() ? place : place_; }

    Scalar unary(UnaryOp op, Scalar x, DType d);
    // `reordered`: the outcome is accumulated over a loop in any order.
    Scalar binary(BinaryOp op, Scalar a, Scalar b, DType d, bool reordered = false);
    // x * y + addend of f32 or f64, rounded once where the processor can.
    Scalar product_sum(Scalar x, Scalar y, Scalar addend, bool reordered = false);
    Scalar negated(Scalar x) { return {ir_.CreateFNeg(x.value)}; }
    llvm::Value *compare(CompareOp op, Scalar a, DType da, Scalar b, DType db);
    llvm::Value *fits(Scalar x, DType from, DType to);
    Scalar cast(Scalar x, DType from, DType to);
    Scalar select(llvm::Value *cond, Scalar a, Scalar b);
    Scalar math(FunctionId f, const std::vector<Scalar> &args, const std::vector<DType> &types,
                DType result);
    // Values of range(lo, hi, step) as an unsigned count; `step` may not be 0.
    llvm::Value *range_length(llvm::Value *lo, llvm::Value *hi, llvm::Value *step);

  private:
    // emit_integer.cpp
    llvm::Value *integer_unary(UnaryOp op, llvm::Value *x, DType d);
    llvm::Value *integer_binary(BinaryOp op, llvm::Value *a, llvm::Value *b, DType d);
    llvm::Value *bool_binary(BinaryOp op, llvm::Value *a, llvm::Value *b);
    llvm::Value *signed_division(BinaryOp op, llvm::Value *a, llvm::Value *b);
    llvm::Value *unsigned_division(BinaryOp op, llvm::Value *a, llvm::Value *b);
    llvm::Value *shift(BinaryOp op, llvm::Value *a, llvm::Value *b, DType d);
    llvm::Value *integer_power(llvm::Value *a, llvm::Value *b, DType d);
    // emit_math_mode.cpp
    llvm::FastMathFlags flags(bool reordered = false) const;
    Scalar settled(Scalar x, DType d);
    llvm::Value *reordered_extremum(BinaryOp op, llvm::Value *a, llvm::Value *b);
    // emit_float.cpp
    llvm::Value *float_unary(UnaryOp op, llvm::Value *x, DType d);
    llvm::Value *float_binary(BinaryOp op, llvm::Value *a, llvm::Value *b, DType d);
    Scalar complex_unary(UnaryOp op, Scalar x, DType d);
    Scalar complex_binary(BinaryOp op, Scalar a, Scalar b, DType d);
    // emit_compare.cpp
    llvm::Value *ordinary(CompareOp op, llvm::Value *a, llvm::Value *b, DType d);
    llvm::Value *complex_compare(CompareOp op, Scalar a, Scalar b);
    llvm::Value *int_float(CompareOp op, llvm::Value *i, llvm::Value *f);
    llvm::Value *signed_unsigned(CompareOp op, llvm::Value *a, llvm::Value *b);
    llvm::Value *in_extent(CompareOp op, llvm::Value *i, llvm::Value *n, DType d);
    llvm::Value *overflow_free(CompareOp op, llvm::Value *a, llvm::Value *b, DType d);
    // emit_cast.cpp
    llvm::Value *part_cast(llvm::Value *x, DType from, DType to);
    llvm::Value *float_cast(llvm::Value *x, DType from, DType to);
    // emit_numeric_call.cpp
    Scalar numeric_call(std::string_view name, const std::vector<Scalar> &args, DType result);
    std::string target_name(std::string_view name);
    void mark_numeric(llvm::Function &function, DType result);
    llvm::Value *classify(std::string_view name, llvm::Value *x);

    llvm::Value *call1(llvm::Intrinsic::ID id, llvm::Value *x) {
        return ir_.CreateUnaryIntrinsic(id, x);
    }

    Ir &ir_;
    llvm::Module &module_;
    const TargetDescription &target_;
    std::vector<NumericCall> &calls_;
    MathMode mode_;
    Span place_;
};

} // namespace pragmac
