// results: Python objects from the result slots of a call.
#pragma once

#include "numpy_api.h"
#include "version.h"

namespace pragmac::native {

// A scalar with the type CPython would have: a Python number, or a NumPy scalar.
PyObject *scalar_from_slots(const ValueType &type, const uint64_t *slots);

int type_number_of(Element element);

// The call's return value. `arguments` are the objects of the call, hidden ones last. Fresh arrays
// become ndarrays that own their memory, or arrays on the device of a call that began there
// (`frame.device`); on failure they are freed.
PyObject *wrap_results(const CompiledVersion &compiled, const uint64_t *slots,
                       PyObject *const *arguments, pragmac_frame &frame);

} // namespace pragmac::native
