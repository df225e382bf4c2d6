// sanitized_calls FILE...: compiles machine-level IR with the thread sanitizer's checks and calls
// it.
//
// Each FILE holds one call as tests/threads/written_calls.py writes it; the code runs on the real
// run time, no Python near, and on a launch that gives neighbouring chunks to different threads,
// however few they are. The sanitizer reports races on standard error and sets the exit status.
#include "build.h"
#include "emit_host.h"
#include "fields.h"
#include "launch.h"
#include "load_code.h"
#include "symbols.h"

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <fstream>
#include <iostream>
#include <memory>
#include <sstream>
#include <thread>

namespace {

using namespace pragmac;

constexpr int repeats = 3; // of each launch

// Chunk k on thread k % spread_threads: that a race is seen does not depend on who is fast.
constexpr int spread_threads = 3;
std::atomic<bool> spread = false;
thread_local bool on_spread_thread = false;

int32_t launch(pragmac_frame *frame, pragmac_body body, void *context, int64_t trip, int64_t chunk,
               int32_t threads, int32_t schedule, double work) {
    if (!spread || on_spread_thread)
        return pragmac_launch(frame, body, context, trip, chunk, on_spread_thread ? 1 : threads,
                              schedule, work);
    ChunkPlan plan = plan_chunks(trip, chunk);
    std::vector<pragmac_frame> frames(spread_threads);
    std::vector<std::thread> workers;
    for (int w = 0; w < spread_threads; w++) {
        frames[w].error.site = -1;
        frames[w].print = frame->print;
        workers.emplace_back([&, w] {
            on_spread_thread = true;
            for (int64_t k = w; k < plan.count && frames[w].error.site < 0; k += spread_threads)
                body(context, k * plan.size, std::min((k + 1) * plan.size, trip), &frames[w]);
            pragmac_release(&frames[w], nullptr);
        });
    }
    for (std::thread &worker : workers)
        worker.join();
    for (const pragmac_frame &own : frames)
        if (own.error.site >= 0 &&
            (frame->error.site < 0 || own.error.iteration < frame->error.iteration))
            frame->error = own.error;
    return frame->error.site >= 0;
}

// What LLVM's pass calls. Older run times have no entry points for copies: the intercepted ones do.
std::vector<Symbol> symbols() {
    static std::vector<std::string> names;
    std::vector<Symbol> table;
    for (const Symbol &symbol : runtime_symbols())
        if (std::string_view(symbol.name) != "pragmac_launch")
            table.push_back({symbol.name, symbol.address});
    table.push_back({"pragmac_launch", reinterpret_cast<void *>(&launch)});
    names = {"func_entry", "func_exit", "atomic_thread_fence", "atomic_signal_fence"};
    for (std::string size : {"1", "2", "4", "8", "16"})
        for (std::string kind : {"read", "write", "unaligned_read", "unaligned_write", "read_write",
                                 "unaligned_read_write"})
            names.push_back(kind + size);
    for (std::string bits : {"8", "16", "32", "64", "128"})
        for (std::string kind : {"load", "store", "exchange", "fetch_add", "fetch_sub", "fetch_and",
                                 "fetch_or", "fetch_xor", "fetch_nand", "compare_exchange_val"})
            names.push_back("atomic" + bits + "_" + kind);
    for (std::string &name : names) {
        name = "__tsan_" + name;
        if (void *address = dlsym(RTLD_DEFAULT, name.c_str()))
            table.push_back({name.c_str(), address});
    }
    table.push_back({"__tsan_memcpy", reinterpret_cast<void *>(&std::memcpy)});
    table.push_back({"__tsan_memmove", reinterpret_cast<void *>(&std::memmove)});
    table.push_back({"__tsan_memset", reinterpret_cast<void *>(&std::memset)});
    std::ranges::sort(table, {}, [](const Symbol &s) { return std::string_view(s.name); });
    return table;
}

struct Block {
    std::vector<unsigned char> bytes;
    size_t misalignment = 0;
};

// Lines `block MISALIGNMENT HEX`, `slots N...`, `array BLOCK OFFSET N...`; the rest is IR.
struct Call {
    std::vector<Block> blocks;
    struct Argument {
        std::ptrdiff_t block = -1, offset = 0;
        std::vector<uint64_t> slots;
    };
    std::vector<Argument> arguments;
    std::string text;
};

std::vector<unsigned char> bytes_of(const std::string &hex) {
    std::vector<unsigned char> bytes;
    for (size_t i = 0; i + 1 < hex.size(); i += 2)
        bytes.push_back(static_cast<unsigned char>(std::stoi(hex.substr(i, 2), nullptr, 16)));
    return bytes;
}

Call read_call(const std::string &file) {
    std::ifstream in(file);
    if (!in)
        throw InternalError{"cannot read " + file};
    Call call;
    for (std::string line; std::getline(in, line);) {
        std::istringstream words(line);
        std::string kind;
        words >> kind;
        if (kind == "block") {
            Block block;
            std::string hex;
            words >> block.misalignment >> hex;
            block.bytes = bytes_of(hex);
            call.blocks.push_back(std::move(block));
        } else if (kind == "array" || kind == "slots") {
            Call::Argument argument;
            if (kind == "array")
                words >> argument.block >> argument.offset;
            for (uint64_t slot; words >> slot;)
                argument.slots.push_back(slot);
            call.arguments.push_back(std::move(argument));
        } else {
            call.text += line + "\n";
        }
    }
    return call;
}

int32_t print_nothing(pragmac_frame *, int32_t, const uint64_t *) { return 0; }

// Fresh copies of the blocks for every call: a call sees what its caller's arrays held.
void run(const Call &call, pragmac_entry entry, const Func &func) {
    std::vector<std::unique_ptr<unsigned char[]>> memory;
    std::vector<unsigned char *> starts;
    for (const Block &block : call.blocks) {
        memory.push_back(std::make_unique<unsigned char[]>(block.bytes.size() + 128));
        auto address = reinterpret_cast<uintptr_t>(memory.back().get());
        starts.push_back(memory.back().get() + (64 - address % 64) + block.misalignment);
        std::memcpy(starts.back(), block.bytes.data(), block.bytes.size());
    }
    std::vector<uint64_t> slots;
    for (const Call::Argument &argument : call.arguments) {
        if (argument.block >= 0)
            slots.push_back(reinterpret_cast<uint64_t>(starts.at(argument.block)) +
                            argument.offset);
        slots.insert(slots.end(), argument.slots.begin(), argument.slots.end());
    }
    size_t results = slots.size();
    slots.resize(results + 64);
    pragmac_frame frame{};
    frame.error.site = -1;
    frame.print = print_nothing;
    bool failed = entry(slots.data(), &frame) != 0;
    for (const Type &type : func.results) {
        if (type.array && !failed)
            pragmac_free(reinterpret_cast<void *>(slots[results]));
        results += type.array ? 1 + type.rank : is_complex(type.dtype) ? 2 : 1;
    }
}

void run_file(const std::string &file, std::span<const Symbol> table) {
    Call call = read_call(file);
    Arena arena;
    Builder build(arena);
    ReadError error;
    NodeRef tree = read(call.text, build, error);
    if (!tree)
        throw InternalError{file + ":" + std::to_string(error.line) + ": " + error.message};
    const Func &func = *as<Func>(tree);
    if (std::vector<std::string> problems = verify(tree, H); !problems.empty())
        throw InternalError{file + ": " + problems[0]};
    CompileOptions options;
    options.sanitize_threads = true;
    LoadedCode code = load_code(compile_machine_ir(&func, options).object, table);
    std::cerr << "call " << file << "\n";
    for (int k = 0; k < 2 * repeats; k++) {
        spread = k >= repeats;
        run(call, code.entry, func);
    }
}

} // namespace

int main(int argc, char **argv) {
    std::vector<Symbol> table = symbols();
    try {
        for (int i = 1; i < argc; i++)
            run_file(argv[i], table);
    } catch (const InternalError &error) {
        std::cerr << "sanitized_calls: " << error.message << "\n";
        return 1;
    } catch (const BadCode &error) {
        std::cerr << "sanitized_calls: " << error.message << "\n";
        return 1;
    }
    return 0;
}
