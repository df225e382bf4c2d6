// One polyhedron per pair of conjunctions and order of the iterations; emptiness is MLIR's answer.
#include "presburger_check.h"

#include <mlir/Analysis/Presburger/IntegerRelation.h>

#include <functional>

namespace checker {
namespace {

using mlir::presburger::IntegerPolyhedron;
using mlir::presburger::PresburgerSpace;

// The columns of a polyhedron by name. Variables of B get a prime, and so do its locals.
class Columns {
  public:
    size_t of(const std::string &name) {
        return columns_.try_emplace(name, columns_.size()).first->second;
    }
    size_t count() const { return columns_.size(); }
    const std::map<std::string, size_t> &all() const { return columns_; }

  private:
    std::map<std::string, size_t> columns_;
};

using Rename = std::function<std::string(const std::string &)>;

struct Row {
    std::map<size_t, int64_t> factors;
    int64_t constant = 0;
    bool equality = false;
};

std::vector<Row> rows(const Conjunction &part, Columns &columns, const Rename &rename) {
    std::vector<Row> made;
    for (const Constraint &c : part.constraints) {
        Row row{{}, c.constant, c.equality};
        for (const auto &[name, factor] : c.factors)
            row.factors[columns.of(rename(name))] += factor;
        made.push_back(std::move(row));
    }
    return made;
}

// The names of A stay; inputs and locals of B are B's own, outputs and parameters are shared.
Rename of_second(const Relation &b, const Conjunction &part) {
    return [&b, &part](const std::string &name) {
        auto in = [&](const std::vector<std::string> &names) {
            return std::find(names.begin(), names.end(), name) != names.end();
        };
        return in(b.inputs) || in(part.locals) ? name + "'" : name;
    };
}
Rename of_given(const Conjunction &part) {
    return [&part](const std::string &name) {
        bool local = std::find(part.locals.begin(), part.locals.end(), name) != part.locals.end();
        return local ? name + "''" : name;
    };
}

struct System {
    Columns columns;
    std::vector<Row> rows;

    IntegerPolyhedron polyhedron() const {
        IntegerPolyhedron made(
            PresburgerSpace::getSetSpace(static_cast<unsigned>(columns.count()), 0, 0));
        for (const Row &row : rows) {
            std::vector<int64_t> values(columns.count() + 1);
            for (const auto &[column, factor] : row.factors)
                values[column] = factor;
            values.back() = row.constant;
            row.equality ? made.addEquality(values) : made.addInequality(values);
        }
        return made;
    }
    // A point, in words; nothing when there is none.
    std::optional<std::string> point() const {
        auto sample = polyhedron().findIntegerSample();
        if (!sample)
            return std::nullopt;
        std::string words;
        for (const auto &[name, column] : columns.all())
            words += (words.empty() ? "" : ", ") + name + " = " +
                     std::to_string(static_cast<int64_t>((*sample)[column]));
        return words;
    }
};

// A point of the system outside of the parts from number `next` on.
std::optional<std::string> point_outside(System &system, const Relation &unless, size_t next) {
    auto found = system.point();
    if (!found || next == unless.parts.size())
        return found;
    const Conjunction &part = unless.parts[next];
    for (const Row &row : rows(part, system.columns, of_given(part)))
        for (int64_t sign : {-1, 1}) { // sum <= -1, or (of an equality) sum >= 1
            if (sign == 1 && !row.equality)
                continue;
            Row negated{{}, sign * row.constant - 1, false};
            for (const auto &[column, factor] : row.factors)
                negated.factors[column] = sign * factor;
            system.rows.push_back(std::move(negated));
            auto point = point_outside(system, unless, next + 1);
            system.rows.pop_back();
            if (point)
                return point;
        }
    return std::nullopt;
}

class PairCheck {
  public:
    PairCheck(const Certificate &c, const Claim &claim, std::pair<int, int> accesses)
        : given_(c.given), claim_(claim), a_(c.accesses.at(accesses.first)),
          b_(c.accesses.at(accesses.second)) {}

    // What is wrong with the claim; empty when it holds.
    std::string run() {
        if (!a_.relation || !b_.relation || !given_)
            return "a relation is not there";
        const Relation &a = *a_.relation, &b = *b_.relation;
        if (a.inputs.empty() || b.inputs.empty() || a.outputs != b.outputs)
            return "the relations do not fit";
        for (const Conjunction &part : claim_.unless ? claim_.unless->parts : no_parts)
            if (!part.locals.empty())
                return "the excluded parameters are not plain";
        for (const Conjunction &given : given_->parts)
            for (const Conjunction &x : a.parts)
                for (const Conjunction &y : b.parts)
                    for (bool rising : {true, false})
                        if (auto point = conflict(given, x, y, rising))
                            return "two iterations meet at " + *point;
        return "";
    }

  private:
    std::optional<std::string> conflict(const Conjunction &given, const Conjunction &x,
                                        const Conjunction &y, bool rising) {
        System system;
        const Relation &a = *a_.relation, &b = *b_.relation;
        auto add = [&](const Conjunction &part, const Rename &rename) {
            for (Row &row : rows(part, system.columns, rename))
                system.rows.push_back(std::move(row));
        };
        add(given, of_given(given));
        add(x, [](const std::string &name) { return name; });
        add(y, of_second(b, y));
        int64_t sign = rising ? 1 : -1; // first(x') - first(x) >= 1, or the other way round
        size_t first = system.columns.of(a.inputs[0]),
               second = system.columns.of(b.inputs[0] + "'");
        system.rows.push_back({{{first, -sign}, {second, sign}}, -1, false});
        static const Relation nothing;
        const Relation &unless = claim_.unless ? *claim_.unless : nothing;
        for (const std::string &name : unless.parameters)
            system.columns.of(name);
        return point_outside(system, unless, 0);
    }

    static inline const std::vector<Conjunction> no_parts;
    const std::optional<Relation> &given_;
    const Claim &claim_;
    const Access &a_, &b_;
};

} // namespace

std::string text(const Finding &f) {
    static const char *const words[] = {"holds", "refused", "not affine"};
    return std::string(words[static_cast<int>(f.kind)]) + ": " + std::to_string(f.accesses.first) +
           " " + std::to_string(f.accesses.second) + " by " + f.by +
           (f.reason.empty() ? "" : ": " + f.reason);
}

std::vector<Finding> check(const Certificate &c) {
    std::vector<Finding> found;
    for (const Claim &claim : c.claims)
        for (auto pair : claim.pairs) {
            Finding finding{Finding::Kind::not_affine, pair, claim.by, ""};
            if (claim.by == "subscripts" || claim.by == "relations") {
                finding.reason = PairCheck(c, claim, pair).run();
                finding.kind =
                    finding.reason.empty() ? Finding::Kind::holds : Finding::Kind::refused;
            }
            found.push_back(std::move(finding));
        }
    return found;
}

} // namespace checker
