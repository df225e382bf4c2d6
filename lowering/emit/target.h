// The machines that code is generated for: what the one emitter must know of each.
#pragma once

#include "abi.h"

#include <memory>
#include <string>
#include <string_view>

#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/Intrinsics.h>
#include <llvm/Target/TargetMachine.h>

namespace pragmac {

// Everything in which targets differ.
struct TargetDescription {
    const char *code = ""; // what it is given, in the words of reports
    bool device = false; // kernels: neither a frame nor calls of the host's runtime
    int32_t image_format = PRAGMAC_IMAGE_HOST; // of a device's code
    llvm::CallingConv::ID kernel_convention = llvm::CallingConv::C;
    unsigned array_space = 0; // LLVM's address space of what kernels get pointers to
    // Kernels get every scalar as the 64 bits of its slot: a driver that is given arguments one by
    // one need not know their types.
    bool parameters_are_slots = false;
    const char *atomic_scope = ""; // LLVM's name for all workers of all launches
    int narrowest_atomic = 1; // bytes; narrower elements change with the word around them
    bool float_atomics = true; // else sums are compare-exchange loops
    // x * y + z in one rounding where the processor has it; SPIR-V's own reading of `fmuladd` is
    // `mad`, of any precision.
    llvm::Intrinsic::ID product_sum = llvm::Intrinsic::fmuladd;
    // A new machine; architecture "" = this machine with everything it has (host), sm_90 (CUDA),
    // spirv64v1.2 (OpenCL).
    std::unique_ptr<llvm::TargetMachine> (*make_machine)(const std::string &architecture) = nullptr;
    // The target's own function for one of the runtime's (`pragmac_exp_f64`), "" where it has none
    // and device_functions.h must bring it; null: calls of the runtime itself.
    std::string (*numeric_function)(std::string_view name) = nullptr;
    // Parameters of every kernel in front of the others.
    unsigned own_parameters = 0;
    // Position of the worker among all workers of its launch along a dimension of the grid
    // (0 = x), and their number, as i64.
    llvm::Value *(*worker_index)(llvm::IRBuilder<> &ir, llvm::Function *kernel,
                                 unsigned dimension) = nullptr;
    llvm::Value *(*worker_count)(llvm::IRBuilder<> &ir, llvm::Function *kernel,
                                 unsigned dimension) = nullptr;
    // For workers that are several threads of a group, one per lane; null where one thread runs all
    // lanes of a worker in turn, from barrier to barrier.
    llvm::Value *(*group_index)(llvm::IRBuilder<> &ir) = nullptr;
    llvm::Value *(*group_count)(llvm::IRBuilder<> &ir) = nullptr;
    llvm::Value *(*thread_index)(llvm::IRBuilder<> &ir) =
        nullptr; // in the group; subgroups in a row
    // Lanes of the narrowest worker that can share a group with others, since no barrier of its own
    // waits for theirs; 0: none can.
    int32_t narrowest_sharing = 0;
    void (*barrier)(llvm::IRBuilder<> &ir, bool subgroup, int32_t lanes) = nullptr;
    unsigned group_memory = 0; // address space that the lanes of one worker share
    // Lanes that exchange registers: those of one subgroup, consecutive ones of a worker; 1 where
    // values pass from lane to lane through memory alone.
    int32_t exchanging_lanes = 1;
    bool asks_for_subgroup_size = false; // kernels with lanes tell the driver this number
    // A 32-bit word of the lane `distance` lanes further, anything where the subgroup has none so
    // far on; and one of the worker's first lane. All of a worker's `lanes` call them together.
    llvm::Value *(*word_from_above)(llvm::IRBuilder<> &ir, llvm::Value *word, int32_t distance,
                                    int32_t lanes) = nullptr;
    llvm::Value *(*word_of_first)(llvm::IRBuilder<> &ir, llvm::Value *word,
                                  int32_t lanes) = nullptr;
};

const TargetDescription &host_target(); // target_host.cpp
const TargetDescription &emulated_target(); // target_host.cpp: kernels that the host runs
const TargetDescription &cuda_target(); // target_cuda.cpp
const TargetDescription &spirv_target(); // target_spirv.cpp
const TargetDescription &spirv_device_target();
std::string libdevice_function(std::string_view name); // libdevice.cpp

} // namespace pragmac
