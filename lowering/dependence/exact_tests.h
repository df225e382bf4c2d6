// exact_tests: what linear forms of subscripts say about the accesses of one array, without isl.
#pragma once

#include "certificate.h"
#include "linear_form.h"

namespace pragmac {

// One access with the linear forms of its subscripts.
struct ArrayUse {
    size_t index; // in LoopAccesses::all()
    const Access *access;
    std::vector<std::optional<LinearForm>> forms;
};

// The accesses of an array, each once: what has the same subscripts, loops and guards as an earlier
// one, and no more effects, is left out.
std::vector<ArrayUse> uses_of(NodeRef array, LoopAccesses &accesses);
// A dimension in which every access has the same subscript, another in each iteration.
std::optional<size_t> separating_axis(const std::vector<ArrayUse> &uses, const LoopScope &scope);
// Every access is a store of one value that the loop does not change.
bool store_one_value(const std::vector<ArrayUse> &uses, const LoopScope &scope);
// Both are stores of the same such value.
bool store_one_value(const Access &a, const Access &b, const LoopScope &scope);
// Both are updates by one operation, in any order.
bool commute(const Access &a, const Access &b);
// Why no two iterations meet in an element through this pair; nothing when they may.
struct Apart {
    Evidence by{};
    std::string words;
};
std::optional<Apart> apart(const ArrayUse &a, const ArrayUse &b, LoopScope &scope);

} // namespace pragmac
