// Loops are found by their place in the source.
#include "report_lanes.h"

#include <algorithm>

namespace pragmac {
namespace {

LoopReport *report_at(Span place, std::vector<LoopReport> &loops) {
    auto it = std::find_if(loops.begin(), loops.end(),
                           [&](const LoopReport &l) { return same_place(l.span, place); });
    return it == loops.end() ? nullptr : &*it;
}

const char *word(BarrierReport::Fate fate) {
    switch (fate) {
    case BarrierReport::Fate::removed_apart: return "removed_apart";
    case BarrierReport::Fate::removed_one_lane: return "removed_one_lane";
    case BarrierReport::Fate::required: return "required";
    case BarrierReport::Fate::unproved: break;
    }
    return "unproved";
}

} // namespace

void report_lanes(const std::vector<LanesNote> &notes, std::vector<LoopReport> &loops) {
    for (const LanesNote &note : notes) {
        LoopReport *report = report_at(note.loop, loops);
        if (!report || report->lanes)
            continue; // the fast copy came first
        report->lanes = note.lanes;
        report->lanes_reason = note.words;
        for (Span place : note.shared_out)
            if (LoopReport *inner = report_at(place, loops)) {
                inner->lanes = note.lanes;
                inner->parallel = true;
                inner->reason.clear();
            }
    }
}

void report_barriers(const std::vector<BarrierReport> &barriers, std::vector<LoopReport> &loops) {
    for (const BarrierReport &b : barriers) {
        LoopReport *report = report_at(b.loop, loops);
        if (!report)
            continue;
        bool known = std::any_of(
            report->lane_barriers.begin(), report->lane_barriers.end(),
            [&](const LaneBarrier &other) { return same_place(other.before, b.before); });
        if (!known)
            report->lane_barriers.push_back({b.before, word(b.fate), b.words, b.certificate});
    }
}

} // namespace pragmac
