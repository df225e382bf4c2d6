// One random function with arguments: runs it before and after passes and as machine code.
#pragma once

#include "../ir/random_ir.h"
#include "interpret.h"
#include "pipeline.h"

#include <gtest/gtest.h>

namespace pragmac::testing {

// What a run left behind, as comparable text. After an error in a parallel loop the elements of
// arrays are unspecified, so `with_arrays` may leave them out.
std::string observed(const Interpretation &outcome, std::span<const Datum> arguments,
                     bool with_arrays);

class RandomCase {
  public:
    explicit RandomCase(uint64_t seed);

    // Fresh arguments every time: arrays are written in place.
    std::vector<Datum> arguments() const;
    Interpretation run(const Func *func, Level level, std::span<const Datum> arguments,
                       IterationOrder order = IterationOrder::forward, bool races = false) const;
    // Compiled, called on fresh arguments; the text of `observed`.
    std::string run_compiled(bool with_arrays);

    Arena arena;
    Builder build{arena};
    const Func *source = nullptr;
    uint64_t seed;
};

} // namespace pragmac::testing
