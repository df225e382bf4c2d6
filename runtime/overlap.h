// overlap: can two strided arrays, or one array with itself, share a byte of memory?
#pragma once

#include <cstdint>

namespace pragmac {

// An array as the ABI passes it.
struct StridedArray {
    const void *data;
    int rank;
    const int64_t *extents;
    const int64_t *strides; // in bytes; may be zero or negative
    int64_t element_bytes;
};

// False when no byte of `a` is a byte of `b`. Exact within a work limit, beyond which it is true.
// Arrays without elements overlap nothing.
bool may_overlap(const StridedArray &a, const StridedArray &b);

// False when no two different index tuples address a common byte. Exact within the same limit.
bool may_overlap_itself(const StridedArray &a);

} // namespace pragmac
