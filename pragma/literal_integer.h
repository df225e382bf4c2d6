// Integers written out in the program (`2**64 - 1`), computed as CPython's own compiler does.
#pragma once

#include "tree.h"

#include <optional>

namespace pragmac {

struct LiteralInteger {
    __int128 value = 0;
    bool wide = false; // it, or a part of it, does not fit in int64
};

// The value of an expression of integer literals; nothing where it holds anything else, fails, or
// passes 2**100 on the way.
std::optional<LiteralInteger> literal_integer(const Tree &t);

} // namespace pragmac
