// device_pool: memory of a device that was given up, kept for the next array of its size.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <vector>

namespace pragmac {

class Device;

// All work of a device goes to one stream, so that a block may be handed out again while what used
// it last is still running: what comes next waits for that.
class DevicePool {
  public:
    // At least `bytes`, from the blocks that are kept or the device. Where it has none left the
    // kept blocks go back to it, and it is asked once more.
    int32_t take(Device &device, int64_t bytes, void *&memory);
    void give(Device &device, void *memory);
    // Every kept block goes back to the device.
    void trim(Device &device);

    // The size of the block for `bytes`: steps of a quarter of a power of two.
    static int64_t block_bytes(int64_t bytes);

  private:
    int32_t take_block(Device &device, int64_t block, void *&memory);
    void *kept_block(int64_t bytes);
    bool keep(const Device &device, void *memory);

    std::mutex mutex_;
    std::map<int64_t, std::vector<void *>> kept_; // by size
    std::map<void *, int64_t> sizes_; // of blocks in use
    int64_t kept_bytes_ = 0;
};

} // namespace pragmac
