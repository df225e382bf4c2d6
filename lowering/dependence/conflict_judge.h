// conflict_judge: for which parameters do two iterations conflict?
//
// A conflict set's parameters are compared with the usual ones: large trip counts and extents, no
// index out of range, and what is known in front of the loop.
#pragma once

#include "parallel_loops.h"

#include <initializer_list>

namespace pragmac {

struct Judgement {
    Verdict::Kind kind = Verdict::Kind::unknown;   // racy, guarded or unknown
    std::vector<std::vector<Constraint>> dangers; // guarded: the parameters with a conflict
    bool few = false; // unknown: the loop has no usual values, as its trip counts are all small
};

class ConflictJudge {
  public:
    ConflictJudge(LoopAccesses &accesses, Polyhedra &sets)
        : accesses_(accesses), scope_(accesses.scope()), sets_(sets) {}

    // Of the accesses numbered i and j, whose conflict set is not empty; the set may be narrowed to
    // likelier parameters. Call within a Budget.
    Judgement judge(size_t i, size_t j, Conflict &conflict);
    // The tests in front of the loop leave out all trip counts above one.
    bool unreachable();

    static constexpr size_t most_dangers = 8; // conjunctions in one test

  private:
    std::optional<Set> usual_values(std::initializer_list<size_t> pair, const Set &dangerous);
    // The parameters with so many iterations behind the first one.
    std::optional<Set> iterations(int64_t more);
    Set without_errors(std::initializer_list<size_t> pair);
    bool testable(const std::vector<std::vector<Constraint>> &dangers) const;

    LoopAccesses &accesses_;
    LoopScope &scope_;
    Polyhedra &sets_;
};

} // namespace pragmac
