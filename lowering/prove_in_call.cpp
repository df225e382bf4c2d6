// Facts about index arrays name their own positions; all else is inspected, or refused in words.
#include "prove_in_call.h"

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

// At most one iteration, or the test over parameters holds.
NodeRef harmless(const Verdict &verdict, const LoopScope &scope, Builder &build) {
    const For &loop = *scope.loop();
    NodeRef trip = build.range_length(loop.lo, loop.hi, loop.step);
    NodeRef alone = build.compare(CompareOp::le, trip, build.i64(1));
    if (verdict.dangers.empty() || !verdict.inspected.empty())
        return alone;
    return build.binary(BinaryOp::bit_or, alone, entry_guard(verdict, scope, build));
}

} // namespace

std::vector<NodeRef> prove_in_call(const Verdict &verdict, LoopAccesses &accesses, Builder &build) {
    const LoopScope &scope = accesses.scope();
    if (mutant(Mutant::failed_test_passes))
        return {};
    std::vector<NodeRef> statements;
    if (verdict.kind == Verdict::Kind::guarded)
        statements = prove_separate(verdict, accesses, build);
    for (NodeRef check : fact_checks(verdict, scope, build))
        statements.push_back(check);
    Verdict rest = verdict; // the facts have their own words
    rest.facts.clear();
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
    statements.push_back(
        build.if_then(harmless(rest, scope, build), build.block({}), build.block(unless)));
    return statements;
}

} // namespace pragmac
