// integer_arithmetic: integer operations that leave out what changes nothing and compute constants.
#pragma once

#include "build.h"
#include "values.h"

namespace pragmac {

inline bool is_constant(NodeRef n, int64_t value) {
    int64_t v = 0;
    return constant_i64(n, v) && v == value;
}

// Integer arithmetic that leaves out what changes nothing.
class IntegerArithmetic {
  public:
    explicit IntegerArithmetic(Builder &build) : build_(build) {}
    NodeRef plus(NodeRef a, NodeRef b) {
        return is_constant(a, 0) ? b : is_constant(b, 0) ? a : folded(BinaryOp::add, a, b);
    }
    NodeRef minus(NodeRef a, NodeRef b) {
        return is_constant(b, 0) ? a : folded(BinaryOp::sub, a, b);
    }
    NodeRef times(NodeRef a, NodeRef b) {
        if (is_constant(a, 0) || is_constant(b, 1))
            return a;
        return is_constant(b, 0) || is_constant(a, 1) ? b : folded(BinaryOp::mul, a, b);
    }
    NodeRef folded(BinaryOp op, NodeRef a, NodeRef b) {
        auto *x = as<Const>(a), *y = as<Const>(b);
        if (x && y)
            return build_.constant(a->type, binary_value(op, a->type.dtype, x->bits, y->bits));
        return build_.binary(op, a, b);
    }
    NodeRef combined(BinaryOp op, NodeRef a, NodeRef b) {
        return op == BinaryOp::sub ? minus(a, b) : plus(a, b);
    }
    // The smallest integer not below a / b, of a >= 0 and b > 0.
    NodeRef quotient_up(NodeRef a, NodeRef b) {
        return build_.binary(BinaryOp::floor_div, minus(plus(a, b), build_.i64(1)), b);
    }
    // n modulo 2^bits of d.
    NodeRef in(DType d, NodeRef n) {
        auto *known = as<Const>(n);
        if (known)
            return build_.constant(scalar(d), cast_value(n->type.dtype, known->bits, d));
        return build_.cast(n, scalar(d), CastMode::wrap);
    }
    NodeRef number(DType d, int64_t value) { return in(d, build_.i64(value)); }
    NodeRef at_least_zero(NodeRef n) {
        int64_t value = 0;
        if (constant_i64(n, value) && value >= 0)
            return n;
        return build_.binary(BinaryOp::py_max, n, build_.i64(0));
    }
    // z*(z-1)/2 of a z >= 0, exact modulo 2^64: of z and z - 1 one is even.
    NodeRef pairs(NodeRef z) {
        NodeRef odd = build_.binary(BinaryOp::bit_or, minus(z, build_.i64(1)), build_.i64(1));
        return build_.binary(BinaryOp::mul, odd, build_.binary(BinaryOp::shr, z, build_.i64(1)));
    }

  protected:
    Builder &build_;
};

} // namespace pragmac
