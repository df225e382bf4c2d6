// Locks for atomic updates of elements that no instruction of the machine changes in one step.
//
// An element's lock is chosen by its address: two elements may share one, and a thread holds one at
// a time, so that nothing can wait in a circle. What a lock guards takes a few nanoseconds; a
// thread that must wait spins, and lets others run when that takes long.
#include "abi.h"

#include <atomic>
#include <cstdint>
#include <sched.h>

namespace {

constexpr int lock_count = 256;
constexpr int spins_before_yielding = 64;

struct alignas(64) Lock {
    std::atomic<bool> held{false};
};
Lock locks[lock_count];

Lock &lock_of(const void *element) {
    auto address = reinterpret_cast<uintptr_t>(element) / 8;
    return locks[(address ^ (address >> 8)) % lock_count];
}

} // namespace

void pragmac_lock_element(const void *element) {
    Lock &lock = lock_of(element);
    for (int spins = 0; lock.held.exchange(true, std::memory_order_acquire); spins++)
        if (spins >= spins_before_yielding)
            sched_yield();
}

void pragmac_unlock_element(const void *element) {
    lock_of(element).held.store(false, std::memory_order_release);
}
