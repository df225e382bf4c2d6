// Integers written out in the program (`2**64 - 1`), computed as CPython's own compiler does.
#include "literal_integer.h"

#include <cstdint>

namespace pragmac {
namespace {

using Wide = __int128;
using MaybeWide = std::optional<Wide>;
constexpr Wide limit = Wide{1} << 100;

MaybeWide within_limit(Wide value) {
    return value > -limit && value < limit ? MaybeWide(value) : std::nullopt;
}

MaybeWide product(Wide a, Wide b) {
    Wide result = 0;
    return __builtin_mul_overflow(a, b, &result) ? std::nullopt : within_limit(result);
}

MaybeWide power(Wide base, Wide exponent) {
    MaybeWide result = 1;
    if (exponent < 0 || exponent > 128)
        return std::nullopt;
    for (Wide i = 0; i < exponent && result; i++)
        result = product(*result, base);
    return result;
}

Wide floor_quotient(Wide a, Wide b) { return a / b - ((a % b != 0) && ((a < 0) != (b < 0))); }

MaybeWide operation(std::string_view op, Wide a, Wide b) {
    bool shift = b >= 0 && b < 100;
    if (op == "Add")
        return within_limit(a + b);
    if (op == "Sub")
        return within_limit(a - b);
    if (op == "Mult")
        return product(a, b);
    if (op == "Pow")
        return power(a, b);
    if (op == "LShift" && shift)
        return product(a, Wide{1} << static_cast<int>(b));
    if (op == "RShift" && shift)
        return a >> static_cast<int>(b);
    if (op == "BitAnd")
        return a & b;
    if (op == "BitOr")
        return a | b;
    if (op == "BitXor")
        return a ^ b;
    if (op == "FloorDiv" && b != 0)
        return floor_quotient(a, b);
    if (op == "Mod" && b != 0)
        return a - b * floor_quotient(a, b);
    return std::nullopt;
}

MaybeWide digits_value(std::string_view digits) {
    Wide value = 0;
    for (char c : digits) {
        value = 10 * value + (c - '0');
        if (value >= limit)
            return std::nullopt;
    }
    return value;
}

bool fits_int64(Wide value) { return value >= INT64_MIN && value <= INT64_MAX; }

std::optional<LiteralInteger> made(MaybeWide value, bool wide) {
    if (!value)
        return std::nullopt;
    return LiteralInteger{*value, wide || !fits_int64(*value)};
}

} // namespace

std::optional<LiteralInteger> literal_integer(const Tree &t) {
    if (t.is(TreeKind::Constant)) {
        const Constant &c = t.constant();
        if (c.category != Constant::Category::integer)
            return std::nullopt;
        return made(digits_value(c.digits), false);
    }
    if (t.is(TreeKind::UnaryOp)) {
        std::string_view op = t.text("op");
        auto x = op == "Not" ? std::nullopt : literal_integer(*t.child("operand"));
        if (!x)
            return std::nullopt;
        return made(op == "USub" ? -x->value : op == "Invert" ? ~x->value : x->value, x->wide);
    }
    if (!t.is(TreeKind::BinOp))
        return std::nullopt;
    auto b = literal_integer(*t.child("right")); // the right operand is the smaller tree
    auto a = b ? literal_integer(*t.child("left")) : std::nullopt;
    return a ? made(operation(t.text("op"), a->value, b->value), a->wide || b->wide) : std::nullopt;
}

} // namespace pragmac
