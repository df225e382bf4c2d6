// atomic_update: what the statement below `#pragma atomic` does to one element.
#pragma once

#include "tree.h"

#include <optional>

namespace pragmac {

// element = element op operand
struct AtomicUpdate {
    const Tree *element = nullptr; // a Subscript, or the Name of an array without dimensions
    std::string_view op; // the operator's class in CPython's ast, or max, min, maximum, minimum
    const Tree *operand = nullptr;
    bool element_first = true; // Python's max and min depend on the order where NaN is possible
};

// Of `y[k] += x`, `y[k] = y[k] + x`, `y[k] = max(y[k], x)`; nothing when the statement has another
// form or its element occurs a second time.
std::optional<AtomicUpdate> atomic_update_of(const Tree &statement);

// Of `if x < y[k]: y[k] = x` and its like: what y[k] = min(y[k], x) does. `element` and `operand` are
// those of the condition, in which the element may come first.
std::optional<AtomicUpdate> extremum_branch(const Tree &statement);

// True when the two are the same text but for blanks.
bool same_expression(const Tree &a, const Tree &b);

} // namespace pragmac
