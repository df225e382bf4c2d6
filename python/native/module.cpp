// The extension module `_native`: the jitted function's type, and loading of compiled versions.
#define PRAGMAC_IMPORT_NUMPY
#include "device_protocols.h"
#include "devices.h"
#include "digests.h"
#include "host_threads.h"
#include "jitted.h"
#include "lane_math.h"
#include "load_version.h"
#include "vector_width.h"

#include <algorithm>

namespace pragmac::native {

namespace {

int add_contents(PyObject *module) {
    if (PyType_Ready(&jitted_type) < 0)
        return -1;
    if (!ready_device_arrays(module))
        return -1;
    return PyModule_AddObjectRef(module, "Jitted", reinterpret_cast<PyObject *>(&jitted_type));
}

PyObject *thread_count(PyObject *, PyObject *) { return PyLong_FromLong(host_thread_count()); }
PyObject *lane_math(PyObject *, PyObject *) { return PyBool_FromLong(!lane_symbols().empty()); }

PyObject *chosen_vector_bits(PyObject *, PyObject *asked) {
    long bits = PyLong_AsLong(asked);
    if (bits == -1 && PyErr_Occurred())
        return nullptr;
    return PyLong_FromLong(bits ? std::min<long>(bits, widest_vectors()) : vector_bits());
}
PyObject *gain_of_wide(PyObject *, PyObject *) {
    return PyFloat_FromDouble(gain_of_wide_vectors());
}

template <class F> PyCFunction function_of(F *f) {
    return reinterpret_cast<PyCFunction>(reinterpret_cast<void (*)()>(f));
}

PyMethodDef functions[] = {
    {"thread_count", thread_count, METH_NOARGS,
     "Threads a parallel loop uses when it does not say."},
    {"load_version", load_version, METH_O, "The compiled version that these bytes are."},
    {"notes", notes_of_version, METH_O,
     "(file, line, text, sum of the amounts) of the notes that calls of a version have come to."},
    {"digest", function_of(digest_of_parts), METH_FASTCALL, "SHA-256 of the parts, in a row."},
    {"processor", processor, METH_NOARGS, "What instructions this machine has, as bytes."},
    {"lane_math", lane_math, METH_NOARGS, "Whether the runtime has functions of several lanes."},
    {"vector_bits", chosen_vector_bits, METH_O, "Width of the vectors of loops."},
    {"gain_of_wide_vectors", gain_of_wide, METH_NOARGS,
     "How many times as much vectors of 512 bits compute as those of 256."},
    {"opencl_devices", opencl_devices, METH_NOARGS,
     "The OpenCL devices that serve, and why there is none."},
    {"cuda_devices", cuda_devices, METH_NOARGS, "The CUDA devices, and why there is none."},
    {"empty", empty_on_device, METH_VARARGS, "A new array on a device."},
    {"to_device", copy_to_device, METH_VARARGS, "A copy of a NumPy array on a device."},
    {"from_dlpack", import_dlpack, METH_O, "The array of a DLPack capsule."},
    {"from_cuda", import_cuda_array, METH_VARARGS, "The array of a CUDA array interface."},
    {"synchronize", synchronize, METH_VARARGS, "Waits for a device."},
    {"device_stream", device_stream, METH_VARARGS, "The stream of a device's work."},
    {nullptr, nullptr, 0, nullptr}};

PyModuleDef definition = {PyModuleDef_HEAD_INIT,
                          "pragmac._native",
                          "The call path of jitted functions.",
                          -1,
                          functions,
                          nullptr,
                          nullptr,
                          nullptr,
                          nullptr};

} // namespace

} // namespace pragmac::native

PyMODINIT_FUNC PyInit__native() {
    using namespace pragmac::native;
    import_array();
    Owned module(PyModule_Create(&definition));
    return module && add_contents(module.get()) == 0 ? module.release() : nullptr;
}
