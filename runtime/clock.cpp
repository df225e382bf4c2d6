// The clock of generated code that times its loops.
#include "abi.h"

#include <chrono>

int64_t pragmac_now() {
    auto since = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::nanoseconds>(since).count();
}
