// Each worker's first failure has an entry of its own: no lock, and the earliest of all by a
// compare-exchange.
#include "kernel_record.h"

#include "abi.h"

#include <cstddef>

namespace pragmac {

namespace {

// Of pragmac_device_error: the site, then the payload.
static_assert(sizeof(pragmac_device_error) == 5 * sizeof(uint64_t));
static_assert(offsetof(pragmac_device_error, payload) == sizeof(uint64_t));

static_assert(sizeof(pragmac_device_failure) == 2 * sizeof(uint64_t));
static_assert(offsetof(pragmac_device_failure, first) == sizeof(uint64_t));

constexpr OwnParameter parameters[] = {{"__global uint64_t *", "failure"},
                                       {"__global uint64_t *", "errors"},
                                       {"uint64_t ", "number"},
                                       {"__global uint64_t *", "last_values"},
                                       {"__global char *", "workspace"},
                                       {"uint64_t ", "trip"},
                                       {"int64_t ", "first"},
                                       {"int64_t ", "step"}};
constexpr std::string_view arguments[] = {"failure", "errors", "number"};

constexpr std::string_view definition = R"(
/* Behind a launch that failed nothing runs; in that launch other workers go on, whose iterations may
   come first in loop order. */
static bool pragmac_failed_before(__global uint64_t *failure, uint64_t number)
{
    if (number == 0)
        return false;
    int32_t failed = *(volatile __global int32_t *)failure;
    return failed != 0 && failed != (int32_t)number;
}

/* Each worker's first failure has an entry of its own; the second word becomes the complement of the
   smallest iteration that failed. */
static void pragmac_record(__global uint64_t *failure, __global uint64_t *errors, uint64_t number,
                           uint64_t iteration, uint64_t worker, int32_t site, uint64_t p0,
                           uint64_t p1, uint64_t p2, uint64_t p3)
{
    __global uint64_t *entry = errors + 5 * worker;
    *(__global int32_t *)entry = site;
    entry[1] = p0;
    entry[2] = p1;
    entry[3] = p2;
    entry[4] = p3;
    *(volatile __global int32_t *)failure = (int32_t)number;
    uint64_t seen = *(volatile __global uint64_t *)(failure + 1);
    while (~iteration > seen) {
        uint64_t old = seen;
        seen = atom_cmpxchg((volatile __global uint64_t *)(failure + 1), old, ~iteration);
        if (seen == old)
            break;
    }
}
)";

} // namespace

std::span<const OwnParameter> own_parameters() { return parameters; }
std::span<const std::string_view> record_arguments() { return arguments; }
std::string_view record_definition() { return definition; }
std::string_view test_of_failure() { return "pragmac_failed_before"; }

} // namespace pragmac
