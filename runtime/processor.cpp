// What the cpuid instruction says of vendor, model and features, without what differs per core.
#include "processor.h"

#include <cstdint>

#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace pragmac {

#if defined(__x86_64__)

namespace {

// A leaf, and which of its registers (a 1, b 2, c 4, d 8) describe the model. Register b of leaf 1
// names the core, those of leaf 13 the state that is switched on.
struct Leaf {
    uint32_t leaf, subleaf, registers;
};
constexpr Leaf leaves[] = {{0, 0, 15},
                           {1, 0, 1 | 4 | 8},
                           {7, 0, 15},
                           {7, 1, 15},
                           {7, 2, 8},
                           {0xD, 1, 1},
                           {0x14, 0, 2},
                           {0x19, 0, 2},
                           {0x1E, 1, 1},
                           {0x24, 0, 2},
                           {0x80000001, 0, 4 | 8},
                           {0x80000007, 0, 2 | 8},
                           {0x80000008, 0, 2},
                           {0x80000021, 0, 1}};

void append(std::string &text, uint32_t value) {
    text.append(reinterpret_cast<const char *>(&value), sizeof value);
}

// Which vector registers the system saves: without that their instructions trap.
uint32_t saved_registers() {
    uint32_t low, high;
    asm volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    return low;
}

std::string read_identity() {
    std::string text;
    for (const Leaf &row : leaves) {
        uint32_t registers[4] = {0, 0, 0, 0};
        if (row.leaf <= __get_cpuid_max(row.leaf & 0x80000000, nullptr))
            __cpuid_count(row.leaf, row.subleaf, registers[0], registers[1], registers[2],
                          registers[3]);
        for (uint32_t i = 0; i < 4; ++i)
            if (row.registers >> i & 1)
                append(text, registers[i]);
    }
    uint32_t a, b, c, d;
    constexpr uint32_t has_xgetbv = 1u << 27;
    if (__get_cpuid(1, &a, &b, &c, &d) && (c & has_xgetbv))
        append(text, saved_registers());
    return text;
}

} // namespace

#else

static std::string read_identity() { return {}; }

#endif

const std::string &processor_identity() {
    static const std::string identity = read_identity();
    return identity;
}

} // namespace pragmac
