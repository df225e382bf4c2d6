// OpenCL devices: SPIR-V of version 1.2, which every reader of SPIR-V kernels takes.
//
// The checking flavour: no extension is asked for, so that any OpenCL driver and checker runs it.
// Sums of floats into one element are then compare-exchange loops. The back end declares
// ContractionOff for every kernel, so that no driver makes a product and a sum one operation.
#include "target.h"

#include "ir.h"
#include "math_library.h"

#include <llvm/IR/Module.h>
#include <llvm/MC/TargetRegistry.h>
#include <llvm/Support/TargetSelect.h>

#include <algorithm>
#include <mutex>

namespace pragmac {

namespace {

constexpr unsigned global_space = 1; // OpenCL's numbers of address spaces

std::unique_ptr<llvm::TargetMachine> make_machine(const std::string &architecture) {
    static std::once_flag once;
    std::call_once(once, [] {
        LLVMInitializeSPIRVTargetInfo();
        LLVMInitializeSPIRVTarget();
        LLVMInitializeSPIRVTargetMC();
        LLVMInitializeSPIRVAsmPrinter();
    });
    llvm::Triple triple((architecture.starts_with("spirv") ? architecture : "spirv64v1.2") +
                        "-unknown-unknown");
    std::string error;
    const llvm::Target *target = llvm::TargetRegistry::lookupTarget(triple, error);
    internal_assert(target, "no code generator for OpenCL: " + error);
    llvm::TargetOptions options;
    options.AllowFPOpFusion = llvm::FPOpFusion::Strict;
    std::unique_ptr<llvm::TargetMachine> machine(target->createTargetMachine(
        triple, "", "", options, llvm::Reloc::PIC_, std::nullopt, llvm::CodeGenOptLevel::Default));
    internal_assert(machine, "LLVM has no machine `" + architecture + "`");
    return machine;
}

llvm::Function *opencl_declaration(llvm::IRBuilder<> &ir, const char *name, llvm::Type *result) {
    llvm::Module *module = ir.GetInsertBlock()->getModule();
    auto *type = llvm::FunctionType::get(result, {ir.getInt32Ty()}, false);
    auto *function =
        llvm::cast<llvm::Function>(module->getOrInsertFunction(name, type).getCallee());
    function->setDoesNotThrow();
    function->setWillReturn();
    return function;
}

// One of OpenCL's functions of a dimension.
llvm::Value *of_dimension(llvm::IRBuilder<> &ir, const char *name, unsigned dimension = 0) {
    llvm::Function *function = opencl_declaration(ir, name, ir.getInt64Ty());
    function->setDoesNotAccessMemory();
    return ir.CreateCall(function, {ir.getInt32(dimension)});
}

llvm::Value *worker_index(llvm::IRBuilder<> &ir, llvm::Function *, unsigned dimension) {
    return of_dimension(ir, "_Z13get_global_idj", dimension);
}
llvm::Value *worker_count(llvm::IRBuilder<> &ir, llvm::Function *, unsigned dimension) {
    return of_dimension(ir, "_Z15get_global_sizej", dimension);
}
llvm::Value *group_index(llvm::IRBuilder<> &ir) { return of_dimension(ir, "_Z12get_group_idj"); }
llvm::Value *group_count(llvm::IRBuilder<> &ir) { return of_dimension(ir, "_Z14get_num_groupsj"); }
llvm::Value *lane_index(llvm::IRBuilder<> &ir) { return of_dimension(ir, "_Z12get_local_idj"); }

// Of the whole group also where a worker has few lanes: without extensions there are no subgroups,
// and every worker is a group of its own.
void barrier(llvm::IRBuilder<> &ir, bool, int32_t) {
    constexpr uint32_t local_and_global = 3;
    llvm::Function *function = opencl_declaration(ir, "_Z7barrierj", ir.getVoidTy());
    function->addFnAttr(llvm::Attribute::Convergent);
    ir.CreateCall(function, {ir.getInt32(local_and_global)})->setConvergent();
}

// The mangled name of OpenCL's function for one of the runtime's: `_Z3expd`. Names and special
// cases are C's.
std::string opencl_function(std::string_view name) {
    constexpr std::string_view two_arguments[] = {"atan2", "hypot",     "fmod",
                                                  "pow",   "nextafter", "remainder"};
    std::string function = c_function_of(name);
    if (function.empty())
        return "";
    bool single = name.ends_with("_f32");
    if (single)
        function.pop_back(); // C's suffix
    bool two = std::ranges::find(two_arguments, function) != std::end(two_arguments);
    return "_Z" + std::to_string(function.size()) + function +
           std::string(two ? 2 : 1, single ? 'f' : 'd');
}

} // namespace

const TargetDescription &spirv_target() {
    static const TargetDescription target{.device = true,
                                          .image_format = PRAGMAC_IMAGE_SPIRV,
                                          .kernel_convention = llvm::CallingConv::SPIR_KERNEL,
                                          .array_space = global_space,
                                          .parameters_are_slots = true,
                                          .atomic_scope = "device",
                                          .narrowest_atomic = 4,
                                          .float_atomics = false,
                                          .make_machine = make_machine,
                                          .numeric_function = opencl_function,
                                          .worker_index = worker_index,
                                          .worker_count = worker_count,
                                          .group_index = group_index,
                                          .group_count = group_count,
                                          .lane_index = lane_index,
                                          .barrier = barrier,
                                          .group_memory = 3};
    return target;
}

} // namespace pragmac
