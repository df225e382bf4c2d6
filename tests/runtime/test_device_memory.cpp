// Launches on a device where the host has no memory left: errors of the call, never exceptions.
#include "abi.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <new>
#include <vector>

namespace {
thread_local int allocations_left = -1; // -1: without end
}

// Not inline: the compiler would take free() for the wrong way to give memory back.
[[gnu::noinline]] void *operator new(size_t bytes) {
    if (allocations_left == 0)
        throw std::bad_alloc();
    allocations_left -= allocations_left > 0;
    if (void *memory = std::malloc(bytes ? bytes : 1))
        return memory;
    throw std::bad_alloc();
}
[[gnu::noinline]] void *operator new[](size_t bytes) { return operator new(bytes); }
[[gnu::noinline]] void operator delete(void *memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete[](void *memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void *memory, size_t) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete[](void *memory, size_t) noexcept { std::free(memory); }

namespace {

void nothing(int64_t, int64_t, uint64_t *) {}

TEST(DeviceMemory, EveryFailedAllocationOfTheHostIsAnErrorOfTheCall) {
    const void *kernels[1] = {reinterpret_cast<const void *>(&nothing)};
    pragmac_device_image image{nullptr, 0, kernels, nullptr, 1, 0};
    pragmac_device_array array{8, 1, 1, sizeof(double), 3};
    pragmac_device_site site{&image, &array, 1, 11, 0, 0, 0, 0, 1, 7, 8};
    std::vector<double> memory(12);
    int failed = 0;
    for (int left = 0; left < 100; left++) {
        auto data = reinterpret_cast<uint64_t>(memory.data());
        uint64_t slots[11] = {0, 0, 0, 0, 0, 4, 0, 1, data, 4, 24};
        pragmac_frame frame{};
        allocations_left = left;
        pragmac_device_fresh(&frame, &memory[1], 8, 0);
        int status = pragmac_device_launch(&frame, &site, slots);
        status = pragmac_device_end(&frame, status);
        allocations_left = -1;
        if (status == 0)
            break;
        EXPECT_EQ(frame.error.site, 7);
        failed++;
    }
    EXPECT_GE(failed, 6); // the call, its homes, the shape, errors, the range of a strided array
    EXPECT_LT(failed, 100);
}

} // namespace
