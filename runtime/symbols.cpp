// The table of addresses for generated code: the calls of abi.h, the numeric entry points, those of
// several lanes, and what code generators call on their own.
#include "symbols.h"

#include "abi.h"
#include "lane_math.h"
#include "numeric.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <iterator>
#include <string_view>
#include <vector>

extern "C" {
float __extendhfsf2(_Float16 x);
_Float16 __truncsfhf2(float x);
_Float16 __truncdfhf2(double x);
}

namespace pragmac {

namespace {

template <class F> void *address(F *function) { return reinterpret_cast<void *>(function); }

using Unary64 = double(double);
using Unary32 = float(float);

// What a code generator calls without being asked to: block copies, f16 conversions, and rounding
// on old processors.
const Symbol generators_own[] = {
    {"memcpy", address(&std::memcpy)},
    {"memmove", address(&std::memmove)},
    {"memset", address(&std::memset)},
    {"floor", address(static_cast<Unary64 *>(&::floor))},
    {"ceil", address(static_cast<Unary64 *>(&::ceil))},
    {"trunc", address(static_cast<Unary64 *>(&::trunc))},
    {"rint", address(static_cast<Unary64 *>(&::rint))},
    {"floorf", address(static_cast<Unary32 *>(&::floorf))},
    {"ceilf", address(static_cast<Unary32 *>(&::ceilf))},
    {"truncf", address(static_cast<Unary32 *>(&::truncf))},
    {"rintf", address(static_cast<Unary32 *>(&::rintf))},
    {"__extendhfsf2", address(&__extendhfsf2)},
    {"__truncsfhf2", address(&__truncsfhf2)},
    {"__truncdfhf2", address(&__truncdfhf2)},
};

} // namespace

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
            {"pragmac_now", reinterpret_cast<void *>(&pragmac_now)},
            {"pragmac_allocate", reinterpret_cast<void *>(&pragmac_allocate)},
            {"pragmac_lock_element", reinterpret_cast<void *>(&pragmac_lock_element)},
            {"pragmac_unlock_element", reinterpret_cast<void *>(&pragmac_unlock_element)},
            {"pragmac_release", reinterpret_cast<void *>(&pragmac_release)},
            {"pragmac_detach", reinterpret_cast<void *>(&pragmac_detach)},
            {"pragmac_free", reinterpret_cast<void *>(&pragmac_free)},
        };
        symbols.insert(symbols.end(), std::begin(generators_own), std::end(generators_own));
        for (const NumericSymbol &numeric : numeric_symbols())
            symbols.push_back({numeric.name, numeric.address});
        symbols.insert(symbols.end(), lane_symbols().begin(), lane_symbols().end());
        std::ranges::sort(symbols, {}, [](const Symbol &s) { return std::string_view(s.name); });
        return symbols;
    }();
    return table;
}

} // namespace pragmac
