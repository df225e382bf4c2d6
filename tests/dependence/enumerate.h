// Runs small loops on concrete values and records every element each iteration touches.
#pragma once

#include "fields.h"
#include "ir.h"

#include <map>
#include <optional>
#include <set>
#include <vector>

namespace pragmac {

// Parameters, and extents by (array, axis).
struct Values {
    std::map<NodeRef, int64_t> variables;
    std::map<std::pair<NodeRef, int64_t>, int64_t> extents;
};

struct Touch {
    NodeRef node, array;
    int64_t run, iteration; // of the recorded loop
    std::vector<int64_t> element;
    bool write;
};

struct Recording {
    std::vector<Touch> touches;
    int64_t runs = 0; // how often the loop was entered
};
// Array contents are a fixed function of the index; only arrays that nothing writes may be read
// for their value. Accesses out of range are left out: a check would have ended the iteration.
Recording enumerate(NodeRef root, const For *loop, Values values);

// Two iterations of one run of the loop touch one element and one of them writes.
bool conflict(const std::vector<Touch> &touches);

} // namespace pragmac
