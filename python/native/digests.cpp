// SHA-256 of bytes objects, and this machine's identity.
#include "digests.h"

#include "processor.h"
#include "sha256.h"

#include <vector>

namespace pragmac::native {

PyObject *digest_of_parts(PyObject *, PyObject *const *parts, Py_ssize_t count) {
    std::vector<std::string_view> views;
    for (Py_ssize_t i = 0; i < count; ++i) {
        char *data = nullptr;
        Py_ssize_t size = 0;
        if (PyBytes_AsStringAndSize(parts[i], &data, &size) < 0)
            return nullptr;
        views.emplace_back(data, static_cast<size_t>(size));
    }
    Digest digest = sha256(views);
    return PyBytes_FromStringAndSize(reinterpret_cast<const char *>(digest.data()),
                                     static_cast<Py_ssize_t>(digest.size()));
}

PyObject *processor(PyObject *, PyObject *) {
    const std::string &identity = processor_identity();
    return PyBytes_FromStringAndSize(identity.data(), static_cast<Py_ssize_t>(identity.size()));
}

} // namespace pragmac::native
