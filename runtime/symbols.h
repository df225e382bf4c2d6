// runtime_symbols: every address that generated code may refer to by name.
#pragma once

#include <span>

namespace pragmac {

struct Symbol {
    const char *name;
    void *address;
};

// The calls of abi.h and all numeric entry points; sorted by name, valid until the process ends.
// The JIT resolves names from this table alone and never searches the process.
std::span<const Symbol> runtime_symbols();

} // namespace pragmac
