// The pass order: the one list of what happens to a function, and the reason for each place.
#include "pipeline.h"

#include "c_dialect.h"
#include "carry_elements.h"
#include "check_data_clauses.h"
#include "check_device.h"
#include "choose_width.h"
#include "choose_workers.h"
#include "collapse_loops.h"
#include "count_work.h"
#include "decide_parallel.h"
#include "defer_checks.h"
#include "drop_barriers.h"
#include "emit_device.h"
#include "emit_host.h"
#include "emit_openmp.h"
#include "forward_scalars.h"
#include "hoist_tests.h"
#include "insert_barriers.h"
#include "interchange_loops.h"
#include "jam_lanes.h"
#include "leave_out_copies.h"
#include "lower_python.h"
#include "map_to_machine.h"
#include "mark_independent.h"
#include "missing_on_device.h"
#include "narrow_indices.h"
#include "note_indices.h"
#include "place_arrays.h"
#include "privatize_arrays.h"
#include "privatize_updates.h"
#include "remove_barriers.h"
#include "report_lanes.h"
#include "report_mappings.h"
#include "rewrite_inductions.h"
#include "size_scratch.h"
#include "split_reductions.h"
#include "spread_lanes.h"
#include "strip_lanes.h"
#include "time_loops.h"
#include "version_loops.h"

#include <string_view>

