// NVIDIA's GPUs: PTX of the lowest version that the architecture takes, strict floating point.
#include "target.h"

#include "ir.h"

#include <llvm/IR/IntrinsicsNVPTX.h>
#include <llvm/MC/TargetRegistry.h>
#include <llvm/Support/TargetSelect.h>

#include <algorithm>
#include <mutex>

namespace pragmac {

namespace {

std::unique_ptr<llvm::TargetMachine> make_machine(const std::string &architecture) {
    static std::once_flag once;
    std::call_once(once, [] {
        LLVMInitializeNVPTXTargetInfo();
        LLVMInitializeNVPTXTarget();
        LLVMInitializeNVPTXTargetMC();
        LLVMInitializeNVPTXAsmPrinter();
    });
    llvm::Triple triple("nvptx64-nvidia-cuda");
    std::string error;
    const llvm::Target *target = llvm::TargetRegistry::lookupTarget(triple, error);
    internal_assert(target, "no code generator for CUDA: " + error);
    llvm::TargetOptions options;
    options.AllowFPOpFusion = llvm::FPOpFusion::Strict; // else mul and add become fma
    std::unique_ptr<llvm::TargetMachine> machine(target->createTargetMachine(
        triple, architecture.empty() ? "sm_90" : architecture, "", options, llvm::Reloc::PIC_,
        std::nullopt, llvm::CodeGenOptLevel::Default));
    internal_assert(machine, "LLVM has no machine `" + architecture + "`");
    return machine;
}

llvm::Value *special_register(llvm::IRBuilder<> &ir, llvm::Intrinsic::ID id) {
    return ir.CreateZExt(ir.CreateIntrinsic(ir.getInt32Ty(), id, {}), ir.getInt64Ty());
}

namespace Intrinsic = llvm::Intrinsic;

// The registers of x, y and z.
constexpr Intrinsic::ID group_number[] = {Intrinsic::nvvm_read_ptx_sreg_ctaid_x,
                                          Intrinsic::nvvm_read_ptx_sreg_ctaid_y,
                                          Intrinsic::nvvm_read_ptx_sreg_ctaid_z};
constexpr Intrinsic::ID groups[] = {Intrinsic::nvvm_read_ptx_sreg_nctaid_x,
                                    Intrinsic::nvvm_read_ptx_sreg_nctaid_y,
                                    Intrinsic::nvvm_read_ptx_sreg_nctaid_z};
constexpr Intrinsic::ID group_size[] = {Intrinsic::nvvm_read_ptx_sreg_ntid_x,
                                        Intrinsic::nvvm_read_ptx_sreg_ntid_y,
                                        Intrinsic::nvvm_read_ptx_sreg_ntid_z};
constexpr Intrinsic::ID thread_number[] = {Intrinsic::nvvm_read_ptx_sreg_tid_x,
                                           Intrinsic::nvvm_read_ptx_sreg_tid_y,
                                           Intrinsic::nvvm_read_ptx_sreg_tid_z};

llvm::Value *worker_index(llvm::IRBuilder<> &ir, llvm::Function *, unsigned dimension) {
    llvm::Value *group = special_register(ir, group_number[dimension]);
    llvm::Value *size = special_register(ir, group_size[dimension]);
    llvm::Value *thread = special_register(ir, thread_number[dimension]);
    return ir.CreateNUWAdd(ir.CreateNUWMul(group, size), thread);
}

llvm::Value *worker_count(llvm::IRBuilder<> &ir, llvm::Function *, unsigned dimension) {
    return ir.CreateNUWMul(special_register(ir, groups[dimension]),
                           special_register(ir, group_size[dimension]));
}

llvm::Value *group_index(llvm::IRBuilder<> &ir) { return special_register(ir, group_number[0]); }
llvm::Value *group_count(llvm::IRBuilder<> &ir) { return special_register(ir, groups[0]); }
llvm::Value *thread_index(llvm::IRBuilder<> &ir) { return special_register(ir, thread_number[0]); }

constexpr int32_t warp = 32;

// The threads of a warp that are lanes of this thread's worker.
llvm::Value *members(llvm::IRBuilder<> &ir, int32_t lanes) {
    if (lanes >= warp)
        return ir.getInt32(~uint32_t{0});
    llvm::Value *thread =
        ir.CreateIntrinsic(ir.getInt32Ty(), Intrinsic::nvvm_read_ptx_sreg_laneid, {});
    llvm::Value *first = ir.CreateAnd(thread, ir.getInt32(warp - lanes));
    return ir.CreateShl(ir.getInt32((uint32_t{1} << lanes) - 1), first);
}

void barrier(llvm::IRBuilder<> &ir, bool subgroup, int32_t lanes) {
    if (subgroup)
        ir.CreateIntrinsic(Intrinsic::nvvm_bar_warp_sync, {}, {members(ir, lanes)});
    else
        ir.CreateIntrinsic(Intrinsic::nvvm_barrier_cta_sync_aligned_all, {}, {ir.getInt32(0)});
}

// `shfl.sync`: the last operand keeps within sections of the warp, one for each worker.
llvm::Value *shuffled(llvm::IRBuilder<> &ir, Intrinsic::ID kind, llvm::Value *word, int32_t lane,
                      int32_t lanes) {
    constexpr int32_t last_lane = warp - 1;
    int32_t section = (warp - std::min(lanes, warp)) << 8 | last_lane;
    return ir.CreateIntrinsic(kind, {},
                              {members(ir, lanes), word, ir.getInt32(lane), ir.getInt32(section)});
}

llvm::Value *word_from_above(llvm::IRBuilder<> &ir, llvm::Value *word, int32_t distance,
                             int32_t lanes) {
    return shuffled(ir, Intrinsic::nvvm_shfl_sync_down_i32, word, distance, lanes);
}

llvm::Value *word_of_first(llvm::IRBuilder<> &ir, llvm::Value *word, int32_t lanes) {
    return shuffled(ir, Intrinsic::nvvm_shfl_sync_idx_i32, word, 0, lanes);
}

} // namespace

const TargetDescription &cuda_target() {
    static const TargetDescription target{.code = "PTX",
                                          .device = true,
                                          .image_format = PRAGMAC_IMAGE_PTX,
                                          .kernel_convention = llvm::CallingConv::PTX_Kernel,
                                          .atomic_scope = "device",
                                          .make_machine = make_machine,
                                          .numeric_function = libdevice_function,
                                          .worker_index = worker_index,
                                          .worker_count = worker_count,
                                          .group_index = group_index,
                                          .group_count = group_count,
                                          .thread_index = thread_index,
                                          .narrowest_sharing = 1,
                                          .barrier = barrier,
                                          .group_memory = 3,
                                          .exchanging_lanes = warp,
                                          .word_from_above = word_from_above,
                                          .word_of_first = word_of_first};
    return target;
}

} // namespace pragmac
