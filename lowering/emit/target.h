// The machine that code is generated for.
#pragma once

#include <memory>
#include <string>

#include <llvm/IR/CallingConv.h>
#include <llvm/IR/IRBuilder.h>

namespace llvm {
class TargetMachine;
}

namespace pragmac {

// What the one emitter must know of a target: everything that differs is a member here.
struct TargetDescription {
    const char *name;
    bool device;                            // kernels without a frame and without host calls
    llvm::CallingConv::ID kernel_convention; // of the functions that a launch starts
    const char *atomic_scope;               // LLVM's name of the scope of atomic updates
    std::unique_ptr<llvm::TargetMachine> (*make_machine)(const std::string &architecture);
    // Position of the worker among all workers of its launch, and their number, as i64 (devices).
    llvm::Value *(*worker_index)(llvm::IRBuilder<> &ir);
    llvm::Value *(*worker_count)(llvm::IRBuilder<> &ir);
};
const TargetDescription &host_target();   // target_host.cpp
const TargetDescription &nvptx_target();  // target_nvptx.cpp

} // namespace pragmac
