// scan_pattern: loops whose iterations need the running value of one scalar, as `s += x[j]; y[j] =
// s`.
//
// Only integers (wrapping sums and products, bits, minima and maxima), whose order no bit shows,
// and only loops that cannot raise: every iteration updates the scalar once, by a value that
// depends neither on the scalar nor on what the iteration writes in front of it. Reads only.
#pragma once

#include "scalar_use.h"

namespace pragmac {

struct LaneScan {
    NodeRef cell = nullptr;
    BinaryOp op = BinaryOp::add;
    std::vector<NodeRef> lets; // of the body, that the value needs
    NodeRef value = nullptr; // what an iteration adds
};

// `uses`: the scalars of `loop`, all others of which must be private and dead behind it.
std::optional<LaneScan> scan_pattern(const For &loop, const std::vector<ScalarUse> &uses,
                                     const FunctionScope &function);

} // namespace pragmac
