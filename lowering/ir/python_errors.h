// python_errors: which error Python raises for an operation on concrete values (level S).
//
// Written from Python's rules, not from lower_python's checks, so that each tests the other.
#pragma once

#include "interpret.h"

namespace pragmac {

struct PythonError {
    Exception exception{};
    std::string message; // payload already in place
};
using MaybeError = std::optional<PythonError>;

// `kind` is the kind of the operation: NumPy as soon as one operand is.
MaybeError error_of_unary(UnaryOp op, DType d, Bits x);
MaybeError error_of_binary(BinaryOp op, Kind kind, DType d, Bits a, Bits b);
// A value cast into an integer type.
MaybeError error_of_cast(DType from, Bits x, DType to);
MaybeError error_of_math(FunctionId f, std::span<const Bits> args, Bits result);
MaybeError error_of_index(int64_t index, int64_t extent, std::string_view array, size_t axis);

} // namespace pragmac
