// bindings: what the free names of a jitted function mean, and the versions compiled for that.
//
// Numbers and arrays are hidden arguments, read at every call. Functions, modules and dtypes are
// guarded by identity: when one has changed, the function is bound and compiled again.
#pragma once

#include "arguments.h"
#include "overlap_test.h"

#include <memory>
#include <vector>

namespace pragmac::native {

// A place a Python value is read from.
struct Source {
    enum class From : int { dictionary, cell, value, default_value };
    From from = From::value;
    PyObject *holder = nullptr; // dict, cell, the value itself, function
    PyObject *key = nullptr;    // name, unused, unused, index (int)

    // Borrowed; null without an exception when there is none.
    PyObject *read() const;
};

struct Guard {
    Source source;
    PyObject *expected = nullptr; // null = the name must be absent
};

struct HiddenArgument {
    Source source;
    PyObject *name = nullptr; // as the user wrote it
};

// A compiled version as the call path uses it.
struct Version {
    Version(PyObject *capsule, const CompiledVersion &compiled, std::vector<ArgumentCode> codes);

    Owned capsule;                   // keeps `compiled` alive
    std::vector<ArgumentCode> codes; // one per argument, hidden ones last
    const CompiledVersion &compiled;
    std::vector<ArrayArgument> arrays;
    size_t result_slots = 0;
    bool writes = false;
    bool long_calls = true; // the last call was long: the first one may be
    std::unique_ptr<Version> overlapping[overlap_kinds]; // for calls with an overlap of that kind
    std::unique_ptr<Version> whole; // with what this one leaves out, once a call has needed it
    std::vector<std::vector<Owned>>
        traceback_codes; // code objects per site, made when first raised
};

class Bindings {
  public:
    // `description` is the Python object with `.guards` and `.hidden`; null with an exception.
    static Bindings *create(PyObject *description);
    void hold() { ++references_; }
    void drop();

    // Every guarded name still means what it meant.
    bool valid() const;
    // The version for these codes, or null.
    Version *find(const ArgumentCode *codes, size_t count) const;
    Version *add(std::unique_ptr<Version> version);

    PyObject *description() const { return description_.get(); }
    const std::vector<HiddenArgument> &hidden() const { return hidden_; }

  private:
    bool parse(PyObject *description);
    int references_ = 1; // guarded by the GIL
    Owned description_;  // owns every object the sources point at
    std::vector<Guard> guards_;
    std::vector<HiddenArgument> hidden_;
    std::vector<std::unique_ptr<Version>> versions_;
};

// Null with an exception when `capsule` is not a compiled version.
std::unique_ptr<Version> version_from_capsule(PyObject *capsule, std::vector<ArgumentCode> codes);

} // namespace pragmac::native
