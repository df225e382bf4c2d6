// report_lanes: what choose_workers and sync/ decided, written into the reports of the loops.
#pragma once

#include "choose_workers.h"
#include "compile.h"
#include "remove_barriers.h"

namespace pragmac {

void report_lanes(const std::vector<LanesNote> &notes, std::vector<LoopReport> &loops);
// Of all copies of a loop, those of the first one count.
void report_barriers(const std::vector<BarrierReport> &barriers, std::vector<LoopReport> &loops);

} // namespace pragmac
