// refuse_unproved: races="require_proof" and a loop whose iterations are not shown to be apart.
#pragma once

#include "diagnostics.h"
#include "parallel_loops.h"

namespace pragmac {

// A loop that would run in order, and what is missing.
struct Unproved {
    Span loop;
    ForKind kind = ForKind::parallel;
    std::string reason; // in the user's words
    Span at;            // what stands in the way
    Verdict verdict;
};

// Reports P309, or P312 for a `simd` loop with a proved dependence. The fix names the `assume`
// clause that would supply the fact, where one would.
void refuse_unproved(const Unproved &unproved, DiagnosticEngine &diagnostics);

} // namespace pragmac
