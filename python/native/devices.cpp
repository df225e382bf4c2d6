// The properties of devices; the first question loads the driver.
#include "devices.h"

#include "cuda_driver.h"
#include "opencl_driver.h"

namespace pragmac::native {

PyObject *cuda_devices(PyObject *, PyObject *) {
    const CudaLoaded *loaded = nullptr;
    Py_BEGIN_ALLOW_THREADS; // a driver may take seconds to start
    loaded = &cuda();
    Py_END_ALLOW_THREADS;
    Owned list(PyList_New(0));
    if (!list)
        return nullptr;
    for (const CudaProperties &device : loaded->devices) {
        Owned row(Py_BuildValue("{s:s#,s:L,s:(ii),s:i}", "name", device.name.data(),
                                static_cast<Py_ssize_t>(device.name.size()), "memory",
                                static_cast<long long>(device.bytes), "capability", device.major,
                                device.minor, "multiprocessors", device.multiprocessors));
        if (!row || PyList_Append(list.get(), row.get()) < 0)
            return nullptr;
    }
    return Py_BuildValue("(Os#)", list.get(), loaded->why.data(),
                         static_cast<Py_ssize_t>(loaded->why.size()));
}

PyObject *opencl_devices(PyObject *, PyObject *) {
    const OpenclLoaded *loaded = nullptr;
    Py_BEGIN_ALLOW_THREADS; // drivers may take seconds to start
    loaded = &opencl();
    Py_END_ALLOW_THREADS;
    Owned list(PyList_New(0));
    if (!list)
        return nullptr;
    for (const OpenclProperties &device : loaded->devices) {
        if (!device.why_not.empty())
            continue;
        Owned row(Py_BuildValue("{s:s#,s:L,s:i}", "name", device.name.data(),
                                static_cast<Py_ssize_t>(device.name.size()), "memory",
                                static_cast<long long>(device.bytes), "units", device.units));
        if (!row || PyList_Append(list.get(), row.get()) < 0)
            return nullptr;
    }
    return Py_BuildValue("(Os#)", list.get(), loaded->why.data(),
                         static_cast<Py_ssize_t>(loaded->why.size()));
}

} // namespace pragmac::native
