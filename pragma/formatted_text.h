// Texts as formats: constant text, and places {0}, {1}, … for values.
#pragma once

#include <string>
#include <string_view>

namespace pragmac {

// Braces of the program's own text stand for themselves in a format.
std::string escaped(std::string_view text);

} // namespace pragmac
