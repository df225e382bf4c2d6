// Loads object code into the process.
#pragma once

#include "compile.h"

#include <llvm/Support/MemoryBuffer.h>

namespace pragmac {

struct LoadedCode {
    pragmac_entry entry = nullptr;
    std::shared_ptr<void> keepalive; // unloads the code when the last copy goes
};

// Links `object` against exactly `symbols` and looks up "entry". Callable from any thread.
LoadedCode load_object(std::unique_ptr<llvm::MemoryBuffer> object,
                       std::span<const HostSymbol> symbols);

} // namespace pragmac
