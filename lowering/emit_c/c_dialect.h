// CDialect: everything in which the C texts that this folder writes differ.
//
// One printer of expressions and statements serves both: C11 with OpenMP, whose loops stay loops,
// and OpenCL C, whose kernels run them. What a dialect cannot say at all is MissingInC.
#pragma once

#include "ir.h"

#include <string>
#include <string_view>
#include <vector>

namespace pragmac {

struct CDialect {
    std::string_view headers;       // in front of everything: types and limits by their C11 names
    std::string_view i64_prefix, i64_suffix; // around a literal beyond 32 bits
    std::string_view u64_prefix, u64_suffix;
    std::string_view f32_suffix;    // of the C library's functions of f32
    std::string_view leading_zeros; // function of a non-zero u64
    std::string_view array_space;   // in front of the element type of what pointers reach
};

const CDialect &openmp_dialect();
const CDialect &opencl_dialect();

// Thrown for what the C emitter has no text for; the pipeline reports it as P617 at its place.
struct MissingInC {
    std::string what; // in the user's words
    Span place;
};

// The C name of the type of a scalar in registers, and of an element in memory (bool: uint8_t).
std::string_view c_type(DType d);
std::string_view c_memory_type(DType d);
std::string_view c_unsigned_type(DType d);

// An expression in C. `level` is the precedence of its outermost operator, `literal` says that its
// type is C's int although the value's type may be wider.
struct CText {
    std::string text;
    int level;
    bool literal = false;
};
enum CLevel : int {
    c_choice = 3, // ?:
    c_or = 4,
    c_and = 5,
    c_bit_or = 6,
    c_bit_xor = 7,
    c_bit_and = 8,
    c_equality = 9,
    c_relation = 10,
    c_sum = 12,
    c_product = 13,
    c_unary = 14,
    c_primary = 15
};
// The text as an operand of something that binds at `level`: in parentheses where that is tighter.
std::string at_level(const CText &x, int level);
CText c_literal(const CDialect &dialect, DType d, Bits bits);

// `type_and_name(parameter, ...)`, on as many lines as it needs.
std::string function_head(const std::string &type_and_name,
                          const std::vector<std::string> &parameters);

} // namespace pragmac
