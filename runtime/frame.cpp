// Memory that belongs to a call's frame: allocated for it, released to a mark, or detached.
#include "abi.h"
#include "device_call.h"
#include "kept_blocks.h"

#include <cstdint>

// Stands directly before the data it describes.
struct pragmac_allocation {
    pragmac_allocation *older; // the next one in the frame
    void *block;               // what it lies in
};

namespace {

constexpr uintptr_t alignment = 64;

pragmac_allocation *header_of(void *data) { return static_cast<pragmac_allocation *>(data) - 1; }

} // namespace

extern "C" {

void *pragmac_allocate(pragmac_frame *frame, int64_t bytes, int32_t zero) {
    constexpr int64_t overhead = sizeof(pragmac_allocation) + alignment - 1;
    constexpr int64_t address_space = int64_t{1} << 47;
    if (bytes < 0 || bytes > address_space)
        return nullptr; // a size that overflowed, or no size at all
    auto total = static_cast<size_t>(bytes + overhead);
    void *block = pragmac::new_block(total, pragmac::Clear(zero));
    if (!block)
        return nullptr;
    uintptr_t first = reinterpret_cast<uintptr_t>(block) + sizeof(pragmac_allocation);
    void *data = reinterpret_cast<void *>((first + alignment - 1) & ~(alignment - 1));
    *header_of(data) = {frame->allocations, block};
    frame->allocations = header_of(data);
    return data;
}

// Ends at the oldest one too: the mark itself may have been detached.
void pragmac_release(pragmac_frame *frame, pragmac_allocation *mark) {
    while (frame->allocations && frame->allocations != mark) {
        pragmac_allocation *gone = frame->allocations;
        frame->allocations = gone->older;
        if (frame->device)
            pragmac::forget_on_device(*frame->device, gone + 1);
        pragmac::give_back(gone->block);
    }
}

void pragmac_detach(pragmac_frame *frame, void *data) {
    pragmac_allocation *wanted = header_of(data);
    if (frame->device)
        pragmac::returned_from_device(*frame->device, data);
    for (pragmac_allocation **link = &frame->allocations; *link; link = &(*link)->older)
        if (*link == wanted) {
            *link = wanted->older;
            wanted->older = nullptr;
            return;
        }
}

void pragmac_free(void *data) {
    if (data)
        pragmac::give_back(header_of(data)->block);
}

} // extern "C"
