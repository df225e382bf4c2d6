// MissingOnDevice: what kernels call that their device does not have.
#pragma once

#include "span.h"

#include <string>
#include <vector>

namespace pragmac {

struct MissingFunction {
    std::string what; // in the user's words
    Span place;
};

// Thrown when all kernels of a function are emitted; the pipeline reports each.
struct MissingOnDevice {
    std::vector<MissingFunction> functions;
};

} // namespace pragmac
