// presburger_check: checks the claims of a certificate with MLIR's Presburger library.
//
// A claim about accesses A and B by subscripts or relations holds when
//     { (x, x', p) : first(x) != first(x'), A(x) = B(x'), p among the given, not unless }
// has no integer points. Nothing of the compiler, and no isl, is involved.
#pragma once

#include "certificate_text.h"

namespace checker {

struct Finding {
    enum class Kind : uint8_t { holds, refused, not_affine };
    Kind kind = Kind::refused;
    std::pair<int, int> accesses;
    std::string by;
    std::string reason; // refused: what is wrong, with a point where there is one
};
std::string text(const Finding &f);

// One per pair of every claim. Relations that are not there are refused.
std::vector<Finding> check(const Certificate &c);

} // namespace checker
