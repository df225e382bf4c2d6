// Splits a subscript into i * n and a rest that stays inside one row: of two-dimensional data in
// one dimension, or of a loop cut into tiles.
#include "flat_index.h"

#include "build.h"
#include "exact_arithmetic.h"
#include "linear_form.h"
#include "mutants.h"

#include <algorithm>

namespace pragmac {
namespace {

NodeRef without_wrap(NodeRef n, const LoopScope &scope) {
    n = scope.behind_names(n);
    auto *b = as<Binary>(n);
    return b && b->op == BinaryOp::wrap_index ? scope.behind_names(b->a) : n;
}

// A subscript number * width + rest. A tile is anywhere from there up to the same place of row
// number + 1: the variable of a loop over a part of the row, plus `rest`. With a divisor (of tiles
// alone) rows begin at floor(number * width / divisor).
struct Row {
    NodeRef number = nullptr, width = nullptr, divisor = nullptr;
    bool tile = false;
    LinearForm rest;
};

// k of k // n (`op` floor_div) or k % n, by an n that the loop does not change.
struct Part {
    NodeRef k, n;
};
std::optional<Part> part(NodeRef n, BinaryOp op, const LoopScope &scope) {
    auto *b = as<Binary>(scope.behind_names(n));
    if (!b || b->op != op || !scope.invariant(b->b))
        return std::nullopt;
    return Part{scope.behind_names(b->a), scope.behind_names(b->b)};
}

// Every sum, difference and product in n, through names of the loop, at the place of `inner`.
bool all_exact(NodeRef n, const For *inner, const LoopScope &scope) {
    auto *b = as<Binary>(scope.behind_names(n));
    if (!b)
        return true;
    bool sums = b->op == BinaryOp::add || b->op == BinaryOp::sub || b->op == BinaryOp::mul;
    return (!sums || exact(b->op, b->a, b->b, inner, scope.function())) &&
           all_exact(b->a, inner, scope) && all_exact(b->b, inner, scope);
}

class RowFinder {
  public:
    // Which rows: those that the loop numbers, or those in which it has a place.
    enum class Loop : uint8_t { numbers, places };
    explicit RowFinder(LoopScope &scope, Loop role = Loop::numbers) : scope_(scope), role_(role) {}

    std::optional<Row> row_of_subscript(NodeRef n) { return row(without_wrap(n, scope_)); }
    std::optional<Row> row(NodeRef n) {
        bool found = add(n, 1) && row_.width;
        bool place = row_.rest.iterations.count(scope_.loop()->var) != 0;
        return found && place == (role_ == Loop::places) ? std::optional(row_) : std::nullopt;
    }

  private:
    bool add(NodeRef n, int64_t sign) {
        n = scope_.behind_names(n);
        if (sign == 1 && !row_.width && role_ == Loop::numbers && add_tile(n))
            return true;
        if (auto *b = as<Binary>(n)) {
            if (b->op == BinaryOp::add || b->op == BinaryOp::sub)
                return add(b->a, sign) && add(b->b, b->op == BinaryOp::add ? sign : -sign);
            if (b->op == BinaryOp::mul && sign == 1 && !row_.width)
                for (auto [i, width] : {std::pair(b->a, b->b), std::pair(b->b, b->a)})
                    if (numbers_rows(i) && scope_.invariant(width)) {
                        row_.number = scope_.behind_names(i),
                        row_.width = scope_.behind_names(width);
                        return true;
                    }
        }
        auto form = linear_form(n, scope_);
        auto sum = form ? combine(row_.rest, sign, *form) : std::nullopt;
        if (sum)
            row_.rest = *sum;
        return sum.has_value();
    }
    // Differs from iteration to iteration; what is not linear may again be a row and a place in it.
    bool numbers_rows(NodeRef n) {
        auto form = linear_form(n, scope_);
        if (role_ == Loop::places)
            return form && !form->iterations.empty() && !form->iterations.count(scope_.loop()->var);
        return form ? form->iterations.count(scope_.loop()->var) != 0 : !scope_.invariant(n);
    }

