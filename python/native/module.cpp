// The extension module `_native`: the jitted function's type and the addresses compiled code calls.
#define PRAGMAC_IMPORT_NUMPY
#include "jitted.h"

namespace pragmac::native {

namespace {

#define PRAGMAC_SYMBOL(name) {#name, reinterpret_cast<void *>(name)}
const Symbol host_symbols[] = {
    PRAGMAC_SYMBOL(pragmac_launch),
    PRAGMAC_SYMBOL(pragmac_allocate),
    PRAGMAC_SYMBOL(pragmac_release),
    PRAGMAC_SYMBOL(pragmac_detach),
};
const SymbolTable symbol_table = {host_symbols, sizeof host_symbols / sizeof host_symbols[0]};

int add_contents(PyObject *module) {
    Owned symbols(
        PyCapsule_New(const_cast<SymbolTable *>(&symbol_table), symbols_capsule, nullptr));
    if (!symbols || PyModule_AddObjectRef(module, "symbols", symbols.get()) < 0)
        return -1;
    if (PyType_Ready(&jitted_type) < 0)
        return -1;
    return PyModule_AddObjectRef(module, "Jitted", reinterpret_cast<PyObject *>(&jitted_type));
}

PyModuleDef definition = {PyModuleDef_HEAD_INIT,
                          "pragmac._native",
                          "The call path of jitted functions.",
                          -1,
                          nullptr,
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
