// An OpenCL loader in front of a driver that reads neither SPIR-V nor, where it has none, shared
// virtual memory: PoCL and Oclgrind, as far as the run time needs them. x86-64 only.
//
// READER_DRIVER names the driver's library. Modules go through `llvm-spirv-14 -r` and reach the
// driver as LLVM bitcode. Shared virtual memory is made of buffers: its addresses are reserved and
// never touched, and a pointer into it becomes its buffer.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <map>
#include <set>
#include <string>
#include <sys/mman.h>
#include <unistd.h>
#include <vector>

namespace {

using Handle = void *;

void *driver_symbol(const char *name) {
    static void *driver = dlopen(std::getenv("READER_DRIVER"), RTLD_NOW | RTLD_LOCAL);
    void *found = driver ? dlsym(driver, name) : nullptr;
    if (!found) {
        std::fprintf(stderr, "opencl_reader: no %s: %s\n", name, dlerror());
        std::abort();
    }
    return found;
}

template <typename Result = int32_t, typename... Arguments>
Result call(const char *name, Arguments... arguments) {
    return reinterpret_cast<Result (*)(Arguments...)>(driver_symbol(name))(arguments...);
}

constexpr uint32_t info_svm = 0x1053, info_il = 0x105B, info_devices = 0x1081;

bool has_memory(Handle device) {
    uint64_t abilities = 0;
    call("clGetDeviceInfo", device, info_svm, sizeof abilities, static_cast<void *>(&abilities),
         static_cast<size_t *>(nullptr));
    return abilities & 1;
}

Handle device_of(Handle context) {
    Handle device = nullptr;
    call("clGetContextInfo", context, info_devices, sizeof device, static_cast<void *>(&device),
         static_cast<size_t *>(nullptr));
    return device;
}

// The Debian readers stop at OpConstantNull of a number: it becomes OpConstant 0.
std::vector<uint32_t> without_null_numbers(const uint32_t *words, size_t count) {
    constexpr uint32_t type_int = 21, type_float = 22, constant = 43, constant_null = 46,
                       header = 5;
    std::map<uint32_t, uint32_t> width;
    std::vector<uint32_t> out(words, words + header);
    for (size_t at = header; at < count; at += words[at] >> 16) {
        uint32_t operation = words[at] & 0xFFFF, length = words[at] >> 16;
        if (operation == type_int || operation == type_float)
            width[words[at + 1]] = words[at + 2];
        if (operation == constant_null && width.count(words[at + 1])) {
            uint32_t zeros = width[words[at + 1]] > 32 ? 2 : 1;
            out.insert(out.end(), {(3 + zeros) << 16 | constant, words[at + 1], words[at + 2]});
            out.insert(out.end(), zeros, 0);
        } else {
            out.insert(out.end(), words + at, words + at + length);
        }
    }
    return out;
}

std::string bitcode_of(const void *words, size_t bytes) {
    char folder[] = "/tmp/opencl_readerXXXXXX";
    if (!mkdtemp(folder))
        std::abort();
    std::string in = std::string(folder) + "/m.spv", out = std::string(folder) + "/m.bc", bitcode;
    auto fixed = without_null_numbers(static_cast<const uint32_t *>(words), bytes / 4);
    if (FILE *file = std::fopen(in.c_str(), "wb")) {
        std::fwrite(fixed.data(), 4, fixed.size(), file);
        std::fclose(file);
    }
    if (std::system(("llvm-spirv-14 -r " + in + " -o " + out).c_str()) == 0)
        if (FILE *file = std::fopen(out.c_str(), "rb")) {
            for (int c; (c = std::fgetc(file)) != EOF;)
                bitcode += static_cast<char>(c);
            std::fclose(file);
        }
    unlink(in.c_str()), unlink(out.c_str()), rmdir(folder);
    return bitcode;
}

struct Shared {
    Handle buffer;
    size_t bytes;
};
std::map<const char *, Shared> &shared() {
    static std::map<const char *, Shared> all; // by first address
    return all;
}

// The buffer behind an address, and the offset in it; null where it is the host's.
Handle buffer_at(const void *address, size_t &offset) {
    auto *byte = static_cast<const char *>(address);
    auto after = shared().upper_bound(byte);
    if (after == shared().begin())
        return nullptr;
    auto &[first, memory] = *std::prev(after);
    offset = static_cast<size_t>(byte - first);
    return offset < memory.bytes ? memory.buffer : nullptr;
}

bool emulates_memory = false;

// Programs that the driver itself compiles.
std::set<Handle> &of_text() {
    static std::set<Handle> all;
    return all;
}

} // namespace

// What the driver does itself: a jump through a pointer that is set at the start.
#define FORWARDED(name)                                                                            \
    extern "C" {                                                                                   \
    [[gnu::visibility("hidden")]] void *forward_##name = driver_symbol(#name);                     \
    }                                                                                              \
    asm(".globl " #name "\n.type " #name ", @function\n" #name ":\n  jmp *forward_" #name          \
        "(%rip)\n");

FORWARDED(clGetPlatformIDs)
FORWARDED(clGetDeviceIDs)
FORWARDED(clCreateContext)
FORWARDED(clReleaseContext)
FORWARDED(clReleaseCommandQueue)
FORWARDED(clFinish)
FORWARDED(clReleaseProgram)
FORWARDED(clCreateKernel)
FORWARDED(clReleaseKernel)
FORWARDED(clSetKernelArg)
FORWARDED(clEnqueueNDRangeKernel)

