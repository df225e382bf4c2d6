// The answers about one loop, by kind.
#include "loop_answers.h"

#include "decide_parallel.h"
#include "mutants.h"
#include "user_words.h"

#include <algorithm>

namespace pragmac {

const char *word(Verdict::Kind kind) {
    switch (kind) {
    case Verdict::Kind::free: return "free";
    case Verdict::Kind::guarded: return "guarded";
    case Verdict::Kind::racy: return "racy";
    case Verdict::Kind::unknown: break;
    }
    return "unknown";
}

const char *word(ScalarUse::Kind kind) {
    switch (kind) {
    case ScalarUse::Kind::private_: return "every iteration assigns it before reading it";
    case ScalarUse::Kind::last: return "only the last assignment is read, after the loop";
    case ScalarUse::Kind::reduction: return "only ever updated by one operation";
    case ScalarUse::Kind::carried: break;
    }
    return "carried";
}

std::string obstacle_to_lanes(const ScalarUse &use) {
    std::string name = "`" + name_in_source(use.cell) + "`";
    if (use.kind == ScalarUse::Kind::reduction)
        return name + " is a reduction (" + std::string(name_of(*use.op)) +
               "), and no lanes share the loop out";
    if (use.kind == ScalarUse::Kind::last)
        return name + " is assigned only in some iterations and read after the loop";
    return obstacle(use);
}

bool only_arrays_unproved(const For &loop, const std::vector<ScalarUse> &uses,
                          const Verdict &verdict) {
    bool about_array = verdict.kind == Verdict::Kind::guarded ||
                       (verdict.kind == Verdict::Kind::unknown && verdict.array);
    return loop.kind == ForKind::parallel && about_array && !mutant(Mutant::trust_ignored) &&
           std::all_of(uses.begin(), uses.end(),
                       [](const ScalarUse &use) { return obstacle(use).empty(); });
}

// Iterations of collapsed loops are tuples: the outer values are among the given ones.
LoopWitness reported_witness(const For &loop, const Verdict &verdict) {
    const Witness &w = *verdict.conflict->witness;
    LoopWitness made{.found = true,
                     .array = name_in_source(verdict.array),
                     .first = {},
                     .second = {},
                     .element = w.element,
                     .given = w.given};
    for (const For *outer : collapsed(loop)) {
        if (outer == verdict.loop)
            break;
        for (const auto &[name, value] : w.given)
            if (name == name_in_source(outer->var))
                made.first.push_back(value), made.second.push_back(value);
    }
    made.first.push_back(w.first), made.second.push_back(w.second);
    return made;
}

std::optional<Unproved> unproved(const For &loop, const std::vector<ScalarUse> &uses,
                                 const Verdict &verdict) {
    bool shown = verdict.free() || verdict.kind == Verdict::Kind::guarded;
    if (!shown)
        return Unproved{loop.span, loop.kind, verdict.reason,
                        verdict.at ? verdict.at->span : Span{}, verdict};
    for (const ScalarUse &use : uses)
        if (use.kind == ScalarUse::Kind::carried)
            return Unproved{loop.span, loop.kind, obstacle(use),
                            use.write ? use.write->span : Span{}, verdict};
    return std::nullopt;
}

} // namespace pragmac
