// The table of addresses for generated code: the calls of abi.h and the numeric entry points.
#include "symbols.h"

#include "abi.h"
#include "numeric.h"

#include <algorithm>
#include <string_view>
#include <vector>

namespace pragmac {

std::span<const Symbol> runtime_symbols() {
    static const std::vector<Symbol> table = [] {
        std::vector<Symbol> symbols = {
            {"pragmac_launch", reinterpret_cast<void *>(&pragmac_launch)},
            {"pragmac_device_launch", reinterpret_cast<void *>(&pragmac_device_launch)},
            {"pragmac_device_settle", reinterpret_cast<void *>(&pragmac_device_settle)},
            {"pragmac_device_host_access", reinterpret_cast<void *>(&pragmac_device_host_access)},
            {"pragmac_device_fresh", reinterpret_cast<void *>(&pragmac_device_fresh)},
            {"pragmac_device_end", reinterpret_cast<void *>(&pragmac_device_end)},
            {"pragmac_breach", reinterpret_cast<void *>(&pragmac_breach)},
            {"pragmac_team", reinterpret_cast<void *>(&pragmac_team)},
            {"pragmac_unique", reinterpret_cast<void *>(&pragmac_unique)},
            {"pragmac_sorted", reinterpret_cast<void *>(&pragmac_sorted)},
            {"pragmac_separate", reinterpret_cast<void *>(&pragmac_separate)},
            {"pragmac_allocate", reinterpret_cast<void *>(&pragmac_allocate)},
            {"pragmac_lock_element", reinterpret_cast<void *>(&pragmac_lock_element)},
            {"pragmac_unlock_element", reinterpret_cast<void *>(&pragmac_unlock_element)},
            {"pragmac_release", reinterpret_cast<void *>(&pragmac_release)},
            {"pragmac_detach", reinterpret_cast<void *>(&pragmac_detach)},
            {"pragmac_free", reinterpret_cast<void *>(&pragmac_free)},
        };
        for (const NumericSymbol &numeric : numeric_symbols())
            symbols.push_back({numeric.name, numeric.address});
        std::ranges::sort(symbols, {}, [](const Symbol &s) { return std::string_view(s.name); });
        return symbols;
    }();
    return table;
}

} // namespace pragmac
