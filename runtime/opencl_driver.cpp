// Loading the OpenCL loader: every entry point or none, and what the devices of all platforms have.
#include "opencl_driver.h"

#include <algorithm>
#include <dlfcn.h>
#include <tuple>
#include <unistd.h>

namespace pragmac {

namespace {

// OpenCL's numbers.
constexpr uint64_t all_types = 0xFFFFFFFF, gpu_type = 4;
constexpr uint32_t info_type = 0x1000, info_units = 0x1002, info_group = 0x1004,
                   info_single = 0x101B, info_memory = 0x101F, info_compiler = 0x1028,
                   info_name = 0x102B, info_double = 0x1032, info_svm = 0x1053, info_il = 0x105B;
constexpr uint64_t correctly_rounded = 1 << 7, coarse_grained = 1;

// The first entry point that the library lacks, or null.
const char *fill(OpenclDriver &driver, void *library) {
#define OPENCL_ENTRY(result, member, symbol, ...)                                                  \
    driver.member.function =                                                                       \
        reinterpret_cast<decltype(driver.member.function)>(dlsym(library, #symbol));               \
    driver.member.entry = #symbol;                                                                 \
    if (!driver.member.function)                                                                   \
        return #symbol;
#include "opencl_entries.def"
#undef OPENCL_ENTRY
    return nullptr;
}

class DeviceInfo {
  public:
    DeviceInfo(const OpenclDriver &driver, ClDeviceId device) : driver_(driver), device_(device) {}

    // 0 where the device does not know the question.
    template <typename T> T number(uint32_t what) const {
        T value = 0;
        return driver_.device_info(device_, what, sizeof value, &value, nullptr) ? 0 : value;
    }
    std::string text(uint32_t what) const {
        size_t bytes = 0;
        if (driver_.device_info(device_, what, 0, nullptr, &bytes) || bytes == 0)
            return "";
        std::string value(bytes, '\0');
        if (driver_.device_info(device_, what, bytes, value.data(), nullptr))
            return "";
        return value.c_str(); // up to its closing zero
    }

  private:
    const OpenclDriver &driver_;
    ClDeviceId device_;
};

OpenclProperties properties_of(const OpenclDriver &driver, ClDeviceId device) {
    DeviceInfo info(driver, device);
    OpenclProperties found;
    found.id = device;
    found.name = info.text(info_name);
    found.gpu = info.number<uint64_t>(info_type) & gpu_type;
    found.bytes = static_cast<int64_t>(info.number<uint64_t>(info_memory));
    found.units = static_cast<int>(info.number<uint32_t>(info_units));
    found.threads_per_group = static_cast<int64_t>(info.number<size_t>(info_group));
    found.rounds_quotients = info.number<uint64_t>(info_single) & correctly_rounded;
    found.takes_spirv = info.text(info_il).find("SPIR-V") != std::string::npos;
    if (!found.takes_spirv && !info.number<uint32_t>(info_compiler))
        found.why_not = "it takes neither SPIR-V nor OpenCL C";
    else if (!(info.number<uint64_t>(info_svm) & coarse_grained))
        found.why_not = "it shares no pointers with the host";
    else if (!info.number<uint64_t>(info_double))
        found.why_not = "it has no float64";
    return found;
}

OpenclLoaded none(std::string why) { return {nullptr, {}, std::move(why)}; }

std::vector<OpenclProperties> devices_of(const OpenclDriver &driver) {
    std::vector<OpenclProperties> all;
    uint32_t platform_count = 0;
    if (driver.platforms(0, nullptr, &platform_count))
        return all;
    std::vector<ClPlatform> platforms(platform_count);
    if (platform_count && driver.platforms(platform_count, platforms.data(), nullptr))
        return all;
    for (ClPlatform platform : platforms) {
        uint32_t count = 0;
        if (driver.devices(platform, all_types, 0, nullptr, &count) || count == 0)
            continue;
        std::vector<ClDeviceId> ids(count);
        if (driver.devices(platform, all_types, count, ids.data(), nullptr))
            continue;
        for (ClDeviceId id : ids)
            all.push_back(properties_of(driver, id));
    }
    std::ranges::stable_sort(all, {}, [](const OpenclProperties &device) {
        return std::tuple(!device.why_not.empty(), !device.gpu, !device.takes_spirv);
    });
    return all;
}

} // namespace

OpenclLoaded load_opencl(const char *library) {
    // Never closed: drivers' own threads may still run their code.
    void *handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
    if (!handle)
        return none("no OpenCL loader: " + std::string(dlerror()));
    auto driver = std::make_unique<OpenclDriver>();
    if (const char *missing = fill(*driver, handle))
        return none("the OpenCL loader is too old: it has no " + std::string(missing) +
                    "; that of OpenCL 2.1 is the first that serves");
    OpenclLoaded loaded;
    loaded.devices = devices_of(*driver);
    loaded.driver = std::move(driver);
    if (loaded.devices.empty())
        loaded.why = "the OpenCL loader finds no device";
    else if (const OpenclProperties &first = loaded.devices[0]; !first.why_not.empty())
        loaded.why = "no OpenCL device serves: of " + first.name + ", " + first.why_not;
    return loaded;
}

const OpenclLoaded &opencl() {
    static const pid_t owner = getpid();
    static const OpenclLoaded loaded = load_opencl("libOpenCL.so.1");
    static const OpenclLoaded forked =
        none("OpenCL was in use before this process was forked; start it with `spawn`");
    return loaded.driver && getpid() != owner ? forked : loaded;
}

std::string opencl_words(int32_t status) {
    static constexpr std::pair<int32_t, const char *> names[] = {
        {-2, "CL_DEVICE_NOT_AVAILABLE"},
        {-3, "CL_COMPILER_NOT_AVAILABLE"},
        {-4, "CL_MEM_OBJECT_ALLOCATION_FAILURE"},
        {-5, "CL_OUT_OF_RESOURCES"},
        {-6, "CL_OUT_OF_HOST_MEMORY"},
        {-11, "CL_BUILD_PROGRAM_FAILURE"},
        {-14, "CL_EXEC_STATUS_ERROR_FOR_EVENTS_IN_WAIT_LIST"},
        {-30, "CL_INVALID_VALUE"},
        {-33, "CL_INVALID_DEVICE"},
        {-34, "CL_INVALID_CONTEXT"},
        {-36, "CL_INVALID_COMMAND_QUEUE"},
        {-42, "CL_INVALID_BINARY"},
        {-43, "CL_INVALID_BUILD_OPTIONS"},
        {-44, "CL_INVALID_PROGRAM"},
        {-45, "CL_INVALID_PROGRAM_EXECUTABLE"},
        {-46, "CL_INVALID_KERNEL_NAME"},
        {-48, "CL_INVALID_KERNEL"},
        {-49, "CL_INVALID_ARG_INDEX"},
        {-50, "CL_INVALID_ARG_VALUE"},
        {-51, "CL_INVALID_ARG_SIZE"},
        {-52, "CL_INVALID_KERNEL_ARGS"},
        {-54, "CL_INVALID_WORK_GROUP_SIZE"},
        {-55, "CL_INVALID_WORK_ITEM_SIZE"},
        {-59, "CL_INVALID_OPERATION"},
        {-63, "CL_INVALID_GLOBAL_WORK_SIZE"},
    };
    for (const auto &[number, name] : names)
        if (number == status)
            return std::string(name) + " (" + std::to_string(status) + ")";
    return "OpenCL error " + std::to_string(status);
}

} // namespace pragmac
