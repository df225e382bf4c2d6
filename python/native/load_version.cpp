// Reads a version, maps its code and hands it out as a capsule; digests for those who keep
// versions.
#include "load_version.h"

#include "load_code.h"
#include "symbols.h"
#include "version_bytes.h"

namespace pragmac::native {

namespace {

// What the call path takes for granted.
bool is_sound(const CompiledVersion &version) {
    auto type_is = [](const ValueType &type) { return type.rank >= -1 && type.rank <= 64; };
    for (const Result &result : version.results)
        if (!type_is(result.type) || result.argument < -1 || result.opens < 0 ||
            result.closes < 0 || result.argument >= static_cast<int>(version.written.size()))
            return false;
    return std::ranges::all_of(version.sites, [&](const CheckSite &site) {
        return !site.places.empty() && std::ranges::all_of(site.payload, type_is);
    });
}

std::unique_ptr<CompiledVersion> read_version(std::string_view bytes) {
    VersionReader reader(bytes);
    auto version = std::make_unique<CompiledVersion>();
    reader(*version);
    if (!reader.at_end() || !is_sound(*version))
        throw std::invalid_argument("a compiled version is damaged");
    LoadedCode loaded = load_code(version->object, runtime_symbols());
    version->entry = loaded.entry;
    version->code = std::move(loaded.keepalive);
    version->object = {};
    return version;
}

void destroy_version(PyObject *capsule) {
    delete static_cast<CompiledVersion *>(PyCapsule_GetPointer(capsule, version_capsule));
}

} // namespace

PyObject *load_version(PyObject *, PyObject *bytes) {
    char *data = nullptr;
    Py_ssize_t size = 0;
    if (PyBytes_AsStringAndSize(bytes, &data, &size) < 0)
        return nullptr;
    try {
        auto version = read_version({data, static_cast<size_t>(size)});
        PyObject *capsule = PyCapsule_New(version.get(), version_capsule, destroy_version);
        if (capsule)
            version.release();
        return capsule;
    } catch (const BadCode &bad) {
        PyErr_Format(PyExc_ValueError, "an object cannot be loaded: %s", bad.message.c_str());
    } catch (const std::bad_alloc &) {
        PyErr_NoMemory();
    } catch (const std::exception &error) {
        PyErr_SetString(PyExc_ValueError, error.what());
    }
    return nullptr;
}

PyObject *notes_of_version(PyObject *, PyObject *version) {
    auto *compiled =
        static_cast<const CompiledVersion *>(PyCapsule_GetPointer(version, version_capsule));
    Owned notes(compiled ? PyList_New(0) : nullptr);
    if (!notes)
        return nullptr;
    for (const CheckSite &site : compiled->sites) {
        if (!site.noted || !*site.noted)
            continue;
        const Place &place = site.places[0];
        Owned note(Py_BuildValue(
            "(s#is#L)", place.file.data(), static_cast<Py_ssize_t>(place.file.size()), place.line,
            site.message.data(), static_cast<Py_ssize_t>(site.message.size()),
            static_cast<long long>(*site.noted)));
        if (!note || PyList_Append(notes.get(), note.get()) < 0)
            return nullptr;
    }
    return notes.release();
}

} // namespace pragmac::native
