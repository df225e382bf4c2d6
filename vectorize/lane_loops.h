// lane_loops: which loops inside of a parallel loop the lanes of its worker may share out.
//
// Those whose iterations are shown to be independent. Under a `simd` directive scalars may be
// combined along the plan; without one no bit of the result may depend on the order: last values,
// positions of extrema and running values of integers do not. Reads only.
#pragma once

#include "scan_pattern.h"

namespace pragmac {

struct LaneLoop {
    const For *loop = nullptr;
    bool asked = false; // by a `simd` directive
    std::vector<ScalarUse> scalars; // declared outside: private ones and reductions
    std::optional<LaneScan> scan; // or all private but this one's
};

// Whether a loop inside of `parallel` has a `simd` directive.
bool has_simd(const For &parallel);

// Whether lanes can each have the scalar, and their values become one by an operation.
bool combined_by_lanes(const ScalarUse &use);

// A loop of its own that lanes may share out; nothing where they may not.
std::optional<LaneLoop> as_lane_loop(const For &loop, const Func *func, DependenceContext &context);

// The outermost such loops in the body of `parallel`, in the order of the text. Of the loops nested
// in one of them, each lane runs its own.
std::vector<LaneLoop> lane_loops(const For &parallel, const Func *func, DependenceContext &context);

// Why a worker with lanes cannot run the body although loops in it could; empty when it can.
std::string lanes_obstacle(const For &parallel, const std::vector<LaneLoop> &loops);

} // namespace pragmac
