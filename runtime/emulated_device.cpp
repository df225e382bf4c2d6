// A device made of the host: memory of its own, workers one after the other, the last one first.
//
// For tests of everything but a vendor's driver: a missing copy or wait shows as wrong numbers, an
// order that the program relies on as another answer.
#include "device.h"

#include <cstdlib>
#include <cstring>
#include <memory>
#include <mutex>
#include <new>
#include <vector>

namespace pragmac {

namespace {

using Kernel = void (*)(const int64_t *place, uint64_t *slots);

class EmulatedDevice final : public Device {
  public:
    EmulatedDevice() : Device(DeviceKind::emulated, 0, traits()) {}
    // Filled with what no array holds by chance. Whole words: atomic updates of narrow elements
    // touch those around them.
    DeviceStatus allocate(int64_t bytes, void *&memory) override {
        bytes = (bytes + 7) / 8 * 8;
        memory = std::malloc(static_cast<size_t>(bytes));
        if (!memory)
            return no_device_memory;
        std::memset(memory, 0xA5, static_cast<size_t>(bytes));
        return 0;
    }
    void release(void *memory) override { std::free(memory); }
    DeviceStatus copy_in(void *to, const void *from, int64_t bytes) override {
        std::memcpy(to, from, static_cast<size_t>(bytes));
        return 0;
    }
    // The values are those of now; the host sees them when it has waited.
    DeviceStatus copy_out(void *to, const void *from, int64_t bytes) override try {
        auto count = static_cast<size_t>(bytes);
        Copy copy{std::unique_ptr<char[]>(new char[count]), to, count};
        std::memcpy(copy.values.get(), from, count);
        std::lock_guard<std::mutex> lock(mutex_);
        copies_.push_back(std::move(copy));
        return 0;
    } catch (const std::bad_alloc &) {
        return no_device_memory;
    }
    DeviceStatus clear(void *memory, int64_t bytes) override {
        std::memset(memory, 0, static_cast<size_t>(bytes));
        return 0;
    }
    DeviceStatus launch(pragmac_device_image &image, int32_t kernel, Grid grid, uint64_t *slots,
                        int32_t) override {
        auto run = reinterpret_cast<Kernel>(const_cast<void *>(image.kernels[kernel]));
        int64_t x = grid.workers_along(0), y = grid.workers_along(1), z = grid.workers_along(2);
        for (int64_t worker = grid.workers(); worker-- > 0;) {
            const int64_t place[] = {worker % x, worker / x % y, worker / x / y, x, y, z};
            run(place, slots);
        }
        return 0;
    }
    DeviceStatus synchronize() override {
        std::lock_guard<std::mutex> lock(mutex_);
        for (const Copy &copy : copies_)
            std::memcpy(copy.to, copy.values.get(), copy.bytes);
        copies_.clear();
        return 0;
    }
    std::string words(DeviceStatus, const char *) const override { return "it does not fail"; }

  private:
    // A copy to the host that has been started.
    struct Copy {
        std::unique_ptr<char[]> values;
        void *to;
        size_t bytes;
    };

    static DeviceTraits traits() {
        DeviceTraits traits;
        traits.name = "emulated";
        traits.usual_block = 33, traits.most_groups = 32;
        traits.most_workspace = 1 << 20; // few: that launches take fewer workers is soon seen
        return traits;
    }

    std::mutex mutex_; // of the copies: calls come from any thread
    std::vector<Copy> copies_;
};

} // namespace

Device &emulated_device() {
    static EmulatedDevice device;
    return device;
}

} // namespace pragmac
