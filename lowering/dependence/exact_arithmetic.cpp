// Sizes of values, from types, loops, names and guards.
#include "exact_arithmetic.h"

#include "build.h"
#include "fields.h"
#include "mutants.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace pragmac {
namespace {

constexpr double unlimited = std::numeric_limits<double>::infinity();
constexpr double most = 0x1p62; // far enough below 2^63 for sums in doubles
constexpr double most_extent = 0x1p47;
constexpr int deepest = 16; // of names and operators that are looked through

class Sizes {
  public:
    Sizes(const For *loop, const FunctionScope &function)
        : guards_(function.place(loop)->guards), function_(function) {}

    bool passed(CompareOp op, NodeRef a, NodeRef b) const {
        return std::any_of(guards_.begin(), guards_.end(), [&](const Guard &g) {
            return g.holds && says(g.cond, [&](const Compare &c) {
                       bool turned = op != CompareOp::sub_fits && same(c.a, b) && same(c.b, a);
                       return c.op == op && ((same(c.a, a) && same(c.b, b)) || turned);
                   });
        });
    }

    // No value of n is farther from 0.
    double largest(NodeRef n, int depth = 0) const {
        if (depth > deepest)
            return unlimited;
        return std::min(by_itself(n, depth + 1), by_guards(n));
    }

    // A range whose iterations are numbered: number * step and first + number * step end where it
    // does.
    bool steps(BinaryOp op, NodeRef a, NodeRef b) const {
        auto *product = as<Binary>(b);
        if (op == BinaryOp::add && product && product->op == BinaryOp::mul) {
            const RangeLength *range = range_numbered_by(product->a);
            return range && same(range->step, product->b) && same(range->lo, a);
        }
        const RangeLength *range = op == BinaryOp::mul ? range_numbered_by(a) : nullptr;
        return range && same(range->step, b);
    }

  private:
    const RangeLength *range_numbered_by(NodeRef n) const {
        auto *loop = as<For>(function_.declaration(function_.behind_names(n)));
        int64_t lo = 1;
        bool from_zero = loop && constant_i64(loop->lo, lo) && lo == 0;
        return from_zero ? as<RangeLength>(function_.behind_names(loop->hi)) : nullptr;
    }

    // What is read from memory may be something else at another time.
    bool same(NodeRef a, NodeRef b) const {
        NodeRef x = function_.behind_names(a), y = function_.behind_names(b);
        return a == b || (!has_load(x) && same_value(x, y));
    }

    template <class F> static bool says(NodeRef cond, F &&test) {
        if (auto *both = as<Binary>(cond); both && both->op == BinaryOp::bit_and)
            return says(both->a, test) || says(both->b, test);
        auto *c = as<Compare>(cond);
        return c && test(*c);
    }

    double by_guards(NodeRef n) const {
        double above = unlimited, below = n->op == Op::Dim ? 0 : unlimited;
        for (const Guard &g : guards_)
            if (g.holds)
                says(g.cond, [&](const Compare &c) {
                    int64_t bound = 0;
                    if (!same(c.a, n) || !constant_i64(c.b, bound))
                        return false;
                    if (c.op == CompareOp::le || c.op == CompareOp::lt)
                        above = std::min(above, std::max(double(bound), 0.0));
                    if (c.op == CompareOp::ge || c.op == CompareOp::gt)
                        below = std::min(below, std::max(-double(bound), 0.0));
                    return false; // there may be more
                });
        return std::max(above, below);
    }

    double by_itself(NodeRef n, int depth) const {
        int64_t constant = 0;
        if (constant_i64(n, constant))
            return std::fabs(double(constant));
        switch (n->op) {
        case Op::Dim: return most_extent;
        case Op::Var: {
            NodeRef declaration = function_.declaration(n);
            if (auto *let = as<Let>(declaration); let && !n->type.array)
                return largest(let->value, depth);
            auto *loop = as<For>(declaration);
            return loop ? std::max(largest(loop->lo, depth), largest(loop->hi, depth)) : unlimited;
        }
        case Op::Cast: {
            DType from = as<Cast>(n)->x->type.dtype;
            return is_integer(from) && byte_size(from) < 8 ? 0x1p32 : unlimited;
        }
        case Op::RangeLength:
            return largest(as<RangeLength>(n)->lo, depth) + largest(as<RangeLength>(n)->hi, depth);
        case Op::Select:
            return std::max(largest(as<Select>(n)->a, depth), largest(as<Select>(n)->b, depth));
        case Op::Binary: return of(*as<Binary>(n), depth);
        default: return unlimited;
        }
    }

    double of(const Binary &n, int depth) const {
        double a = largest(n.a, depth), b = largest(n.b, depth), size = unlimited;
        switch (n.op) {
        case BinaryOp::add:
        case BinaryOp::sub: size = a + b; break;
        case BinaryOp::mul: size = a * b; break;
        case BinaryOp::floor_div: return a;
        case BinaryOp::py_min:
        case BinaryOp::np_min:
        case BinaryOp::py_max:
        case BinaryOp::np_max: return std::max(a, b);
        default: break;
        }
        return size < most ? size : unlimited; // wrapped, it may be anything
    }

    const std::vector<Guard> &guards_;
    const FunctionScope &function_;
};

} // namespace

bool exact(BinaryOp op, NodeRef a, NodeRef b, const For *loop, const FunctionScope &function) {
    Sizes sizes(loop, function);
    if (mutant(Mutant::products_always_exact))
        return true;
    bool multiplies = op == BinaryOp::mul;
    CompareOp fits = multiplies            ? CompareOp::mul_fits
                     : op == BinaryOp::add ? CompareOp::add_fits
                                           : CompareOp::sub_fits;
    double x = sizes.largest(a), y = sizes.largest(b);
    return (multiplies ? x * y : x + y) < most || sizes.passed(fits, a, b) ||
           sizes.steps(op, a, b) || (multiplies && sizes.steps(op, b, a));
}

} // namespace pragmac
