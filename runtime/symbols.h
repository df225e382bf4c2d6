// runtime_symbols: every address that generated code may refer to by name.
#pragma once

#include <span>

namespace pragmac {

struct Symbol {
    const char *name;
    void *address;
};

// The calls of abi.h, all numeric entry points, those of several lanes (lane_math.h), and the C
// functions that code generators call on their own; sorted by name, valid until the process ends.
// `load_code` resolves names from this table alone and never searches the process.
std::span<const Symbol> runtime_symbols();

} // namespace pragmac
