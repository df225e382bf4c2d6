// The code generator's own calls: block copies, f16 conversions, and rounding on old processors.
#include "support_symbols.h"

#include <cmath>
#include <cstring>

extern "C" {
float __extendhfsf2(_Float16 x);
_Float16 __truncsfhf2(float x);
_Float16 __truncdfhf2(double x);
}

namespace pragmac {

std::span<const HostSymbol> support_symbols() {
    auto address = [](auto *function) { return reinterpret_cast<void *>(function); };
    using Unary64 = double(double);
    using Unary32 = float(float);
    static const HostSymbol table[] = {
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
    return table;
}

} // namespace pragmac
