// Compiles level-H text and calls the code with slots, on a small run time that counts allocations.
#pragma once

#include "emit_host.h"
#include "load_code.h"

#include <gtest/gtest.h>

#include <atomic>
#include <bit>
#include <cstring>
#include <initializer_list>

namespace pragmac::testing {

// The run-time functions that generated code calls; one thread per share, no pool.
struct CountingRuntime {
    static inline std::atomic<int> allocations = 0, live = 0; // so far; not yet freed
    static inline int threads = 1; // workers of the next launch
    static inline int64_t chunk = 0; // iterations per chunk; 0 = trip / threads
    static inline int32_t asked_threads = 0, asked_schedule = 0; // by the last launch
    static inline int64_t asked_chunk = 0;
    static inline double asked_work = 0;
    static std::vector<Symbol> symbols(); // sorted by name
};

inline uint64_t slot(double v) { return std::bit_cast<uint64_t>(v); }
inline uint64_t slot(float v) { return std::bit_cast<uint32_t>(v); }
inline uint64_t slot(int64_t v) { return static_cast<uint64_t>(v); }
inline uint64_t slot(int v) { return static_cast<uint64_t>(static_cast<int64_t>(v)); }
inline uint64_t slot(uint64_t v) { return v; }
template <class T> uint64_t slot(T *p) { return reinterpret_cast<uint64_t>(p); }

using Slots = std::vector<uint64_t>;

// A compiled function and the frame of its last call.
class Machine {
  public:
    explicit Machine(const std::string &text);
    Machine(const Func *func);

    // Returns the entry's status; `slots` takes the results.
    int call(Slots &slots);
    int call(Slots &&slots) { return call(slots); }
    const pragmac_error &error() const { return frame_.error; }
    const Site &site() const { return code_.sites.at(error().site); }
    const std::vector<Site> &sites() const { return code_.sites; }
    const std::vector<uint64_t> &printed() const { return printed_; }
    std::string text(Stage stage) const;

  private:
    static int32_t print(pragmac_frame *frame, int32_t site, const uint64_t *values);

    Arena arena_;
    Builder build_{arena_};
    const Func *func_ = nullptr;
    HostCode code_;
    LoadedCode loaded_;
    pragmac_frame frame_{};
    std::vector<uint64_t> printed_;
};

// Appends a contiguous array's slots.
template <class T> void add_array(Slots &slots, T *data, std::initializer_list<int64_t> extents) {
    slots.push_back(slot(data));
    std::vector<int64_t> shape(extents), strides(shape.size());
    int64_t stride = sizeof(T);
    for (size_t i = shape.size(); i-- > 0; stride *= shape[i])
        strides[i] = stride;
    for (int64_t extent : shape)
        slots.push_back(slot(extent));
    for (int64_t s : strides)
        slots.push_back(slot(s));
}

} // namespace pragmac::testing
