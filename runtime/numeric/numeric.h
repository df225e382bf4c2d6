// Scalar arithmetic exactly as NumPy 2 and CPython 3.11 compute it, and the entry points by name.
//
// The headers below are the single definition of the numeric contract: the interpreter calls them,
// the entry points are made from them, and what the code generator emits inline must give the same
// bits. All are total: an error that Python would raise is a check of the caller.
//
// Entry points have C names: pragmac_<operation>_<dtype of the operands>. A complex operand is
// passed as its two parts; a complex result is stored through the first parameter, a pointer to two
// parts. Truth values are bool. Everything here is strict IEEE 754 and keeps no state.
#pragma once

#include "casts.h"
#include "complex_number.h"
#include "floating.h"
#include "half.h"
#include "integer.h"
#include "python_int.h"

#include <cstdint>
#include <span>
#include <string_view>

extern "C" {

// NumPy's x ** n for integers: by squaring, wrapping; 0 where n is negative (checked before).
#define PRAGMAC_INTEGER_POWER(name, type) type pragmac_pow_##name(type base, type exponent);
PRAGMAC_INTEGER_POWER(i8, int8_t)
PRAGMAC_INTEGER_POWER(i16, int16_t)
PRAGMAC_INTEGER_POWER(i32, int32_t)
PRAGMAC_INTEGER_POWER(i64, int64_t)
PRAGMAC_INTEGER_POWER(u8, uint8_t)
PRAGMAC_INTEGER_POWER(u16, uint16_t)
PRAGMAC_INTEGER_POWER(u32, uint32_t)
PRAGMAC_INTEGER_POWER(u64, uint64_t)
#undef PRAGMAC_INTEGER_POWER

// Python's int / int, correctly rounded; an infinity or NaN for a zero divisor (checked before).
double pragmac_int_div(int64_t a, int64_t b);
// True when base ** exponent is an int of 64 bits; false where exponent is negative.
bool pragmac_pow_fits(int64_t base, int64_t exponent);
_Float16 pragmac_f64_to_f16(double x);

// floor_div, mod: NumPy's divmod (Python's too, once the divisor is not zero).
#define PRAGMAC_FLOAT_BINARY(operation)                                                            \
    _Float16 pragmac_##operation##_f16(_Float16 a, _Float16 b);                                    \
    float pragmac_##operation##_f32(float a, float b);                                             \
    double pragmac_##operation##_f64(double a, double b);
PRAGMAC_FLOAT_BINARY(floor_div)
PRAGMAC_FLOAT_BINARY(mod)
PRAGMAC_FLOAT_BINARY(pow)
#undef PRAGMAC_FLOAT_BINARY

// div, pow: NumPy's; py_div, py_pow: CPython's.
#define PRAGMAC_COMPLEX_BINARY(operation)                                                          \
    void pragmac_##operation##_c64(float *out, float ar, float ai, float br, float bi);            \
    void pragmac_##operation##_c128(double *out, double ar, double ai, double br, double bi);
PRAGMAC_COMPLEX_BINARY(div)
PRAGMAC_COMPLEX_BINARY(py_div)
PRAGMAC_COMPLEX_BINARY(pow)
PRAGMAC_COMPLEX_BINARY(py_pow)
#undef PRAGMAC_COMPLEX_BINARY
float pragmac_abs_c64(float re, float im);
double pragmac_abs_c128(double re, double im);

} // extern "C"

namespace pragmac {

struct NumericSymbol {
    const char *name;
    void *address; // for generated code
    // The same function on slots (integers extended to 64 bits, floats as bit patterns in the low
    // bits, complex numbers as two slots). For the interpreter and the tests.
    void (*call)(const uint64_t *arguments, uint64_t *result);
};

// Every entry point: those above and one per row of numeric_functions.def and dtype; sorted by
// name.
std::span<const NumericSymbol> numeric_symbols();
// Null when there is none of that name.
const NumericSymbol *find_numeric_symbol(std::string_view name);

} // namespace pragmac
