// count_work: the function counts what its outermost loops with directives ask for.
//
// Before: level P, straight from lower_python. After: the same, every loop in order, with a cell
// per loop and count, which grows where the program goes, and a note of each before every return:
// "reads `A`" and "writes `A`" (bytes), "size of `A`" (bytes of all its elements, each
// time the loop is entered), "operations 64"
// and "operations 32" (floating-point ones, by the bits of their results; a function counts as one,
// a product of complex numbers as six) and "entries". Of the two arms of a conditional expression
// both count; arrays of the iterations do not. Where the counts do not depend on what arrays hold,
// nothing is left of the rest, and the function's results mean nothing.
#pragma once

#include "build.h"

namespace pragmac {

const Func *count_work(const Func *func, Builder &build);

} // namespace pragmac
