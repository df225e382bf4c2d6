// A CUDA driver without a device: the entry points that the run time loads, checked and counted.
#include "mock_cuda.h"

#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>

namespace {

MockCuda state;
std::map<uint64_t, std::unique_ptr<char[]>> memory; // by the address given out
std::map<uint64_t, size_t> sizes;
std::map<uint64_t, int> ordinals;          // of the device that memory is on
std::map<const void *, int> owners;        // of contexts and streams: their device's ordinal
std::vector<const void *> current;         // contexts, the current one last
std::map<std::string, int> counts;
std::map<const void *, std::string> modules; // text by handle
// Copies to the host that nobody has waited for: a driver may make them as late as that.
struct Copy {
    void *to;
    std::vector<char> values;
    const void *stream;
};
std::vector<Copy> copies;
int next_handle = 1;

constexpr int invalid_value = 1, invalid_context = 201, not_found = 500;
constexpr uint64_t device_bit = uint64_t{1} << 62; // host code that follows it faults

template <class T> T handle() { return reinterpret_cast<T>(static_cast<intptr_t>(next_handle++)); }

void fault(const std::string &what) { state.faults.push_back(what); }

// The status that a call is to return before it does anything, 0 to go on.
int enter(const char *name, bool needs_context = true) {
    state.calls.push_back(name);
    if (needs_context && state.pushed == 0) {
        fault(std::string(name) + " without a context");
        return invalid_context;
    }
    if (state.lost)
        return state.lost;
    if (const char *told = std::getenv("MOCK_CUDA_FAILS")) // "cuLaunchKernel=719"
        if (std::string text = told; text.substr(0, text.find('=')) == name)
            return std::atoi(told + text.find('=') + 1);
    bool fails = name == state.fails && counts[name]++ >= state.fails_from;
    return fails ? state.fail_status : 0;
}

// Host bytes behind a range of device memory, or null with a fault.
char *bytes_at(uint64_t address, size_t count, const char *who) {
    auto after = memory.upper_bound(address & ~device_bit);
    if ((address & device_bit) && after != memory.begin()) {
        auto found = std::prev(after);
        uint64_t offset = (address & ~device_bit) - found->first;
        if (offset + count <= sizes[found->first])
            return found->second.get() + offset;
    }
    fault(std::string(who) + " outside of device memory");
    return nullptr;
}

int device_now() { return current.empty() ? -1 : owners[current.back()]; }

// A stream belongs to the device whose context is current; 0, 1, 2 are the driver's own.
void check_stream(const void *stream, const char *who) {
    if (reinterpret_cast<uintptr_t>(stream) > 2 && owners[stream] != device_now())
        fault(std::string(who) + " with the stream of another device");
}

} // namespace

