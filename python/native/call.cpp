// One call of a jitted function, from Python objects to slots, native code, and back.
//
// The path of a repeated call allocates nothing before its result: arguments are read into slots
// and type codes on the stack, guards are dictionary lookups, versions are found by comparing
// codes. Everything else (binding, compiling, refusing) is a method of the Python-side compiler.
#include "device_array.h"
#include "device_call.h"
#include "jitted.h"
#include "raise_error.h"
#include "results.h"

#if defined(__x86_64__)
#include <x86intrin.h>
#else
#include <chrono>
#endif

namespace pragmac::native {

namespace {

// With so many elements a call takes longer than giving up the lock and taking it again; with
// fewer it does when the version's last call did (loops over a number, cubes of an extent).
constexpr int64_t release_lock_elements = 50'000;
constexpr uint64_t long_call = 30'000; // ticks: about 10 microseconds

uint64_t ticks() {
#if defined(__x86_64__)
    return __rdtsc();
#else
    return static_cast<uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count());
#endif
}

class Call {
  public:
    explicit Call(Jitted *self) : self_(self) {}
    Call(const Call &) = delete;
    Call &operator=(const Call &) = delete;
    ~Call();

    bool bind(PyObject *const *args, Py_ssize_t positional, PyObject *keyword_names);
    bool read();
    PyObject *run();
    PyObject *describe() const;

  private:
    bool read_value(PyObject *value, PyObject *name);
    bool read_hidden();
    bool try_hidden();
    void hold_bindings();
    bool rebind();
    std::unique_ptr<Version> compiled(Overlap overlap, bool whole);
    Version *compile(Overlap overlap);
    Version *version();
    PyObject *invoke(Version &version, bool release_lock, bool &incomplete);
    TypedArgument adopt(PyObject *value);
    bool begin_on_device(const Version &version, pragmac_frame &frame);
    bool end_on_device(pragmac_frame &frame);
    std::vector<ArgumentCode> code_list() const {
        return {codes_.data(), codes_.data() + codes_.size()};
    }

