// device_modules: what a device has loaded: the code of each image once, each of its kernels once.
#pragma once

#include "device.h"

#include <atomic>
#include <string>
#include <unordered_map>

namespace pragmac {

// Of one device, which locks around every use. By code: what is compiled again is not loaded again,
// and an image at the address of one that is gone is another image.
template <class Module, class Kernel> class DeviceModules {
  public:
    // The image's kernel of that number. `load(image, module)` and `find(module, name, kernel)` ask
    // the driver and return its status; after a failure the next launch asks again.
    template <class Load, class Find>
    DeviceStatus kernel_of(pragmac_device_image &image, int32_t number, Kernel &kernel, Load load,
                           Find find) {
        Loaded *loaded = nullptr;
        if (DeviceStatus status = module_of(image, loaded, load))
            return status;
        auto [known, first] = loaded->kernels.try_emplace(number);
        if (first)
            if (DeviceStatus status =
                    find(loaded->module, static_cast<const char *>(image.kernels[number]),
                         known->second)) {
                loaded->kernels.erase(known);
                return status;
            }
        kernel = known->second;
        return 0;
    }

    template <class Unload, class Release> void give_up(Unload unload, Release release) {
        for (auto &[code, loaded] : modules_) {
            for (auto &[number, kernel] : loaded.kernels)
                release(kernel);
            unload(loaded.module);
        }
        modules_.clear();
    }

  private:
    struct Loaded {
        const DeviceModules *owner = nullptr;
        Module module = nullptr;
        std::unordered_map<int32_t, Kernel> kernels; // by number
    };

    // The image remembers its module, so that a launch does not look for the code.
    template <class Load>
    DeviceStatus module_of(pragmac_device_image &image, Loaded *&loaded, Load load) {
        std::atomic_ref<void *> remembered(image.loaded);
        loaded = static_cast<Loaded *>(remembered.load(std::memory_order_acquire));
        if (loaded && loaded->owner == this)
            return 0;
        auto [entry, fresh] =
            modules_.try_emplace(std::string(image.code, static_cast<size_t>(image.bytes)));
        loaded = &entry->second;
        if (fresh) {
            loaded->owner = this;
            if (DeviceStatus status = load(image, loaded->module)) {
                modules_.erase(entry);
                return status;
            }
        }
        remembered.store(loaded, std::memory_order_release);
        return 0;
    }

    std::unordered_map<std::string, Loaded> modules_;
};

} // namespace pragmac
