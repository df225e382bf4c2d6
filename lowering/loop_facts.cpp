// Affine forms and their bounds from loops, lets and guards.
#include "loop_facts.h"

#include "mutants.h"

#include <cmath>
#include <cstdlib>

namespace pragmac {
namespace {

// 16 terms of such coefficients and symbols below 2^31, and a constant, stay below 2^63.
constexpr int64_t coefficient_limit = int64_t{1} << 27;
constexpr size_t term_limit = 16;
constexpr int64_t constant_limit = int64_t{1} << 61;

bool small(const Affine &a) {
    for (const auto &[leaf, c] : a.terms)
        if (c > coefficient_limit || c < -coefficient_limit)
            return false;
    return a.terms.size() <= term_limit && a.constant < constant_limit &&
           a.constant > -constant_limit;
}

Affine constant_form(int64_t c) { return {{}, c}; }

Affine without(const Affine &form, NodeRef leaf) {
    Affine rest = form;
    rest.terms.erase(leaf);
    return rest;
}

// c when n is `x // c` or `x % c` with a positive constant c; its x in `x`.
int64_t positive_divisor(NodeRef n, BinaryOp op, NodeRef &x) {
    auto *b = as<Binary>(n);
    int64_t c = 0;
    if (!b || b->op != op || !constant_i64(b->b, c) || c <= 0 || c > coefficient_limit)
        return 0;
    x = b->a;
    return c;
}

} // namespace

std::optional<Affine> combine(const Affine &a, int64_t scale, const Affine &b) {
    Affine sum = a;
    int64_t scaled = 0;
    for (const auto &[leaf, c] : b.terms) {
        if (__builtin_mul_overflow(c, scale, &scaled))
            return std::nullopt;
        int64_t &term = sum.terms[leaf];
        if (__builtin_add_overflow(term, scaled, &term))
            return std::nullopt;
        if (term == 0)
            sum.terms.erase(leaf);
    }
    if (__builtin_mul_overflow(b.constant, scale, &scaled) ||
        __builtin_add_overflow(sum.constant, scaled, &sum.constant) || !small(sum))
        return std::nullopt;
    return sum;
}

double largest_magnitude(DType d) {
    if (is_bool(d))
        return 1;
    if (!is_integer(d))
        return 1e300;
    int bits = 8 * byte_size(d) - is_signed(d);
    return std::ldexp(1.0, bits) - (bits < 53);
}

// ---- scope ---------------------------------------------------------------------------------

void LoopFacts::enter_let(const Let &let) {
    lets_[let.var] = let.value;
    order_.try_emplace(let.var, static_cast<int>(order_.size()));
}

void LoopFacts::enter_loop(const For &loop) {
    loops_[loop.var] = &loop;
    order_.try_emplace(loop.var, static_cast<int>(order_.size()));
}

int LoopFacts::order_of(NodeRef leaf) const {
    auto it = order_.find(leaf);
    return it == order_.end() ? 0 : it->second;
}

NodeRef LoopFacts::definition(NodeRef n) const {
    auto it = lets_.find(n);
    return it == lets_.end() ? n : it->second;
}

void LoopFacts::enter_array(const Alloc &alloc) {
    for (size_t axis = 0; axis < alloc.extents.size(); axis++)
        made_[{alloc.var, static_cast<int64_t>(axis)}] = alloc.extents[axis];
}

// Every mention of one extent is the same leaf.
NodeRef LoopFacts::extent_leaf(const Dim &dim) {
    return extents_.try_emplace({dim.array, dim.axis}, &dim).first->second;
}

size_t LoopFacts::enter_guard(NodeRef cond, bool holds) {
    size_t before = guards_.size();
    cond = definition(cond);
    if (auto *c = as<Compare>(cond)) {
        add_guard(c->op, c->a, c->b, holds);
    } else if (auto *b = as<Binary>(cond); b && b->op == BinaryOp::bit_and && holds) {
        enter_guard(b->a, true), enter_guard(b->b, true);
    } else if (auto *u = as<Unary>(cond); u && u->op == UnaryOp::logical_not) {
        enter_guard(u->x, !holds);
    } else if (auto *l = as<Lazy>(cond); l && is_bool(l->type.dtype)) {
        auto *no = as<Const>(l->b), *yes = as<Const>(l->a);
        if (holds && no && !no->bits.lo) // a and b
            enter_guard(l->cond, true), enter_guard(l->a, true);
        if (!holds && yes && yes->bits.lo) // not (a or b)
            enter_guard(l->cond, false), enter_guard(l->b, false);
    }
    return guards_.size() - before;
}

void LoopFacts::leave_guards(size_t count) { guards_.resize(guards_.size() - count); }

void LoopFacts::add_guard(CompareOp op, NodeRef a, NodeRef b, bool holds) {
    if (a->type.dtype != DType::i64 || b->type.dtype != DType::i64)
        return;
    auto fa = affine(a), fb = affine(b);
    if (!fa || !fb)
        return;
    auto push = [&](const Affine &big, const Affine &less, int64_t margin) { // big - less >= margin
        if (auto form = combine(big, -1, less))
            if (auto exact = combine(*form, -1, constant_form(margin)))
                guards_.push_back(*exact);
    };
    bool below = (op == CompareOp::lt && holds) || (op == CompareOp::ge && !holds);
    bool at_most = (op == CompareOp::le && holds) || (op == CompareOp::gt && !holds);
    bool above = (op == CompareOp::gt && holds) || (op == CompareOp::le && !holds);
    bool at_least = (op == CompareOp::ge && holds) || (op == CompareOp::lt && !holds);
    bool same = (op == CompareOp::eq && holds) || (op == CompareOp::ne && !holds);
    if (below || at_most || same)
        push(*fb, *fa, below);
    if (above || at_least || same)
        push(*fa, *fb, above);
}

// ---- exact arithmetic ----------------------------------------------------------------------

std::optional<LoopFacts::Operand> LoopFacts::operand(NodeRef n) {
    int64_t constant = 0;
    if (constant_i64(n, constant))
        return Operand{nullptr, constant};
    if (auto *d = as<Dim>(n))
        return Operand{extent_leaf(*d), 0};
    return n->op == Op::Var ? std::optional(Operand{n, 0}) : std::nullopt;
}

// The front end writes the check with every use of the operation on these operands.
void LoopFacts::enter_check(NodeRef check) {
    auto *c = as<Compare>(as<Check>(check)->cond);
    if (!c)
        return;
    bool adds = c->op == CompareOp::add_fits, subtracts = c->op == CompareOp::sub_fits;
    auto a = operand(c->a), b = operand(c->b);
    if (a && b && (adds || subtracts || c->op == CompareOp::mul_fits))
        exact_.insert({adds ? BinaryOp::add : subtracts ? BinaryOp::sub : BinaryOp::mul, *a, *b});
}

// Wrapping arithmetic is exact after its check, or where the operands are small by their type.
bool LoopFacts::exact(BinaryOp op, NodeRef a, NodeRef b) {
    auto x = operand(a), y = operand(b);
    if (x && y && exact_.count({op, *x, *y}))
        return true;
    Symbols none;
    auto size = [&](NodeRef n) { return magnitude(n, [](NodeRef) { return false; }, none); };
    bool multiplies = op == BinaryOp::mul;
    return (multiplies ? size(a) * size(b) : size(a) + size(b)) < 4611686018427387904.0;
}

bool LoopFacts::exact_negation(NodeRef x) {
    auto same = operand(x);
    Symbols none;
    return (same && exact_.count({BinaryOp::sub, Operand{nullptr, 0}, *same})) ||
           magnitude(x, [](NodeRef) { return false; }, none) < 4611686018427387904.0;
}

// ---- forms ---------------------------------------------------------------------------------

Affine LoopFacts::leaf_form(NodeRef leaf) {
    met_.try_emplace(leaf, met_.size());
    return {{{leaf, 1}}, 0};
}

std::vector<NodeRef> LoopFacts::leaves(const Affine &form) const {
    std::vector<NodeRef> result;
    for (const auto &[leaf, coefficient] : form.terms)
        result.push_back(leaf);
    std::sort(result.begin(), result.end(),
              [&](NodeRef a, NodeRef b) { return met_.at(a) < met_.at(b); });
    return result;
}

std::optional<Affine> LoopFacts::affine(NodeRef n) {
    int64_t constant = 0;
    if (n->type.dtype != DType::i64)
        return std::nullopt;
    if (constant_i64(n, constant))
        return small(constant_form(constant)) ? std::optional(constant_form(constant))
                                              : std::nullopt;
    if (auto *d = as<Dim>(n)) {
        if (auto it = made_.find({d->array, d->axis}); it != made_.end())
            if (auto form = affine(it->second))
                return form;
        return leaf_form(extent_leaf(*d));
    }
    if (n->op == Op::Var) {
        if (auto it = lets_.find(n); it != lets_.end())
            if (auto form = affine(it->second))
                return form;
        return leaf_form(n);
    }
    if (auto *u = as<Unary>(n); u && u->op == UnaryOp::neg) {
        auto x = affine(u->x);
        return x && exact_negation(u->x) ? combine({}, -1, *x) : std::nullopt;
    }
    auto *b = as<Binary>(n);
    if (!b || (b->op != BinaryOp::add && b->op != BinaryOp::sub && b->op != BinaryOp::mul))
        return std::nullopt;
    auto x = affine(b->a), y = affine(b->b);
    if (!x || !y || !(modular || exact(b->op, b->a, b->b)))
        return std::nullopt;
    if (b->op != BinaryOp::mul)
        return combine(*x, b->op == BinaryOp::add ? 1 : -1, *y);
    if (!x->terms.empty() && !y->terms.empty())
        return std::nullopt;
    const Affine &form = x->terms.empty() ? *y : *x;
    return combine({}, x->terms.empty() ? x->constant : y->constant, form);
}

// ---- bounds --------------------------------------------------------------------------------

std::optional<Affine> LoopFacts::eliminate(const Affine &form, NodeRef leaf) {
    int64_t c = form.terms.at(leaf);
    if (loops_.count(leaf))
        return eliminate_loop(form, leaf, c);
    if (lets_.count(leaf))
        return eliminate_let(form, leaf, c);
    if (leaf->op == Op::Dim && c > 0)
        return without(form, leaf);
    return std::nullopt;
}

// Inside the body lo <= v <= hi - 1 for a positive step, hi + 1 <= v <= lo for a negative one.
std::optional<Affine> LoopFacts::eliminate_loop(const Affine &form, NodeRef leaf, int64_t c) {
    const For *loop = loops_.at(leaf);
    int64_t step = 0;
    if (!constant_i64(loop->step, step))
        return std::nullopt;
    bool wants_least = c > 0;
    bool least_is_lo = step > 0;
    auto bound = affine(wants_least == least_is_lo ? loop->lo : loop->hi);
    if (!bound)
        return std::nullopt;
    if (wants_least != least_is_lo)
        bound->constant += (step > 0 ? -1 : 1) * (mutant(Mutant::loop_bound_off_by_one) ? 2 : 1);
    return combine(without(form, leaf), c, *bound);
}

// q = x // d: d q <= x <= d q + d - 1. r = x % d: 0 <= r <= d - 1. Narrow integers: their range.
std::optional<Affine> LoopFacts::eliminate_let(const Affine &form, NodeRef leaf, int64_t c) {
    NodeRef value = lets_.at(leaf), x = nullptr;
    Affine rest = without(form, leaf);
    if (int64_t d = positive_divisor(value, BinaryOp::mod, x))
        return combine(rest, c, constant_form(c > 0 ? 0 : d - 1));
    if (int64_t d = positive_divisor(value, BinaryOp::floor_div, x)) {
        auto inner = affine(x);
        auto scaled = combine({}, d, rest);
        if (!inner || !scaled)
            return std::nullopt;
        if (c > 0)
            inner->constant -= d - 1;
        return combine(*scaled, c, *inner);
    }
    if (auto *cast = as<Cast>(value);
        cast && is_unsigned(cast->x->type.dtype) && byte_size(cast->x->type.dtype) < 8) {
        auto most = static_cast<int64_t>(largest_magnitude(cast->x->type.dtype));
        return combine(rest, c, constant_form(c > 0 ? 0 : most));
    }
    return std::nullopt;
}

bool LoopFacts::proved_without_guards(Affine form) {
    while (true) {
        if (form.terms.empty())
            return form.constant >= 0;
        NodeRef leaf = latest(form, [](NodeRef) { return false; });
        auto next = eliminate(form, leaf);
        if (!next)
            return false;
        form = *next;
    }
}

bool LoopFacts::proved(const Affine &form) {
    if (proved_without_guards(form))
        return true;
    for (const Affine &guard : guards_)
        if (auto stronger = combine(form, -1, guard); stronger && proved_without_guards(*stronger))
            return true;
    return false;
}

} // namespace pragmac
