// The type object of jitted functions: construction, attributes, descriptor and garbage collection.
#include "jitted.h"

#include <cstddef>

namespace pragmac::native {

namespace {

Jitted *self_of(PyObject *object) { return reinterpret_cast<Jitted *>(object); }

// Parameters as the code object lists them; *args and **kwargs are refused when compiled.
bool read_parameters(PyObject *function, Parameters &parameters) {
    auto *code = reinterpret_cast<PyCodeObject *>(PyFunction_GET_CODE(function));
    parameters.names = PyObject_GetAttrString(PyFunction_GET_CODE(function), "co_varnames");
    parameters.positional = code->co_argcount;
    parameters.positional_only = code->co_posonlyargcount;
    parameters.count = code->co_argcount + code->co_kwonlyargcount;
    return parameters.names != nullptr;
}

// As functools.wraps: the attributes a reader of the function looks for.
bool copy_attributes(Jitted *self) {
    static const char *const names[] = {"__module__", "__name__", "__qualname__", "__doc__",
                                        "__annotations__"};
    Owned own(PyObject_GetAttrString(self->function, "__dict__"));
    self->dictionary = own ? PyDict_Copy(own.get()) : nullptr;
    if (!self->dictionary)
        return false;
    for (const char *name : names) {
        Owned value(PyObject_GetAttrString(self->function, name));
        if (!value || PyDict_SetItemString(self->dictionary, name, value.get()) < 0)
            return false;
    }
    return PyDict_SetItemString(self->dictionary, "__wrapped__", self->function) == 0;
}

PyObject *create(PyTypeObject *type, PyObject *args, PyObject *keywords) {
    static const char *names[] = {"function", "compiler", nullptr};
    PyObject *function, *compiler;
    if (!PyArg_ParseTupleAndKeywords(args, keywords, "O!O", const_cast<char **>(names),
                                     &PyFunction_Type, &function, &compiler))
        return nullptr;
    Owned object(type->tp_alloc(type, 0));
    if (!object)
        return nullptr;
    Jitted *self = self_of(object.get());
    self->vectorcall = call_jitted;
    self->function = Py_NewRef(function);
    self->compiler = Py_NewRef(compiler);
    return read_parameters(function, self->parameters) && copy_attributes(self) ? object.release()
                                                                                : nullptr;
}

int traverse(PyObject *object, visitproc visit, void *arg) {
    Jitted *self = self_of(object);
    Py_VISIT(self->function);
    Py_VISIT(self->compiler);
    Py_VISIT(self->dictionary);
    if (self->bindings)
        Py_VISIT(self->bindings->description());
    return 0;
}

int clear(PyObject *object) {
    Jitted *self = self_of(object);
    if (self->bindings) {
        self->bindings->drop();
        self->bindings = nullptr;
    }
    Py_CLEAR(self->function);
    Py_CLEAR(self->compiler);
    Py_CLEAR(self->dictionary);
    Py_CLEAR(self->parameters.names);
    return 0;
}

void destroy(PyObject *object) {
    PyObject_GC_UnTrack(object);
    if (self_of(object)->weak_references)
        PyObject_ClearWeakRefs(object);
    clear(object);
    Py_TYPE(object)->tp_free(object);
}

PyObject *bind_to_instance(PyObject *self, PyObject *instance, PyObject *) {
    return instance && instance != Py_None ? PyMethod_New(self, instance) : Py_NewRef(self);
}

PyObject *represent(PyObject *self) {
    Owned name(PyObject_GetAttrString(self, "__qualname__"));
    return name ? PyUnicode_FromFormat("<pragmac.jit function %U at %p>", name.get(), self)
                : nullptr;
}

// Pickled and copied by name, as Python's functions are.
PyObject *reduce(PyObject *self, PyObject *) {
    return PyObject_GetAttrString(self, "__qualname__");
}

PyObject *signature(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *names) {
    return signature_of_call(self_of(self), args, count, names);
}

PyObject *get_function(PyObject *self, void *) { return Py_NewRef(self_of(self)->function); }

PyObject *get_compiler(PyObject *self, void *) { return Py_NewRef(self_of(self)->compiler); }

// The compiler's method of that name.
PyObject *get_method(PyObject *self, void *name) {
    return PyObject_GetAttrString(self_of(self)->compiler, static_cast<const char *>(name));
}

void *method_name(const char *name) { return const_cast<char *>(name); }

PyMethodDef methods[] = {
    {"__reduce__", reduce, METH_NOARGS, nullptr},
    {"_signature", reinterpret_cast<PyCFunction>(reinterpret_cast<void (*)()>(signature)),
     METH_FASTCALL | METH_KEYWORDS,
     "The bindings and the argument types a call with these arguments compiles for."},
    {nullptr, nullptr, 0, nullptr}};

PyGetSetDef attributes[] = {
    {"py_func", get_function, nullptr, "The Python function.", nullptr},
    {"inspect", get_method, nullptr, "inspect(stage, *args) -> str: the function at a stage.",
     method_name("inspect")},
    {"explain", get_method, nullptr, "explain(*args) -> Report: what becomes of every loop.",
     method_name("explain")},
    {"compare", get_method, nullptr,
     "compare(*args) -> Report: plain Python and compiled code on copies of the arguments.",
     method_name("compare")},
    {"_compiler", get_compiler, nullptr, nullptr, nullptr},
    {"__dict__", PyObject_GenericGetDict, PyObject_GenericSetDict, nullptr, nullptr},
    {nullptr, nullptr, nullptr, nullptr, nullptr}};

} // namespace

PyTypeObject jitted_type = [] {
    PyTypeObject type = {PyVarObject_HEAD_INIT(nullptr, 0)};
    type.tp_name = "pragmac._native.Jitted";
    type.tp_basicsize = sizeof(Jitted);
    type.tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_HAVE_VECTORCALL |
                    Py_TPFLAGS_METHOD_DESCRIPTOR | Py_TPFLAGS_BASETYPE;
    type.tp_new = create;
    type.tp_dealloc = destroy;
    type.tp_traverse = traverse;
    type.tp_clear = clear;
    type.tp_call = PyVectorcall_Call;
    type.tp_vectorcall_offset = offsetof(Jitted, vectorcall);
    type.tp_dictoffset = offsetof(Jitted, dictionary);
    type.tp_weaklistoffset = offsetof(Jitted, weak_references);
    type.tp_descr_get = bind_to_instance;
    type.tp_repr = represent;
    type.tp_methods = methods;
    type.tp_getset = attributes;
    return type;
}();

} // namespace pragmac::native
