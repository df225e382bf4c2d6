// Loading the driver: every entry point or none, initialised, with the properties of its devices.
#include "cuda_driver.h"

#include "device.h"

#include <dlfcn.h>
#include <unistd.h>

namespace pragmac {

namespace {

// Numbers of the driver's attributes.
constexpr int most_threads_per_block = 1, multiprocessor_count = 16, capability_major = 75,
              capability_minor = 76;

// The first entry point that the library lacks, or null.
const char *fill(CudaDriver &driver, void *library) {
#define CUDA_ENTRY(member, symbol, ...)                                                            \
    driver.member.function =                                                                       \
        reinterpret_cast<decltype(driver.member.function)>(dlsym(library, #symbol));               \
    driver.member.entry = #symbol;                                                                \
    if (!driver.member.function)                                                                   \
        return #symbol;
#include "cuda_entries.def"
#undef CUDA_ENTRY
    return nullptr;
}

int properties_of(const CudaDriver &driver, int ordinal, CudaProperties &found) {
    int device = 0;
    char name[256] = {};
    size_t bytes = 0;
    auto read = [&](int attribute, int &value) {
        return driver.device_attribute(&value, attribute, device);
    };
    int status = driver.device(&device, ordinal);
    if (!status)
        status = driver.device_name(name, sizeof name, device);
    if (!status)
        status = driver.device_memory(&bytes, device);
    if (!status)
        status = read(capability_major, found.major);
    if (!status)
        status = read(capability_minor, found.minor);
    if (!status)
        status = read(multiprocessor_count, found.multiprocessors);
    if (!status)
        status = read(most_threads_per_block, found.threads_per_block);
    found.name = name;
    found.bytes = static_cast<int64_t>(bytes);
    return status;
}

CudaLoaded none(std::string why) { return {nullptr, {}, std::move(why)}; }

} // namespace

std::string CudaDriver::words(int status) const {
    const char *name = nullptr, *text = nullptr;
    bool named = !status_name(status, &name) && name;
    std::string words = (named ? name : "CUDA error") + (" (" + std::to_string(status) + ")");
    if (named && !status_words(status, &text) && text)
        words += std::string(", ") + text;
    return words;
}

CudaLoaded load_cuda(const char *library) {
    // Never closed: the driver's own threads may still run its code.
    void *handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
    if (!handle)
        return none("no CUDA driver: " + std::string(dlerror()));
    auto driver = std::make_unique<CudaDriver>();
    if (const char *missing = fill(*driver, handle))
        return none("the CUDA driver is too old: it has no " + std::string(missing) +
                    "; 11.2 is the first that serves");
    if (int status = driver->init(0))
        return none("the CUDA driver does not start: " + driver->words(status));
    int count = 0;
    if (int status = driver->device_count(&count))
        return none("the CUDA driver counts no devices: " + driver->words(status));
    CudaLoaded loaded;
    for (int ordinal = 0; ordinal < count; ordinal++) {
        CudaProperties found;
        if (int status = properties_of(*driver, ordinal, found))
            return none("CUDA device " + std::to_string(ordinal) +
                        " does not answer: " + driver->words(status));
        loaded.devices.push_back(std::move(found));
    }
    loaded.driver = std::move(driver);
    if (count == 0)
        loaded.why = "the CUDA driver has no device";
    return loaded;
}

const CudaLoaded &cuda() {
    static const pid_t owner = getpid();
    static const CudaLoaded loaded = load_cuda("libcuda.so.1");
    static const CudaLoaded forked =
        none("the CUDA driver was in use before this process was forked; start it with `spawn`");
    return loaded.driver && getpid() != owner ? forked : loaded;
}

} // namespace pragmac
