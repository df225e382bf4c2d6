// emit_host: machine-level IR (level H, host) to LLVM IR, an object, and loaded machine code.
#pragma once

#include "compile.h"

namespace pragmac {

// Compiles `func` (level H) and loads it. Throws InternalError with LLVM's message when LLVM fails.
struct HostCode {
    pragmac_entry entry = nullptr;
    std::vector<Site> sites;
    std::shared_ptr<void> code;
};
HostCode compile_machine_ir(const Func *func, const CompileOptions &options);

// Stage::llvm: LLVM IR after optimisation; assembly; ptx, spirv: the device's.
std::string machine_ir_to_text(const Func *func, const CompileOptions &options, Stage stage);

} // namespace pragmac
