// A sum of something positive and of what is not negative: rounding is monotonic, so that it is at
// least the former. Products may underflow, and are never positive for sure.
#include "never_zero.h"

#include "loop_scope.h"
#include "scalar_types.h"

namespace pragmac {
namespace {

class Signs {
  public:
    explicit Signs(const ValuesOfNames &names) : names_(names) {}

    bool positive(NodeRef n, int depth = 0) const {
        n = behind_name(n);
        if (auto *known = as<Const>(n))
            return value_of(*known) > 0;
        auto *b = as<Binary>(n);
        if (!b || depth > deepest)
            return false;
        if (b->op == BinaryOp::add)
            return (positive(b->a, depth + 1) && not_negative(b->b, depth + 1)) ||
                   (not_negative(b->a, depth + 1) && positive(b->b, depth + 1));
        return false;
    }

  private:
    // Or NaN.
    bool not_negative(NodeRef n, int depth) const {
        n = behind_name(n);
        if (auto *known = as<Const>(n))
            return value_of(*known) >= 0;
        if (depth > deepest)
            return false;
        if (auto *u = as<Unary>(n))
            return u->op == UnaryOp::abs;
        auto *b = as<Binary>(n);
        if (!b)
            return false;
        if (b->op == BinaryOp::mul && same_value(b->a, b->b))
            return true;
        return (b->op == BinaryOp::add || b->op == BinaryOp::mul) &&
               not_negative(b->a, depth + 1) && not_negative(b->b, depth + 1);
    }

    static double value_of(const Const &n) { return part_value<double>(n.bits.lo); }

    NodeRef behind_name(NodeRef n) const {
        auto value = names_.find(n);
        return value == names_.end() ? n : value->second;
    }

    static constexpr int deepest = 16;
    const ValuesOfNames &names_;
};

} // namespace

bool never_zero(NodeRef value, const ValuesOfNames &names) {
    Type type = value->type;
    return type.dtype == DType::f64 && !type.array && Signs(names).positive(value);
}

} // namespace pragmac
