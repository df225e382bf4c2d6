// This machine: strict floating point; its cores, and the emulation of a device on them.
#include "target.h"

#include "ir.h"
#include "math_library.h"

#include <llvm/ADT/StringMap.h>
#include <llvm/MC/TargetRegistry.h>
#include <llvm/Support/CommandLine.h>
#include <llvm/Support/TargetSelect.h>
#include <llvm/Target/TargetMachine.h>
#include <llvm/TargetParser/Host.h>

#include <mutex>

namespace pragmac {

namespace {

void set_option(const char *name, bool value) {
    auto &options = llvm::cl::getRegisteredOptions();
    auto found = options.find(name);
    internal_assert(found != options.end(), "LLVM has no option " + std::string(name));
    static_cast<llvm::cl::opt<bool> *>(found->second)->setValue(value);
}

// Once per process. The X86 back end alone.
void initialise_target() {
    LLVMInitializeX86TargetInfo();
    LLVMInitializeX86Target();
    LLVMInitializeX86TargetMC();
    LLVMInitializeX86AsmPrinter();
    // More than half of the code generator's time, without effect on the run time of stencils.
    set_option("disable-lsr", true);
    // Branches that choose a value are its guess, and data are not to be guessed: crc16 took four
    // times as long.
    set_option("x86-cmov-converter", false);
    // `vectorize.enable` would otherwise allow re-association of floating-point reductions.
    set_option("hints-allow-reordering", false);
    // Loops that are copied for a stride that turns out to be 1: arrays of that stride have a
    // layout of their own, and the other copy is never made fast. Columns took 1.4 times as long.
    set_option("enable-mem-access-versioning", false);
}

std::string host_features() {
    std::string text;
    for (const auto &feature : llvm::sys::getHostCPUFeatures())
        text += (text.empty() ? "" : ",") + std::string(feature.second ? "+" : "-") +
                feature.first().str();
    return text;
}

std::unique_ptr<llvm::TargetMachine> make_machine(const std::string &cpu) {
    static std::once_flag once;
    std::call_once(once, initialise_target);
    static const std::string host_cpu = llvm::sys::getHostCPUName().str();
    static const std::string features = host_features();
    llvm::Triple triple(llvm::sys::getProcessTriple());
    std::string error;
    const llvm::Target *target = llvm::TargetRegistry::lookupTarget(triple, error);
    internal_assert(target, "no code generator for this machine: " + error);
    llvm::TargetOptions options;
    options.AllowFPOpFusion = llvm::FPOpFusion::Strict;
    options.EmulatedTLS = false;
    std::unique_ptr<llvm::TargetMachine> machine(target->createTargetMachine(
        triple, cpu.empty() ? host_cpu : cpu, cpu.empty() ? features : "", options,
        llvm::Reloc::PIC_, llvm::CodeModel::Small, llvm::CodeGenOptLevel::Default, true));
    internal_assert(machine, "LLVM has no machine `" + cpu + "`");
    return machine;
}

} // namespace

const TargetDescription &host_target() {
    static const TargetDescription target{.make_machine = make_machine};
    return target;
}

// void kernel(x, y, z, workers along x, y, z, ...): one worker after the other.
const TargetDescription &emulated_target() {
    static const TargetDescription target{
        .code = "code of this machine",
        .device = true,
        .narrowest_atomic = 4, // as on devices without these instructions
        .float_atomics = false,
        .make_machine = make_machine,
        // Of its own it has the C library, as a device its vendor's; the rest is linked as there.
        .numeric_function = [](std::string_view name) -> std::string {
            return c_function_of(name).empty() ? "" : std::string(name);
        },
        .own_parameters = 2 * most_axes,
        .worker_index = [](llvm::IRBuilder<> &, llvm::Function *kernel, unsigned dimension)
            -> llvm::Value * { return kernel->getArg(dimension); },
        .worker_count = [](llvm::IRBuilder<> &, llvm::Function *kernel, unsigned dimension)
            -> llvm::Value * { return kernel->getArg(most_axes + dimension); },
        .narrowest_sharing = 1};
    return target;
}

} // namespace pragmac
