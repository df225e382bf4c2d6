// emit_device: the module that the kernels of one function are emitted into, and the image that its
// host code carries.
#pragma once

#include "compile.h"
#include "emit_function.h"

#include <memory>
#include <string>

namespace pragmac {

struct DeviceModule {
    std::unique_ptr<llvm::Module> module; // null: the kernels stand in the host's module (emulated)
    std::unique_ptr<llvm::TargetMachine> machine;
    std::unique_ptr<ModuleEmitter> emitter;
};

// What the kernels are made of, in the words of reports: "SPIR-V, device flavour".
std::string kernel_code(const CompileOptions &options);
// Lanes of the narrowest worker that can share a group; 0: none can.
int32_t narrowest_sharing(const CompileOptions &options);

// Lets the machine's code generator make `fmuladd` one operation; what has no such call stays apart
// all the same.
void allow_product_sums(llvm::TargetMachine &machine, MathMode mode);

// Before the host's code is emitted: `host.device` and `host.image` are set. Null when the options
// name no device.
std::unique_ptr<DeviceModule> open_device_module(ModuleEmitter &host,
                                                 const CompileOptions &options);

// Behind it: optimises the kernels and puts them into the host's image. The code of the kernels;
// `readable`: as text, even where the device's image is binary.
// Throws MissingOnDevice where a kernel calls what the device does not have.
std::string close_device_module(DeviceModule &device, ModuleEmitter &host,
                                const CompileOptions &options, bool readable);

// Assembly text of an optimised module.
std::string assembly_of(llvm::Module &module, llvm::TargetMachine &machine);

} // namespace pragmac
