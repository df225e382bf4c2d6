// Blocks by size class: at most a quarter of a block is unused, and few classes are alive.
#include "device_pool.h"

#include "device.h"

#include <bit>
#include <new>

namespace pragmac {

int64_t DevicePool::block_bytes(int64_t bytes) {
    constexpr int64_t least = 512;
    if (bytes <= least)
        return least;
    auto power = static_cast<int64_t>(std::bit_floor(static_cast<uint64_t>(bytes - 1)));
    int64_t step = power / 4;
    return (bytes + step - 1) / step * step;
}

void *DevicePool::kept_block(int64_t bytes) {
    std::lock_guard<std::mutex> lock(mutex_);
    auto found = kept_.find(bytes);
    if (found == kept_.end())
        return nullptr;
    if (found->second.empty()) // a list that got no memory for its first block
        return nullptr;
    void *memory = found->second.back();
    sizes_.emplace(memory, bytes); // before it leaves the list: this may throw
    found->second.pop_back();
    if (found->second.empty())
        kept_.erase(found);
    kept_bytes_ -= bytes;
    return memory;
}

int32_t DevicePool::take(Device &device, int64_t bytes, void *&memory) {
    if (device.most_kept() == 0)
        return device.allocate(bytes, memory);
    try {
        return take_block(device, block_bytes(bytes), memory);
    } catch (const std::bad_alloc &) { // the host has none for the lists
        return no_device_memory;
    }
}

int32_t DevicePool::take_block(Device &device, int64_t block, void *&memory) {
    memory = kept_block(block);
    if (memory)
        return 0;
    DeviceStatus status = device.allocate(block, memory);
    if (status == no_device_memory) {
        trim(device);
        status = device.allocate(block, memory);
    }
    if (status)
        return status;
    std::lock_guard<std::mutex> lock(mutex_);
    try {
        sizes_.emplace(memory, block);
    } catch (const std::bad_alloc &) {
        device.release(memory);
        throw;
    }
    return 0;
}

void DevicePool::give(Device &device, void *memory) {
    if (memory && !keep(device, memory))
        device.release(memory);
}

// Called where nothing may be thrown: without memory for the lists the block is given back.
bool DevicePool::keep(const Device &device, void *memory) {
    std::lock_guard<std::mutex> lock(mutex_);
    auto found = sizes_.find(memory);
    if (found == sizes_.end())
        return false;
    int64_t bytes = found->second;
    sizes_.erase(found);
    if (kept_bytes_ + bytes > device.most_kept())
        return false;
    try {
        kept_[bytes].push_back(memory);
    } catch (const std::bad_alloc &) {
        return false;
    }
    kept_bytes_ += bytes;
    return true;
}

void DevicePool::trim(Device &device) {
    std::map<int64_t, std::vector<void *>> gone;
    {
        std::lock_guard<std::mutex> lock(mutex_);
        gone.swap(kept_);
        kept_bytes_ = 0;
    }
    for (auto &[bytes, blocks] : gone)
        for (void *memory : blocks)
            device.release(memory);
}

} // namespace pragmac
