// Splits a subscript into i * n and a rest that stays inside one row.
#include "flat_index.h"

#include "build.h"
#include "linear_form.h"
#include "mutants.h"

namespace pragmac {
namespace {

NodeRef without_wrap(NodeRef n, const LoopScope &scope) {
    n = scope.behind_names(n);
    auto *b = as<Binary>(n);
    return b && b->op == BinaryOp::wrap_index ? scope.behind_names(b->a) : n;
}

// number * width + rest.
struct Row {
    NodeRef number = nullptr, width = nullptr;
    LinearForm rest;
};

class RowFinder {
  public:
    explicit RowFinder(LoopScope &scope) : scope_(scope) {}

    std::optional<Row> row(NodeRef subscript) {
        bool found = add(without_wrap(subscript, scope_), 1) && row_.width;
        return found && !row_.rest.iterations.count(scope_.loop()->var) ? std::optional(row_)
                                                                        : std::nullopt;
    }

  private:
    bool add(NodeRef n, int64_t sign) {
        n = scope_.behind_names(n);
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
        return form ? form->iterations.count(scope_.loop()->var) != 0 : !scope_.invariant(n);
    }

    LoopScope &scope_;
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

// The rows of both are as wide, begin `base` behind the first element, and hold both rests.
bool rests_inside(const Row &x, const Row &y, LoopScope &scope) {
    auto width = linear_form(x.width, scope);
    for (const LinearForm *rest : {static_cast<const LinearForm *>(nullptr), &x.rest, &y.rest}) {
        LinearForm base = rest ? *rest : LinearForm{};
        base.iterations.clear();
        // From an element that exists on, so that nothing wraps.
        if (width && never_negative(base, scope) && inside_row(x.rest, base, *width, scope) &&
            inside_row(y.rest, base, *width, scope))
            return true;
    }
    return false;
}

bool rows_apart(NodeRef a, NodeRef b, LoopScope &scope) {
    auto x = RowFinder(scope).row(a);
    auto y = x ? RowFinder(scope).row(b) : std::nullopt;
    if (!y || !(same_value(x->width, y->width) || mutant(Mutant::row_widths_ignored)) ||
        !rests_inside(*x, *y, scope))
        return false;
    auto first = linear_form(x->number, scope), second = linear_form(y->number, scope);
    if (!first || !second)
        return rows_apart(x->number, y->number, scope);
    // A row number that is not negative: nothing wraps.
    return meeting(*first, *second, scope.loop()->var) == Meeting::same &&
           never_negative(*first, scope);
}

// k of k // n (`op` floor_div) or k % n.
struct Part {
    NodeRef k, n;
};
std::optional<Part> part(NodeRef subscript, BinaryOp op, const LoopScope &scope) {
    auto *b = as<Binary>(without_wrap(subscript, scope));
    if (!b || b->op != op || !scope.invariant(b->b))
        return std::nullopt;
    return Part{scope.behind_names(b->a), scope.behind_names(b->b)};
}

// Quotient and remainder by one divisor, of a k that differs from iteration to iteration. A divisor
// of 0 would have raised; indices that are in range do not wrap to one another's elements here, as
// k and n are not negative.
bool divided(const Access &a, const Access &b, LoopScope &scope) {
    for (size_t q = 0; q < a.indices.size(); q++)
        for (size_t r = 0; r < a.indices.size(); r++) {
            auto quotient = part(a.indices[q], BinaryOp::floor_div, scope);
            auto remainder = part(a.indices[r], BinaryOp::mod, scope);
            auto quotient_b = part(b.indices[q], BinaryOp::floor_div, scope);
            auto remainder_b = part(b.indices[r], BinaryOp::mod, scope);
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
        if (rows_apart(a.indices[axis], b.indices[axis], scope))
            return true;
    return divided(a, b, scope);
}

} // namespace pragmac
