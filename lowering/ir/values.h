// Scalar operations on bit patterns with exactly the meaning of ir.h's semantics page.
#pragma once

#include "ir.h"

namespace pragmac {

// Bits as in Const: integers extended to 64 bits, floats as their own pattern, complex in two
// parts.
Bits unary_value(UnaryOp op, DType d, Bits x);
Bits binary_value(BinaryOp op, DType d, Bits a, Bits b);
bool compare_value(CompareOp op, DType da, Bits a, DType db, Bits b);
CompareOp mirrored(CompareOp op); // a op b = b mirrored(op) a
bool fits_value(DType from, Bits x, DType to);
Bits cast_value(DType from, Bits x, DType to);
// A row of numeric_functions.def; `d` is the operands' dtype.
Bits math_value(FunctionId f, DType d, std::span<const Bits> args);
// Number of values of range(lo, hi, step), step != 0.
int64_t range_length_value(int64_t lo, int64_t hi, int64_t step);

// Element of an array in memory, and back.
Bits load_bits(DType d, const void *at);
void store_bits(DType d, void *at, Bits value);

// As Python's str() writes it.
std::string python_text(DType d, Bits value);
// {0}, {1}, … replaced by the texts.
std::string format_message(std::string_view format, std::span<const std::string> texts);

} // namespace pragmac
