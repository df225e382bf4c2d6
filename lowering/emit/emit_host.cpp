// From machine-level IR to an object: emit, optimise, generate.
#include "emit_host.h"

#include "crash_guard.h"
#include "emit_device.h"
#include "emit_function.h"
#include "host_diagnostics.h"
#include "optimise.h"
#include "target.h"

#include <llvm/IR/LegacyPassManager.h>
#include <llvm/IR/Verifier.h>
#include <llvm/Support/raw_ostream.h>
#include <llvm/Target/TargetMachine.h>

namespace pragmac {

namespace {

// One compile: the module, the machine, and what LLVM said about it.
struct HostModule {
    llvm::LLVMContext context;
    std::unique_ptr<llvm::Module> module;
    std::unique_ptr<llvm::TargetMachine> machine;
    std::vector<Site> sites;
    std::string kernels; // code of the device's module; empty without one
    std::string errors;
    std::vector<VectorLoop> loops; // where they are asked for
};

void check_module([[maybe_unused]] const llvm::Module &module) {
#if PRAGMAC_ASSERTS
    std::string problems;
    llvm::raw_string_ostream out(problems);
    internal_assert(!llvm::verifyModule(module, &out), "invalid LLVM IR: " + problems);
#endif
}

void emit_and_optimise(HostModule &host, const Func *func, const CompileOptions &options,
                       std::optional<Stage> shown = {}) {
    std::vector<VectorLoop> *loops = shown == Stage::vectors ? &host.loops : nullptr;
    host.context.setDiagnosticHandler(std::make_unique<HostDiagnostics>(host.errors, loops));
    host.machine = host_target().make_machine(options.cpu);
    allow_product_sums(*host.machine, options.math);
    host.module = std::make_unique<llvm::Module>("pragmac", host.context);
    host.module->setTargetTriple(host.machine->getTargetTriple());
    host.module->setDataLayout(host.machine->createDataLayout());
    SiteTable sites(*func);
    ModuleEmitter shared{*host.module, *func, sites, cells_stored_once(*func)};
    shared.math = options.math;
    shared.width = options.width;
    shared.places = loops != nullptr;
    shared.reordered = reordered_updates(options.math, *func);
    std::unique_ptr<DeviceModule> device = open_device_module(shared, options);
    if (!device) // whose runtime knows of arrays by the memory that it gave them
        shared.on_stack = arrays_on_stack(*func);
    emit_entry(shared, FunctionEmitter::emit_implementation(shared));
    if (device)
        host.kernels =
            close_device_module(*device, shared, options, /*readable=*/shown.has_value());
    host.sites = sites.take();
    check_module(*host.module);
    // An emulated device computes what it says, whatever machine emulates it.
    bool lane_math = options.lane_math && options.device != Device::emulated;
    optimise(*host.module, *host.machine, options.vector_bits, options.sanitize_threads, lane_math);
    check_module(*host.module);
}

void fail_on_errors(const HostModule &host) {
    if (!host.errors.empty())
        throw InternalError{"LLVM: " + host.errors};
}

std::string object_of(HostModule &host) {
    llvm::SmallVector<char, 0> bytes;
    llvm::raw_svector_ostream out(bytes);
    llvm::legacy::PassManager passes;
    llvm::MCContext *unused = nullptr;
    bool cannot = host.machine->addPassesToEmitMC(passes, unused, out, /*DisableVerify=*/true);
    internal_assert(!cannot, "this target has no object writer");
    passes.run(*host.module);
    fail_on_errors(host);
    return {bytes.data(), bytes.size()};
}

std::string text_of(HostModule &host, Stage stage) {
    if (stage == Stage::ptx || stage == Stage::spirv || stage == Stage::opencl_c)
        return host.kernels;
    if (stage == Stage::vectors)
        return text_of(host.loops);
    if (stage == Stage::assembly) {
        std::string text = assembly_of(*host.module, *host.machine);
        fail_on_errors(host);
        return text;
    }
    std::string text;
    llvm::raw_string_ostream(text) << *host.module;
    return text;
}

} // namespace

HostCode compile_machine_ir(const Func *func, const CompileOptions &options) {
    HostCode code;
    guard_against_crashes("emit_host", [&] {
        HostModule host;
        emit_and_optimise(host, func, options);
        code.object = object_of(host);
        code.sites = std::move(host.sites);
    });
    return code;
}

std::string machine_ir_to_text(const Func *func, const CompileOptions &options, Stage stage) {
    std::string text;
    guard_against_crashes("emit_host", [&] {
        HostModule host;
        emit_and_optimise(host, func, options, stage);
        text = text_of(host, stage);
    });
    return text;
}

} // namespace pragmac
