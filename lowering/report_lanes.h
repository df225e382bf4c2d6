// report_lanes: what choose_workers, choose_width, sync/ and split_reductions decided, written into
// the reports of the loops.
#pragma once

#include "choose_width.h"
#include "choose_workers.h"
#include "compile.h"
#include "privatize_updates.h"
#include "remove_barriers.h"
#include "split_reductions.h"

namespace pragmac {

void report_plans(const std::vector<PlannedLoop> &planned, std::vector<LoopReport> &loops);
void report_copies(const std::vector<PrivatizedLoop> &privatized, std::vector<LoopReport> &loops);
void report_lanes(const std::vector<LanesNote> &notes, std::vector<LoopReport> &loops);
void report_widths(const std::vector<WidthNote> &notes, std::vector<LoopReport> &loops);
// Of all copies of a loop, those of the first one count.
void report_barriers(const std::vector<BarrierReport> &barriers, std::vector<LoopReport> &loops);

} // namespace pragmac
