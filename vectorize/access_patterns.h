// access_patterns: how far apart in memory neighbouring iterations touch an array.
//
// Iterations are numbered along axes: one for a loop's variable, several for the coordinates of
// joined loops. An index is followed through names, casts, sums, differences and products by
// constants; what is loaded from one place of an array that the body does not write, by name, is
// the same everywhere; what else depends on an axis is a gather. Reads only, and decides nothing:
// it is data for choices of grids and lanes.
#pragma once

#include "ir.h"

#include <array>
#include <functional>
#include <optional>
#include <vector>

namespace pragmac {

enum class Pattern : uint8_t {
    uniform,    // neighbours touch one element
    contiguous, // neighbours touch neighbouring elements, in either direction
    strided,    // they are equally far apart otherwise
    gather,     // nothing is known
};

struct AccessPattern {
    NodeRef access = nullptr; // the load, store or update
    NodeRef array = nullptr;
    std::array<Pattern, most_axes> along{}; // by axis
    int64_t weight = 1; // an access in a loop inside counts as often as eight outside of it
};

// The axis that a node is the number along, if it is.
using AxisOf = std::function<std::optional<size_t>(NodeRef)>;

// Every access to an array in `body`, in the order of the text, along the first `axes` axes.
std::vector<AccessPattern> access_patterns(NodeRef body, const AxisOf &axis_of, size_t axes);

} // namespace pragmac
