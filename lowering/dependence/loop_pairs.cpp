// Pairs of accesses, one of each loop, through isl.
#include "loop_pairs.h"

#include "mutants.h"
#include "user_words.h"

namespace pragmac {
namespace {

class Judging {
  public:
    Judging(const For *first, const For *second, LoopAccesses &accesses, Polyhedra &sets)
        : first_(first), second_(second), accesses_(accesses), sets_(sets) {}

    PairVerdict run() {
        const std::vector<Access> &all = accesses_.all();
        for (size_t i = 0; i < all.size(); i++)
            for (size_t j = 0; j < all.size(); j++)
                if (of(all[i], first_) && of(all[j], second_) && conflict(all[i], all[j]))
                    pair(i, j);
        if (verdict_.kind == PairVerdict::Kind::dependent)
            verdict_.certificate.clear();
        else if (verdict_.certificate.empty())
            verdict_.certificate = "they share no array that one of them writes\n";
        return std::move(verdict_);
    }

  private:
    static bool of(const Access &a, const For *loop) {
        return a.loops.size() > 1 && a.loops[1] == loop;
    }
    static bool conflict(const Access &a, const Access &b) {
        if (mutant(Mutant::team_write_after_read_ignored) && !a.writes)
            return false;
        return a.array == b.array && (a.writes || b.writes);
    }

    void pair(size_t i, size_t j) {
        using Kind = PairVerdict::Kind;
        if (verdict_.kind == Kind::dependent)
            return;
        Budget budget(sets_);
        const AccessRelation &a = accesses_.relation(i), &b = accesses_.relation(j);
        Map meet = given_parameters(meeting(a.map, b.map), accesses_.context());
        Kind kind = is_empty(meet) == Answer::yes                    ? Kind::apart
                    : is_empty(different_at(meet, 1)) == Answer::yes ? Kind::same_iteration
                                                                     : Kind::dependent;
        verdict_.kind = std::max(verdict_.kind, kind);
        const Access &x = accesses_.all()[i], &y = accesses_.all()[j];
        if (kind == Kind::dependent) {
            verdict_.array = x.array, verdict_.first = &x, verdict_.second = &y;
            return;
        }
        verdict_.certificate += name_in_source(x.array) + ": no A(i) = B(i')" +
                                (kind == Kind::same_iteration ? " with i != i'" : "") +
                                " for A = " + text(a.map) + " and B = " + text(b.map) + "\n";
    }

    const For *first_, *second_;
    LoopAccesses &accesses_;
    Polyhedra &sets_;
    PairVerdict verdict_;
};

} // namespace

PairVerdict judge_pair(const For *both, const For *first, const For *second, const Func *func,
                       DependenceContext &context) {
    return Judging(first, second, context.accesses(both, func), context.sets()).run();
}

} // namespace pragmac
