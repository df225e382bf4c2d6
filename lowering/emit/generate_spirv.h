// generate_spirv: a module's SPIR-V, as words or as assembly.
#pragma once

#include <llvm/IR/Module.h>
#include <llvm/Target/TargetMachine.h>

#include <string>

namespace pragmac {

std::string generate_spirv(llvm::Module &module, llvm::TargetMachine &machine,
                           llvm::CodeGenFileType form);

} // namespace pragmac
