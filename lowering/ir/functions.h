// The library functions of Math nodes: rows of runtime/numeric/numeric_functions.def as a table.
#pragma once

#include "ir.h"

namespace pragmac {

// How the math module's version of a function fails.
enum class MathDomain : uint8_t { none, value, pole, pole_at_zero, pole_up_to_zero };

struct FunctionInfo {
    std::string_view name;
    int arity;
    std::string_view dtypes; // letters, see numeric_functions.def
    bool truth;              // the result is a bool
    std::string_view numpy, math; // names in those modules, empty = none
    MathDomain domain;
};

std::span<const FunctionInfo> function_table();
const FunctionInfo &info_of(FunctionId f);
// True when the function has an entry point for operands of this dtype.
bool accepts(const FunctionInfo &info, DType d);
// Rows with that name in the numpy (math) module; nothing when there is none.
bool find_numpy_function(std::string_view name, FunctionId &out);
bool find_math_function(std::string_view name, FunctionId &out);

} // namespace pragmac
