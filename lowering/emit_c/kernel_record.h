// kernel_record: what a kernel gets from the runtime, and what it leaves there when a check fails.
//
// The contract is that of runtime/abi/abi.h; emit_kernel.cpp keeps the same one for LLVM.
#pragma once

#include <span>
#include <string_view>

namespace pragmac {

struct OwnParameter {
    std::string_view type, name;
};
// In front of the captured values: `last_values`, `trip`, `first` and `step` are always among them.
std::span<const OwnParameter> own_parameters();
// Those that pragmac_record takes in front of iteration, worker, site and payload.
std::span<const std::string_view> record_arguments();
// The function of `failure` and `number` that tells whether the kernel has nothing to do.
std::string_view test_of_failure();
// void pragmac_record(...) in OpenCL C, and that test.
std::string_view record_definition();

} // namespace pragmac
