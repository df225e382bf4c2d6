// The kernels behind what they share: types, the record of errors, helper functions.
#include "emit_opencl_c.h"

#include "c_function.h"

#include "abi.h"

#include <algorithm>

namespace pragmac {

namespace {

// Of pragmac_device_error: the site, then the payload.
static_assert(sizeof(pragmac_device_error) == 5 * sizeof(uint64_t));
static_assert(offsetof(pragmac_device_error, payload) == sizeof(uint64_t));

constexpr std::string_view record = R"(
/* Each worker's first failure has an entry behind the launch's first word, which becomes the
   smallest iteration that failed. */
static void pragmac_record(__global uint64_t *record, uint64_t iteration, uint64_t worker,
                           int32_t site, uint64_t p0, uint64_t p1, uint64_t p2, uint64_t p3)
{
    __global uint64_t *entry = record + 1 + 5 * worker;
    *(__global int32_t *)entry = site;
    entry[1] = p0;
    entry[2] = p1;
    entry[3] = p2;
    entry[4] = p3;
    uint64_t seen = *(volatile __global uint64_t *)record;
    while (iteration < seen) {
        uint64_t old = seen;
        seen = atom_cmpxchg((volatile __global uint64_t *)record, old, iteration);
        if (seen == old)
            break;
    }
}
)";

} // namespace

std::string emit_opencl_c(const Func &func, const std::vector<CKernel> &kernels,
                          const SiteTable &sites) {
    const CDialect &dialect = opencl_dialect();
    std::string text;
    for (const CKernel &kernel : kernels) {
        try {
            text += "\n" + CFunction(dialect, func).kernel_text(kernel, sites);
        } catch (MissingInC &missing) {
            if (!missing.place.known())
                missing.place = kernel.launch->span;
            throw;
        }
    }
    CHelpers helpers(dialect);
    helpers.use_all_in(text);
    std::string head(dialect.headers);
    if (text.find("pragmac_record(") != text.npos)
        head += record;
    return head + helpers.text() + text;
}

} // namespace pragmac
