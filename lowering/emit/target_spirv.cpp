// OpenCL devices: SPIR-V in two flavours.
//
// The checking flavour, of version 1.2, asks for no extension: every reader of SPIR-V kernels, any
// OpenCL driver and checker runs it. Sums of floats into one element are then compare-exchange
// loops. The device flavour, of version 1.3, has subgroups of 32 work-items, which exchange
// registers and have a barrier of their own, and atomic sums of floats.
// The back end declares ContractionOff for every kernel, so that no driver makes a product and a
// sum one operation.
#include "target.h"

#include "ir.h"
#include "math_library.h"

#include <llvm/IR/Module.h>
#include <llvm/MC/TargetRegistry.h>
#include <llvm/Support/CommandLine.h>
#include <llvm/Support/TargetSelect.h>

#include <algorithm>
#include <mutex>

namespace pragmac {

namespace {

constexpr unsigned global_space = 1; // OpenCL's numbers of address spaces

// The extensions that a machine's code may use are an option of the process, read when the machine
// is made.
class AllowedExtensions {
  public:
    explicit AllowedExtensions(const std::string &names) {
        auto found = llvm::cl::getRegisteredOptions().find(option_name);
        internal_assert(found != llvm::cl::getRegisteredOptions().end(), "no option spirv-ext");
        option_ = found->second;
        bool bad = !names.empty() && option_->addOccurrence(0, option_name, names);
        internal_assert(!bad, "LLVM does not know an extension of " + names);
    }
    ~AllowedExtensions() { option_->reset(); }
    AllowedExtensions(const AllowedExtensions &) = delete;
    AllowedExtensions &operator=(const AllowedExtensions &) = delete;

