// load_code: maps a relocatable object into this process, as its code generator wrote it.
#pragma once

#include "abi.h"
#include "symbols.h"

#include <memory>
#include <span>
#include <string>

namespace pragmac {

struct LoadedCode {
    pragmac_entry entry = nullptr;   // the object's function `entry`
    std::shared_ptr<void> keepalive; // unmaps the code when the last copy goes
};

// What is wrong with an object that cannot be loaded.
struct BadCode {
    std::string message;
};

// Names that the object refers to are those of `symbols` (sorted by name) and no others: nothing is
// searched for in the process. No page is writable and executable at once. Throws BadCode; an
// object whose bytes are not as they were written is refused or loads as what they say now, so that
// callers verify a checksum first. Callable from any thread.
LoadedCode load_code(std::string_view object, std::span<const Symbol> symbols);

} // namespace pragmac
