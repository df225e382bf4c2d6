// supported: which operators exist for which kinds, asked of the code that builds them.
#pragma once

#include <string>
#include <vector>

namespace pragmac {

// `result` is the kind as a user writes it; empty where the operator does not exist.
struct OperatorResult {
    std::string op; // "+", "not", …
    std::string a, b; // kinds; b is empty for operators with one operand
    std::string result;
};
// Every operator with every pair of kinds.
std::vector<OperatorResult> supported_operators();
// Every kind: Python's, then NumPy's.
std::vector<std::string> supported_kinds();

} // namespace pragmac
