// Runs LLVM code so that its fatal errors become InternalError instead of ending the process.
#pragma once

#include <functional>
#include <string>

namespace pragmac {

// Runs `work`. Throws InternalError with LLVM's text when LLVM reports a fatal error or crashes,
// and lets `work`'s own InternalError through. Whatever the failed work had allocated is lost.
void guard_against_crashes(const char *stage, const std::function<void()> &work);

} // namespace pragmac
