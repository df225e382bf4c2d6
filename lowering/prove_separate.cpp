// Collects the arrays in question, and inspects them unless all are separate.
#include "prove_separate.h"

#include "entry_guard.h"
#include "inspect_shared_memory.h"
#include "mutants.h"
#include "replay.h"
#include "user_words.h"

#include <algorithm>

namespace pragmac {
namespace {

void add_once(std::vector<NodeRef> &list, NodeRef array) {
    if (std::find(list.begin(), list.end(), array) == list.end())
        list.push_back(array);
}

// Of an unknown loop all arrays that it writes too: iterations may meet in one of them alone.
std::vector<NodeRef> arrays_in_question(const Verdict &verdict, const LoopAccesses &accesses) {
    std::vector<NodeRef> arrays;
    for (const ArrayPair &pair : verdict.separate)
        add_once(arrays, pair.first), add_once(arrays, pair.second);
    if (verdict.kind != Verdict::Kind::guarded)
        for (const Access &a : accesses.all())
            if (a.writes)
                add_once(arrays, a.array);
    return arrays;
}

std::string in_words(const Verdict &verdict) {
    if (verdict.kind != Verdict::Kind::guarded)
        return has_not_run + verdict.reason;
    std::string pairs;
    for (const ArrayPair &pair : verdict.separate)
        pairs += (pairs.empty() ? "" : " and ") + in_user_words(pair);
    return has_not_run + "it is free of races only when " + pairs;
}

NodeRef all_separate(const Verdict &verdict, Builder &build) {
    NodeRef all = nullptr;
    for (const ArrayPair &pair : verdict.separate) {
        NodeRef test = build.holds(Fact::disjoint, pair.first, {pair.second});
        all = all ? build.lazy(all, test, build.boolean(false)) : test;
    }
    return all;
}

} // namespace

std::vector<NodeRef> prove_separate(const Verdict &verdict, LoopAccesses &accesses,
                                    Builder &build) {
    const LoopScope &scope = accesses.scope();
    bool guarded = verdict.kind == Verdict::Kind::guarded;
    if ((guarded && verdict.separate.empty()) || mutant(Mutant::failed_test_passes))
        return {};
    std::string why = in_words(verdict);
    std::vector<NodeRef> arrays = arrays_in_question(verdict, accesses), unless;
    auto refuse = [&](const std::string &more) {
        unless.push_back(build.check(build.boolean(false), Exception::RaceError, why + more, {}));
    };
    bool array = guarded || verdict.array; // else the obstacle is none of elements that meet
    if (array && replay_of(arrays, scope)) {
        unless = inspect_shared_memory(arrays, scope, build, why);
        // The iterations of collapsed loops are tuples, of which the outer numbers alone are seen.
        if (scope.loop()->clauses && scope.loop()->clauses->collapse > 1)
            refuse("; iterations that meet were looked for in the outer loop alone");
    } else {
        refuse(array ? "; iterations that meet are not known in front of it" : "");
    }
    if (!guarded)
        return unless;
    return {build.if_then(all_separate(verdict, build), build.block({}), build.block(unless))};
}

} // namespace pragmac
