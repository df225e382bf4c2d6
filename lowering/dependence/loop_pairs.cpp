// Pairs of accesses, one of each loop, through isl.
#include "loop_pairs.h"

#include "certificate.h"
#include "mutants.h"
#include "user_words.h"

#include <algorithm>

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
            verdict_.words.clear();
        else
            verdict_.certificate = text(certificate());
        if (verdict_.kind != PairVerdict::Kind::dependent && pairs_.empty())
            verdict_.words = "they share no array that one of them writes\n";
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
        pairs_.emplace_back(i, j);
        verdict_.words += name_in_source(x.array) + ": no A(i) = B(i')" +
                          (kind == Kind::same_iteration ? " with i != i'" : "") +
                          " for A = " + text(a.map) + " and B = " + text(b.map) + "\n";
    }

    Certificate certificate() {
        std::vector<ProofStep> steps;
        bool numbers = verdict_.kind == PairVerdict::Kind::same_iteration;
        for (auto [i, j] : pairs_)
            steps.push_back({Evidence::relations,
                             {i, j},
                             false,
                             numbers ? "only iterations of one number meet"
                                     : "no iterations of the two loops meet",
                             {}});
        Certificate made = certificate_of(steps, accesses_, sets_);
        made.variable = name_in_source(second_->var);
        for (auto &access : made.accesses)
            if (access.relation)
                set_place(*access.relation, of(accesses_.all()[access.number], second_), numbers);
        return made;
    }

    // Coordinate 0, which is 0 everywhere, becomes the number of the loop, or goes.
    static void set_place(LinearRelation &r, int64_t place, bool goes) {
        auto column = static_cast<long>(r.parameters.size());
        r.inputs -= goes;
        for (LinearRelation::Part &part : r.parts) {
            for (auto *rows : {&part.equalities, &part.inequalities})
                for (LinearRelation::Row &row : *rows)
                    goes ? void(row.erase(row.begin() + column)) : void(row[size_t(column)] = 0);
            std::erase_if(part.equalities, [](const LinearRelation::Row &row) {
                return std::all_of(row.begin(), row.end(), [](int64_t x) { return x == 0; });
            });
            if (goes)
                continue;
            LinearRelation::Row number(r.parameters.size() + r.inputs + r.outputs + part.locals +
                                       1);
            number[size_t(column)] = 1;
            number.back() = -place;
            part.equalities.push_back(number);
        }
    }

    std::vector<std::pair<size_t, size_t>> pairs_; // of accesses that were told apart
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
