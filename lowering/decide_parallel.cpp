// Asks dependence about every annotated loop and writes the answer into its clauses.
//
// A loop that version_loops left in two copies is judged by its fast copy. The original is judged
// too where that says too little: when the fast copy's entry test leaves out all large trip counts,
// and when the fast copy owes its proof to indices that do not wrap.
#include "decide_parallel.h"

#include "entry_guard.h"
#include "fields.h"
#include "inspect_accesses.h"
#include "loop_answers.h"
#include "mutants.h"
#include "note_loops.h"
#include "private_arrays.h"
#include "prove_in_call.h"
#include "prove_separate.h"
#include "reduction_plan.h"
#include "refuse_carried.h"
#include "refuse_races.h"
#include "refuse_unproved.h"
#include "user_words.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <set>

namespace pragmac {
namespace {

// The first loop in the body, also in the faster one of two copies.
const For *first_loop(NodeRef body, bool behind_tests) {
    auto *block = as<Block>(body);
    for (NodeRef s : block ? block->body : NodeList{}) {
        auto *branch = as<If>(s);
        const For *found = as<For>(s);
        if (behind_tests && branch && branch->kind == IfKind::copies)
            found = first_loop(branch->then, true);
        if (behind_tests && as<Block>(s))
            found = first_loop(s, true);
        if (found)
            return found;
    }
    return nullptr;
}

int32_t joined_by(const For &loop) { return loop.clauses ? loop.clauses->collapse : 1; }

// Those that its `collapse` clause names, but that a test hoisted between them keeps apart.
std::vector<const For *> joined_behind_tests(const For &loop) {
    std::vector<const For *> nest = collapsed(loop), found;
    const For *last = nest.back();
    while (static_cast<int32_t>(nest.size() + found.size()) < joined_by(loop)) {
        last = first_loop(last->body, true);
        if (!last)
            break;
        found.push_back(last);
    }
    return found;
}

bool has_wraps(const For &loop) {
    bool found = false;
    walk(loop.body, [&](NodeRef n) {
        auto *b = as<Binary>(n);
        found = found || (b && b->op == BinaryOp::wrap_index);
    });
    return found;
}

class Deciding {
  public:
    Deciding(Builder &build, const Func *func, const CompileOptions &options,
             DiagnosticEngine &diagnostics)
        : build_(build), func_(func), races_(options.races), deterministic_(options.deterministic),
          diagnostics_(diagnostics) {}

    NodeRef rewrite(NodeRef n) {
        if (n->type.dtype != DType::none)
            return n;
        if (auto *store = as<Store>(n); store && shared_.count(n)) {
            build_.span = n->span;
            return build_.shared_store(store->array, {store->indices.begin(), store->indices.end()},
                                       store->value);
        }
        const For *loop = as<For>(n);
        bool annotated = loop && (loop->kind == ForKind::parallel || loop->kind == ForKind::simd);
        Decision decision;
        if (annotated)
            decision = timed_judge(*loop);
        bool at_once = annotated && decision.free && loop->kind == ForKind::parallel;
        within_parallel_ += at_once;
        NodeRef inside = build_.map_children(n, [&](NodeRef c) { return rewrite(c); });
        within_parallel_ -= at_once;
        return annotated ? decided(*loop, *as<For>(inside), decision) : inside;
    }

    std::vector<LoopReport> reports() const {
        std::vector<LoopReport> all;
        for (const auto &[place, judged] : judged_) {
            all.push_back(judged.report);
            all.back().proof_seconds = judged.seconds;
            all.back().certificate_seconds = judged.certificate_seconds;
            all.back().reached_isl = judged.reached_isl;
        }
        return all;
    }
    std::vector<std::string> certificates;

    void note_declined_lanes() {
        for (const auto &[place, judged] : judged_)
            if (judged.report.directive == name_of(ForKind::simd) && !judged.report.parallel &&
                judged.report.verdict != "free" && !judged.unproved)
                note_declined(judged.report.span, judged.report.reason, diagnostics_);
    }

