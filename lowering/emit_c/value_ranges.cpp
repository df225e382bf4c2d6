// Interval arithmetic in 128 bits; whatever may leave its type is anything of that type.
#include "value_ranges.h"

#include <algorithm>

namespace pragmac {

namespace {

// Arrays of the function's caller and of its own have fewer elements along every axis.
constexpr Wide extent_limit = Wide{1} << 47;

ValueRange hull(const ValueRange &a, const ValueRange &b) {
    return {std::min(a.lo, b.lo), std::max(a.hi, b.hi)};
}

} // namespace

ValueRange range_of_type(DType d) {
    if (is_bool(d))
        return {0, 1};
    Wide top = Wide{1} << (8 * byte_size(d) - is_signed(d));
    return {is_signed(d) ? -top : 0, top - 1};
}

// Bounds of products are among the four products of the operands' bounds; those of 64 bits fit.
ValueRange ValueRanges::exact(BinaryOp op, NodeRef a, NodeRef b) const {
    ValueRange x = of(a), y = of(b);
    if (op == BinaryOp::add)
        return {x.lo + y.lo, x.hi + y.hi};
    if (op == BinaryOp::sub)
        return {x.lo - y.hi, x.hi - y.lo};
    internal_assert(op == BinaryOp::mul, "only sums and products have exact ranges");
    auto [least, most] = std::minmax({x.lo * y.lo, x.lo * y.hi, x.hi * y.lo, x.hi * y.hi});
    return {least, most};
}

void ValueRanges::bind_loop(NodeRef var, NodeRef lo, NodeRef hi, int64_t step) {
    ValueRange first = of(lo), end = of(hi);
    if (step > 0)
        known_[var] = {first.lo, std::max(first.lo, end.hi - 1)};
    else
        known_[var] = {std::min(first.hi, end.lo + 1), first.hi};
}

ValueRange ValueRanges::of_binary(const Binary &n) const {
    ValueRange type = range_of_type(n.type.dtype), a = of(n.a), b = of(n.b);
    switch (n.op) {
    case BinaryOp::add:
    case BinaryOp::sub:
    case BinaryOp::mul: {
        ValueRange result = exact(n.op, n.a, n.b);
        return result.within(type) ? result : type;
    }
    case BinaryOp::floor_div: // by a positive number: towards zero at most
        return b.lo > 0 && a.lo >= 0 ? ValueRange{0, a.hi / b.lo} : type;
    case BinaryOp::mod: return b.lo > 0 ? ValueRange{0, b.hi - 1} : type;
    case BinaryOp::py_max: return {std::max(a.lo, b.lo), std::max(a.hi, b.hi)};
    case BinaryOp::py_min: return {std::min(a.lo, b.lo), std::min(a.hi, b.hi)};
    case BinaryOp::wrap_index: return a.lo >= 0 ? a : type;
    default: return type;
    }
}

ValueRange ValueRanges::of(NodeRef n) const {
    DType d = n->type.dtype;
    if (!is_integer(d) && !is_bool(d))
        return {0, 0}; // nobody asks
    if (auto *constant = as<Const>(n)) {
        Wide value =
            is_signed(d) ? Wide{static_cast<int64_t>(constant->bits.lo)} : Wide{constant->bits.lo};
        return {value, value};
    }
    if (auto found = known_.find(n); found != known_.end())
        return found->second;
    switch (n->op) {
    case Op::Dim: return {0, extent_limit - 1};
    case Op::RangeLength: return {0, range_of_type(d).hi};
    case Op::Binary: return of_binary(*as<Binary>(n));
    case Op::Select: return hull(of(as<Select>(n)->a), of(as<Select>(n)->b));
    case Op::Lazy: return hull(of(as<Lazy>(n)->a), of(as<Lazy>(n)->b));
    case Op::Cast: {
        NodeRef x = as<Cast>(n)->x;
        ValueRange type = range_of_type(d);
        bool integer = is_integer(x->type.dtype) || is_bool(x->type.dtype);
        return integer && of(x).within(type) ? of(x) : type;
    }
    default: return range_of_type(d);
    }
}

} // namespace pragmac