    Jitted *self_;
    Bindings *bindings_ = nullptr;
    StackList<PyObject *, 32> objects_; // arguments, then hidden arguments
    size_t owned_from_ = 0;             // objects from here on are strong references
    StackList<ArgumentCode, 32> codes_;
    SlotBuffer slots_;
    ArgumentCode all_codes_ = 0; // device bits of any argument: some live on a device
    std::vector<Owned> adopted_; // arrays on devices that other libraries gave, as ours
};

Call::~Call() {
    for (size_t i = owned_from_; i < objects_.size(); ++i)
        Py_DECREF(objects_[i]);
    if (bindings_)
        bindings_->drop();
}

bool Call::bind(PyObject *const *args, Py_ssize_t positional, PyObject *keyword_names) {
    const Parameters &parameters = self_->parameters;
    size_t count = static_cast<size_t>(parameters.count);
    owned_from_ = count;
    PyObject **objects = objects_.extend(count);
    if (positional == parameters.positional && count == static_cast<size_t>(positional) &&
        !keyword_names) {
        for (size_t i = 0; i < count; ++i)
            objects[i] = args[i];
        return true;
    }
    switch (bind_arguments(parameters, self_->function, args, positional, keyword_names, objects)) {
    case Bound::yes: break;
    case Bound::failed: return false;
    case Bound::no:
        Owned refuse(PyObject_GetAttrString(self_->compiler, "refuse_call"));
        Owned result(refuse ? PyObject_Vectorcall(refuse.get(), args,
                                                  static_cast<size_t>(positional), keyword_names)
                            : nullptr);
        if (result)
            PyErr_SetString(PyExc_SystemError, "a call that does not fit was not refused");
        return false;
    }
    // Defaults belong to the function, which another thread may change during the call.
    for (size_t i = 0; i < count; ++i)
        Py_INCREF(objects[i]);
    owned_from_ = 0;
    return true;
}

bool Call::read() {
    size_t count = objects_.size();
    for (size_t i = 0; i < count; ++i)
        if (!read_value(objects_[i],
                        PyTuple_GET_ITEM(self_->parameters.names, static_cast<Py_ssize_t>(i))))
            return false;
    if ((!self_->bindings || !self_->bindings->valid()) && !rebind())
        return false;
    return read_hidden();
}

bool Call::read_value(PyObject *value, PyObject *name) {
    TypedArgument argument = read_argument(value, slots_);
    if (argument.code == unsupported_code && !argument.overflow)
        argument = adopt(value);
    codes_.push(argument.code);
    all_codes_ |= argument.code;
    if (argument.overflow) {
        PyErr_Format(PyExc_OverflowError,
                     "argument `%U`: Python int too large for a 64-bit integer (int64)", name);
        return false;
    }
    if (argument.code != unsupported_code)
        return true;
    if (PyErr_Occurred())
        return false;
    Owned result(PyObject_CallMethod(self_->compiler, "refuse_argument", "OO", name, value));
    if (result)
        PyErr_SetString(PyExc_SystemError, "an unsupported argument was not refused");
    return false;
}

// An array that another library has on a device, by the protocols for that.
TypedArgument Call::adopt(PyObject *value) {
    Owned name(PyUnicode_FromString("adopt"));
    Owned array(name ? PyObject_CallMethodOneArg(self_->compiler, name.get(), value) : nullptr);
    if (!array || array.get() == Py_None)
        return {};
    adopted_.push_back(std::move(array));
    return read_argument(adopted_.back().get(), slots_);
}

// The Python side decides afresh what every free name means.
bool Call::rebind() {
    Owned description(PyObject_CallMethod(self_->compiler, "bind", nullptr));
    if (description && self_->bindings && self_->bindings->description() == description.get())
        return true; // another thread was first
    Bindings *bindings = description ? Bindings::create(description.get()) : nullptr;
    if (!bindings)
        return false;
    if (self_->bindings)
        self_->bindings->drop();
    self_->bindings = bindings;
    return true;
}

// Reads every hidden argument, or takes back what was read.
bool Call::try_hidden() {
    size_t first = objects_.size(), first_slot = slots_.size();
    ArgumentCode codes_so_far = all_codes_;
    for (const HiddenArgument &hidden : bindings_->hidden()) {
        PyObject *value = hidden.source.read();
        if (value) {
            objects_.push(Py_NewRef(value));
            TypedArgument argument = read_argument(value, slots_);
            codes_.push(argument.code);
            all_codes_ |= argument.code;
            if (argument.code != unsupported_code && !argument.overflow)
                continue;
        }
        for (size_t i = first; i < objects_.size(); ++i)
            Py_DECREF(objects_[i]);
        objects_.shrink(first);
        codes_.shrink(first);
        slots_.shrink(first_slot);
        all_codes_ = codes_so_far;
        return false;
    }
    return true;
}

bool Call::read_hidden() {
    hold_bindings();
    if (try_hidden())
        return true;
    // A name now stands for something else: a number became a function, or is gone.
    if (!rebind())
        return false;
    hold_bindings();
    if (try_hidden())
        return true;
    for (const HiddenArgument &hidden : bindings_->hidden()) {
        Owned value = Owned::share(hidden.source.read());
        if (!value || !read_value(value.get(), hidden.name))
            break;
    }
    if (!PyErr_Occurred())
        PyErr_SetString(PyExc_RuntimeError, "a global changed while the function was called");
    return false;
}

// The bindings of this call stay alive even when another thread binds anew.
void Call::hold_bindings() {
    self_->bindings->hold();
    if (bindings_)
        bindings_->drop();
    bindings_ = self_->bindings;
}

PyObject *Call::describe() const {
    Owned codes(PyTuple_New(static_cast<Py_ssize_t>(codes_.size())));
    for (size_t i = 0; codes && i < codes_.size(); ++i) {
        PyObject *item = describe_code(codes_.data()[i]);
        if (!item)
            return nullptr;
        PyTuple_SET_ITEM(codes.get(), static_cast<Py_ssize_t>(i), item);
    }
    return codes ? Py_BuildValue("(ON)", bindings_->description(), codes.release()) : nullptr;
}

std::unique_ptr<Version> Call::compiled(Overlap overlap, bool whole) {
    Owned signature(describe());
    Owned compile(signature ? PyObject_GetAttrString(self_->compiler, "compile") : nullptr);
    Owned kind(PyLong_FromLong(static_cast<long>(overlap)));
    if (!compile || !kind)
        return nullptr;
    PyObject *args[] = {PyTuple_GET_ITEM(signature.get(), 0), PyTuple_GET_ITEM(signature.get(), 1),
                        kind.get(), whole ? Py_True : Py_False};
    Owned capsule(PyObject_Vectorcall(compile.get(), args, 4, nullptr));
    return capsule ? version_from_capsule(capsule.get(), code_list()) : nullptr;
}

Version *Call::compile(Overlap overlap) {
    std::unique_ptr<Version> version = compiled(overlap, false);
    if (!version)
        return nullptr;
    if (overlap == Overlap::none)
        return bindings_->add(std::move(version));
    Version *plain = bindings_->find(codes_.data(), codes_.size());
    auto &place = plain->overlapping[static_cast<int>(overlap)];
    if (!place)
        place = std::move(version);
    return place.get();
}

Version *Call::version() {
    Version *version = bindings_->find(codes_.data(), codes_.size());
    return version ? version : compile(Overlap::none);
}

PyObject *Call::run() {
    Version *chosen = version();
    if (!chosen)
        return nullptr;
    CallShape shape = inspect_arrays(chosen->arrays, slots_.data());
    Overlap overlap = chosen->writes ? shape.overlap : Overlap::none;
    if (overlap != Overlap::none) {
        const auto &known = chosen->overlapping[static_cast<int>(overlap)];
        chosen = known ? known.get() : compile(overlap);
        if (!chosen)
            return nullptr;
    }
    bool large = shape.elements > release_lock_elements;
    if (!chosen->whole) {
        bool incomplete = false;
        PyObject *result = invoke(*chosen, large || chosen->long_calls, incomplete);
        if (!incomplete)
            return result;
        std::unique_ptr<Version> whole = compiled(overlap, true);
        if (!whole)
            return nullptr;
        if (!chosen->whole) // else another thread was first
            chosen->whole = std::move(whole);
    }
    bool incomplete = false;
    return invoke(*chosen->whole, large || chosen->whole->long_calls, incomplete);
}

// What the print callback needs of the call.
struct RunningCall {
    const CompiledVersion *compiled;
    PyThreadState *released; // null while this thread holds the lock
};

bool print_line(const CheckSite &site, const uint64_t *values) {
    std::string text;
    if (!format_values(site, values, text))
        return false;
    Owned line(PyUnicode_FromStringAndSize(text.data(), static_cast<Py_ssize_t>(text.size())));
    Owned empty(PyUnicode_FromString("")), names(Py_BuildValue("(s)", "end"));
    PyObject *print = PyDict_GetItemString(PyEval_GetBuiltins(), "print");
    // The text ends with whatever the call of `print` asked for.
    PyObject *args[] = {line.get(), empty.get()};
    Owned result(line && empty && names && print ? PyObject_Vectorcall(print, args, 1, names.get())
                                                 : nullptr);
    return static_cast<bool>(result);
}

int32_t print_site(pragmac_frame *frame, int32_t site, const uint64_t *values) {
    auto *call = static_cast<RunningCall *>(frame->caller);
    const CheckSite &asked = call->compiled->sites[static_cast<size_t>(site)];
    if (asked.noted) {
        asked.noted->fetch_add(static_cast<int64_t>(*values), std::memory_order_relaxed);
        return 0;
    }
    bool released = call->released != nullptr;
    if (released)
        PyEval_RestoreThread(call->released);
    bool printed = print_line(asked, values);
    if (released)
        call->released = PyEval_SaveThread();
    return printed ? 0 : 1;
}

bool leaves_out(const CompiledVersion &compiled, const pragmac_error &error) {
    return error.site >= 0 && static_cast<size_t>(error.site) < compiled.sites.size() &&
           compiled.sites[static_cast<size_t>(error.site)].exception == left_out;
}

// `incomplete`: the version lacks the code for this call, nothing has happened, and no exception is
// set.
PyObject *Call::invoke(Version &version, bool release_lock, bool &incomplete) {
    size_t first_result = slots_.size();
    slots_.extend(version.result_slots);
    RunningCall running{&version.compiled, nullptr};
    pragmac_frame frame{};
    frame.error.site = -1;
    frame.print = print_site;
    frame.caller = &running;
    bool on_device = all_codes_ & device_bits;
    if (on_device && !begin_on_device(version, frame))
        return nullptr;
    if (release_lock)
        running.released = PyEval_SaveThread();
    uint64_t started = ticks();
    int32_t failed = version.compiled.entry(slots_.data(), &frame);
    uint64_t taken = ticks() - started;
    if (running.released)
        PyEval_RestoreThread(running.released);
    version.long_calls = taken > long_call;
    PyObject *result = nullptr;
    incomplete = failed && leaves_out(version.compiled, frame.error);
    if (incomplete)
        slots_.shrink(first_result);
    else if (failed)
        raise_error(version, frame.error, PyFunction_GET_GLOBALS(self_->function));
    else
        result =
            wrap_results(version.compiled, slots_.data() + first_result, objects_.data(), frame);
    if (frame.allocations)
        pragmac_release(&frame, nullptr);
    if (on_device && !end_on_device(frame))
        Py_CLEAR(result);
    return result;
}

// Slots of arrays that live on the device get addresses for host code.
bool Call::begin_on_device(const Version &version, pragmac_frame &frame) {
    std::vector<ResidentArray> arrays;
    Device *device = nullptr;
    for (const ArrayArgument &array : version.arrays) {
        if (!array.device)
            continue;
        device = find_device(kind_of_device(array.device), ordinal_of_device(array.device));
        arrays.push_back({slots_.data() + array.slot, array.rank, array.bytes});
    }
    DeviceStatus status = device ? pragmac::begin_on_device(frame, *device, arrays) : no_device;
    if (!status)
        return true;
    pragmac::end_on_device(frame);
    raise_device_error(device, status);
    return false;
}

// Other libraries are not told of our stream: their arrays are finished when the call returns.
bool Call::end_on_device(pragmac_frame &frame) {
    Device &device = device_of(*frame.device);
    pragmac::end_on_device(frame);
    DeviceStatus status = 0;
    if (!adopted_.empty()) {
        Py_BEGIN_ALLOW_THREADS;
        status = device.synchronize();
        Py_END_ALLOW_THREADS;
    }
    if (status && !PyErr_Occurred())
        raise_device_error(&device, status);
    return status == 0;
}

} // namespace

PyObject *signature_of_call(Jitted *self, PyObject *const *args, Py_ssize_t positional,
                            PyObject *keyword_names) {
    Call call(self);
    return call.bind(args, positional, keyword_names) && call.read() ? call.describe() : nullptr;
}

PyObject *call_jitted(PyObject *self, PyObject *const *args, size_t flags_and_count,
                      PyObject *keyword_names) {
    Call call(reinterpret_cast<Jitted *>(self));
    bool ready = call.bind(args, PyVectorcall_NARGS(flags_and_count), keyword_names) && call.read();
    return ready ? call.run() : nullptr;
}

} // namespace pragmac::native
