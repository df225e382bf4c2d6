// processor: which instructions this machine has, as bytes to compare.
#pragma once

#include <string>

namespace pragmac {

// Equal on two machines only where they have the same instructions and model: code that was made
// for the one runs on the other, and would be made alike there. Empty where that is not known.
const std::string &processor_identity();

} // namespace pragmac