    // The loops that races="require_proof" does not let run in order, in the order of the source.
    void refuse_unproved_loops() {
        for (const auto &[place, judged] : judged_)
            if (judged.unproved && !refused_.count(&judged))
                refuse_unproved(*judged.unproved, diagnostics_);
    }

  private:
    // What becomes of one copy of a loop.
    struct Decision {
        bool free = false, combined = false;
        std::optional<Verdict> guarded; // says what to test in front of the loop
        std::vector<Verdict> checked; // in order all the same, but a failed test is an error
    };
    struct Judged {
        LoopReport report;
        const For *copy = nullptr; // that the report is about
        std::optional<bool> iterates; // it can run more than one iteration; see can_iterate
        std::optional<Unproved> unproved; // what require_proof says to it
        double seconds = 0, certificate_seconds = 0; // of all copies
        bool reached_isl = false;
    };

    Judged &judged(const For &loop) {
        return judged_[{loop.span.file, loop.span.line, loop.span.column}];
    }

    // Asked of loops with several copies alone.
    bool can_iterate(Judged &known) {
        if (known.copy && !known.iterates)
            known.iterates = pragmac::can_iterate(known.copy, func_, context_);
        return known.copy && *known.iterates;
    }

    using Clock = std::chrono::steady_clock;
    static double seconds_since(Clock::time_point start) {
        return std::chrono::duration<double>(Clock::now() - start).count();
    }

    Decision timed_judge(const For &loop) {
        auto start = Clock::now();
        searched_ = false;
        Judged &known = judged(loop);
        double certificates = known.certificate_seconds;
        Decision decision = judge(loop);
        known.seconds += seconds_since(start) - (known.certificate_seconds - certificates);
        known.reached_isl |= searched_;
        return decision;
    }

    Verdict ask(const For &loop) {
        Verdict verdict = decide(&loop, func_, context_);
        searched_ |= verdict.searched;
        if (verdict.kind == Verdict::Kind::racy && func_->overlap && !racy_apart(loop)) {
            verdict.kind = Verdict::Kind::unknown;
            verdict.reason = "arguments share memory, so that iterations may meet in `" +
                             name_in_source(verdict.array) + "`";
        }
        return verdict;
    }

    // Calls whose arguments share memory are valid programs: what stores to another argument may
    // change here is no race of the loop's own, which the version for separate arguments has too.
    bool racy_apart(const For &loop) { return kind_apart(loop) == Verdict::Kind::racy; }
    Verdict::Kind kind_apart(const For &loop) {
        if (!apart_)
            apart_ = build_.with_overlap(func_, 0);
        return decide(&loop, apart_, apart_context_).kind;
    }
    // What the call of a function with separate arguments would have been refused for is none.
    bool unproved_by_sharing(const For &loop, const Verdict &verdict) {
        auto shown = [&](const For *member) {
            Verdict::Kind kind = kind_apart(*member);
            return kind == Verdict::Kind::free || kind == Verdict::Kind::guarded;
        };
        std::vector<const For *> members = collapsed(loop);
        return races_ == RacePolicy::require_proof && func_->overlap &&
               verdict.kind == Verdict::Kind::unknown &&
               std::all_of(members.begin(), members.end(), shown);
    }

    Decision judge(const For &loop) {
        Judged &known = judged(loop);
        if (loop.clauses && loop.clauses->original && can_iterate(known)) {
            if (known.report.verdict == "free" && has_wraps(loop) && !ask(loop).free()) {
                known.report.verdict = "guarded";
                known.report.guard = "no index wraps around";
            }
            return checked_original(loop);
        }
        return prove(loop, known);
    }

    // The copy that runs in order because a bounds test failed needs a proof as well.
    Decision checked_original(const For &loop) {
        Decision decision;
        if (races_ != RacePolicy::require_proof)
            return decision;
        for (Verdict &verdict : verdicts_of(loop))
            if (verdict.kind == Verdict::Kind::guarded ||
                (!verdict.free() && !mutant(Mutant::original_unproved)))
                decision.checked.push_back(std::move(verdict));
        return decision;
    }