extern "C" {

int32_t clGetDeviceInfo(Handle device, uint32_t what, size_t room, void *value, size_t *bytes) {
    if (what == info_il) {
        constexpr char version[] = "SPIR-V_1.2";
        if (value && room >= sizeof version)
            std::memcpy(value, version, sizeof version);
        if (bytes)
            *bytes = sizeof version;
        return 0;
    }
    if (what == info_svm && value) {
        emulates_memory = !has_memory(device);
        *static_cast<uint64_t *>(value) = 1;
        return 0;
    }
    return call("clGetDeviceInfo", device, what, room, value, bytes);
}

Handle clCreateCommandQueueWithProperties(Handle context, Handle device, const uint64_t *,
                                          int32_t *status) {
    return call<Handle>("clCreateCommandQueue", context, device, uint64_t{0}, status);
}

Handle clCreateProgramWithIL(Handle context, const void *words, size_t bytes, int32_t *status) {
    std::string bitcode = bitcode_of(words, bytes);
    Handle device = device_of(context);
    size_t length = bitcode.size();
    auto *start = reinterpret_cast<const unsigned char *>(bitcode.data());
    int32_t loaded = 0;
    return call<Handle>("clCreateProgramWithBinary", context, uint32_t{1}, &device, &length, &start,
                        &loaded, status);
}

Handle clCreateProgramWithSource(Handle context, uint32_t count, const char **texts,
                                 const size_t *bytes, int32_t *status) {
    auto program = call<Handle>("clCreateProgramWithSource", context, count, texts, bytes, status);
    of_text().insert(program);
    return program;
}

int32_t clBuildProgram(Handle program, uint32_t count, const Handle *devices, const char *options,
                       void *notify, void *user) {
    std::string all = options;
    if (!of_text().count(program))
        all += " -x spir -spir-std=1.2";
    return call("clBuildProgram", program, count, devices, all.c_str(), notify, user);
}

void *clSVMAlloc(Handle context, uint64_t flags, size_t bytes, uint32_t alignment) {
    if (!emulates_memory)
        return call<void *>("clSVMAlloc", context, flags, bytes, alignment);
    int32_t status = 0;
    auto *buffer = call<Handle>("clCreateBuffer", context, uint64_t{1}, bytes,
                                static_cast<void *>(nullptr), &status);
    void *address =
        mmap(nullptr, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (status || address == MAP_FAILED)
        return nullptr;
    shared()[static_cast<char *>(address)] = {buffer, bytes};
    return address;
}

void clSVMFree(Handle context, void *memory) {
    if (!emulates_memory)
        return call<void>("clSVMFree", context, memory);
    auto found = shared().find(static_cast<char *>(memory));
    call("clReleaseMemObject", found->second.buffer);
    munmap(memory, found->second.bytes);
    shared().erase(found);
}

int32_t clEnqueueSVMMemcpy(Handle queue, uint32_t wait, void *to, const void *from, size_t bytes,
                           uint32_t events, const void *wait_for, void *event) {
    if (!emulates_memory)
        return call("clEnqueueSVMMemcpy", queue, wait, to, from, bytes, events, wait_for, event);
    size_t offset = 0;
    if (Handle buffer = buffer_at(to, offset))
        return call("clEnqueueWriteBuffer", queue, buffer, wait, offset, bytes, from, events,
                    wait_for, event);
    Handle buffer = buffer_at(from, offset);
    return call("clEnqueueReadBuffer", queue, buffer, wait, offset, bytes, to, events, wait_for,
                event);
}

int32_t clEnqueueSVMMemFill(Handle queue, void *memory, const void *pattern, size_t pattern_bytes,
                            size_t bytes, uint32_t events, const void *wait_for, void *event) {
    if (!emulates_memory)
        return call("clEnqueueSVMMemFill", queue, memory, pattern, pattern_bytes, bytes, events,
                    wait_for, event);
    size_t offset = 0;
    Handle buffer = buffer_at(memory, offset);
    return call("clEnqueueFillBuffer", queue, buffer, pattern, pattern_bytes, offset, bytes, events,
                wait_for, event);
}

int32_t clSetKernelArgSVMPointer(Handle kernel, uint32_t index, const void *memory) {
    if (!emulates_memory)
        return call("clSetKernelArgSVMPointer", kernel, index, memory);
    size_t offset = 0;
    Handle buffer = buffer_at(memory, offset);
    if (!buffer)
        return -50; // CL_INVALID_ARG_VALUE
    if (offset) {
        struct {
            size_t origin, bytes;
        } part{offset,
               std::prev(shared().upper_bound(static_cast<const char *>(memory)))->second.bytes -
                   offset};
        int32_t status = 0;
        constexpr uint32_t region = 0x1220;
        buffer = call<Handle>("clCreateSubBuffer", buffer, uint64_t{0}, region,
                              static_cast<const void *>(&part), &status);
        if (status)
            return status;
    }
    return call("clSetKernelArg", kernel, index, sizeof buffer, static_cast<const void *>(&buffer));
}

} // extern "C"
