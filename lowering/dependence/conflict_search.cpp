// Builds the relation of conflicts, asks whether it is empty, and samples it when it is not.
#include "conflict_search.h"

#include "mutants.h"

namespace pragmac {
namespace {

// Different iterations that meet; of an access with itself one order is enough.
Map meetings(size_t i, size_t j, LoopAccesses &accesses) {
    const Map &a = accesses.relation(i).map, &b = accesses.relation(j).map;
    bool i_writes = accesses.all()[i].writes, mixed = i_writes != accesses.all()[j].writes;
    if (mixed && mutant(Mutant::write_after_read_ignored))
        return different_first(i_writes ? meeting(a, b) : meeting(b, a), true);
    if (mixed && mutant(Mutant::read_after_write_ignored))
        return different_first(i_writes ? meeting(b, a) : meeting(a, b), true);
    return different_first(meeting(a, b), i == j);
}

// Without what is known about the parameters first: it is rarely needed.
void search(size_t i, size_t j, LoopAccesses &accesses, FoundConflict &found) {
    const AccessRelation &a = accesses.relation(i), &b = accesses.relation(j);
    Map &pairs = found.conflict.pairs;
    found.conflict.exact = a.exact && b.exact;
    pairs = meetings(i, j, accesses);
    found.empty = is_empty(pairs);
    std::string given;
    if (found.empty == Answer::no) {
        pairs = given_parameters(pairs, accesses.context());
        found.empty = is_empty(pairs);
        given = found.empty == Answer::yes ? " given " + text(accesses.context()) : "";
    }
    if (found.empty == Answer::yes)
        found.proof = "no i != i' with A(i) = B(i') for A = " + text(a.map) +
                      (i == j ? " and B = A" : " and B = " + text(b.map)) + given;
}

constexpr size_t most_accesses = 24; // of a loop whose iterations are searched for errors

// Iterations that raise an error come to no end: pairs of others say more. All are in range as far
// as relations are exact.
Map without_errors(const Map &pairs, LoopAccesses &accesses, Polyhedra &sets) {
    if (accesses.all().size() > most_accesses)
        return pairs;
    for (size_t k = 0; k < accesses.all().size(); k++) {
        Budget budget(sets, Budget::Kind::spare); // relations are kept for later questions
        accesses.relation(k);
    }
    Budget budget(sets, Budget::Kind::spare);
    Set failing = sets.nothing(1);
    for (size_t k = 0; k < accesses.all().size(); k++) {
        const AccessRelation &r = accesses.relation(k);
        if (r.exact)
            failing = failing | first_coordinates(difference(r.domain, domain_of(r.map)));
    }
    Map good = given_parameters(without_first(pairs, failing), accesses.context());
    return is_empty(good) == Answer::no ? good : pairs;
}

std::optional<Witness> witness_of(size_t i, const Conflict &conflict, LoopAccesses &accesses,
                                  const Map &pairs) {
    auto sample = smallest(pairs);
    if (!sample)
        return std::nullopt;
    Witness witness{.first = sample->from[0],
                    .second = sample->to[0],
                    .element = {},
                    .given = {},
                    .certain = conflict.exact};
    for (const auto &[name, value] : sample->parameters)
        witness.given.emplace_back(accesses.scope().meaning(name), value);
    witness.element = image(accesses.relation(i).map, sample->from, sample->parameters)
                          .value_or(std::vector<int64_t>());
    return witness;
}

} // namespace

FoundConflict find_conflict(size_t i, size_t j, LoopAccesses &accesses, Polyhedra &sets,
                            ConflictJudge &judge) {
    FoundConflict found;
    found.conflict.a = &accesses.all()[i];
    found.conflict.b = &accesses.all()[j];
    if (!sets.exhausted()) {
        Budget budget(sets);
        search(i, j, accesses, found);
    }
    if (found.empty == Answer::unknown && mutant(Mutant::budget_means_empty))
        found.empty = Answer::yes;
    if (found.empty == Answer::unknown)
        found.conflict.pairs = Map();
    if (found.empty != Answer::no)
        return found;
    {
        Budget budget(sets);
        found.judgement = judge.judge(i, j, found.conflict);
    }
    if (found.conflict.exact) {
        Map likely = found.conflict.pairs;
        if (!sets.exhausted())
            likely = without_errors(likely, accesses, sets);
        Budget budget(sets);
        found.conflict.witness = witness_of(i, found.conflict, accesses, likely);
        if (!found.conflict.witness && !budget.ran_out())
            found.conflict.witness = witness_of(i, found.conflict, accesses, found.conflict.pairs);
    }
    return found;
}

} // namespace pragmac