    Decision prove(const For &loop, Judged &known) {
        std::vector<ScalarUse> uses = scalar_uses(&loop, func_, context_);
        bool parallel = loop.kind == ForKind::parallel;
        if (parallel)
            refuse_carried(loop, uses);
        Verdict verdict = verdict_of(loop);
        if (parallel && verdict.kind == Verdict::Kind::racy && refused_.insert(&known).second)
            refuse_races(
                loop, verdict, context_.function(func_), build_,
                scratch_array(verdict.array, context_.accesses(&loop, func_), context_.sets()),
                diagnostics_);
        NodeRef seen = seen_between_updates(loop, context_.function(func_));
        if (seen && refused_.insert(&known).second)
            refuse_read_of_reduction(loop, seen, diagnostics_);
        bool possible = verdict.free() || verdict.kind == Verdict::Kind::guarded;
        Decision decision;
        std::string reason = possible ? "" : verdict.reason;
        for (const ScalarUse &use : uses) {
            decision.combined = decision.combined || use.combined();
            if (reason.empty())
                reason = parallel ? obstacle(use) : obstacle_to_lanes(use);
        }
        std::vector<ArrayUpdates> arrays = combined_arrays(loop, context_.function(func_));
        decision.combined = decision.combined || !arrays.empty();
        if (!parallel && !arrays.empty() && reason.empty())
            reason = "`" + name_in_source(arrays[0].array) + "` is updated by all lanes";
        decision.free = reason.empty() || mutant(Mutant::races_trusted);
        if (decision.free)
            certificates.push_back(verdict.certificate);
        if (decision.free && parallel)
            note_run_to_run(loop, arrays, context_.function(func_), deterministic_, diagnostics_);
        if (decision.free && parallel)
            shared_.insert(verdict.shared.begin(), verdict.shared.end());
        // Scalars, jumps and prints are no question of which elements meet: those stay in order.
        bool trusted = races_ == RacePolicy::trust && only_arrays_unproved(loop, uses, verdict);
        decision.free |= trusted;
        report(loop, uses, verdict, decision.free ? "" : reason, known);
        if (known.unproved && unproved_by_sharing(loop, verdict)) {
            known.unproved.reset();
            decision.checked = {verdict};
        }
        if (trusted) {
            known.report.trusted = verdict.reason;
            known.report.proof.clear(); // nothing tests what it rests on
        }
        for (const ArrayUpdates &updates : arrays)
            known.report.reductions.push_back(name_in_source(updates.array) + ": " +
                                              (updates.order_shows ? "atomic updates" : "copies"));
        if (decision.free && !trusted && verdict.kind == Verdict::Kind::guarded)
            decision.guarded = std::move(verdict);
        return decision;
    }

    // The outer loop, which touches what the inner one does, asks for separate arrays itself.
    static bool asks_more(const Verdict &inner) {
        return !inner.dangers.empty() || !inner.facts.empty() || !inner.inspected.empty();
    }

    static int badness(const Verdict &verdict) {
        switch (verdict.kind) {
        case Verdict::Kind::free: return 0;
        case Verdict::Kind::guarded: return 1;
        case Verdict::Kind::unknown: return 2;
        case Verdict::Kind::racy: return 3;
        }
        internal_error(__FILE__, __LINE__, "a verdict of no kind");
    }

    // Of each of the loops that `collapse` joins. A test can stand only in front of all of them.
    std::vector<Verdict> verdicts_of(const For &loop) {
        std::vector<Verdict> all;
        proofs_.clear();
        for (const For *member : collapsed(loop)) {
            Verdict &verdict = all.emplace_back(ask(*member));
            proofs_.emplace_back(member, verdict.proof);
            if (member != &loop && verdict.kind == Verdict::Kind::guarded)
                verdict.kind = asks_more(verdict) ? Verdict::Kind::unknown : Verdict::Kind::free;
            if (mutant(Mutant::collapse_outer_only))
                return all;
        }
        // A loop behind a test runs in order, and needs no proof; but the claim is wrong if it
        // races.
        for (const For *member : joined_behind_tests(loop))
            if (Verdict verdict = ask(*member); verdict.kind == Verdict::Kind::racy)
                all.push_back(std::move(verdict));
        return all;
    }

