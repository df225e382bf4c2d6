// Facts about index arrays name their own positions; all else is inspected, or refused in words.
#include "prove_in_call.h"

#include "before_loop.h"
#include "entry_guard.h"
#include "inspect_accesses.h"
#include "mutants.h"
#include "prove_separate.h"
#include "replay.h"
#include "user_words.h"

#include <algorithm>

namespace pragmac {
namespace {

void add_once(std::vector<NodeRef> &list, NodeRef array) {
    if (std::find(list.begin(), list.end(), array) == list.end())
        list.push_back(array);
}

std::vector<NodeRef> written_arrays(const LoopAccesses &accesses) {
    std::vector<NodeRef> found;
    for (const Access &a : accesses.all())
        if (a.writes)
            add_once(found, a.array);
    return found;
}

// The arrays in which iterations may meet. Of a copy without a guard, any that it writes.
std::vector<NodeRef> in_question(const Verdict &verdict, const LoopAccesses &accesses) {
    if (verdict.kind != Verdict::Kind::guarded)
        return written_arrays(accesses);
    std::vector<NodeRef> arrays = verdict.inspected;
    for (NodeRef array : verdict.endangered)
        add_once(arrays, array);
    return arrays;
}

std::string unproved_words(const Verdict &verdict, const LoopScope &scope) {
    if (verdict.kind == Verdict::Kind::guarded)
        return "it is free of races only when " + entry_guard_in_words(verdict, scope);
    return "an index is negative or out of range, and then " + verdict.reason;
}

// All that the test over parameters reads is known in front of `scope`'s loop.
bool known_in_front(const Verdict &verdict, const LoopScope &judged, const LoopScope &scope) {
    for (const auto &conjunction : verdict.dangers)
        for (const Constraint &c : conjunction)
            for (const auto &[name, factor] : c.terms) {
                auto source = judged.source(name);
                bool known = source && (source->axis >= 0 ? !scope.declared_inside(source->node)
                                                          : scope.available_at_entry(source->node));
                if (!known)
                    return false;
            }
    return true;
}

// Too few iterations to meet, or the test over parameters holds. `judged` is the loop that the
// verdict is about, `scope` the outermost one of those that `collapse` joins it with.
NodeRef harmless(const Verdict &verdict, const LoopScope &judged, const LoopScope &scope,
                 Builder &build) {
    const For &inner = *judged.loop(), &outer = *scope.loop();
    auto at_most = [&](int64_t iterations, NodeRef lo, NodeRef hi, NodeRef step) {
        return build.compare(CompareOp::le, build.range_length(lo, hi, step),
                             build.i64(iterations));
    };
    auto known = [&](NodeRef n) { return known_before(n, scope); };
    auto before = [&](NodeRef n) { return before_loop(n, scope, build); };
    NodeRef few = at_most(&inner == &outer ? 1 : 0, outer.lo, outer.hi, outer.step);
    if (&inner != &outer && known(inner.lo) && known(inner.hi) && known(inner.step))
        few = build.binary(BinaryOp::bit_or, few,
                           at_most(1, before(inner.lo), before(inner.hi), before(inner.step)));
    if (verdict.dangers.empty() || !verdict.inspected.empty() || !verdict.facts.empty() ||
        !known_in_front(verdict, judged, scope))
        return few;
    return build.binary(BinaryOp::bit_or, few, no_danger(verdict, judged, scope, build));
}

} // namespace

std::vector<NodeRef> prove_in_call(const Verdict &verdict, LoopAccesses &judged,
                                   LoopAccesses &accesses, Builder &build) {
    const LoopScope &scope = accesses.scope();
    if (mutant(Mutant::failed_test_passes))
        return {};
    std::vector<NodeRef> statements;
    if (verdict.kind == Verdict::Kind::guarded)
        statements = prove_separate(verdict, accesses, build);
    Verdict rest = verdict;
    if (verdict.loop == scope.loop()) { // the facts have their own words
        for (NodeRef check : fact_checks(verdict, scope, build))
            statements.push_back(check);
        rest.facts.clear();
    }
    rest.separate.clear();
    std::string why = unproved_words(rest, scope);
    rest.inspected = in_question(verdict, accesses);
    if (rest.inspected.empty())
        return statements;
    std::vector<NodeRef> unless{};
    // The iterations of collapsed loops are tuples, which an inspection does not number.
    if (verdict.loop == scope.loop() && replay_of(rest.inspected, scope)) {
        Inspected inspected = inspect_accesses(rest, scope, nullptr, build, why);
        unless = inspected.statements;
        unless.push_back(inspected.check);
    } else {
        unless.push_back(
            build.check(build.boolean(false), Exception::RaceError, has_not_run + why, {}));
    }
    rest.inspected = verdict.inspected;
    statements.push_back(build.if_then(harmless(rest, judged.scope(), scope, build),
                                       build.block({}), build.block(unless)));
    return statements;
}

} // namespace pragmac
