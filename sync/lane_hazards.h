// lane_hazards: may two lanes of a worker meet in an element through two unordered accesses?
//
// Relations of both accesses, with the lane as first coordinate and what is equal between the two
// (the worker's iteration, that of loops around both) among what must be equal. A hazard is a pair
// of points of different lanes that meet; one access of all lanes differs from every other in its
// lane. Where the second access is in a later iteration of a loop around both, it is enough that no
// two iterations of it meet. Lanes are exact: iteration n of a loop over lanes is lane n mod L's.
#pragma once

#include "certificate.h"
#include "unordered_accesses.h"

namespace pragmac {

struct LaneHazard {
    enum class Kind : uint8_t {
        apart, // no element is touched by both
        one_lane, // only in places of one lane
        exists, // two lanes meet
        unknown,
    };
    Kind kind = Kind::unknown;
    std::string words; // what was shown, or is not known
    std::string certificate; // apart, one_lane
};

class LaneHazards {
  public:
    LaneHazards(LoopAccesses &accesses, int32_t lanes, DependenceContext &context)
        : accesses_(accesses), lanes_(lanes), sets_(context.sets()) {}

    // One of the two writes, and they are not updates in any order.
    bool conflict(const UnorderedPair &pair) const;
    LaneHazard judge(const UnorderedPair &pair);

  private:
    struct Keys { // what tells the points of an access apart from those of the other one
        Map first, second;
    };
    LaneHazard by(const UnorderedPair &pair, const Keys &keys, LaneHazard::Kind kind);
    std::string in_words(const UnorderedPair &pair) const;
    std::string certificate(const UnorderedPair &pair, const Map &x, const Map &y,
                            LaneHazard::Kind kind, const std::string &words);
    Keys lanes(const UnorderedPair &pair);
    Keys iterations(const UnorderedPair &pair);
    Keys places(const UnorderedPair &pair);
    std::optional<Value> lane_of(const Access &access, size_t position);
    Map of_point(const Access &access, const std::optional<Value> &value);
    Map equals(const UnorderedPair &pair, const Access &access);
    size_t equal_loops(const UnorderedPair &pair) const;
    bool same_start(const UnorderedPair &pair) const;
    bool fixed(NodeRef value, const std::vector<const For *> &loops, size_t equal) const;

    LoopAccesses &accesses_;
    int32_t lanes_;
    Polyhedra &sets_;
};

} // namespace pragmac
