// Splits a subscript into i * n and a rest that stays inside one row.
#include "flat_index.h"

#include "build.h"
#include "linear_form.h"
#include "mutants.h"

namespace pragmac {
namespace {

NodeRef behind(NodeRef n, const LoopScope &scope) {
    while (auto *let = as<Let>(scope.function().declaration(n))) {
        if (!scope.declared_inside(n))
            break;
        n = let->value;
    }
    return n;
}

NodeRef without_wrap(NodeRef n, const LoopScope &scope) {
    n = behind(n, scope);
    auto *b = as<Binary>(n);
    return b && b->op == BinaryOp::wrap_index ? behind(b->a, scope) : n;
}

// var * width + rest; the loop variable's own factor is 1.
struct Row {
    NodeRef width = nullptr;
    LinearForm rest;
};

class RowFinder {
  public:
    explicit RowFinder(LoopScope &scope) : scope_(scope) {}

    std::optional<Row> row(NodeRef subscript) {
        if (!add(without_wrap(subscript, scope_), 1) || !row_.width)
            return std::nullopt;
        auto width = linear_form(row_.width, scope_);
        auto first = linear_form(scope_.loop()->var, scope_);
        auto above = width ? combine(*width, -1, row_.rest) : std::nullopt;
        if (!above || !first || row_.rest.iterations.count(scope_.loop()->var))
            return std::nullopt;
        above->constant -= mutant(Mutant::rows_one_longer) ? 0 : 1;
        // 0 <= rest < width, hence width > 0; a row number that is not negative: nothing wraps.
        bool from_zero =
            never_negative(row_.rest, scope_) || mutant(Mutant::rows_begin_below_zero);
        bool inside = from_zero && never_negative(*above, scope_) &&
                      never_negative(*first, scope_);
        return inside ? std::optional(row_) : std::nullopt;
    }

  private:
    bool add(NodeRef n, int64_t sign) {
        n = behind(n, scope_);
        if (auto *b = as<Binary>(n)) {
            if (b->op == BinaryOp::add || b->op == BinaryOp::sub)
                return add(b->a, sign) && add(b->b, b->op == BinaryOp::add ? sign : -sign);
            if (b->op == BinaryOp::mul && sign == 1 && !row_.width)
                for (auto [i, width] : {std::pair(b->a, b->b), std::pair(b->b, b->a)})
                    if (behind(i, scope_) == scope_.loop()->var && scope_.invariant(width)) {
                        row_.width = behind(width, scope_);
                        return true;
                    }
        }
        auto form = linear_form(n, scope_);
        auto sum = form ? combine(row_.rest, sign, *form) : std::nullopt;
        if (sum)
            row_.rest = *sum;
        return sum.has_value();
    }

    LoopScope &scope_;
    Row row_;
};

bool rows_apart(NodeRef a, NodeRef b, LoopScope &scope) {
    auto x = RowFinder(scope).row(a);
    auto y = x ? RowFinder(scope).row(b) : std::nullopt;
    return y && (same_value(x->width, y->width) || mutant(Mutant::row_widths_ignored));
}

// k of k // n (`op` floor_div) or k % n.
struct Part {
    NodeRef k, n;
};
std::optional<Part> part(NodeRef subscript, BinaryOp op, const LoopScope &scope) {
    auto *b = as<Binary>(without_wrap(subscript, scope));
    if (!b || b->op != op || !scope.invariant(b->b))
        return std::nullopt;
    return Part{behind(b->a, scope), behind(b->b, scope)};
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
