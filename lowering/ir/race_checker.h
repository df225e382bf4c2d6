// race_checker: remembers who touched which element in a parallel construct and finds conflicts.
#pragma once

#include "interpret.h"

#include <algorithm>
#include <unordered_map>

namespace pragmac {

// Conflict: same element, different iterations, one writes, not both atomic updates of one op, not
// both stores of one value.
bool conflicts(const RecordedAccess &a, const RecordedAccess &b);

// One per parallel construct that is running.
class RaceChecker {
  public:
    explicit RaceChecker(NodeRef loop) : loop_(loop) {}
    // Of iterations or lanes that run a loop's body: it knows what is assumed at the body's head.
    static RaceChecker knowing(NodeRef loop, NodeRef body);
    // What was touched before comes before all that follows.
    void forget_accesses() { elements_.clear(); }
    template <class At> void keep_accesses(const At &at) {
        std::erase_if(elements_, [&](const auto &element) { return !at(element.first); });
    }
    void begin_iteration(int64_t value) { iteration_ = value; }
    // The loop assumes that stores to the array which others meet keep its values: a store of the
    // value that is there reads it.
    void assume_same_value(NodeRef array) { same_value_.push_back(array); }
    bool assumes_same_value(NodeRef array) const {
        return std::find(same_value_.begin(), same_value_.end(), array) != same_value_.end();
    }
    // Appends at most one race per element.
    void note(const RecordedAccess &access, std::vector<Race> &races);

  private:
    struct Seen {
        int64_t iteration;
        RecordedAccess access;
    };
    struct Element {
        std::vector<Seen> seen; // one per iteration, kind and operation
        bool reported = false;
    };

    NodeRef loop_;
    std::vector<NodeRef> same_value_;
    int64_t iteration_ = 0;
    std::unordered_map<const std::byte *, Element> elements_;
};

} // namespace pragmac
