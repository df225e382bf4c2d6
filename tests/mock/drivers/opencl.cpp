// An OpenCL loader without a device: the entry points that the run time loads, checked and counted.
//
// Memory has addresses that only the driver's calls may touch. Copies to the host are made when
// somebody waits for them: a driver may do it as late as that.
#include "mock_opencl.h"

#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>

namespace {

using Handle = void *;

struct Queue {
    Handle context;
};
struct Program {
    Handle context;
    std::string code;
    bool built = false;
};
struct Kernel {
    Handle context;
    void (*run)(int64_t, int64_t, uint64_t *); // null: SPIR-V itself cannot run here
    std::map<uint32_t, uint64_t> arguments;
};
struct Memory {
    Handle context;
    std::unique_ptr<char[]> bytes;
    size_t count;
};
struct Copy {
    Handle queue;
    void *to;
    std::vector<char> values;
};

MockOpencl state;
std::map<Handle, const MockOpencl::Device *> contexts; // what is alive, by handle
std::map<Handle, Queue> queues;
std::map<Handle, Program> programs;
std::map<Handle, Kernel> kernels;
std::map<uint64_t, Memory> memory; // by address, without the bit
std::vector<Copy> copies;
std::map<std::string, int> counts;
intptr_t next_handle = 1;

constexpr int32_t invalid_value = -30, invalid_context = -34, invalid_queue = -36,
                  invalid_program = -44, invalid_executable = -45, invalid_name = -46,
                  invalid_kernel = -48, invalid_argument = -50, not_found = -1;
constexpr uint64_t device_bit = uint64_t{1} << 62; // host code that follows it faults

Handle new_handle() { return reinterpret_cast<Handle>(next_handle++); }
void fault(const std::string &what) { state.faults.push_back(what); }

// The status that a call is to return before it does anything, 0 to go on.
int32_t enter(const char *name) {
    state.calls.push_back(name);
    if (const char *told = std::getenv("MOCK_OPENCL_FAILS")) // "clBuildProgram=-11"
        if (std::string text = told; text.substr(0, text.find('=')) == name)
            return std::atoi(told + text.find('=') + 1);
    bool fails = name == state.fails && counts[name]++ >= state.fails_from;
    return fails ? state.fail_status : 0;
}

template <class Made> Handle keep(std::map<Handle, Made> &alive, int &count, Made made) {
    count++;
    Handle handle = new_handle();
    alive.emplace(handle, std::move(made));
    return handle;
}

template <class Made>
int32_t release(std::map<Handle, Made> &alive, int &count, Handle handle, const char *name,
                int32_t invalid) {
    int32_t status = enter(name);
    if (!alive.erase(handle)) {
        fault(std::string(name) + " of what is not alive");
        return invalid;
    }
    count--;
    return status;
}

// The bytes behind an address of the device; null where it is the host's.
char *bytes_at(const void *address, size_t count, Handle context, const char *who) {
    auto number = reinterpret_cast<uint64_t>(address);
    if (!(number & device_bit))
        return nullptr;
    auto after = memory.upper_bound(number & ~device_bit);
    if (after != memory.begin()) {
        auto &[first, block] = *std::prev(after);
        uint64_t offset = (number & ~device_bit) - first;
        if (offset + count <= block.count) {
            if (block.context != context)
                fault(std::string(who) + " of another context's memory");
            return block.bytes.get() + offset;
        }
    }
    fault(std::string(who) + " outside of device memory");
    return nullptr;
}

void make_copies(Handle queue) {
    std::erase_if(copies, [&](const Copy &copy) {
        if (copy.queue == queue)
            std::memcpy(copy.to, copy.values.data(), copy.values.size());
        return copy.queue == queue;
    });
}

// Nobody looks at events here: one that is asked for would leak.
void check_events(uint32_t waits, const void *list, const void *event, const char *who) {
    if (waits || list || event) {
        state.events++;
        fault(std::string(who) + " with events");
    }
}

template <class T> int32_t answer(T value, size_t room, void *to, size_t *bytes) {
    if (to && room < sizeof value)
        return invalid_value;
    if (to)
        std::memcpy(to, &value, sizeof value);
    if (bytes)
        *bytes = sizeof value;
    return 0;
}

int32_t answer_text(const std::string &text, size_t room, void *to, size_t *bytes) {
    if (to && room <= text.size())
        return invalid_value;
    if (to)
        std::memcpy(to, text.c_str(), text.size() + 1);
    if (bytes)
        *bytes = text.size() + 1;
    return 0;
}

} // namespace

