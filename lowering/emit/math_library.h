// The C library's mathematical functions by name, and the runtime's functions that are nothing
// else.
#pragma once

#include <string>
#include <string_view>

namespace pragmac {

// "asinf" for "pragmac_arcsin_f32"; "" where the C library has no such function of f32 or f64.
std::string c_function_of(std::string_view numeric_name);
// The inverse: "pragmac_arcsin_f32" for "asinf"; "" for every other name.
std::string numeric_name_of(std::string_view c_function);

} // namespace pragmac
