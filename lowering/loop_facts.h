// loop_facts: what the loops, lets and guards around a point say about integer expressions there.
//
// An expression is read as an affine form over leaves: loop variables, extents, parameters and
// lets that are not affine themselves. Inequalities `form >= 0` are proved by replacing leaves by
// their bounds, innermost first, until only extents (never negative) and constants are left.
#pragma once

#include "build.h"
#include "cell_growth.h"
#include "mutants.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

namespace pragmac {

// Symbols in the order in which they were met: addresses differ from run to run, code must not.
struct Symbols {
    std::vector<NodeRef> list;
    void insert(NodeRef n) {
        if (std::find(list.begin(), list.end(), n) == list.end())
            list.push_back(n);
    }
};

// constant + sum of coefficient * leaf. Forms with many terms or large coefficients do not exist.
struct Affine {
    std::map<NodeRef, int64_t> terms;
    int64_t constant = 0;
};
std::optional<Affine> combine(const Affine &a, int64_t scale, const Affine &b); // a + scale * b

class LoopFacts {
  public:
    // Scope tracking, called while walking a function from the top.
    void enter_let(const Let &let);
    void enter_loop(const For &loop);
    void enter_array(const Alloc &alloc);
    // Conditions known to hold here; returns how many were added, for leave_guards.
    size_t enter_guard(NodeRef cond, bool holds);
    void leave_guards(size_t count);

    // How far cells get while a loop runs that is about to be entered.
    void enter_growth(std::unordered_map<NodeRef, CellGrowth> cells) {
        cells_ = std::move(cells);
        growth_begins_ = static_cast<int>(order_.size());
    }

    // An overflow check makes its operation exact wherever it is written.
    void enter_check(NodeRef check);

    // The value as a form over leaves; nothing when it is not affine or may have wrapped.
    std::optional<Affine> affine(NodeRef n);
    // True when `form >= 0` holds at this point for all values.
    bool proved(const Affine &form);
    // `form >= 0` weakened to leaves that `invariant` accepts; nothing when that is impossible.
    template <class F> std::optional<Affine> hoist(Affine form, F &&invariant) {
        while (NodeRef leaf = latest(form, invariant)) {
            auto next = eliminate(form, leaf);
            if (!next)
                return std::nullopt;
            form = *next;
        }
        return form;
    }
    // Largest absolute value of n, given that every leaf of `symbols` (filled in) is below 2^31;
    // infinity when unknown.
    template <class F> double magnitude(NodeRef n, F &&invariant, Symbols &symbols);
    template <class F> double growth(NodeRef cell, F &&invariant, Symbols &symbols);
    // The leaves of a form in the order in which they were met.
    std::vector<NodeRef> leaves(const Affine &form) const;
    // The value a let is bound to, or n itself.
    NodeRef definition(NodeRef n) const;
    NodeRef extent_leaf(const Dim &dim);
    // Forms are values modulo 2^64, whether or not their arithmetic wraps: right for what asks
    // whether two values are equal, not for inequalities.
    bool modular = false;
    // Extents count as symbols below 2^31 in `magnitude` (products of extents then fit in i64).
    bool narrow_extents = false;

  private:
    template <class F> NodeRef latest(const Affine &form, F &&invariant) const {
        NodeRef found = nullptr;
        int order = -1;
        for (const auto &[leaf, coefficient] : form.terms)
            if (!invariant(leaf) && order_of(leaf) > order) {
                found = leaf;
                order = order_of(leaf);
            }
        return found;
    }
    int order_of(NodeRef leaf) const;
    Affine leaf_form(NodeRef leaf);
    // The form with `leaf` replaced by the bound that makes the form smallest.
    std::optional<Affine> eliminate(const Affine &form, NodeRef leaf);
    std::optional<Affine> eliminate_loop(const Affine &form, NodeRef leaf, int64_t c);
    std::optional<Affine> eliminate_let(const Affine &form, NodeRef leaf, int64_t c);
    void add_guard(CompareOp op, NodeRef a, NodeRef b, bool holds);
    bool proved_without_guards(Affine form);
    // An operand that two nodes may share: a variable or extent, or a constant's value.
    using Operand = std::pair<NodeRef, int64_t>;
    std::optional<Operand> operand(NodeRef n);
    bool exact(BinaryOp op, NodeRef a, NodeRef b);
    bool exact_negation(NodeRef x); // checked as 0 - x

