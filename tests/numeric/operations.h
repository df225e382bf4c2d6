// The numeric operations by name and dtypes, on slots: what expected.txt calls.
#pragma once

#include <cstdint>
#include <string>

namespace pragmac {

using SlotFunction = void (*)(const uint64_t *arguments, uint64_t *result);

// The reference function for `name` on operands of these dtypes ("-": no second one); entry points
// of the run time included. Null when there is none.
SlotFunction find_operation(const std::string &name, const std::string &first,
                            const std::string &second);

} // namespace pragmac