extern "C" {

MockCuda *mock_cuda_reset() {
    state = {};
    memory.clear();
    sizes.clear();
    ordinals.clear();
    owners.clear();
    current.clear();
    counts.clear();
    modules.clear();
    copies.clear();
    return &state;
}

const char *mock_cuda_calls() {
    static std::string text;
    text.clear();
    for (const std::string &call : state.calls)
        text += call + "\n";
    for (const std::string &wrong : state.faults)
        text += "fault: " + wrong + "\n";
    return text.c_str();
}

int cuInit(unsigned) { return state.init_status; }
int cuDeviceGetCount(int *count) {
    if (const char *told = std::getenv("MOCK_CUDA_DEVICES"))
        state.devices = std::atoi(told);
    *count = state.devices;
    return 0;
}
int cuDeviceGet(int *device, int ordinal) {
    *device = ordinal + 100; // a handle is no ordinal
    return ordinal < state.devices ? 0 : 101;
}
int cuDeviceGetName(char *name, int length, int device) {
    std::strncpy(name, ("Mock " + std::to_string(device - 100)).c_str(),
                 static_cast<size_t>(length));
    return 0;
}
int cuDeviceTotalMem_v2(size_t *bytes, int) {
    *bytes = size_t{80} << 30;
    return 0;
}
int cuDeviceGetAttribute(int *value, int attribute, int) {
    const std::map<int, int> known = {{1, 1024}, {16, 4}, {75, 9}, {76, 0}};
    auto found = known.find(attribute);
    *value = found == known.end() ? -1 : found->second;
    return found == known.end() ? invalid_value : 0;
}

int cuDevicePrimaryCtxRetain(void **context, int device) {
    if (int status = enter("cuDevicePrimaryCtxRetain", false))
        return status;
    state.contexts++;
    *context = handle<void *>();
    owners[*context] = device - 100;
    return 0;
}
int cuDevicePrimaryCtxRelease_v2(int) {
    state.contexts--;
    return 0;
}
int cuCtxPushCurrent_v2(void *context) {
    if (!context)
        return invalid_context;
    state.pushed++;
    current.push_back(context);
    return 0;
}
int cuCtxPopCurrent_v2(void **) {
    if (state.pushed == 0)
        fault("cuCtxPopCurrent without a context");
    else
        current.pop_back();
    state.pushed--;
    return 0;
}

int cuStreamCreate(void **stream, unsigned) {
    if (int status = enter("cuStreamCreate"))
        return status;
    state.streams++;
    *stream = handle<void *>();
    owners[*stream] = device_now();
    return 0;
}
int cuStreamDestroy_v2(void *) {
    state.streams--;
    return enter("cuStreamDestroy");
}
int cuStreamSynchronize(void *stream) {
    check_stream(stream, "cuStreamSynchronize");
    int status = enter("cuStreamSynchronize");
    std::erase_if(copies, [&](const Copy &copy) {
        if (!status && copy.stream == stream)
            std::memcpy(copy.to, copy.values.data(), copy.values.size());
        return copy.stream == stream;
    });
    return status;
}
int cuEventCreate(void **event, unsigned) {
    if (int status = enter("cuEventCreate"))
        return status;
    state.events++;
    *event = handle<void *>();
    return 0;
}
int cuEventRecord(void *, void *) { return enter("cuEventRecord"); }
int cuStreamWaitEvent(void *, void *, unsigned) { return enter("cuStreamWaitEvent"); }
int cuEventDestroy_v2(void *) {
    state.events--;
    return enter("cuEventDestroy");
}
int cuPointerGetAttribute(void *value, int attribute, uint64_t address) {
    auto after = memory.upper_bound(address & ~device_bit);
    if (attribute != 9 || !(address & device_bit) || after == memory.begin())
        return invalid_value;
    *static_cast<int *>(value) = ordinals[std::prev(after)->first];
    return 0;
}
int cuDeviceGetDefaultMemPool(void **pool, int) {
    *pool = handle<void *>();
    return 0;
}
int cuMemPoolSetAttribute(void *, int, void *) { return 0; }

int cuMemAllocAsync(uint64_t *address, size_t bytes, void *stream) {
    check_stream(stream, "cuMemAllocAsync");
    if (int status = enter("cuMemAllocAsync"))
        return status;
    std::unique_ptr<char[]> made(new char[bytes]);
    std::memset(made.get(), 0xA5, bytes); // what no array holds by chance
    uint64_t at = reinterpret_cast<uint64_t>(made.get());
    memory[at] = std::move(made);
    sizes[at] = bytes;
    ordinals[at] = device_now();
    state.allocations++;
    *address = at | device_bit;
    return 0;
}
int cuMemFreeAsync(uint64_t address, void *stream) {
    check_stream(stream, "cuMemFreeAsync");
    int status = enter("cuMemFreeAsync");
    if (ordinals[address & ~device_bit] != device_now())
        fault("cuMemFreeAsync of another device's memory");
    if (!memory.erase(address & ~device_bit))
        fault("cuMemFreeAsync of what is not allocated");
    else
        state.allocations--;
    return status;
}
int cuMemcpyHtoDAsync_v2(uint64_t to, const void *from, size_t bytes, void *stream) {
    check_stream(stream, "cuMemcpyHtoDAsync");
    if (int status = enter("cuMemcpyHtoDAsync"))
        return status;
    char *place = bytes_at(to, bytes, "cuMemcpyHtoDAsync");
    if (!place)
        return invalid_value;
    std::memcpy(place, from, bytes);
    return 0;
}
int cuMemcpyDtoHAsync_v2(void *to, uint64_t from, size_t bytes, void *stream) {
    check_stream(stream, "cuMemcpyDtoHAsync");
    if (int status = enter("cuMemcpyDtoHAsync"))
        return status;
    char *place = bytes_at(from, bytes, "cuMemcpyDtoHAsync");
    if (!place)
        return invalid_value;
    copies.push_back({to, {place, place + bytes}, stream});
    return 0;
}
int cuMemsetD8Async(uint64_t address, unsigned char value, size_t bytes, void *stream) {
    check_stream(stream, "cuMemsetD8Async");
    if (int status = enter("cuMemsetD8Async"))
        return status;
    char *place = bytes_at(address, bytes, "cuMemsetD8Async");
    if (!place)
        return invalid_value;
    std::memset(place, value, bytes);
    return 0;
}

int cuModuleLoadDataEx(void **module, const void *image, unsigned, int *, void **) {
    if (int status = enter("cuModuleLoadDataEx"))
        return status;
    state.modules++;
    *module = handle<void *>();
    modules[*module] = static_cast<const char *>(image);
    return 0;
}
int cuModuleUnload(void *module) {
    if (!modules.erase(module))
        fault("cuModuleUnload of what is not loaded");
    state.modules--;
    return enter("cuModuleUnload");
}
int cuModuleGetFunction(void **function, void *module, const char *name) {
    if (int status = enter("cuModuleGetFunction"))
        return status;
    auto loaded = modules.find(module);
    for (size_t i = 0; i < state.kernels.size(); i++)
        if (loaded != modules.end() && state.kernels[i].name == name &&
            loaded->second.find(".entry " + state.kernels[i].name) != std::string::npos) {
            *function = reinterpret_cast<void *>(i + 1);
            return 0;
        }
    // PTX itself cannot run here: such a kernel does nothing.
    bool written = loaded != modules.end() &&
                   loaded->second.find(".entry " + std::string(name) + "(") != std::string::npos;
    *function = written ? reinterpret_cast<void *>(~size_t{0}) : nullptr;
    return written ? 0 : not_found;
}
int cuLaunchKernel(void *function, unsigned grid_x, unsigned, unsigned, unsigned block_x, unsigned,
                   unsigned, unsigned, void *stream, void **parameters, void **) {
    check_stream(stream, "cuLaunchKernel");
    if (int status = enter("cuLaunchKernel")) {
        state.lost = status;
        return status;
    }
    if (grid_x == 0 || block_x == 0 || block_x > 1024)
        return invalid_value;
    state.groups = grid_x, state.block = block_x;
    int64_t workers = int64_t{grid_x} * block_x;
    bool runs = function != reinterpret_cast<void *>(~size_t{0});
    for (int64_t worker = runs ? workers : 0; worker-- > 0;)
        state.kernels[reinterpret_cast<size_t>(function) - 1].run(worker, workers, parameters);
    return 0;
}

int cuGetErrorName(int status, const char **name) {
    const std::map<int, const char *> known = {{1, "CUDA_ERROR_INVALID_VALUE"},
                                               {2, "CUDA_ERROR_OUT_OF_MEMORY"},
                                               {100, "CUDA_ERROR_NO_DEVICE"},
                                               {218, "CUDA_ERROR_INVALID_PTX"},
                                               {719, "CUDA_ERROR_LAUNCH_FAILED"}};
    auto found = known.find(status);
    *name = found == known.end() ? nullptr : found->second;
    return found == known.end() ? invalid_value : 0;
}
int cuGetErrorString(int, const char **words) {
    *words = "in the words of the driver";
    return 0;
}

} // extern "C"
