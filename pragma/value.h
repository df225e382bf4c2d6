// What an expression or a variable of the compiled function is while its IR is being built.
#pragma once

#include "build.h"
#include "kinds.h"

#include <map>
#include <string>
#include <vector>

namespace pragmac {

// The result of an expression.
struct Value {
    enum class Form {
        unknown, // of a variable that no earlier walk has typed; absorbs every operation
        scalar,  // `node` is an expression of `type`
        array, // `node` is the array's variable; `items` are the indices of a row (C[i] of 2-D C)
        tuple, // `items`
        none, // Python's None
        callee, // tree function `index`
        library, // dotted name in `text`
        dtype, // `type.dtype`; `index` 1: a dtype itself, 0: the scalar type
        limits, // np.iinfo or np.finfo of `type`
        text, // string constant in `text`
        range, // range(...) object, items = lo, hi, step
        zip, // items = iterables
        enumerate, // items = iterable, start
    };
    Form form = Form::unknown;
    NodeRef node = nullptr;
    Type type;
    IntRange range; // Python ints
    std::vector<Value> items;
    std::string text;
    int index = 0;
    // Of a row: where it is taken; `index` numbers those there, `text` is its name if it gets one.
    const struct Tree *row_of = nullptr;

    bool is(Form f) const { return form == f; }
    // A whole array or a row, and not one element.
    bool several_elements() const { return is(Form::array) && type.rank > items.size(); }
};

inline Value scalar_value(NodeRef n, IntRange range = {}) {
    return {.form = Value::Form::scalar, .node = n, .type = n->type, .range = range};
}
inline Value array_value(NodeRef var) {
    return {.form = Value::Form::array, .node = var, .type = var->type};
}
inline Value tuple_value(std::vector<Value> items) {
    return {.form = Value::Form::tuple, .items = std::move(items)};
}

// What a name holds at one point of the program. Scalars live in a cell per (name, type).
struct VariableState {
    enum class Form { unbound, unknown, scalar, array, tuple, other, conflict };
    Form form = Form::unbound;
    bool maybe_unbound = false;
    Type type;
    IntRange range;
    NodeRef array = nullptr;
    size_t tuple_size = 0; // elements are variables named name.0, name.1, …
    Value other; // dtype, None, function
    Span assigned; // the assignment seen last
    // Of a conflict: the two types and places that do not join.
    std::string first, second;
    Span first_place, second_place;
    bool first_array = false, second_array = false;

    bool same(const VariableState &o) const {
        return form == o.form && maybe_unbound == o.maybe_unbound && type == o.type &&
               range == o.range && array == o.array && tuple_size == o.tuple_size;
    }
};
using Variables = std::map<std::string, VariableState>;

// The state after two paths meet; a conflict is reported only where the variable is used.
VariableState join_states(const VariableState &a, const VariableState &b);

} // namespace pragmac
