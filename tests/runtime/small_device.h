// A device of so many bytes that counts what is asked of it.
#pragma once

#include "device.h"

#include <cstdlib>
#include <map>
#include <vector>

namespace pragmac {

class SmallDevice : public Device {
  public:
    SmallDevice(int64_t bytes, DeviceTraits traits)
        : Device(DeviceKind::none, 0, std::move(traits)), free(bytes) {}
    ~SmallDevice() override { trim(); }

    DeviceStatus allocate(int64_t bytes, void *&memory) override {
        asked.push_back(bytes);
        if (fails)
            return fails;
        if (bytes > free)
            return no_device_memory;
        memory = std::malloc(static_cast<size_t>(bytes));
        blocks[memory] = bytes;
        free -= bytes;
        return 0;
    }
    void release(void *memory) override {
        free += blocks.at(memory);
        blocks.erase(memory);
        std::free(memory);
    }
    DeviceStatus copy_in(void *, const void *, int64_t) override { return 0; }
    DeviceStatus copy_out(void *, const void *, int64_t) override { return 0; }
    DeviceStatus clear(void *, int64_t) override { return 0; }
    DeviceStatus launch(pragmac_device_image &, int32_t, Grid, uint64_t *, int32_t) override {
        return 0;
    }
    DeviceStatus synchronize() override { return 0; }
    std::string words(DeviceStatus, const char *) const override { return ""; }

    int64_t free;
    DeviceStatus fails = 0; // what every allocation ends with
    std::vector<int64_t> asked; // bytes
    std::map<void *, int64_t> blocks; // alive, with their bytes
};

} // namespace pragmac
