// From machine-level IR to an object: emit, optimise, generate.
#include "emit_host.h"

#include "crash_guard.h"
#include "emit_device.h"
#include "emit_function.h"
#include "fields.h"
#include "host_diagnostics.h"
#include "optimise.h"
#include "target.h"

#include <llvm/IR/LegacyPassManager.h>
#include <llvm/IR/Verifier.h>
#include <llvm/Support/raw_ostream.h>
#include <llvm/Target/TargetMachine.h>

#include <mutex>

namespace pragmac {

namespace {

// Machines between two compiles: what they know of the processor takes LLVM longer to find out than
// the code of a small loop.
class IdleMachines {
  public:
    std::unique_ptr<llvm::TargetMachine> take(const std::string &cpu) {
        if (auto machine = idle(cpu))
            return machine;
        return host_target().make_machine(cpu);
    }
    void bring_back(const std::string &cpu, std::unique_ptr<llvm::TargetMachine> brought) {
        std::unique_lock lock(mutex_, std::try_to_lock);
        if (!lock)
            return;
        for (auto &[of, machine] : idle_)
            if (of == cpu && !machine) {
                machine = std::move(brought);
                return;
            }
        if (idle_.size() < most)
            idle_.emplace_back(cpu, std::move(brought));
    }

  private:
    std::unique_ptr<llvm::TargetMachine> idle(const std::string &cpu) {
        std::unique_lock lock(mutex_, std::try_to_lock);
        if (!lock)
            return nullptr;
        for (auto &[of, machine] : idle_)
            if (of == cpu && machine)
                return std::move(machine);
        return nullptr;
    }

    static constexpr size_t most = 16;
    std::mutex mutex_; // never waited for: in the child of a fork it may be held by nobody
    std::vector<std::pair<std::string, std::unique_ptr<llvm::TargetMachine>>> idle_;
};

// Never freed: a compile may still run when the process exits.
IdleMachines &idle_machines() {
    static auto *machines = new IdleMachines;
    return *machines;
}

// One compile: the module, the machine, and what LLVM said about it.
struct HostModule {
    explicit HostModule(const std::string &cpu) : cpu(cpu), machine(idle_machines().take(cpu)) {}
    // A compile that crashes does not come here: its machine is lost.
    ~HostModule() { idle_machines().bring_back(cpu, std::move(machine)); }

    std::string cpu;
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
    allow_product_sums(*host.machine, options.math);
    host.module = std::make_unique<llvm::Module>("pragmac", host.context);
    host.module->setTargetTriple(host.machine->getTargetTriple());
    host.module->setDataLayout(host.machine->createDataLayout());
    SiteTable sites(*func);
    ModuleEmitter shared{*host.module, *func, sites, cells_stored_once(*func)};
    shared.math = options.math;
    shared.width = options.width;
    shared.places = loops != nullptr;
    walk(func->body, [&](NodeRef n) {
        auto *launch = as<Launch>(n);
        bool fewer = launch && launch->clauses &&
                     (launch->clauses->single || launch->clauses->num_threads > 0);
        shared.threads |= launch && !fewer;
    });
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
        HostModule host(options.cpu);
        emit_and_optimise(host, func, options);
        code.object = object_of(host);
        code.sites = std::move(host.sites);
    });
    return code;
}

std::string machine_ir_to_text(const Func *func, const CompileOptions &options, Stage stage) {
    std::string text;
    guard_against_crashes("emit_host", [&] {
        HostModule host(options.cpu);
        emit_and_optimise(host, func, options, stage);
        text = text_of(host, stage);
    });
    return text;
}

} // namespace pragmac
