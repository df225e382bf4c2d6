// Translates expressions case by case; whatever is left is a parameter if it is invariant.
#include "point_values.h"

#include "build.h"
#include "fields.h"
#include "mutants.h"

#include <bit>

namespace pragmac {
namespace {

// Larger factors could leave 64 bits where the program's own arithmetic wraps.
constexpr int64_t factor_limit = int64_t{1} << 31;

bool moderate(int64_t c) { return -factor_limit < c && c < factor_limit; }

bool is_i64(NodeRef n) { return n->type.dtype == DType::i64; }

} // namespace

PointValues::PointValues(LoopScope &scope, Polyhedra &sets, const std::vector<const For *> &loops,
                         int dims, When when)
    : scope_(scope), sets_(sets), loops_(loops), dims_(dims), when_(when) {}

std::optional<Value> PointValues::value(NodeRef n) {
    if (auto v = raw(n))
        return v;
    if (auto p = parameter(n))
        return p;
    if (!obstacle_)
        obstacle_ = n;
    return std::nullopt;
}

std::optional<Value> PointValues::raw(NodeRef n) {
    int64_t constant = 0;
    if (constant_i64(n, constant) && !is_unsigned(n->type.dtype))
        return sets_.constant(dims_, constant);
    if (auto *cast = as<Cast>(n); cast && is_i64(cast->x) && is_i64(n))
        return value(cast->x);
    if (!is_i64(n))
        return std::nullopt;
    switch (n->op) {
    case Op::Var: return variable(n);
    case Op::Dim: return extent(as<Dim>(n)->array, as<Dim>(n)->axis);
    case Op::Unary: return unary(*as<Unary>(n));
    case Op::Binary: return binary(*as<Binary>(n));
    case Op::Select: return chosen(as<Select>(n)->cond, as<Select>(n)->a, as<Select>(n)->b);
    case Op::Lazy: return chosen(as<Lazy>(n)->cond, as<Lazy>(n)->a, as<Lazy>(n)->b);
    case Op::RangeLength: return length(*as<RangeLength>(n));
    default: return std::nullopt;
    }
}

// An invariant value stands for itself, unless it was computed from memory at another time.
std::optional<Value> PointValues::parameter(NodeRef n) {
    bool other_time = when_ == When::entry && has_load(n);
    if (other_time || n->type.array || !scope_.invariant(n))
        return std::nullopt;
    return sets_.parameter(dims_, scope_.parameter_name(n));
}

std::optional<Value> PointValues::variable(NodeRef n) {
    for (size_t i = 0; i < loops_.size(); i++)
        if (loops_[i]->var == n)
            return sets_.coordinate(dims_, static_cast<int>(i));
    auto *let = as<Let>(scope_.function().declaration(n));
    if (!let)
        return std::nullopt;
    if (auto known = named_.find(n); known != named_.end())
        return known->second;
    auto named = scope_.declared_inside(n) ? value(let->value)
                                           : outside(let->value, scope_.parameter_name(n));
    if (named)
        named_.emplace(n, *named);
    return named;
}

// A value bound before the loop: its form where it has one, else the name itself.
std::optional<Value> PointValues::outside(NodeRef defining, const std::string &name) {
    PointValues entry(scope_, sets_, loops_, dims_, When::entry);
    if (!has_load(defining))
        if (auto v = entry.value(defining))
            return v;
    return sets_.parameter(dims_, name);
}

std::optional<Value> PointValues::extent(NodeRef array, int64_t axis) {
    NodeRef root = scope_.function().array_root(array);
    auto *alloc = as<Alloc>(scope_.function().declaration(root));
    const std::string &name = scope_.extent_name(root, axis);
    if (!alloc)
        return sets_.parameter(dims_, name);
    NodeRef extent = alloc->extents[static_cast<size_t>(axis)];
    return scope_.declared_inside(root) ? value(extent) : outside(extent, name);
}

std::optional<Value> PointValues::unary(const Unary &n) {
    if (n.op != UnaryOp::neg && n.op != UnaryOp::abs)
        return std::nullopt;
    auto x = value(n.x);
    if (!x)
        return std::nullopt;
    Value negative = scale(*x, mutant(Mutant::negation_ignored) ? 1 : -1);
    return n.op == UnaryOp::neg ? negative : maximum(*x, negative);
}

std::optional<Value> PointValues::binary(const Binary &n) {
    int64_t left = 0, right = 0;
    bool left_constant = constant_i64(n.a, left), right_constant = constant_i64(n.b, right);
    if (n.op == BinaryOp::mul && left_constant && moderate(left)) {
        auto b = value(n.b);
        return b ? std::optional(scale(*b, left)) : std::nullopt;
    }
    auto a = value(n.a);
    if (!a)
        return std::nullopt;
    if (right_constant && n.op != BinaryOp::wrap_index)
        if (auto v = by_constant(n.op, *a, right))
            return v;
    bool pair = n.op == BinaryOp::add || n.op == BinaryOp::sub || n.op == BinaryOp::py_max ||
                n.op == BinaryOp::np_max || n.op == BinaryOp::py_min || n.op == BinaryOp::np_min ||
                n.op == BinaryOp::wrap_index;
    auto b = pair ? value(n.b) : std::nullopt;
    if (!b)
        return std::nullopt;
    switch (n.op) {
    case BinaryOp::add: return *a + *b;
    case BinaryOp::sub: return mutant(Mutant::difference_as_sum) ? *a + *b : *a - *b;
    case BinaryOp::py_max:
    case BinaryOp::np_max:
        return mutant(Mutant::maximum_as_minimum) ? minimum(*a, *b) : maximum(*a, *b);
    case BinaryOp::py_min:
    case BinaryOp::np_min: return minimum(*a, *b);
    default: // wrap_index
        if (mutant(Mutant::wrap_left_out))
            return a;
        return choose(less_than(*a, sets_.constant(dims_, 0)), *a + *b, *a);
    }
}

std::optional<Value> PointValues::by_constant(BinaryOp op, Value a, int64_t c) {
    switch (op) {
    case BinaryOp::mul: return moderate(c) ? std::optional(scale(a, c)) : std::nullopt;
    case BinaryOp::floor_div:
        if (mutant(Mutant::division_ignored))
            return a;
        return c != 0 && moderate(c) ? std::optional(floor_div(a, c)) : std::nullopt;
    case BinaryOp::mod:
        if (mutant(Mutant::modulo_ignored))
            return a;
        return c != 0 && moderate(c) ? std::optional(modulo(a, c)) : std::nullopt;
    case BinaryOp::shl:
        return c >= 0 && c < 31 ? std::optional(scale(a, int64_t{1} << c)) : std::nullopt;
    case BinaryOp::shr:
        return c >= 0 && c < 62 ? std::optional(floor_div(a, int64_t{1} << c)) : std::nullopt;
    case BinaryOp::bit_and: // a mask of low bits
        return c > 0 && moderate(c) && std::has_single_bit(static_cast<uint64_t>(c) + 1)
                   ? std::optional(modulo(a, c + 1))
                   : std::nullopt;
    default: return std::nullopt;
    }
}

std::optional<Value> PointValues::chosen(NodeRef cond, NodeRef a, NodeRef b) {
    auto x = value(a), y = value(b);
    if (!x || !y)
        return std::nullopt;
    Condition where = condition(cond, true);
    return where.exact ? std::optional(choose(where.points, *x, *y)) : std::nullopt;
}

// max(0, ceil((hi - lo) / step)) for a constant step.
std::optional<Value> PointValues::length(const RangeLength &n) {
    int64_t step = 0;
    if (!constant_i64(n.step, step) || step == 0 || !moderate(step))
        return std::nullopt;
    auto lo = value(n.lo), hi = value(n.hi);
    if (!lo || !hi)
        return std::nullopt;
    Value count = scale(floor_div(*lo - *hi, step), -1);
    return maximum(count, sets_.constant(dims_, 0));
}

// ---- conditions ----------------------------------------------------------------------------

PointValues::Condition PointValues::both(NodeRef a, bool a_holds, NodeRef b, bool b_holds) {
    Condition x = condition(a, a_holds), y = condition(b, b_holds);
    return {x.points & y.points, x.exact && y.exact};
}
PointValues::Condition PointValues::either(NodeRef a, bool a_holds, NodeRef b, bool b_holds) {
    Condition x = condition(a, a_holds), y = condition(b, b_holds);
    return {x.points | y.points, x.exact && y.exact};
}

PointValues::Condition PointValues::condition(NodeRef n, bool holds) {
    if (auto *c = as<Const>(n))
        return {(c->bits.lo != 0) == holds ? sets_.universe(dims_) : sets_.nothing(dims_), true};
    if (auto *u = as<Unary>(n); u && u->op == UnaryOp::logical_not)
        return condition(u->x, !holds);
    if (auto *c = as<Compare>(n); c && is_i64(c->a) && is_i64(c->b))
        return comparison(*c, holds);
    if (auto *b = as<Binary>(n); b && is_bool(b->type.dtype)) {
        if (b->op == BinaryOp::bit_and)
            return holds ? both(b->a, true, b->b, true) : either(b->a, false, b->b, false);
        if (b->op == BinaryOp::bit_or)
            return holds ? either(b->a, true, b->b, true) : both(b->a, false, b->b, false);
    }
    if (auto *l = as<Lazy>(n)) {
        auto *a = as<Const>(l->a), *b = as<Const>(l->b);
        if (b && !b->bits.lo) // cond and a
            return holds ? both(l->cond, true, l->a, true) : either(l->cond, false, l->a, false);
        if (a && a->bits.lo) // cond or b
            return holds ? either(l->cond, true, l->b, true) : both(l->cond, false, l->b, false);
    }
    if (auto *let = n->op == Op::Var ? as<Let>(scope_.function().declaration(n)) : nullptr)
        if (scope_.declared_inside(n) || !has_load(let->value)) {
            When when = scope_.declared_inside(n) ? when_ : When::entry;
            return PointValues(scope_, sets_, loops_, dims_, when).condition(let->value, holds);
        }
    return {sets_.universe(dims_), false};
}

PointValues::Condition PointValues::comparison(const Compare &n, bool holds) {
    auto a = value(n.a), b = value(n.b);
    if (!a || !b)
        return {sets_.universe(dims_), false};
    auto exactly = [](Set s) { return Condition{s, true}; };
    switch (n.op) {
    case CompareOp::lt: return exactly(holds ? less_than(*a, *b) : at_most(*b, *a));
    case CompareOp::le:
        if (mutant(Mutant::at_most_as_less))
            return exactly(holds ? less_than(*a, *b) : at_most(*b, *a));
        return exactly(holds ? at_most(*a, *b) : less_than(*b, *a));
    case CompareOp::gt: return exactly(holds ? less_than(*b, *a) : at_most(*a, *b));
    case CompareOp::ge: return exactly(holds ? at_most(*b, *a) : less_than(*a, *b));
    case CompareOp::eq:
    case CompareOp::ne:
        return exactly((n.op == CompareOp::eq) == holds ? equal_to(*a, *b)
                                                        : less_than(*a, *b) | less_than(*b, *a));
    case CompareOp::in_range:
    case CompareOp::index_ok: {
        Value least = n.op == CompareOp::in_range ? sets_.constant(dims_, 0) : scale(*b, -1);
        return exactly(holds ? at_most(least, *a) & less_than(*a, *b)
                             : less_than(*a, least) | at_most(*b, *a));
    }
    default: return {sets_.universe(dims_), false};
    }
}

// ---- loops ---------------------------------------------------------------------------------

PointValues::Condition PointValues::iterations(const For *loop) {
    return iterations_of(*variable(loop->var), loop);
}

// lo <= var < hi and var = lo + step * k; mirrored for a negative step.
PointValues::Condition PointValues::iterations_of(Value var, const For *loop) {
    Condition result{sets_.universe(dims_), true};
    int64_t step = 0;
    auto lo = value(loop->lo), hi = value(loop->hi);
    bool known_step = constant_i64(loop->step, step) && step != 0 && moderate(step);
    if (!known_step)
        return {result.points, false};
    if (hi && mutant(Mutant::last_iteration_left_out))
        hi = *hi - sets_.constant(dims_, step > 0 ? 1 : -1);
    if (mutant(Mutant::descending_as_ascending))
        step = step < 0 ? -step : step;
    if (hi)
        result.points = result.points & (step > 0 ? less_than(var, *hi) : less_than(*hi, var));
    if (lo)
        result.points = result.points & (step > 0 ? at_most(*lo, var) : at_most(var, *lo));
    int64_t stride = mutant(Mutant::stride_doubled) ? 2 * step : step;
    if (lo && step != 1 && step != -1)
        result.points =
            result.points & equal_to(modulo(var - *lo, stride), sets_.constant(dims_, 0));
    result.exact = lo && hi;
    return result;
}

} // namespace pragmac
