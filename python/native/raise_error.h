// raise_error: the Python exception of a failed check, with a traceback to the Python line.
#pragma once

#include "bindings.h"

#include <string>

namespace pragmac::native {

// `message` with {0}, {1}, … replaced by str() of the payload values and {{ by {; false with an
// exception.
bool format_values(const CheckSite &site, const uint64_t *payload, std::string &text);

// Sets the exception of `error`; `globals` are those of the jitted function.
void raise_error(Version &version, const pragmac_error &error, PyObject *globals);

} // namespace pragmac::native
