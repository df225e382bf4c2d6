// overlap_test: do the arrays written by a call share memory with its other arrays?
#pragma once

#include "arguments.h"

#include <vector>

namespace pragmac::native {

// An array argument of a version: where its slots start and what the version does with it.
struct ArrayArgument {
    size_t slot = 0;
    int rank = 0;
    int bytes = 0;        // of one element
    bool written = false; // some element may be stored
    LayoutClass layout = LayoutClass::c_order;
    ArgumentCode device = 0; // device bits of its code; 0: in host memory
};

// What the written arrays of a call share memory with; every kind has its own version.
enum class Overlap : int { none, others, itself };
inline constexpr int overlap_kinds = 3;

struct CallShape {
    Overlap overlap = Overlap::none; // `itself` of any, with others or not
    int64_t elements = 0;            // of all arrays together
};

CallShape inspect_arrays(const std::vector<ArrayArgument> &arrays, const uint64_t *slots);

} // namespace pragmac::native
