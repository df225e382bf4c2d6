// linear_form: subscripts as sums of loop variables and invariant values, for tests without isl.
#pragma once

#include "loop_scope.h"

#include <map>
#include <optional>

namespace pragmac {

// constant + sum of factor * loop variable + sum of factor * invariant value. Factors and the
// constant stay below 2^31 in size, so that the tests on them cannot overflow.
struct LinearForm {
    // By the variable of the analysed loop or of one inside, or by the product of such a variable
    // and an invariant value that is not zero (a step known at run time).
    std::map<NodeRef, int64_t> iterations;
    std::map<std::string, int64_t> invariants; // by parameter name
    int64_t constant = 0;
    friend bool operator==(const LinearForm &, const LinearForm &) = default;
};

// a + scale * b; no value when a number gets too large.
std::optional<LinearForm> combine(LinearForm a, int64_t scale, const LinearForm &b);
// No value when n is not linear.
std::optional<LinearForm> linear_form(NodeRef n, LoopScope &scope);
// form >= 0 in every iteration, from the bounds of loops and from extents being positive.
bool never_negative(LinearForm form, LoopScope &scope);

// How two subscripts of one dimension can meet in two different iterations of `var`'s loop.
enum class Meeting : uint8_t {
    never, // the forms have no common value
    same, // only in the same iteration: factor * var (* invariant) + the same rest
    possible,
};
Meeting meeting(const LinearForm &a, const LinearForm &b, NodeRef var);

} // namespace pragmac
