// Joining what two paths leave in one variable.
#include "value.h"

namespace pragmac {
namespace {

using Form = VariableState::Form;

std::string describe(const VariableState &s) {
    switch (s.form) {
    case Form::scalar: return "`" + python_name(s.type) + "`";
    case Form::array: return "the array `" + std::string(as<Var>(s.array)->info->name) + "`";
    case Form::tuple: return "a tuple";
    default: return s.other.is(Value::Form::none) ? "`None`" : "another value";
    }
}

VariableState conflict(const VariableState &a, const VariableState &b) {
    VariableState s;
    s.form = Form::conflict;
    s.maybe_unbound = a.maybe_unbound || b.maybe_unbound;
    s.first = describe(a), s.second = describe(b);
    s.first_place = a.assigned, s.second_place = b.assigned;
    s.first_array = a.form == Form::array, s.second_array = b.form == Form::array;
    return s;
}

bool same_other(const Value &a, const Value &b) {
    return a.form == b.form && a.type == b.type && a.text == b.text && a.index == b.index;
}

} // namespace

VariableState join_states(const VariableState &a, const VariableState &b) {
    if (a.form == Form::conflict || b.form == Form::conflict) {
        VariableState s = a.form == Form::conflict ? a : b;
        for (const VariableState *one : {&a, &b})
            s.maybe_unbound |= one->maybe_unbound || one->form == Form::unbound;
        return s;
    }
    if (b.form == Form::unknown)
        return a;
    if (a.form == Form::unknown)
        return b;
    if (a.form == Form::unbound || b.form == Form::unbound) {
        VariableState s = a.form == Form::unbound ? b : a;
        s.maybe_unbound = s.form != Form::unbound;
        return s;
    }
    if (a.form != b.form)
        return conflict(a, b);
    VariableState s = a;
    s.maybe_unbound = a.maybe_unbound || b.maybe_unbound;
    if (a.form == Form::scalar) {
        auto type = join_types(a.type, a.range, b.type, b.range);
        if (!type)
            return conflict(a, b);
        s.type = *type;
        s.range =
            a.type == python_int() && b.type == python_int() ? hull(a.range, b.range) : IntRange{};
        if (s.type == b.type && s.type != a.type)
            s.assigned = b.assigned;
        return s;
    }
    bool same = a.form == Form::array   ? a.array == b.array
                : a.form == Form::tuple ? a.tuple_size == b.tuple_size
                                        : same_other(a.other, b.other);
    return same ? s : conflict(a, b);
}

} // namespace pragmac