namespace pragmac {

namespace {

// Arguments that share memory have one home only: the host.
Mapping mapping_for(const Func *func, const CompileOptions &options) {
    bool leaves = options.device != Device::none && !func->overlap;
    if (!leaves)
        return {};
    return {.worker = WorkerKind::thread, .block = options.block};
}

// Four: a multiprocessor holds 16 to 32 groups, and 32 to 64 warps.
GroupSharing sharing_for(const CompileOptions &options) {
    constexpr int32_t workers = 4;
    int32_t least = narrowest_sharing(options);
    return least ? GroupSharing{workers, least} : GroupSharing{};
}

} // namespace

const std::vector<Pass> &pipeline() {
    using State = PipelineState;
    static const std::vector<Pass> passes{
        // Python's errors become checks first: every later pass sees what can raise.
        {"lower_python", P,
         [](State &s, Builder &b, const CompileOptions &o, DiagnosticEngine &) {
             s.func = lower_python(s.func, b, o.unchecked);
         }},
        // In front of every pass that changes what the loops do to compute the same.
        {"count_work", P,
         [](State &s, Builder &b, const CompileOptions &o, DiagnosticEngine &) {
             if (o.measure == Measure::work)
                 s.func = count_work(s.func, b);
         }},
        // Before counters are rewritten: clauses speak of the variables that the user wrote.
        {"check_data_clauses", P,
         [](State &s, Builder &b, const CompileOptions &, DiagnosticEngine &d) {
             s.func = check_data_clauses(s.func, b, d);
         }},
        // Steps and lengths are then values, and not cells of which loops inside assign some.
        {"forward_scalars", P,
         [](State &s, Builder &b, const CompileOptions &, DiagnosticEngine &) {
             s.func = forward_scalars(s.func, b);
         }},
        // While a counter is still a cell; its first value then goes the way of all scalars.
        {"rewrite_inductions", P,
         [](State &s, Builder &b, const CompileOptions &, DiagnosticEngine &) {
             s.func = rewrite_inductions(s.func, b);
         }},
        // Again, before bounds and dependence, which look through lets but not through cells.
        {"forward_scalars", P,
         [](State &s, Builder &b, const CompileOptions &, DiagnosticEngine &) {
             s.func = forward_scalars(s.func, b);
         }},
        // While every index check is still in its place, once.
        {"note_indices", P,
         [](State &s, Builder &, const CompileOptions &, DiagnosticEngine &d) {
             note_indices(s.func, d);
         }},
        // Before dependence: the fast copies have plain indices, whose relations need no wrap.
        {"version_loops", P,
         [](State &s, Builder &b, const CompileOptions &o, DiagnosticEngine &) {
             s.index_checks.emplace(s.func);
             bool host = !on_device(mapping_for(s.func, o));
             s.func = version_loops(s.func, b, *s.index_checks,
                                    {.inner_tests = host, .inner_reads = host && !o.unchecked});
         }},
        // Behind version_loops, so that what iterations write has plain indices; before the
        // verdicts,
        // which then see arrays of the iterations.
        {"privatize_arrays", P,
         [](State &s, Builder &b, const CompileOptions &, DiagnosticEngine &d) {
             s.func = privatize_arrays(s.func, b, d);
         }},
        {"decide_parallel", P,
         [](State &s, Builder &b, const CompileOptions &o, DiagnosticEngine &d) {
             ParallelDecisions decided = decide_parallel(s.func, b, o, d);
             s.func = decided.func;
             s.loops = decided.loops;
             s.certificates = decided.certificates;
             if (s.index_checks)
                 s.index_checks->write_to(s.loops);
         }},
        // While bodies are as written and guards stand alone; before reductions put combinations
        // between loops.
        {"drop_barriers", P,
         [](State &s, Builder &b, const CompileOptions &o, DiagnosticEngine &) {
             if (o.device != Device::none)
                 return; // launches on a device follow each other without the host's waiting
             ParallelDecisions decided{s.func, s.loops, s.certificates};
             drop_barriers(decided, b);
             s.func = decided.func;
             s.loops = decided.loops;
             s.certificates = decided.certificates;
         }},
        // Behind all verdicts and reports, which speak of every copy; as early as that, since what
        // is left out costs no pass any time.
        {"leave_out_copies", P,
         [](State &s, Builder &b, const CompileOptions &o, DiagnosticEngine &) {
             bool host = !on_device(mapping_for(s.func, o)) && !o.arguments_on_device;
             if (host && o.copies == Copies::first)
                 s.func = leave_out_copies(s.func, b);
         }},
        // As soon as the tests are there; loops that it leaves in order have no lanes.
        {"hoist_tests", P,
         [](State &s, Builder &b, const CompileOptions &o, DiagnosticEngine &) {
             if (on_device(mapping_for(s.func, o)))
                 s.func = hoist_tests(s.func, b);
         }},
        // Behind the proofs, which speak of each joined loop; in front of reductions, whose blocks
        // are parallel where the loops in them are not.
        {"collapse_loops", P,
         [](State &s, Builder &b, const CompileOptions &o, DiagnosticEngine &) {
             if (on_device(mapping_for(s.func, o)))
                 s.func = collapse_loops(s.func, b);
         }},
        // After all proofs, which look at the loops as they were written.
        {"split_reductions", P,
         [](State &s, Builder &b, const CompileOptions &o, DiagnosticEngine &) {
             bool leaves = on_device(mapping_for(s.func, o));
             std::vector<PlannedLoop> planned;
             s.func = split_reductions(s.func, b, leaves ? device_plan() : host_plan(),
                                       o.deterministic, planned);
             report_plans(planned, s.loops);
         }},
        // Behind all that speaks of arrays' elements, of which it makes scalars; in front of
        // jam_lanes,
        // for which these are scalars of elements too.
        {"interchange_loops", P,
         [](State &s, Builder &b, const CompileOptions &o, DiagnosticEngine &) {
             if (!on_device(mapping_for(s.func, o)))
                 s.func = interchange_loops(s.func, b);
         }},
        // Behind all that speaks of the array's elements; in front of jam_lanes, for which a scalar
        // is
        // as good as any other.
        {"carry_elements", P,
         [](State &s, Builder &b, const CompileOptions &o, DiagnosticEngine &) {
             if (!on_device(mapping_for(s.func, o)))
                 s.func = carry_elements(s.func, b);
         }},
        // Of loops as they are now; the others change once more.
        {"mark_independent", P,
         [](State &s, Builder &b, const CompileOptions &o, DiagnosticEngine &) {
             if (!on_device(mapping_for(s.func, o)))
                 s.func = mark_independent(s.func, b);
         }},
        // While iterations are the user's, which the first error is counted by.
        {"defer_checks", P,
         [](State &s, Builder &b, const CompileOptions &o, DiagnosticEngine &) {
             if (on_device(mapping_for(s.func, o)))
                 return;
             DeferredChecks deferred = defer_checks(s.func, b);
             report_widths(deferred.notes, s.loops);
             s.func = deferred.func;
         }},
        // Behind reductions, whose blocks are strips too; in front of what counts in 32 bits.
        {"strip_lanes", P,
         [](State &s, Builder &b, const CompileOptions &o, DiagnosticEngine &) {
             if (on_device(mapping_for(s.func, o)))
                 return;
             ChosenWidths chosen = choose_width(s.func, o.width, o.vector_bits);
             report_widths(chosen.notes, s.loops);
             s.func = strip_lanes(s.func, b, chosen.strips);
             s.func = jam_lanes(s.func, b, chosen.jams);
         }},
        // Behind reductions, whose blocks are no tables' loops; while atomic updates are the
        // user's.
        {"privatize_updates", P,
         [](State &s, Builder &b, const CompileOptions &o, DiagnosticEngine &) {
             if (!on_device(mapping_for(s.func, o)))
                 return;
             std::vector<PrivatizedLoop> privatized;
             s.func = privatize_updates(s.func, b, privatized);
             report_copies(privatized, s.loops);
         }},
        // After the plan's blocks, whose bounds are index arithmetic too; while loops are loops.
        {"narrow_indices", P,
         [](State &s, Builder &b, const CompileOptions &o, DiagnosticEngine &) {
             if (o.index_bits == 32)
                 s.func = narrow_indices(s.func, b, s.loops);
         }},
        // After what makes arrays for iterations; it is where the sizes of those are looked at.
        {"size_scratch", P,
         [](State &s, Builder &b, const CompileOptions &o, DiagnosticEngine &) {
             if (on_device(mapping_for(s.func, o)))
                 s.func = size_scratch(s.func, b);
         }},
        // While loops are loops and their proofs at hand: a worker's lanes share out inner loops.
        {"spread_lanes", P,
         [](State &s, Builder &b, const CompileOptions &o, DiagnosticEngine &) {
             if (!on_device(mapping_for(s.func, o)))
                 return;
             ChosenWorkers chosen = choose_workers(s.func);
             report_lanes(chosen.notes, s.loops);
             s.func = spread_lanes(s.func, b, chosen.lanes);
         }},
        // In the canonical form: one barrier wherever names meet …
        {"insert_barriers", P,
         [](State &s, Builder &b, const CompileOptions &, DiagnosticEngine &) {
             s.func = insert_barriers(s.func, b);
         }},
        // … so that each one that goes has a proof of its own.
        {"remove_barriers", P,
         [](State &s, Builder &b, const CompileOptions &, DiagnosticEngine &) {
             RemovedBarriers removed = remove_barriers(s.func, b);
             s.func = removed.func;
             report_barriers(removed.barriers, s.loops);
         }},
        // In front of the machine, whose kernel level has no node for what is refused here.
        {"check_device", P,
         [](State &s, Builder &, const CompileOptions &o, DiagnosticEngine &d) {
             if (on_device(mapping_for(s.func, o)))
                 check_device(s.func, d);
         }},
        // ---- from here on the machine runs the loops: a launch is what workers share ----
        {"map_to_machine", H,
         [](State &s, Builder &b, const CompileOptions &o, DiagnosticEngine &) {
             s.func = map_to_machine(s.func, b, mapping_for(s.func, o), sharing_for(o));
         }},
        // The host's statements between launches are final.
        {"place_arrays", H,
         [](State &s, Builder &b, const CompileOptions &o, DiagnosticEngine &) {
             if (on_device(mapping_for(s.func, o)))
                 report_mappings(s.func, s.loops, kernel_code(o));
             if (on_device(mapping_for(s.func, o)) || o.arguments_on_device)
                 s.func = place_arrays(s.func, b, o.arguments_on_device);
         }},
        // Behind all that looks at neighbouring loops, between which it puts notes.
        {"time_loops", H,
         [](State &s, Builder &b, const CompileOptions &o, DiagnosticEngine &) {
             if (o.measure == Measure::time)
                 s.func = time_loops(s.func, b, s.loops);
         }},
    };
    return passes;
}

namespace {

void verify_after(const char *pass, NodeRef func, Level level) {
    std::vector<std::string> problems = verify(func, level);
    if (!problems.empty())
        throw InternalError{"after " + std::string(pass) + ": " + problems.front()};
}

// Runs `stage`; our own faults become P901 with the stage's name, calls of what a device lacks
// P614, what has no C text P617.
template <class F> bool guarded(const char *stage, DiagnosticEngine &diagnostics, F &&f) {
    try {
        f();
        return true;
    } catch (const InternalError &e) {
        diagnostics.report("P901", {}, "in " + std::string(stage) + ": " + e.message)
            .with_fix("this is a fault of pragmac, not of your program; please report it");
    } catch (const MissingOnDevice &missing) {
        for (const MissingFunction &function : missing.functions)
            diagnostics
                .report("P614", function.place, function.what + " is not supported on a device yet")
                .with_fix(
                    "leave the device out for this function: it then runs on the host's cores");
    } catch (const MissingInC &missing) {
        diagnostics.report("P617", missing.place, "the C emitter has no " + missing.what)
            .with_fix("call the function compiled by pragmac, or write this part without it");
    }
    return false;
}

// Builds with assertions verify always.
bool verifies(const CompileOptions &options) {
#ifdef PRAGMAC_ASSERTS
    (void)options;
    return true;
#else
    return options.verify;
#endif
}

} // namespace

PipelineState run_pipeline(const Func *source, Builder &build, const CompileOptions &options,
                           DiagnosticEngine &diagnostics, const char *last) {
    PipelineState state{source, S, {}, {}};
    build.copies = options.copies;
    if (verifies(options))
        verify_after("build_ir", source, S);
    for (const Pass &pass : pipeline()) {
        bool ok = guarded(pass.name, diagnostics, [&] {
            pass.run(state, build, options, diagnostics);
            state.level = pass.after;
            if (verifies(options))
                verify_after(pass.name, state.func, state.level);
        });
        if (!ok || diagnostics.has_errors()) {
            state.func = nullptr;
            break;
        }
        if (last && std::string_view(last) == pass.name)
            break;
    }
    return state;
}

std::unique_ptr<CompiledFunction> compile_host(const Func *source, Builder &build,
                                               const CompileOptions &options,
                                               DiagnosticEngine &diagnostics,
                                               std::vector<LoopReport> *loops) {
    PipelineState state = run_pipeline(source, build, options, diagnostics);
    if (loops)
        *loops = state.loops;
    if (!state.func)
        return nullptr;
    auto compiled = std::make_unique<CompiledFunction>();
    compiled->loops = state.loops;
    bool ok = guarded("emit_host", diagnostics, [&] {
        HostCode code = compile_machine_ir(state.func, options);
        compiled->object = std::move(code.object);
        compiled->sites = std::move(code.sites);
    });
    return ok ? std::move(compiled) : nullptr;
}

std::string inspect_host(const Func *source, Builder &build, const CompileOptions &given,
                         Stage stage, DiagnosticEngine &diagnostics) {
    CompileOptions options = given;
    if (stage == Stage::ptx)
        options.device = Device::cuda;
    if (stage == Stage::spirv || stage == Stage::opencl_c)
        options.device = Device::opencl;
    if (stage == Stage::spirv || stage == Stage::opencl_c)
        options.kernels_as_c = stage == Stage::opencl_c;
    if (stage == Stage::source)
        return print(source);
    // C with OpenMP is made of loops: of the last form before the machine's.
    const char *last = stage == Stage::loops    ? "decide_parallel"
                       : stage == Stage::openmp ? "check_device"
                                                : nullptr;
    if (stage == Stage::openmp)
        options.device = Device::none;
    PipelineState state = run_pipeline(source, build, options, diagnostics, last);
    if (!state.func)
        return "";
    if (stage == Stage::loops || stage == Stage::machine)
        return print(state.func);
    std::string text;
    if (stage == Stage::openmp)
        guarded("emit_openmp", diagnostics, [&] { text = emit_openmp(state.func, options.math); });
    else
        guarded("emit_host", diagnostics,
                [&] { text = machine_ir_to_text(state.func, options, stage); });
    return text;
}

} // namespace pragmac
