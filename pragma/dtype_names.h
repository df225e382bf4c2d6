// The names that NumPy gives to number types: attributes of the module, and strings.
#pragma once

#include "types.h"

#include <string_view>

namespace pragmac {

// "int32", "bool_", "double", "intp", …: attributes of numpy; none when it is none of them.
DType dtype_of_attribute(std::string_view name);
// What np.dtype takes: those names, character codes ("d", "<i4", "?") and Python's types ("int").
DType dtype_of_string(std::string_view text);

} // namespace pragmac
