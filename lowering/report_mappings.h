// report_mappings: what every launch became, written into the reports of the loops.
//
// Before: level H. After: the report of a loop whose iterations a device runs says by which
// workers, in which code and which arrays they read and write. Leaves alone: the function.
#pragma once

#include "compile.h"

namespace pragmac {

void report_mappings(const Func *func, std::vector<LoopReport> &loops, const std::string &code);

} // namespace pragmac
