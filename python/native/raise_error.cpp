// Exceptions from check sites: class by name, message from payload, one traceback entry per call.
#include "raise_error.h"

#include "device_array.h"
#include "device_failure.h"
#include "results.h"

#include <frameobject.h>

#include <cstdint>

namespace pragmac::native {

namespace {

bool append_text(PyObject *value, std::string &text) {
    Owned string(value ? PyObject_Str(value) : nullptr);
    const char *utf8 = string ? PyUnicode_AsUTF8(string.get()) : nullptr;
    if (utf8)
        text += utf8;
    return utf8 != nullptr;
}

// The slot at which payload value `index` starts.
size_t slot_of(const std::vector<ValueType> &payload, size_t index) {
    size_t slot = 0;
    for (size_t i = 0; i < index; ++i)
        slot += is_complex(payload[i].element) ? 2 : 1;
    return slot;
}

// Plain dtypes that Python has print as Python prints them; the others only NumPy has.
ValueType printed_type(ValueType type) {
    bool python = type.element == Element::b1 || type.element == Element::i64 ||
                  type.element == Element::f64 || type.element == Element::c128;
    type.python_kind = type.python_kind || python;
    return type;
}

// The number between the braces; out of every range when there is none.
size_t payload_index(const std::string &message, size_t first, size_t close) {
    size_t index = 0;
    if (close == std::string::npos || close == first)
        return SIZE_MAX;
    for (size_t i = first; i < close; ++i) {
        if (message[i] < '0' || message[i] > '9' || index > 1000)
            return SIZE_MAX;
        index = index * 10 + static_cast<size_t>(message[i] - '0');
    }
    return index;
}

// Of pragmac itself; borrowed from its module.
PyObject *race_error_class() {
    Owned module(PyImport_ImportModule("pragmac.diagnostics"));
    Owned type(module ? PyObject_GetAttrString(module.get(), "RaceError") : nullptr);
    if (!type)
        PyErr_Clear();
    return type ? type.get() : PyExc_RuntimeError;
}

PyObject *exception_class(const std::string &name) {
    if (name == "RaceError")
        return race_error_class();
    PyObject *builtins = PyEval_GetBuiltins(); // borrowed
    PyObject *type = builtins ? PyDict_GetItemString(builtins, name.c_str()) : nullptr;
    return type && PyExceptionClass_Check(type) ? type : PyExc_RuntimeError;
}

void set_exception(const CheckSite &site, const uint64_t *payload) {
    std::string text;
    if (!format_values(site, payload, text))
        return;
    if (site.driver)
        text += ": " + device_failure_words(payload);
    PyObject *type = exception_class(site.exception);
    if (text.empty())
        PyErr_SetNone(type); // as `assert x` without a message
    else
        PyErr_SetString(type, text.c_str());
}

PyObject *code_of(Version &version, size_t site, size_t place) {
    const auto &places = version.compiled.sites[site].places;
    auto &codes = version.traceback_codes[site];
    if (codes.empty())
        codes.resize(places.size());
    if (!codes[place])
        codes[place] = Owned(reinterpret_cast<PyObject *>(PyCode_NewEmpty(
            places[place].file.c_str(), places[place].function.c_str(), places[place].line)));
    return codes[place].get();
}

// Adds one traceback entry; a failure keeps the exception without it.
void add_traceback(Version &version, size_t site, size_t place, PyObject *globals) {
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    PyObject *code = code_of(version, site, place);
    PyFrameObject *frame =
        code ? PyFrame_New(PyThreadState_Get(), reinterpret_cast<PyCodeObject *>(code), globals,
                           nullptr)
             : nullptr;
    if (!frame)
        PyErr_Clear();
    PyErr_Restore(type, value, traceback);
    if (frame)
        PyTraceBack_Here(frame);
    Py_XDECREF(frame);
}

} // namespace

bool format_values(const CheckSite &site, const uint64_t *payload, std::string &text) {
    const std::string &message = site.message;
    for (size_t i = 0; i < message.size(); ++i) {
        char c = message[i];
        bool doubled = i + 1 < message.size() && message[i + 1] == c;
        if ((c != '{' && c != '}') || doubled) {
            text += c; // a doubled brace stands for itself
            i += (c == '{' || c == '}') && doubled;
            continue;
        }
        size_t close = message.find('}', i);
        size_t index = payload_index(message, i + 1, close);
        if (index >= site.payload.size()) {
            text += c;
            continue;
        }
        Owned value(scalar_from_slots(printed_type(site.payload[index]),
                                      payload + slot_of(site.payload, index)));
        if (!append_text(value.get(), text))
            return false;
        i = close;
    }
    return true;
}

void raise_error(Version &version, const pragmac_error &error, PyObject *globals) {
    if (PyErr_Occurred())
        return; // `print` failed: its exception is the call's
    if (error.site == outside_memory_site || error.site == outside_driver_site) {
        raise_device_error(reinterpret_cast<const Device *>(error.payload[3]),
                           static_cast<DeviceStatus>(error.payload[0]));
        return;
    }
    const auto &sites = version.compiled.sites;
    if (error.site < 0 || static_cast<size_t>(error.site) >= sites.size()) {
        PyErr_Format(PyExc_SystemError, "compiled code failed at an unknown check (%d)",
                     static_cast<int>(error.site));
        return;
    }
    size_t site = static_cast<size_t>(error.site);
    set_exception(sites[site], error.payload);
    for (size_t place = 0; place < sites[site].places.size(); ++place)
        add_traceback(version, site, place, globals);
}

} // namespace pragmac::native
