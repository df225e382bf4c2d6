// pipeline: the order of all passes, and running a named part of it.
#pragma once

#include "compile.h"
#include "index_check_account.h"

#include <functional>
#include <optional>

namespace pragmac {

struct PipelineState {
    const Func *func = nullptr;
    Level level = S;
    std::vector<LoopReport> loops;
    std::vector<std::string> certificates;
    std::optional<IndexCheckAccount> index_checks = std::nullopt; // since version_loops
};

// One row of the pipeline.
struct Pass {
    const char *name;
    Level after; // the level the pass leaves
    std::function<void(PipelineState &, Builder &, const CompileOptions &, DiagnosticEngine &)> run;
};
const std::vector<Pass> &pipeline();

// Runs the passes up to and including `last` (null = all). Stops at user errors. Verifies after
// each pass when options.verify; a violation is an InternalError that names the pass.
PipelineState run_pipeline(const Func *source, Builder &build, const CompileOptions &options,
                           DiagnosticEngine &diagnostics, const char *last = nullptr);

} // namespace pragmac
