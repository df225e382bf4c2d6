// The machine that code is generated for.
#pragma once

#include <memory>
#include <string>

namespace llvm {
class TargetMachine;
}

namespace pragmac {

// A new target machine; `cpu` "" = this machine with everything it has.
std::unique_ptr<llvm::TargetMachine> make_target_machine(const std::string &cpu);

} // namespace pragmac