    // The first of the worst.
    Verdict verdict_of(const For &loop) {
        std::vector<Verdict> all = verdicts_of(loop);
        return std::move(*std::ranges::max_element(all, {}, badness));
    }

    // The loop with what was decided in its clauses, behind its test and beside a copy that runs in
    // order when the test fails.
    NodeRef decided(const For &loop, const For &inside, const Decision &decision) {
        Clauses clauses = inside.clauses ? *inside.clauses : Clauses{};
        clauses.original = false;
        clauses.proved = decision.free && !decision.combined;
        clauses.reduces = decision.free && decision.combined;
        build_.span = inside.span;
        auto made = [&](const For &f, ForKind kind, const Clauses &c) {
            return build_.for_loop(f.var, f.lo, f.hi, f.step, kind, c, f.body);
        };
        if (!decision.guarded && decision.checked.empty())
            return made(inside, inside.kind, clauses);
        LoopAccesses &accesses = context_.accesses(&loop, func_);
        if (!decision.checked.empty()) {
            std::vector<NodeRef> statements;
            for (const Verdict &verdict : decision.checked) {
                bool sharing = func_->overlap && verdict.kind != Verdict::Kind::guarded;
                for (NodeRef n :
                     sharing ? prove_separate(verdict, accesses, build_)
                             : prove_in_call(verdict, context_.accesses(verdict.loop, func_),
                                             accesses, build_))
                    statements.push_back(n);
            }
            statements.push_back(made(inside, inside.kind, clauses));
            return build_.block(statements);
        }
        NodeRef in_order = build_.clone(
            made(inside, ForKind::serial, inside.clauses ? *inside.clauses : Clauses{}));
        NodeRef parallel = build_.block({made(inside, inside.kind, clauses)});
        return tested(*decision.guarded, accesses, parallel, in_order);
    }

    // The parallel copy behind the tests of its verdict, else the one in order.
    NodeRef tested(const Verdict &verdict, LoopAccesses &accesses, NodeRef parallel,
                   NodeRef in_order) {
        const LoopScope &scope = accesses.scope();
        bool must = races_ == RacePolicy::require_proof;
        bool inspection_tells = !verdict.inspected.empty() && verdict.dangers.empty();
        std::vector<NodeRef> otherwise;
        if (must && inspection_tells) {
            otherwise = prove_separate(verdict, accesses, build_);
            for (NodeRef check : fact_checks(verdict, scope, build_))
                otherwise.push_back(check);
        } else if (must) {
            otherwise = prove_in_call(verdict, accesses, accesses, build_);
        }
        if (!must && !within_parallel_ && scope.loop()->kind == ForKind::parallel)
            otherwise.push_back(build_.remember(entry_guard_in_words(verdict, scope)));
        bool tests =
            !verdict.dangers.empty() || !verdict.facts.empty() || !verdict.separate.empty();
        NodeRef guard = tests ? entry_guard(verdict, scope, build_) : nullptr;
        if (guard && mutant(Mutant::guard_inverted))
            guard = build_.unary(UnaryOp::logical_not, guard);
        if (verdict.inspected.empty()) {
            otherwise.push_back(in_order);
            return build_.choose_copy(guard, parallel, build_.block(otherwise));
        }
        // A loop that runs in order all the same is not worth an inspection.
        if (within_parallel_ && !must)
            return in_order;
        Inspected inspected = inspect_accesses(verdict, scope, guard, build_);
        if (must && inspection_tells)
            otherwise.push_back(inspected.check);
        otherwise.push_back(in_order);
        inspected.statements.push_back(
            build_.choose_copy(build_.load(inspected.apart), parallel, build_.block(otherwise)));
        return build_.block(inspected.statements);
    }

