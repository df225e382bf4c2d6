// Guards, hidden arguments and the list of versions that belong to one meaning of the free names.
#include "bindings.h"

#include <algorithm>
#include <cstring>

namespace pragmac::native {

PyObject *Source::read() const {
    switch (from) {
    case From::dictionary: return PyDict_GetItemWithError(holder, key);
    case From::cell: return PyCell_GET(holder);
    case From::value: return holder;
    case From::default_value: {
        PyObject *defaults = PyFunction_GET_DEFAULTS(holder);
        Py_ssize_t index = PyLong_AsSsize_t(key);
        bool present = defaults && index >= 0 && index < PyTuple_GET_SIZE(defaults);
        return present ? PyTuple_GET_ITEM(defaults, index) : nullptr;
    }
    }
    return nullptr;
}

namespace {

size_t slots_of(const ValueType &type) {
    if (type.element == Element::none)
        return 0;
    if (type.rank >= 0)
        return 1 + static_cast<size_t>(type.rank);
    return is_complex(type.element) ? 2 : 1;
}

// The arrays among the arguments, with the slot each starts at.
std::vector<ArrayArgument> arrays_of(const CompiledVersion &compiled,
                                     const std::vector<ArgumentCode> &codes) {
    std::vector<ArrayArgument> arrays;
    size_t slot = 0;
    for (size_t i = 0; i < codes.size(); ++i) {
        ArgumentCode code = codes[i];
        Element element = element_of(code);
        if (!(code & array_bit)) {
            slot += is_complex(element) ? 2 : 1;
            continue;
        }
        int rank = rank_of(code);
        bool written = i < compiled.written.size() && compiled.written[i];
        arrays.push_back({slot, rank, element_bytes[static_cast<int>(element)], written,
                          layout_of(code), code & device_bits});
        slot += 1 + 2 * static_cast<size_t>(rank);
    }
    return arrays;
}

// A source is the tuple (from, holder, key).
bool parse_source(PyObject *item, Source &source) {
    int from = 0;
    if (!PyArg_ParseTuple(item, "iOO", &from, &source.holder, &source.key))
        return false;
    source.from = static_cast<Source::From>(from);
    bool fits = true;
    if (source.from == Source::From::dictionary)
        fits = PyDict_Check(source.holder);
    else if (source.from == Source::From::cell)
        fits = PyCell_Check(source.holder);
    else if (source.from == Source::From::default_value)
        fits = PyFunction_Check(source.holder) && PyLong_Check(source.key);
    if (!fits || from < 0 || from > 3)
        PyErr_SetString(PyExc_TypeError, "malformed source of a binding");
    return !PyErr_Occurred();
}

// The tuples in attribute `name` of `description`, which keeps them alive.
template <class F> bool for_each_item(PyObject *description, const char *name, F &&f) {
    Owned items(PyObject_GetAttrString(description, name));
    if (!items)
        return false;
    if (!PyTuple_Check(items.get())) {
        PyErr_Format(PyExc_TypeError, "`%s` of a binding is not a tuple", name);
        return false;
    }
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(items.get()); ++i)
        if (!f(PyTuple_GET_ITEM(items.get(), i)))
            return false;
    return true;
}

} // namespace

Version::Version(PyObject *capsule, const CompiledVersion &compiled,
                 std::vector<ArgumentCode> codes)
    : capsule(Owned::share(capsule)), codes(std::move(codes)), compiled(compiled),
      arrays(arrays_of(compiled, this->codes)) {
    for (const Result &result : compiled.results)
        result_slots +=
            (result.chosen ? 1 : 0) +
            (result.argument >= 0 || (result.chosen && !result.fresh) ? 0 : slots_of(result.type));
    writes = std::any_of(arrays.begin(), arrays.end(), [](const auto &a) { return a.written; });
    traceback_codes.resize(compiled.sites.size());
}

std::unique_ptr<Version> version_from_capsule(PyObject *capsule, std::vector<ArgumentCode> codes) {
    void *compiled = PyCapsule_GetPointer(capsule, version_capsule);
    if (!compiled)
        return nullptr;
    return std::make_unique<Version>(capsule, *static_cast<const CompiledVersion *>(compiled),
                                     std::move(codes));
}

Bindings *Bindings::create(PyObject *description) {
    auto bindings = std::make_unique<Bindings>();
    bindings->description_ = Owned::share(description);
    return bindings->parse(description) ? bindings.release() : nullptr;
}

bool Bindings::parse(PyObject *description) {
    bool guards = for_each_item(description, "guards", [&](PyObject *item) {
        PyObject *source = nullptr, *expected = nullptr;
        Guard guard;
        if (!PyArg_ParseTuple(item, "OO", &source, &expected) ||
            !parse_source(source, guard.source))
            return false;
        // An absent name is written as the Ellipsis, which is never guarded itself.
        guard.expected = expected == Py_Ellipsis ? nullptr : expected;
        guards_.push_back(guard);
        return true;
    });
    return guards && for_each_item(description, "hidden", [&](PyObject *item) {
               PyObject *source = nullptr;
               HiddenArgument hidden;
               if (!PyArg_ParseTuple(item, "OO", &hidden.name, &source) ||
                   !parse_source(source, hidden.source))
                   return false;
               hidden_.push_back(hidden);
               return true;
           });
}

void Bindings::drop() {
    if (--references_ == 0)
        delete this;
}

bool Bindings::valid() const {
    for (const Guard &guard : guards_)
        if (guard.source.read() != guard.expected)
            return false;
    return true;
}

Version *Bindings::find(const ArgumentCode *codes, size_t count) const {
    for (const auto &version : versions_)
        if (version->codes.size() == count &&
            std::memcmp(version->codes.data(), codes, count * sizeof *codes) == 0)
            return version.get();
    return nullptr;
}

Version *Bindings::add(std::unique_ptr<Version> version) {
    if (Version *existing = find(version->codes.data(), version->codes.size()))
        return existing; // another thread was first
    versions_.push_back(std::move(version));
    return versions_.back().get();
}

} // namespace pragmac::native