    // The variable of a loop inside that begins at a row and ends where the next begins, or before.
    // Legal whatever the signs of width and divisor: row starts rise with the number, so that tiles
    // of different numbers have no element in common, or they do not, and every tile is empty. But
    // a start that wrapped may be any element, and no index is out of range then.
    bool add_tile(NodeRef n) {
        auto *loop = as<For>(scope_.function().declaration(n));
        int64_t step = 0;
        if (!loop || loop == scope_.loop() || !scope_.declared_inside(n) ||
            !constant_i64(loop->step, step) || step <= 0 || !all_exact(loop->lo, loop, scope_))
            return false;
        auto quotient = part(loop->lo, BinaryOp::floor_div, scope_);
        NodeRef divisor = quotient ? quotient->n : nullptr;
        auto row = RowFinder(scope_).row(quotient ? quotient->k : loop->lo);
        if (!row || row->tile || (divisor && row->rest != LinearForm{}) ||
            !ends_in_row(loop->hi, *row, divisor, loop))
            return false;
        auto rest = combine(row_.rest, 1, row->rest);
        if (!rest)
            return false;
        row_ = *row;
        row_.rest = *rest, row_.divisor = divisor, row_.tile = true;
        return true;
    }

    // hi <= the start of the row behind `row`.
    bool ends_in_row(NodeRef hi, const Row &row, NodeRef divisor, const For *loop) {
        hi = scope_.behind_names(hi);
        for (NodeRef less : smaller_ones(hi))
            if (ends_in_row(less, row, divisor, loop))
                return true;
        auto quotient = part(hi, BinaryOp::floor_div, scope_);
        if (divisor && !(quotient && same_value(quotient->n, divisor)))
            return false;
        auto end = RowFinder(scope_).row(divisor ? quotient->k : hi);
        if (!end || end->tile || !same_value(end->width, row.width) || !all_exact(hi, loop, scope_))
            return false;
        auto from = linear_form(row.number, scope_), to = linear_form(end->number, scope_);
        auto width = linear_form(row.width, scope_);
        auto rows = from && to ? combine(*to, -1, *from) : std::nullopt;
        auto more = combine(end->rest, -1, row.rest);
        if (!rows || !more || !width)
            return false;
        LinearForm next{{}, {}, 1};
        bool one_row =
            (*rows == LinearForm{} && *more == *width) || (*rows == next && *more == LinearForm{});
        return one_row || mutant(Mutant::tiles_of_any_size);
    }
    // Values of which n is the least.
    std::vector<NodeRef> smaller_ones(NodeRef n) const {
        auto *b = as<Binary>(n);
        if (b && (b->op == BinaryOp::py_min || b->op == BinaryOp::np_min))
            return {b->a, b->b};
        auto *s = as<Select>(n);
        auto *c = s ? as<Compare>(s->cond) : nullptr;
        if (!c)
            return {};
        bool up = c->op == CompareOp::lt || c->op == CompareOp::le;
        bool down = c->op == CompareOp::gt || c->op == CompareOp::ge;
        bool least = (up && same_value(c->a, s->a) && same_value(c->b, s->b)) ||
                     (down && same_value(c->a, s->b) && same_value(c->b, s->a));
        if (least || mutant(Mutant::tiles_of_any_size))
            return {s->a, s->b};
        return {};
    }

