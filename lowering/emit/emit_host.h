// emit_host: machine-level IR (level H, host) to LLVM IR and an object with machine code.
#pragma once

#include "compile.h"

namespace pragmac {

// Compiles `func` (level H). Throws InternalError with LLVM's message when LLVM fails.
struct HostCode {
    std::string object; // as in CompiledFunction
    std::vector<Site> sites;
};
HostCode compile_machine_ir(const Func *func, const CompileOptions &options);

// Stage::llvm: LLVM IR after optimisation; assembly; ptx, spirv: the device's.
std::string machine_ir_to_text(const Func *func, const CompileOptions &options, Stage stage);

} // namespace pragmac
