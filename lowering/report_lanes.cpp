// Loops are found by their place in the source.
#include "report_lanes.h"

#include <algorithm>
#include <map>

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

void report_widths(const std::vector<WidthNote> &notes, std::vector<LoopReport> &loops) {
    for (const WidthNote &note : notes) {
        LoopReport *report = report_at(note.loop, loops);
        if (!report || !report->width_reason.empty())
            continue; // the fast copy came first
        report->width = note.width;
        report->width_reason = note.words;
        if (report->directive != name_of(ForKind::simd))
            continue; // a block of it: the loop itself is parallel
        report->parallel = note.width > 0;
        report->reason = note.width ? "" : note.words;
    }
}

void report_plans(const std::vector<PlannedLoop> &planned, std::vector<LoopReport> &loops) {
    for (const PlannedLoop &p : planned)
        if (LoopReport *report = report_at(p.loop, loops); report && report->plan.empty())
            report->plan = p.plan.words();
}

void report_copies(const std::vector<PrivatizedLoop> &privatized, std::vector<LoopReport> &loops) {
    for (const PrivatizedLoop &p : privatized)
        if (LoopReport *report = report_at(p.loop, loops))
            report->copies = p.words;
}

void report_barriers(const std::vector<BarrierReport> &barriers, std::vector<LoopReport> &loops) {
    std::map<LoopReport *, int> first;
    for (const BarrierReport &b : barriers) {
        LoopReport *report = report_at(b.loop, loops);
        if (report && first.try_emplace(report, b.copy).first->second == b.copy)
            report->lane_barriers.push_back({b.before, word(b.fate), b.words, b.certificate});
    }
}

} // namespace pragmac