    // One row per loop of the source: that of its fastest copy that is of use.
    void report(const For &loop, const std::vector<ScalarUse> &uses, const Verdict &verdict,
                const std::string &reason, Judged &known) {
        if (!reason.empty() && can_iterate(known))
            return;
        known.copy = verdict.loop;
        known.iterates.reset();
        known.unproved.reset();
        if (races_ == RacePolicy::require_proof && !reason.empty() &&
            !mutant(Mutant::unknown_is_proof))
            known.unproved = unproved(loop, uses, verdict);
        LoopReport report;
        report.span = loop.span;
        report.directive = name_of(loop.kind);
        report.parallel = reason.empty();
        bool carried = std::any_of(uses.begin(), uses.end(), [](const ScalarUse &use) {
            return use.kind == ScalarUse::Kind::carried;
        });
        // No test of arrays helps a scalar.
        bool held = carried && (verdict.free() || verdict.kind == Verdict::Kind::guarded);
        report.verdict = held ? "unknown" : word(verdict.kind);
        report.reason = reason;
        if (verdict.kind == Verdict::Kind::guarded && !held)
            report.guard = entry_guard_in_words(verdict, context_.accesses(&loop, func_).scope());
        if (verdict.conflict && verdict.conflict->witness && !held)
            report.witness = reported_witness(loop, verdict);
        report.certificate = verdict.certificate;
        if (reason.empty() && (verdict.free() || verdict.kind == Verdict::Kind::guarded))
            report.proof = certificates_in_words(uses, known);
        for (const ScalarUse &use : uses)
            if (use.kind == ScalarUse::Kind::reduction)
                report.reductions.push_back(name_in_source(use.cell) + ": " +
                                            std::string(name_of(*use.op)));
        known.report = std::move(report);
    }

    // The proofs of the loops judged last, with their relations.
    std::string certificates_in_words(const std::vector<ScalarUse> &uses, Judged &known) {
        auto start = Clock::now();
        std::string made;
        for (const auto &[loop, proof] : proofs_)
            made += text(certificate_of(proof, context_.accesses(loop, func_), context_.sets()));
        for (const ScalarUse &use : uses)
            made += "scalar " + name_in_source(use.cell) + ": " + word(use.kind) + "\n";
        known.certificate_seconds += seconds_since(start);
        return made;
    }

    void refuse_carried(const For &loop, const std::vector<ScalarUse> &uses) {
        for (const ScalarUse &use : uses) {
            if (use.kind != ScalarUse::Kind::carried || !use.read || use.but_for_errors ||
                (!reached_always(loop.body, use.read) &&
                 !only_changed(use.cell, loop, context_.function(func_))))
                continue;
            refused_.insert(&judged(loop));
            refuse_carried_scalar(use, loop, context_.function(func_), diagnostics_);
        }
    }

    Builder &build_;
    const Func *func_;
    RacePolicy races_;
    bool deterministic_;
    DiagnosticEngine &diagnostics_;
    DependenceContext context_;
    const Func *apart_ = nullptr; // the function for arguments that share no memory
    DependenceContext apart_context_;
    std::map<std::tuple<uint16_t, uint32_t, uint32_t>, Judged> judged_;
    std::set<const Judged *> refused_;
    std::set<NodeRef> shared_; // stores that iterations of a parallel loop make at the same time
    int within_parallel_ = 0; // loops around that were proved
    bool searched_ = false; // isl was asked about the loop at hand
    // Of the loop at hand and those that its `collapse` clause joins with it.
    std::vector<std::pair<const For *, std::vector<ProofStep>>> proofs_;
};

} // namespace

std::vector<const For *> collapsed(const For &loop) {
    std::vector<const For *> nest{&loop};
    while (static_cast<int32_t>(nest.size()) < joined_by(loop)) {
        const For *inner = first_loop(nest.back()->body, false);
        if (!inner)
            break;
        nest.push_back(inner);
    }
    return nest;
}

ParallelDecisions decide_parallel(const Func *func, Builder &build, const CompileOptions &options,
                                  DiagnosticEngine &diagnostics) {
    Deciding deciding(build, func, options, diagnostics);
    ParallelDecisions result;
    NodeRef body = deciding.rewrite(func->body);
    deciding.refuse_unproved_loops();
    deciding.note_declined_lanes();
    result.func = build.with_body(func, body);
    result.loops = deciding.reports();
    result.certificates = deciding.certificates;
    return result;
}

} // namespace pragmac
