// text_arguments: arguments of an interpreted function as text, and its outcome as text.
#pragma once

#include "interpret.h"

#include <string>
#include <string_view>
#include <vector>

namespace pragmac {

struct ArgumentError {
    std::string message;
};

// One item per parameter, separated by blanks: `7`, `-0.5`, `true`, `(1 2)` (complex),
// `[1, 2, 3]`, `[[1, 2], [3, 4]]`, `zeros(3, 4)`, `iota(5)`. Types come from the parameters.
// Throws ArgumentError.
std::vector<Datum> read_arguments(std::string_view text, const Func &func);

// Results, written arrays, error, races and faults, one per line.
std::string outcome_text(const Interpretation &outcome, std::span<const Datum> arguments,
                         const Func &func);

} // namespace pragmac
