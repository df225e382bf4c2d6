// The counting run time, and reading, compiling and calling for the emitter's tests.
#include "emit_fixture.h"

#include <algorithm>
#include <cstdlib>
#include <thread>

struct pragmac_allocation {
    pragmac_allocation *next;
    void *data;
};

namespace pragmac::testing {

namespace {

void *allocate(pragmac_frame *frame, int64_t bytes, int32_t zero) {
    void *data =
        bytes > (int64_t{1} << 40) ? nullptr : std::aligned_alloc(64, (bytes + 127) / 64 * 64);
    if (!data)
        return nullptr;
    std::memset(data, zero ? 0 : 0xa5, bytes);
    frame->allocations = new pragmac_allocation{frame->allocations, data};
    CountingRuntime::allocations++;
    CountingRuntime::live++;
    return data;
}

void release(pragmac_frame *frame, pragmac_allocation *mark) {
    while (frame->allocations != mark) {
        pragmac_allocation *first = frame->allocations;
        frame->allocations = first->next;
        if (first->data)
            CountingRuntime::live--;
        std::free(first->data);
        delete first;
    }
}

void detach(pragmac_frame *frame, void *data) {
    for (pragmac_allocation *a = frame->allocations; a; a = a->next)
        if (a->data == data)
            a->data = nullptr;
}

// Threads take every n-th chunk, the last ones first: one frame sees later errors before earlier.
int32_t launch(pragmac_frame *frame, pragmac_body body, void *context, int64_t trip, int64_t chunk,
               int32_t threads, int32_t schedule, double work) {
    CountingRuntime::asked_work = work;
    CountingRuntime::asked_threads = threads;
    CountingRuntime::asked_schedule = schedule;
    CountingRuntime::asked_chunk = chunk;
    int n = CountingRuntime::threads;
    int64_t size = CountingRuntime::chunk ? CountingRuntime::chunk : trip / n + 1;
    std::vector<pragmac_frame> frames(n);
    std::vector<std::thread> workers;
    for (int w = 0; w < n; w++) {
        frames[w] = {};
        frames[w].error.site = -1;
        workers.emplace_back([&, w] {
            int64_t chunks = (trip + size - 1) / size;
            for (int64_t c = chunks - 1; c >= 0; c--)
                if (c % n == w)
                    body(context, c * size, std::min(c * size + size, trip), &frames[w]);
        });
    }
    for (std::thread &worker : workers)
        worker.join();
    for (const pragmac_frame &f : frames) {
        if (f.allocations)
            std::abort();
        if (f.error.site >= 0 &&
            (frame->error.site < 0 || f.error.iteration < frame->error.iteration))
            frame->error = f.error;
    }
    return frame->error.site >= 0;
}

// The last launch first where the order is free.
int32_t team(pragmac_frame *frame, const pragmac_part *parts, int32_t count, int32_t by_chunk,
             int32_t threads, int32_t schedule, double work) {
    std::vector<pragmac_frame> frames(count);
    for (int32_t k = 0; k < count; k++) {
        int32_t p = by_chunk ? k : count - 1 - k;
        frames[p].error.site = -1;
        launch(&frames[p], parts[p].body, parts[p].context, parts[p].trip, parts[p].chunk, threads,
               schedule, work);
    }
    for (const pragmac_frame &f : frames)
        if (f.error.site >= 0 && frame->error.site < 0)
            frame->error = f.error;
    return frame->error.site >= 0;
}

} // namespace

std::vector<Symbol> CountingRuntime::symbols() {
    std::vector<Symbol> table(runtime_symbols().begin(), runtime_symbols().end());
    auto add = [&](std::string_view name, auto *function) {
        auto found = std::ranges::find(table, name, &Symbol::name);
        found->address = reinterpret_cast<void *>(function);
    };
    add("pragmac_allocate", &allocate);
    add("pragmac_release", &release);
    add("pragmac_detach", &detach);
    add("pragmac_launch", &launch);
    add("pragmac_team", &team);
    return table;
}

Machine::Machine(const std::string &text) {
    ReadError error;
    NodeRef n = read(text, build_, error);
    if (!n)
        throw InternalError{"line " + std::to_string(error.line) + ": " + error.message};
    func_ = as<Func>(n);
    std::vector<std::string> problems = verify(func_, H);
    if (!problems.empty())
        throw InternalError{problems.front()};
    code_ = compile_machine_ir(func_, {});
    loaded_ = load_code(code_.object, CountingRuntime::symbols());
}

Machine::Machine(const Func *func) : func_(func) {
    code_ = compile_machine_ir(func_, {});
    loaded_ = load_code(code_.object, CountingRuntime::symbols());
}

int Machine::call(Slots &slots) {
    frame_ = {};
    frame_.error.site = -1;
    frame_.print = print;
    frame_.caller = this;
    printed_.clear();
    return loaded_.entry(slots.data(), &frame_);
}

std::string Machine::text(Stage stage) const { return machine_ir_to_text(func_, {}, stage); }

// Fails when it is asked to print 13.
int32_t Machine::print(pragmac_frame *frame, int32_t site, const uint64_t *values) {
    auto *machine = static_cast<Machine *>(frame->caller);
    size_t count = machine->code_.sites.at(site).payload.size();
    machine->printed_.insert(machine->printed_.end(), values, values + count);
    return count && values[0] == 13;
}

} // namespace pragmac::testing
