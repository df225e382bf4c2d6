// Linear forms, and the exact tests on pairs of them: common divisor and equal injective forms.
#include "linear_form.h"

#include "build.h"
#include "fields.h"
#include "mutants.h"

#include <algorithm>
#include <numeric>

namespace pragmac {
namespace {

constexpr int64_t limit = int64_t{1} << 31;

bool small(int64_t v) { return -limit < v && v < limit; }

template <class Key>
bool add_terms(std::map<Key, int64_t> &sum, int64_t scale, const std::map<Key, int64_t> &terms) {
    for (const auto &[key, factor] : terms) {
        int64_t &term = sum[key];
        term += scale * factor;
        if (!small(term))
            return false;
        if (term == 0)
            sum.erase(key);
    }
    return true;
}

bool constant_only(const LinearForm &f) { return f.iterations.empty() && f.invariants.empty(); }

bool is_iteration(NodeRef var, LoopScope &scope) {
    return scope.declared_inside(var) && as<For>(scope.function().declaration(var));
}

// Whether the condition, when it holds, says that x is not zero.
bool excludes_zero(NodeRef cond, NodeRef x) {
    if (auto *b = as<Binary>(cond); b && b->op == BinaryOp::bit_and)
        return excludes_zero(b->a, x) || excludes_zero(b->b, x);
    auto *c = as<Compare>(cond);
    int64_t bound = 0;
    if (!c || !same_value(c->a, x) || !constant_i64(c->b, bound))
        return false;
    return (c->op == CompareOp::ne && bound == 0) || (c->op == CompareOp::gt && bound >= 0) ||
           (c->op == CompareOp::ge && bound > 0) || (c->op == CompareOp::lt && bound <= 0) ||
           (c->op == CompareOp::le && bound < 0);
}

bool never_zero(NodeRef x, const LoopScope &scope) {
    if (has_load(x))
        return false;
    for (const Guard &guard : scope.place().guards)
        if (guard.holds && excludes_zero(guard.cond, x))
            return true;
    return false;
}

std::optional<LinearForm> product(const Binary &n, LoopScope &scope) {
    auto a = linear_form(n.a, scope), b = linear_form(n.b, scope);
    if (is_iteration(n.a, scope) && scope.invariant(n.b) && never_zero(n.b, scope))
        if (int64_t c = 0; !constant_i64(n.b, c))
            return LinearForm{{{scope.representative(&n), 1}}, {}, 0};
    if (!a || !b || (!constant_only(*a) && !constant_only(*b)))
        return std::nullopt;
    const LinearForm &factor = constant_only(*a) ? *a : *b;
    return combine({}, factor.constant, constant_only(*a) ? *b : *a);
}

// The form of n's operator, if it has one.
std::optional<LinearForm> composed(NodeRef n, LoopScope &scope) {
    if (auto *u = as<Unary>(n); u && u->op == UnaryOp::neg) {
        auto x = linear_form(u->x, scope);
        return x ? combine({}, -1, *x) : std::nullopt;
    }
    auto *b = as<Binary>(n);
    if (!b)
        return std::nullopt;
    if (b->op == BinaryOp::mul)
        return product(*b, scope);
    if (b->op == BinaryOp::wrap_index) {
        auto index = linear_form(b->a, scope);
        return index &&
                       (mutant(Mutant::wrap_ignored_by_dependence) || never_negative(*index, scope))
                   ? index
                   : std::nullopt;
    }
    if (b->op != BinaryOp::add && b->op != BinaryOp::sub)
        return std::nullopt;
    auto x = linear_form(b->a, scope), y = linear_form(b->b, scope);
    return x && y ? combine(*x, b->op == BinaryOp::add ? 1 : -1, *y) : std::nullopt;
}

std::optional<LinearForm> variable(NodeRef n, LoopScope &scope) {
    if (is_iteration(n, scope))
        return LinearForm{{{n, 1}}, {}, 0};
    auto *let = as<Let>(scope.function().declaration(n));
    // A value read from memory before the loop is known by its name only.
    if (!let || (!scope.declared_inside(n) && has_load(let->value)))
        return std::nullopt;
    return linear_form(let->value, scope);
}

std::optional<LinearForm> extent(const Dim &n, LoopScope &scope) {
    NodeRef root = scope.function().array_root(n.array);
    auto *alloc = as<Alloc>(scope.function().declaration(root));
    NodeRef value = alloc ? alloc->extents[static_cast<size_t>(n.axis)] : nullptr;
    if (value && (scope.declared_inside(root) || !has_load(value)))
        return linear_form(value, scope);
    return LinearForm{{}, {{scope.extent_name(root, n.axis), 1}}, 0};
}

} // namespace

std::optional<LinearForm> combine(LinearForm a, int64_t scale, const LinearForm &b) {
    if (!small(scale) || !add_terms(a.iterations, scale, b.iterations) ||
        !add_terms(a.invariants, scale, b.invariants))
        return std::nullopt;
    a.constant += scale * b.constant;
    return small(a.constant) ? std::optional(a) : std::nullopt;
}

std::optional<LinearForm> linear_form(NodeRef n, LoopScope &scope) {
    int64_t constant = 0;
    if (n->type.dtype != DType::i64)
        return std::nullopt;
    if (constant_i64(n, constant))
        return small(constant) ? std::optional(LinearForm{{}, {}, constant}) : std::nullopt;
    if (auto *d = as<Dim>(n))
        return extent(*d, scope);
    if (auto form = n->op == Op::Var ? variable(n, scope) : composed(n, scope))
        return form;
    if (!scope.invariant(n))
        return std::nullopt;
    return LinearForm{{}, {{scope.parameter_name(n), 1}}, 0};
}

namespace {

// The number of iterations of a loop around, of the loop itself or of one inside.
bool is_length(NodeRef n, const LoopScope &scope) {
    auto counts = [&](const For &loop) {
        int64_t lo = 1;
        return constant_i64(loop.lo, lo) && lo == 0 && same_value(loop.hi, n);
    };
    bool found = false;
    for (const For *around : scope.place().loops)
        found = found || counts(*around);
    walk(scope.loop(), [&](NodeRef m) {
        auto *loop = as<For>(m);
        found = found || (loop && counts(*loop));
    });
    return found;
}

// An iteration of the loop, or of one around, exists only when n is positive.
bool counts_iterations(NodeRef n, const LoopScope &scope) {
    auto counts = [&](const For *loop) {
        int64_t lo = 1, step = 0;
        return constant_i64(loop->lo, lo) && lo == 0 && constant_i64(loop->step, step) &&
               step > 0 && same_value(loop->hi, n);
    };
    const auto &around = scope.place().loops;
    return counts(scope.loop()) || std::any_of(around.begin(), around.end(), counts);
}

// An invariant value that is no extent.
bool value_never_negative(NodeRef n, LoopScope &scope) {
    int64_t step = 0;
    if (counts_iterations(n, scope))
        return true;
    NodeRef declaration = scope.function().declaration(n);
    if (auto *let = as<Let>(declaration))
        return value_never_negative(let->value, scope);
    if (auto *around = as<For>(declaration)) {
        auto lo = linear_form(around->lo, scope);
        return lo && constant_i64(around->step, step) && step > 0 && never_negative(*lo, scope);
    }
    if (auto *b = as<Binary>(n); b && b->op == BinaryOp::mul) // a place in what the loops count
        return (is_length(b->a, scope) || is_length(b->b, scope)) &&
               value_never_negative(b->a, scope) && value_never_negative(b->b, scope);
    return n->op == Op::RangeLength || n->op == Op::Dim;
}

} // namespace

bool never_negative(LinearForm form, LoopScope &scope) {
    while (!form.iterations.empty()) {
        auto [var, factor] = *form.iterations.begin();
        auto *loop = as<For>(scope.function().declaration(var));
        int64_t step = 0;
        if (!loop || !constant_i64(loop->step, step))
            return false;
        bool takes_lo = (factor > 0) == (step > 0); // the least value, or the greatest
        auto bound = linear_form(takes_lo ? loop->lo : loop->hi, scope);
        if (!bound)
            return false;
        form.iterations.erase(var);
        if (!takes_lo)
            bound->constant += step > 0 ? -1 : 1;
        auto next = combine(form, factor, *bound);
        if (!next || next->iterations.count(var))
            return false;
        form = *next;
    }
    for (const auto &[name, factor] : form.invariants) {
        auto source = scope.source(name);
        bool known = scope.is_extent(name) ||
                     (source && source->axis < 0 && value_never_negative(source->node, scope));
        if (factor < 0 || !(known || mutant(Mutant::values_never_negative)))
            return false;
    }
    return form.constant >= 0;
}

Meeting meeting(const LinearForm &a, const LinearForm &b, NodeRef var) {
    auto is_own = [&](NodeRef key) {
        auto *product = as<Binary>(key);
        return key == var || (product && product->a == var);
    };
    if (a == b && mutant(Mutant::same_form_same_iteration))
        return Meeting::same;
    if (a == b && a.iterations.size() == 1 && is_own(a.iterations.begin()->first))
        return Meeting::same;
    if (a == b && a.iterations.count(var) && mutant(Mutant::inner_loops_ignored))
        return Meeting::same;
    // Every loop variable is free on both sides; invariants are the same value on both.
    int64_t divisor = 0;
    for (const auto *form : {&a, &b})
        for (const auto &[key, factor] : form->iterations)
            if (form == &a || !mutant(Mutant::divisor_of_one_side))
                divisor = std::gcd(divisor, factor);
    auto rest = combine(a, -1, b);
    if (!rest)
        return Meeting::possible;
    for (const auto &[name, factor] : rest->invariants)
        divisor = mutant(Mutant::divisor_without_offsets) ? divisor : std::gcd(divisor, factor);
    bool apart = divisor == 0 ? rest->constant != 0 : rest->constant % divisor != 0;
    return apart ? Meeting::never : Meeting::possible;
}

} // namespace pragmac
