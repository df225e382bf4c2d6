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

struct Searched {
    Answer empty = Answer::unknown;
    Map pairs; // no value: the search was given up
    bool given = false; // empty for the parameters' values in their context, and not for all
};

// Without what is known about the parameters first: it is rarely needed.
Searched search(size_t i, size_t j, LoopAccesses &accesses, Polyhedra &sets) {
    Searched found;
    if (!sets.exhausted()) {
        Budget budget(sets);
        found.pairs = meetings(i, j, accesses);
        found.empty = is_empty(found.pairs);
        if (found.empty == Answer::no) {
            found.pairs = given_parameters(found.pairs, accesses.context());
            found.empty = is_empty(found.pairs);
            found.given = true;
        }
    }
    if (found.empty == Answer::unknown && mutant(Mutant::budget_means_empty))
        found.empty = Answer::yes;
    if (found.empty == Answer::unknown)
        found.pairs = Map();
    return found;
}

std::string proof_of(size_t i, size_t j, LoopAccesses &accesses, bool given) {
    return "no i != i' with A(i) = B(i') for A = " + text(accesses.relation(i).map) +
           (i == j ? " and B = A" : " and B = " + text(accesses.relation(j).map)) +
           (given ? " given " + text(accesses.context()) : "");
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
    Searched searched = search(i, j, accesses, sets);
    found.empty = searched.empty;
    if (found.empty == Answer::yes)
        found.proof = proof_of(i, j, accesses, searched.given);
    if (found.empty != Answer::no)
        return found;
    found.conflict.pairs = std::move(searched.pairs);
    found.conflict.exact = accesses.relation(i).exact && accesses.relation(j).exact;
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

bool never_conflict(size_t i, size_t j, LoopAccesses &accesses, Polyhedra &sets) {
    return search(i, j, accesses, sets).empty == Answer::yes;
}

} // namespace pragmac
