// choose_width: which loops on the CPU's cores run in lanes of our own, how many, and why not.
//
// Of the `simd` loops and the blocks of parallel reductions, at level P with all proofs made and
// reductions split: those whose order shows in the last bits (sums and products of floats, minima
// and maxima of them), which LLVM's vectoriser leaves in order, become strips (strip_lanes) where
// their body is one LLVM makes vectors of. A strip has as many lanes as 256 bytes hold of the
// widest scalar, so that eight vectors of a core's 256-bit unit hide the latency of an addition;
// with several scalars fewer, so that all partial values stay in registers.
//
// Loops around loops, whose iterations are shown to be independent, run side by side (jam_lanes)
// where the accesses in the loops inside lie side by side along the outer one: sums over the rows
// of a column, which are then summed in order and still in vectors. All other loops are LLVM's. The
// first cost model. Reads only: its answer is data for strip_lanes and jam_lanes.
#pragma once

#include "jam_lanes.h"
#include "strip_lanes.h"

namespace pragmac {

// About a loop with reductions that a directive lets lanes combine, or one that is jammed.
struct WidthNote {
    Span loop;
    int32_t width = 0; // 0: it runs in order
    std::string words; // why so many, or why in order
};
struct ChosenWidths {
    StripsOfLoops strips;
    JammedLoops jams; // no loop in one of them is among the strips
    std::vector<WidthNote> notes;
};
// `width`: of all loops that can have lanes, 1 for none; 0: chosen for each. `vector_bits`: as in
// CompileOptions; with 512 there are twice as many registers, and tiles are larger. The lanes of
// strips do not depend on it, as the last bits of sums do on them.
ChosenWidths choose_width(const Func *func, int32_t width = 0, int vector_bits = 256);

// Whether the iterations of a parallel loop of `func` can run side by side and divide, or call
// functions, in steps that depend on each other: vectors of them are several times as fast, so that
// nothing else that is done with the loop should stand in their way.
bool needs_side_by_side(const For &loop, const Func *func);

} // namespace pragmac