  private:
    static constexpr const char *option_name = "spirv-ext";
    llvm::cl::Option *option_;
};

std::unique_ptr<llvm::TargetMachine> machine_for(const std::string &architecture,
                                                 const std::string &extensions) {
    static std::once_flag once;
    std::call_once(once, [] {
        LLVMInitializeSPIRVTargetInfo();
        LLVMInitializeSPIRVTarget();
        LLVMInitializeSPIRVTargetMC();
        LLVMInitializeSPIRVAsmPrinter();
    });
    llvm::Triple triple(architecture + "-unknown-unknown");
    std::string error;
    const llvm::Target *target = llvm::TargetRegistry::lookupTarget(triple, error);
    internal_assert(target, "no code generator for OpenCL: " + error);
    llvm::TargetOptions options;
    options.AllowFPOpFusion = llvm::FPOpFusion::Strict;
    static std::mutex one_at_a_time;
    std::lock_guard lock(one_at_a_time);
    AllowedExtensions allowed(extensions);
    std::unique_ptr<llvm::TargetMachine> machine(target->createTargetMachine(
        triple, "", "", options, llvm::Reloc::PIC_, std::nullopt, llvm::CodeGenOptLevel::Default));
    internal_assert(machine, "LLVM has no machine `" + architecture + "`");
    return machine;
}

std::unique_ptr<llvm::TargetMachine> make_machine(const std::string &architecture) {
    return machine_for(architecture.starts_with("spirv") ? architecture : "spirv64v1.2", "");
}

std::unique_ptr<llvm::TargetMachine> make_device_machine(const std::string &) {
    return machine_for("spirv64v1.3", "+SPV_EXT_shader_atomic_float_add");
}

llvm::CallInst *call_opencl(llvm::IRBuilder<> &ir, const char *name, llvm::Type *result,
                            llvm::ArrayRef<llvm::Value *> arguments) {
    llvm::Module *module = ir.GetInsertBlock()->getModule();
    llvm::SmallVector<llvm::Type *> types;
    for (llvm::Value *argument : arguments)
        types.push_back(argument->getType());
    auto *type = llvm::FunctionType::get(result, types, false);
    auto *function =
        llvm::cast<llvm::Function>(module->getOrInsertFunction(name, type).getCallee());
    function->setDoesNotThrow();
    function->setWillReturn();
    return ir.CreateCall(function, arguments);
}

// All work-items of the group or of the subgroup make the call together.
llvm::CallInst *call_together(llvm::IRBuilder<> &ir, const char *name, llvm::Type *result,
                              llvm::ArrayRef<llvm::Value *> arguments) {
    llvm::CallInst *call = call_opencl(ir, name, result, arguments);
    call->getCalledFunction()->addFnAttr(llvm::Attribute::Convergent);
    call->setConvergent();
    return call;
}

// One of OpenCL's functions of a dimension.
llvm::Value *of_dimension(llvm::IRBuilder<> &ir, const char *name, unsigned dimension = 0) {
    llvm::CallInst *call = call_opencl(ir, name, ir.getInt64Ty(), {ir.getInt32(dimension)});
    call->getCalledFunction()->setDoesNotAccessMemory();
    return call;
}

llvm::Value *worker_index(llvm::IRBuilder<> &ir, llvm::Function *, unsigned dimension) {
    return of_dimension(ir, "_Z13get_global_idj", dimension);
}
llvm::Value *worker_count(llvm::IRBuilder<> &ir, llvm::Function *, unsigned dimension) {
    return of_dimension(ir, "_Z15get_global_sizej", dimension);
}
llvm::Value *group_index(llvm::IRBuilder<> &ir) { return of_dimension(ir, "_Z12get_group_idj"); }
llvm::Value *group_count(llvm::IRBuilder<> &ir) { return of_dimension(ir, "_Z14get_num_groupsj"); }
llvm::Value *thread_index(llvm::IRBuilder<> &ir) { return of_dimension(ir, "_Z12get_local_idj"); }

// Of the whole group also where a worker has few lanes: without extensions there are no subgroups,
// and every worker is a group of its own.
void barrier(llvm::IRBuilder<> &ir, bool, int32_t) {
    constexpr uint32_t local_and_global = 3;
    call_together(ir, "_Z7barrierj", ir.getVoidTy(), {ir.getInt32(local_and_global)});
}

// ---- the device flavour --------------------------------------------------------------------

// Of subgroups, which need not be rows of the group by themselves.
llvm::Value *thread_of_subgroups(llvm::IRBuilder<> &ir) {
    auto number = [&](const char *name) {
        llvm::CallInst *call = call_opencl(ir, name, ir.getInt32Ty(), {});
        call->getCalledFunction()->setDoesNotAccessMemory();
        return ir.CreateZExt(call, ir.getInt64Ty());
    };
    llvm::Value *before =
        ir.CreateMul(number("_Z16get_sub_group_idv"), ir.getInt64(uint64_t{most_subgroup_lanes}));
    return ir.CreateAdd(before, number("_Z22get_sub_group_local_idv"));
}

void device_barrier(llvm::IRBuilder<> &ir, bool subgroup, int32_t lanes) {
    if (!subgroup)
        return barrier(ir, subgroup, lanes);
    constexpr uint32_t scope = 3; // SPIR-V's number of the subgroup
    constexpr uint32_t acquire_release = 0x8, group_memory = 0x100, global_memory = 0x200;
    call_together(ir, "_Z22__spirv_ControlBarrierjjj", ir.getVoidTy(),
                  {ir.getInt32(scope), ir.getInt32(scope),
                   ir.getInt32(acquire_release | group_memory | global_memory)});
}

llvm::Value *exchanged(llvm::IRBuilder<> &ir, const char *name, llvm::Value *word, int32_t lane) {
    llvm::CallInst *call = call_together(ir, name, ir.getInt32Ty(), {word, ir.getInt32(lane)});
    call->getCalledFunction()->setOnlyAccessesInaccessibleMemory();
    return call;
}

llvm::Value *word_from_above(llvm::IRBuilder<> &ir, llvm::Value *word, int32_t distance, int32_t) {
    return exchanged(ir, "_Z22sub_group_shuffle_downjj", word, distance);
}

llvm::Value *word_of_first(llvm::IRBuilder<> &ir, llvm::Value *word, int32_t) {
    return exchanged(ir, "_Z19sub_group_broadcastjj", word, 0);
}

// ---- mathematical functions ----------------------------------------------------------------

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
    static const TargetDescription target{.code = "SPIR-V, checking flavour",
                                          .device = true,
                                          .image_format = PRAGMAC_IMAGE_SPIRV,
                                          .kernel_convention = llvm::CallingConv::SPIR_KERNEL,
                                          .array_space = global_space,
                                          .parameters_are_slots = true,
                                          .atomic_scope = "device",
                                          .narrowest_atomic = 4,
                                          .float_atomics = false,
                                          .product_sum = llvm::Intrinsic::fma,
                                          .make_machine = make_machine,
                                          .numeric_function = opencl_function,
                                          .worker_index = worker_index,
                                          .worker_count = worker_count,
                                          .group_index = group_index,
                                          .group_count = group_count,
                                          .thread_index = thread_index,
                                          .barrier = barrier,
                                          .group_memory = 3};
    return target;
}

const TargetDescription &spirv_device_target() {
    static const TargetDescription target = [] {
        TargetDescription made = spirv_target();
        made.code = "SPIR-V, device flavour";
        made.float_atomics = true;
        made.make_machine = make_device_machine;
        made.thread_index = thread_of_subgroups;
        made.narrowest_sharing = most_subgroup_lanes; // narrower ones would share its barrier
        made.barrier = device_barrier;
        made.exchanging_lanes = most_subgroup_lanes;
        made.asks_for_subgroup_size = true;
        made.word_from_above = word_from_above;
        made.word_of_first = word_of_first;
        return made;
    }();
    return target;
}

} // namespace pragmac
