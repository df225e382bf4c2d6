// emit_opencl_c: the kernels of a function as OpenCL C, with the parameters of its SPIR-V.
//
// Before: level K in the bodies of launches on a device, and a table in which every check of theirs
// has a row. The text needs OpenCL C 1.2 with float64 and, where errors or 64-bit elements are
// atomic, its 64-bit atomics. Who launches SPIR-V launches these kernels with the same arguments.
// Throws MissingInC for what it has no C for.
#pragma once

#include "math_mode.h"

#include <string>
#include <vector>

namespace pragmac {

class SiteTable;

// A launch on a device, and what its body uses from outside, in the order of the parameters.
struct CKernel {
    const Launch *launch;
    std::string name;
    std::vector<const Var *> values; // scalars and arrays
    std::vector<const Var *> read_cells;
    std::vector<const Var *> written_cells; // the last iteration's values go back
};

std::string emit_opencl_c(const Func &func, const std::vector<CKernel> &kernels,
                          const SiteTable &sites, MathMode math = MathMode::strict);

} // namespace pragmac
