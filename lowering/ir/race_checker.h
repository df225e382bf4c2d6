// race_checker: remembers who touched which element in a parallel construct and finds conflicts.
#pragma once

#include "interpret.h"

#include <unordered_map>

namespace pragmac {

// Conflict: same element, different iterations, one writes, not both atomic updates of one op, not
// both stores of one value.
bool conflicts(const RecordedAccess &a, const RecordedAccess &b);

// One per parallel construct that is running.
class RaceChecker {
  public:
    explicit RaceChecker(NodeRef loop) : loop_(loop) {}
    void begin_iteration(int64_t value) { iteration_ = value; }
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
    int64_t iteration_ = 0;
    std::unordered_map<const std::byte *, Element> elements_;
};

} // namespace pragmac
