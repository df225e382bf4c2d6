// The code generator's passes, put together here instead of by addPassesToEmitFile.
//
// LLVM 22's SPIR-V back end keeps the numbers of basic blocks in one table for the whole process,
// by the address of their machine function and their position, and never empties it. When a later
// module's function lies where an earlier one lay, its blocks get stale numbers that belong to
// types of the new module. So machine functions stay where they are for good, emptied: about 2 KB
// each.
//
// Its quotients and remainders are instructions without side effects, so that passes over machine
// functions move them in front of the test that the divisor is not zero; such passes are left out.
#include "generate_spirv.h"

#include "crash_guard.h"
#include "ir.h"

#include <llvm/ADT/SmallString.h>
#include <llvm/CodeGen/CodeGenTargetMachineImpl.h>
#include <llvm/CodeGen/MachineFunction.h>
#include <llvm/CodeGen/MachineModuleInfo.h>
#include <llvm/CodeGen/Passes.h>
#include <llvm/CodeGen/TargetPassConfig.h>
#include <llvm/IR/LegacyPassManager.h>
#include <llvm/Support/raw_ostream.h>

#include <mutex>
#include <vector>

namespace pragmac {

namespace {

void keep_functions(llvm::MachineModuleInfo &made, const llvm::Module &module) {
    for (const llvm::Function &function : module)
        if (llvm::MachineFunction *machine_function = made.getMachineFunction(function))
            machine_function->reset();
    static std::vector<llvm::MachineModuleInfo *> kept; // reachable, for leak checkers
    kept.push_back(new llvm::MachineModuleInfo(std::move(made)));
}

std::string generated(llvm::Module &module, llvm::TargetMachine &machine,
                      llvm::CodeGenFileType form) {
    auto &target = static_cast<llvm::CodeGenTargetMachineImpl &>(machine);
    llvm::SmallString<0> code;
    llvm::raw_svector_ostream out(code);
    llvm::legacy::PassManager passes;
    auto *info = new llvm::MachineModuleInfoWrapperPass(&target); // owned by `passes`
    llvm::TargetPassConfig *config = target.createPassConfig(passes);
    for (llvm::AnalysisID moves_quotients :
         {&llvm::EarlyMachineLICMID, &llvm::MachineLICMID, &llvm::MachineCSELegacyID})
        config->disablePass(moves_quotients);
    passes.add(config);
    passes.add(info);
    bool cannot = config->addISelPasses();
    config->addMachinePasses();
    config->setInitialized();
    cannot |= target.addAsmPrinter(passes, out, nullptr, form, info->getMMI().getContext());
    internal_assert(!cannot, "no SPIR-V can be generated");
    passes.run(module);
    keep_functions(info->getMMI(), module);
    return std::string(code);
}

} // namespace

std::string generate_spirv(llvm::Module &module, llvm::TargetMachine &machine,
                           llvm::CodeGenFileType form) {
    static std::mutex one_at_a_time; // the table is not guarded either
    std::lock_guard lock(one_at_a_time);
    std::string code;
    // Under the lock, which a fatal error of the back end would else leave locked for good.
    guard_against_crashes("generate_spirv", [&] { code = generated(module, machine, form); });
    return code;
}

} // namespace pragmac
