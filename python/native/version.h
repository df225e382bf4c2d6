// What one compile hands to the call path: code, written arguments, results and check sites.
//
// The compiler module writes this as bytes (`version_bytes.h`), which may be kept on disk;
// `load_version` makes a PyCapsule named `version_capsule` of them. The call path needs nothing of
// the IR or of LLVM.
#pragma once

#include "abi.h"

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace pragmac::native {

// Data types in the order of the IR's DType (the compiler module asserts that they agree).
enum class Element : uint8_t {
    none,
    b1,
    i8,
    i16,
    i32,
    i64,
    u8,
    u16,
    u32,
    u64,
    f16,
    f32,
    f64,
    c64,
    c128
};
inline constexpr int element_count = 15;

inline constexpr int element_bytes[element_count] = {0, 1, 1, 2, 4, 8, 1, 2, 4, 8, 2, 4, 8, 8, 16};
inline constexpr const char *element_names[element_count] = {"none", "bool", "i8",  "i16", "i32",
                                                             "i64",  "u8",   "u16", "u32", "u64",
                                                             "f16",  "f32",  "f64", "c64", "c128"};
constexpr int element_index(std::string_view name) {
    for (int i = 0; i < element_count; ++i)
        if (name == element_names[i])
            return i;
    return -1;
}
inline bool is_complex(Element e) { return e == Element::c64 || e == Element::c128; }

// A value that leaves the compiled function: its dtype, and whether a scalar has a Python kind.
struct ValueType {
    Element element = Element::none;
    bool python_kind = false;
    int rank = -1; // -1 = scalar
};

struct Result {
    ValueType type;
    int argument = -1; // the argument returned itself; else a scalar or a fresh array
    // A slot holds the argument's number, or -1; `fresh`: the slots of a fresh array follow.
    bool chosen = false, fresh = false;
    int opens = 0, closes = 0; // inner tuples that begin before it, and that end after it
};

// One Python line of a traceback entry.
struct Place {
    std::string file;
    std::string function;
    int line = 0;
};

// A check or print; pragmac_error.site indexes these.
struct CheckSite {
    std::string exception; // name in builtins, or `left_out`
    std::string message;   // {0}, {1}, … stand for the payload
    std::vector<ValueType> payload;
    std::vector<Place> places; // innermost first
    bool driver = false;       // a failed call of a device's driver
    std::shared_ptr<std::atomic<int64_t>> noted; // of a note: the amounts of all calls together
};
// Of a check that fails before the call has had any effect: the code that it needs is not here.
inline constexpr const char *left_out = "LeftOut";

struct CompiledVersion {
    std::string object;           // for `load_code`; let go once it is loaded
    std::vector<bool> written;    // per argument, hidden ones last
    std::vector<Result> results;
    bool tuple = false;           // the results form a tuple, also with one or no element
    std::vector<CheckSite> sites;
    // What loading makes of `object`.
    pragmac_entry entry = nullptr;
    std::shared_ptr<void> code;   // keeps the machine code alive
};

inline constexpr const char *version_capsule = "pragmac.CompiledVersion";

} // namespace pragmac::native
