// counter_wraps: whether counters narrower than an index keep to their dtypes while a loop runs.
#pragma once

#include "find_counters.h"

namespace pragmac {

// Whether the loop uses a counter as an index, or otherwise as a wider number.
bool address_elements(const For &loop, const std::vector<Counter> &counters,
                      const FunctionScope &function);
// Whether `never_wrap` can say it of these: their steps are constants, no length changes.
bool wraps_testable(const std::vector<Counter> &counters);
// The condition in front of the loop under which no value of the counters leaves their dtypes.
NodeRef never_wrap(const For &loop, const std::vector<Counter> &counters, Builder &build);

} // namespace pragmac
