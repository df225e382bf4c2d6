// The kernels behind what they share: types, the record of errors, helper functions.
#include "emit_opencl_c.h"

#include "c_function.h"
#include "kernel_record.h"

namespace pragmac {

std::string emit_opencl_c(const Func &func, const std::vector<CKernel> &kernels,
                          const SiteTable &sites, MathMode math) {
    const CDialect &dialect = opencl_dialect();
    std::string text;
    for (const CKernel &kernel : kernels) {
        try {
            text += "\n" + CFunction(dialect, func, math).kernel_text(kernel, sites);
        } catch (MissingInC &missing) {
            if (!missing.place.known())
                missing.place = kernel.launch->span;
            throw;
        }
    }
    CHelpers helpers(dialect);
    helpers.use_all_in(text);
    return std::string(dialect.headers) + std::string(record_definition()) + helpers.text() + text;
}

} // namespace pragmac
