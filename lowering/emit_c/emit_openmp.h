// emit_openmp: a function at the loop level as C11 with OpenMP.
//
// Before: level P, every proved parallel loop marked. The text is one C file: what it is for and
// how to call it, the table of its errors, the helper functions that it uses, and one function. Its
// results are those of the code that pragmac compiles, bit for bit, where the C compiler neither
// contracts nor re-associates: sums that take a product in unrounded are calls of `fma`. What
// sequential loops accumulate stays in order in every mode. Throws MissingInC for what it has no C
// for.
#pragma once

#include "math_mode.h"

#include <span>
#include <string>

namespace pragmac {

std::string emit_openmp(const Func *func, MathMode math = MathMode::strict);

} // namespace pragmac
