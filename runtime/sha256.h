// sha256: the digest of FIPS 180-4, of cached files and the names they are found by.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace pragmac {

using Digest = std::array<uint8_t, 32>;

// Of the parts, one behind the other.
Digest sha256(std::span<const std::string_view> parts);

} // namespace pragmac