extern "C" {

MockOpencl *mock_opencl_reset() {
    state = {};
    contexts.clear(), queues.clear(), programs.clear(), kernels.clear();
    memory.clear(), copies.clear(), counts.clear();
    return &state;
}

const char *mock_opencl_calls() {
    static std::string text;
    text.clear();
    for (const std::string &call : state.calls)
        text += call + "\n";
    for (const std::string &wrong : state.faults)
        text += "fault: " + wrong + "\n";
    return text.c_str();
}

int32_t clGetPlatformIDs(uint32_t room, Handle *found, uint32_t *count) {
    if (const char *told = std::getenv("MOCK_OPENCL_DEVICES")) {
        state.platforms.assign(1, {});
        for (int i = 0; i < std::atoi(told); i++)
            state.platforms[0].push_back({.name = "Mock " + std::to_string(i),
                                          .spirv = !std::getenv("MOCK_OPENCL_TAKES_TEXT")});
    }
    for (uint32_t i = 0; found && i < room; i++)
        found[i] = &state.platforms[i];
    if (count)
        *count = static_cast<uint32_t>(state.platforms.size());
    return state.platforms.empty() ? -1001 : 0; // what loaders say without a platform
}
int32_t clGetDeviceIDs(Handle platform, uint64_t, uint32_t room, Handle *found, uint32_t *count) {
    auto &devices = *static_cast<std::vector<MockOpencl::Device> *>(platform);
    for (uint32_t i = 0; found && i < room; i++)
        found[i] = &devices[i];
    if (count)
        *count = static_cast<uint32_t>(devices.size());
    return devices.empty() ? not_found : 0;
}
int32_t clGetDeviceInfo(Handle device, uint32_t what, size_t room, void *to, size_t *bytes) {
    auto &asked = *static_cast<const MockOpencl::Device *>(device);
    switch (what) {
    case 0x1000: return answer(uint64_t{asked.gpu ? 4u : 2u}, room, to, bytes);
    case 0x1002: return answer(static_cast<uint32_t>(asked.units), room, to, bytes);
    case 0x1004: return answer(static_cast<size_t>(asked.threads_per_group), room, to, bytes);
    case 0x101B: return answer(uint64_t{1 << 7}, room, to, bytes);
    case 0x101F: return answer(uint64_t{8} << 30, room, to, bytes);
    case 0x1028: return answer(uint32_t{asked.compiler ? 1u : 0u}, room, to, bytes);
    case 0x102B: return answer_text(asked.name, room, to, bytes);
    case 0x1032: return answer(uint64_t{asked.float64 ? 63u : 0u}, room, to, bytes);
    case 0x1053: return answer(uint64_t{asked.shares_pointers ? 1u : 0u}, room, to, bytes);
    case 0x105B: return answer_text(asked.spirv ? "SPIR-V_1.2" : "", room, to, bytes);
    default: return invalid_value;
    }
}

Handle clCreateContext(const intptr_t *, uint32_t, const Handle *devices, void *, void *,
                       int32_t *status) {
    *status = enter("clCreateContext");
    return *status ? nullptr
                   : keep(contexts, state.contexts,
                          static_cast<const MockOpencl::Device *>(devices[0]));
}
int32_t clReleaseContext(Handle context) {
    for (const auto &[address, block] : memory)
        if (block.context == context)
            fault("clReleaseContext with memory of it");
    return release(contexts, state.contexts, context, "clReleaseContext", invalid_context);
}
Handle clCreateCommandQueueWithProperties(Handle context, Handle device, const uint64_t *,
                                          int32_t *status) {
    *status = enter("clCreateCommandQueueWithProperties");
    auto found = contexts.find(context);
    if (!*status && (found == contexts.end() || found->second != device))
        *status = invalid_context;
    return *status ? nullptr : keep(queues, state.queues, Queue{context});
}
int32_t clReleaseCommandQueue(Handle queue) {
    return release(queues, state.queues, queue, "clReleaseCommandQueue", invalid_queue);
}
int32_t clFinish(Handle queue) {
    int32_t status = enter("clFinish");
    if (!queues.count(queue))
        return invalid_queue;
    if (!status)
        make_copies(queue);
    return status;
}

void *clSVMAlloc(Handle context, uint64_t, size_t bytes, uint32_t) {
    if (enter("clSVMAlloc") || !contexts.count(context))
        return nullptr;
    std::unique_ptr<char[]> made(new char[bytes]);
    std::memset(made.get(), 0xA5, bytes); // what no array holds by chance
    auto address = reinterpret_cast<uint64_t>(made.get());
    memory[address] = {context, std::move(made), bytes};
    state.allocations++;
    return reinterpret_cast<void *>(address | device_bit);
}
void clSVMFree(Handle context, void *address) {
    enter("clSVMFree");
    auto found = memory.find(reinterpret_cast<uint64_t>(address) & ~device_bit);
    if (found == memory.end() || found->second.context != context)
        return fault("clSVMFree of what is not allocated in the context");
    memory.erase(found);
    state.allocations--;
}
int32_t clEnqueueSVMMemcpy(Handle queue, uint32_t wait, void *to, const void *from, size_t bytes,
                           uint32_t events, const void *list, void *event) {
    int32_t status = enter(wait ? "clEnqueueSVMMemcpy wait" : "clEnqueueSVMMemcpy");
    check_events(events, list, event, "clEnqueueSVMMemcpy");
    auto found = queues.find(queue);
    if (status || found == queues.end())
        return status ? status : invalid_queue;
    char *source = bytes_at(from, bytes, found->second.context, "clEnqueueSVMMemcpy");
    char *target = bytes_at(to, bytes, found->second.context, "clEnqueueSVMMemcpy");
    if (!source && !target)
        return invalid_value;
    if (target)
        std::memcpy(target, source ? source : from, bytes);
    else
        copies.push_back({queue, to, {source, source + bytes}});
    if (wait)
        make_copies(queue);
    else if (target && !source)
        fault("clEnqueueSVMMemcpy from the host without a wait");
    return 0;
}
int32_t clEnqueueSVMMemFill(Handle queue, void *address, const void *pattern, size_t size,
                            size_t bytes, uint32_t events, const void *list, void *event) {
    int32_t status = enter("clEnqueueSVMMemFill");
    check_events(events, list, event, "clEnqueueSVMMemFill");
    auto found = queues.find(queue);
    if (status || found == queues.end())
        return status ? status : invalid_queue;
    char *target = bytes_at(address, bytes, found->second.context, "clEnqueueSVMMemFill");
    if (!target || bytes % size)
        return invalid_value;
    for (size_t at = 0; at < bytes; at += size)
        std::memcpy(target + at, pattern, size);
    return 0;
}

Handle clCreateProgramWithIL(Handle context, const void *words, size_t bytes, int32_t *status) {
    *status = enter("clCreateProgramWithIL");
    if (!*status && !contexts.count(context))
        *status = invalid_context;
    if (*status)
        return nullptr;
    return keep(programs, state.programs,
                Program{context, std::string(static_cast<const char *>(words), bytes)});
}
Handle clCreateProgramWithSource(Handle context, uint32_t count, const char **texts,
                                 const size_t *bytes, int32_t *status) {
    *status = enter("clCreateProgramWithSource");
    if (!*status && (!contexts.count(context) || count != 1))
        *status = invalid_context;
    if (*status)
        return nullptr;
    return keep(programs, state.programs, Program{context, std::string(texts[0], bytes[0])});
}
int32_t clBuildProgram(Handle program, uint32_t count, const Handle *devices, const char *options,
                       void *, void *) {
    if (int32_t status = enter("clBuildProgram"))
        return status;
    auto found = programs.find(program);
    if (found == programs.end() || count != 1 || contexts[found->second.context] != devices[0])
        return invalid_program;
    state.options = options;
    found->second.built = true;
    return 0;
}
int32_t clReleaseProgram(Handle program) {
    return release(programs, state.programs, program, "clReleaseProgram", invalid_program);
}
Handle clCreateKernel(Handle program, const char *name, int32_t *status) {
    *status = enter("clCreateKernel");
    auto found = programs.find(program);
    if (!*status && (found == programs.end() || !found->second.built))
        *status = invalid_executable;
    else if (!*status && found->second.code.find(name) == std::string::npos)
        *status = invalid_name;
    if (*status)
        return nullptr;
    Kernel made{found->second.context, nullptr, {}};
    for (const MockOpencl::Kernel &known : state.kernels)
        if (known.name == name)
            made.run = known.run;
    return keep(kernels, state.kernels_made, std::move(made));
}
int32_t clReleaseKernel(Handle kernel) {
    return release(kernels, state.kernels_made, kernel, "clReleaseKernel", invalid_kernel);
}
int32_t clSetKernelArg(Handle kernel, uint32_t index, size_t bytes, const void *value) {
    auto found = kernels.find(kernel);
    if (found == kernels.end() || bytes != sizeof(uint64_t))
        return invalid_kernel;
    uint64_t &argument = found->second.arguments[index];
    argument = 0;
    if (value)
        std::memcpy(&argument, value, bytes);
    return 0;
}
int32_t clSetKernelArgSVMPointer(Handle kernel, uint32_t index, const void *address) {
    auto found = kernels.find(kernel);
    if (found == kernels.end())
        return invalid_kernel;
    if (!bytes_at(address, 0, found->second.context, "clSetKernelArgSVMPointer"))
        return invalid_argument;
    found->second.arguments[index] = reinterpret_cast<uint64_t>(address);
    return 0;
}
int32_t clEnqueueNDRangeKernel(Handle queue, Handle kernel, uint32_t dimensions, const size_t *,
                               const size_t *threads, const size_t *group, uint32_t events,
                               const void *list, void *event) {
    int32_t status = enter("clEnqueueNDRangeKernel");
    check_events(events, list, event, "clEnqueueNDRangeKernel");
    auto asked = queues.find(queue);
    auto found = kernels.find(kernel);
    if (status || asked == queues.end() || found == kernels.end())
        return status ? status : invalid_queue;
    auto &[context, run, values] = found->second;
    if (context != asked->second.context)
        fault("clEnqueueNDRangeKernel of another context's kernel");
    int64_t workers = 1;
    size_t together = 1;
    for (uint32_t i = 0; i < dimensions; i++) {
        if (threads[i] == 0 || group[i] == 0 || threads[i] % group[i])
            return -54; // CL_INVALID_WORK_GROUP_SIZE
        workers *= static_cast<int64_t>(threads[i]);
        together *= group[i];
    }
    if (together > static_cast<size_t>(contexts[context]->threads_per_group))
        return -54;
    state.threads = threads[0], state.group = group[0];
    std::vector<uint64_t> arguments;
    for (const auto &[index, value] : values)
        arguments.push_back(value & ~device_bit);
    for (int64_t worker = run ? workers : 0; worker-- > 0;)
        run(worker, workers, arguments.data());
    return 0;
}

} // extern "C"