    std::unordered_map<NodeRef, NodeRef> lets_;
    std::unordered_map<NodeRef, const For *> loops_;
    std::unordered_map<NodeRef, int> order_;
    std::map<std::pair<NodeRef, int64_t>, NodeRef> extents_;
    std::map<std::pair<NodeRef, int64_t>, NodeRef> made_; // extents of arrays made here
    std::vector<Affine> guards_;
    std::unordered_map<NodeRef, size_t> met_; // leaves, numbered
    std::set<std::tuple<BinaryOp, Operand, Operand>> exact_;
    std::unordered_map<NodeRef, CellGrowth> cells_;
    int growth_begins_ = 0; // names before that are of values in front of the loop
    bool in_growth_ = true;
    Symbols growing_; // cells whose magnitude is being computed
};

// Range of an integer type as doubles, for magnitudes.
double largest_magnitude(DType d);

template <class F> double LoopFacts::magnitude(NodeRef n, F &&invariant, Symbols &symbols) {
    constexpr double unknown = 1e300;
    auto of = [&](NodeRef m) { return magnitude(m, invariant, symbols); };
    int64_t constant = 0;
    if (constant_i64(n, constant))
        return constant < 0 ? -static_cast<double>(constant) : static_cast<double>(constant);
    if (auto *d = as<Dim>(n)) {
        if (!narrow_extents || !invariant(extent_leaf(*d)))
            return 281474976710656.0; // 2^48: more elements than an address space holds
        symbols.insert(extent_leaf(*d));
        return 2147483647.0;
    }
    if (auto *b = as<Binary>(n)) {
        switch (b->op) {
        case BinaryOp::add:
        case BinaryOp::sub:
        case BinaryOp::wrap_index: return of(b->a) + of(b->b);
        case BinaryOp::mul: return of(b->a) * of(b->b);
        case BinaryOp::floor_div: return of(b->a) + 1;
        case BinaryOp::mod: return of(b->b);
        case BinaryOp::py_max:
        case BinaryOp::py_min: return of(b->a) + of(b->b);
        default: return unknown;
        }
    }
    if (auto *u = as<Unary>(n))
        return u->op == UnaryOp::neg || u->op == UnaryOp::abs ? of(u->x) : unknown;
    if (auto *c = as<Cast>(n)) {
        DType from = c->x->type.dtype, to = c->type.dtype;
        if (!is_integer(from) && !is_bool(from))
            return unknown;
        if (is_signed(from) && is_unsigned(to)) // -1 becomes the largest value
            return largest_magnitude(to);
        return std::min(largest_magnitude(from), of(c->x));
    }
    if (auto *l = as<Load>(n); l && in_growth_ && cells_.count(l->array))
        return growth(l->array, invariant, symbols);
    if (auto *l = as<Load>(n))
        return l->type.dtype == DType::i64 ? unknown : largest_magnitude(l->type.dtype);
    if (n->op != Op::Var)
        return unknown;
    if (auto loop = loops_.find(n); loop != loops_.end())
        return std::max(of(loop->second->lo), of(loop->second->hi));
    double known = largest_magnitude(n->type.dtype);
    if (auto let = lets_.find(n); let != lets_.end()) {
        bool inside = in_growth_;
        in_growth_ = inside && order_of(n) >= growth_begins_;
        known = std::min(known, of(let->second));
        in_growth_ = inside;
    }
    bool testable = n->type.dtype == DType::i64 && invariant(n);
    if (known <= 4611686018427387904.0 / 4 || !testable)
        return known;
    symbols.insert(n);
    return 2147483647.0;
}

// Of any value that the cell has while the loop runs.
template <class F> double LoopFacts::growth(NodeRef cell, F &&invariant, Symbols &symbols) {
    const std::vector<NodeRef> &under_way = growing_.list;
    if (std::find(under_way.begin(), under_way.end(), cell) != under_way.end())
        return 1e300; // by its own value
    growing_.insert(cell);
    double size = cells_.at(cell).start;
    for (NodeRef value : cells_.at(cell).values)
        size = std::max(size, magnitude(value, invariant, symbols));
    for (const CellGrowth::Step &step : cells_.at(cell).steps) {
        constexpr double most_times = 1152921504606846976.0; // 2^60
        double times = step.endless ? most_times : 1;
        for (const For *loop : step.loops)
            if (!mutant(Mutant::growth_of_one_step))
                times *= magnitude(loop->lo, invariant, symbols) +
                         magnitude(loop->hi, invariant, symbols);
        size += std::min(times, most_times) * magnitude(step.by, invariant, symbols);
    }
    growing_.list.pop_back();
    return size;
}

} // namespace pragmac