    LoopScope &scope_;
    Loop role_;
    Row row_;
};

// 0 <= rest - base < width, hence width > 0.
bool inside_row(const LinearForm &rest, const LinearForm &base, const LinearForm &width,
                LoopScope &scope) {
    auto place = combine(rest, -1, base);
    auto above = place ? combine(width, -1, *place) : std::nullopt;
    if (!above)
        return false;
    above->constant -= mutant(Mutant::rows_one_longer) ? 0 : 1;
    return (never_negative(*place, scope) || mutant(Mutant::rows_begin_below_zero)) &&
           never_negative(*above, scope);
}

// A tile is a part of one row already.
bool inside_row(const Row &row, const LinearForm &base, const LinearForm &width, LoopScope &scope) {
    return row.tile ? row.rest == base : inside_row(row.rest, base, width, scope);
}

// The rows of both are as wide, begin `base` behind the first element, and hold both rests.
bool rests_inside(const Row &x, const Row &y, LoopScope &scope) {
    auto width = linear_form(x.width, scope);
    for (const LinearForm *rest : {static_cast<const LinearForm *>(nullptr), &x.rest, &y.rest}) {
        LinearForm base = rest ? *rest : LinearForm{};
        base.iterations.clear();
        // From an element that exists on, so that nothing wraps.
        if (width && never_negative(base, scope) && inside_row(x, base, *width, scope) &&
            inside_row(y, base, *width, scope))
            return true;
    }
    return false;
}

bool same_divisor(const Row &x, const Row &y) {
    return x.divisor && y.divisor ? same_value(x.divisor, y.divisor) : x.divisor == y.divisor;
}

bool rows_apart(NodeRef a, NodeRef b, LoopScope &scope) {
    auto x = RowFinder(scope).row_of_subscript(a);
    auto y = x ? RowFinder(scope).row_of_subscript(b) : std::nullopt;
    if (!y || !(same_value(x->width, y->width) || mutant(Mutant::row_widths_ignored)) ||
        !same_divisor(*x, *y) || !rests_inside(*x, *y, scope))
        return false;
    auto first = linear_form(x->number, scope), second = linear_form(y->number, scope);
    if (!first || !second)
        return rows_apart(x->number, y->number, scope);
    // A row number that is not negative: nothing wraps.
    return meeting(*first, *second, scope.loop()->var) == Meeting::same &&
           never_negative(*first, scope);
}

// The row's number is not negative, and its product with the width does not wrap.
bool starts_at_an_element(const Row &row, LoopScope &scope) {
    auto number = linear_form(row.number, scope);
    if (!number || !never_negative(*number, scope))
        return false;
    return std::all_of(number->iterations.begin(), number->iterations.end(), [&](auto &term) {
        auto *counted = as<For>(scope.function().declaration(term.first));
        return counted && exact(BinaryOp::mul, row.number, row.width, counted, scope.function());
    });
}

// Every iteration has a place of its own in rows of one width, whatever their numbers are.
bool places_apart(NodeRef a, NodeRef b, LoopScope &scope) {
    auto x = RowFinder(scope, RowFinder::Loop::places).row_of_subscript(a);
    auto y = x ? RowFinder(scope, RowFinder::Loop::places).row_of_subscript(b) : std::nullopt;
    if (!y || !same_value(x->width, y->width) ||
        meeting(x->rest, y->rest, scope.loop()->var) != Meeting::same)
        return false;
    return starts_at_an_element(*x, scope) && starts_at_an_element(*y, scope) &&
           rests_inside(*x, *y, scope);
}

// Quotient and remainder by one divisor, of a k that differs from iteration to iteration. A divisor
// of 0 would have raised; indices that are in range do not wrap to one another's elements here, as
// k and n are not negative.
bool divided(const Access &a, const Access &b, LoopScope &scope) {
    for (size_t q = 0; q < a.indices.size(); q++)
        for (size_t r = 0; r < a.indices.size(); r++) {
            auto of = [&](NodeRef index, BinaryOp op) {
                return part(without_wrap(index, scope), op, scope);
            };
            auto quotient = of(a.indices[q], BinaryOp::floor_div);
            auto remainder = of(a.indices[r], BinaryOp::mod);
            auto quotient_b = of(b.indices[q], BinaryOp::floor_div);
            auto remainder_b = of(b.indices[r], BinaryOp::mod);
            if (!quotient || !remainder || !quotient_b || !remainder_b)
                continue;
            bool same = true;
            for (const Part &p : {*remainder, *quotient_b, *remainder_b})
                same = same && same_value(quotient->k, p.k) && same_value(quotient->n, p.n);
            auto k = linear_form(quotient->k, scope), n = linear_form(quotient->n, scope);
            if (same && k && n && never_negative(*k, scope) && never_negative(*n, scope) &&
                meeting(*k, *k, scope.loop()->var) == Meeting::same)
                return true;
        }
    return false;
}

} // namespace

bool apart_by_rows(const Access &a, const Access &b, LoopScope &scope) {
    for (size_t axis = 0; axis < a.indices.size(); axis++)
        if (rows_apart(a.indices[axis], b.indices[axis], scope) ||
            places_apart(a.indices[axis], b.indices[axis], scope))
            return true;
    return divided(a, b, scope);
}

} // namespace pragmac
