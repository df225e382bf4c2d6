// kinds: NumPy 2's and Python's rules for the type of an operator's result (NEP 50).
//
// Every scalar is a Python kind (bool, int = i64, float = f64, complex = c128) or a NumPy dtype.
// Python kinds are weak: next to a NumPy dtype they take its precision.
#pragma once

#include "types.h"

#include <cstdint>
#include <optional>
#include <string>

namespace pragmac {

inline Type python_bool() { return scalar(DType::b1, Kind::python); }
inline Type python_int() { return scalar(DType::i64, Kind::python); }
// A Python int from 2**63 on, known while compiling: fit for operations with np.uint64 and floats.
inline Type python_large_int() { return scalar(DType::u64, Kind::python); }
inline Type python_float() { return scalar(DType::f64, Kind::python); }
inline Type python_complex() { return scalar(DType::c128, Kind::python); }
inline Type numpy_type(DType d) { return scalar(d, Kind::numpy); }
inline bool is_python(Type t) { return t.kind == Kind::python; }
inline bool is_numpy(Type t) { return t.kind == Kind::numpy; }

// "int", "float", "np.float32", … as a user would write it.
std::string python_name(Type t);
// "float", "numpy.float32", …: as Python's own messages name it.
std::string python_type_name(Type t);

// "float32", "bool": as NumPy prints the dtype.
std::string dtype_text(Type t);

// np.promote_types.
DType promote(DType a, DType b);
// The common type in which `a op b` is computed, Python kinds weak; for two Python kinds the wider
// of bool, int, float, complex.
Type common_type(Type a, Type b);

// What is known of a Python int's value; unknown bounds are the i64 limits.
struct IntRange {
    int64_t lo = INT64_MIN, hi = INT64_MAX;
    bool fits(DType d) const;          // every value is representable in an integer dtype
    bool exact_in_float() const;       // |value| <= 2^53
    friend bool operator==(const IntRange &, const IntRange &) = default;
};
IntRange hull(IntRange a, IntRange b);

// The type of a variable assigned `a` on one path and `b` on another (SEMANTICS 1); nothing when
// the two do not join.
std::optional<Type> join_types(Type a, IntRange range_a, Type b, IntRange range_b);

// The dtype true division computes in: integers and bools divide as f64.
DType true_division_type(DType common);
// np.bool_ arithmetic that NumPy computes in int8 (//, %, **, <<, >>).
DType small_integer_for_bool(DType d);

} // namespace pragmac
