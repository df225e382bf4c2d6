// Kernels become text in a constant of the host's module; emulated ones, functions beside it.
#include "emit_device.h"

#include "device_functions.h"
#include "libdevice.h"
#include "optimise.h"

#include <llvm/IR/LegacyPassManager.h>
#include <llvm/IR/Verifier.h>
#include <llvm/Support/raw_ostream.h>

namespace pragmac {

namespace {

const TargetDescription &target_of(Device device) {
    return device == Device::cuda ? cuda_target() : emulated_target();
}

// struct pragmac_device_image
llvm::StructType *image_type(Ir &ir) {
    return llvm::StructType::get(ir.getContext(),
                                 {ir.getPtrTy(), ir.getInt64Ty(), ir.getPtrTy(), ir.getPtrTy(),
                                  ir.getInt32Ty(), ir.getInt32Ty()});
}

llvm::Constant *constant_in(llvm::Module &module, llvm::Constant *value, const char *name) {
    return new llvm::GlobalVariable(module, value->getType(), true,
                                    llvm::GlobalValue::PrivateLinkage, value, name);
}

llvm::Constant *text_in(llvm::Module &module, const std::string &text, const char *name) {
    return constant_in(module, llvm::ConstantDataArray::getString(module.getContext(), text), name);
}

// void run(worker, workers, slots): the kernel with its parameters from slots of 8 bytes.
llvm::Function *emulated_entry(llvm::Function *kernel, unsigned own) {
    Ir ir(kernel->getContext());
    auto *type = llvm::FunctionType::get(ir.getVoidTy(),
                                         {ir.getInt64Ty(), ir.getInt64Ty(), ir.getPtrTy()}, false);
    auto *run =
        llvm::Function::Create(type, llvm::Function::InternalLinkage, "run", *kernel->getParent());
    run->setDoesNotThrow();
    ir.SetInsertPoint(llvm::BasicBlock::Create(ir.getContext(), "entry", run));
    std::vector<llvm::Value *> arguments{run->getArg(0), run->getArg(1)};
    for (unsigned i = own; i < kernel->arg_size(); i++)
        arguments.push_back(
            ir.CreateLoad(kernel->getArg(i)->getType(),
                          ir.CreateConstInBoundsGEP1_64(ir.getInt64Ty(), run->getArg(2), i - own)));
    ir.CreateCall(kernel, arguments);
    ir.CreateRetVoid();
    return run;
}

void link_functions(ModuleEmitter &device) {
    std::vector<MissingFunction> missing =
        link_device_functions(device.module, device.target, device.numeric_calls);
    if (!missing.empty())
        throw MissingOnDevice{std::move(missing)};
}

// Links what kernels call, and optimises them.
void finish_kernels(DeviceModule &device, const CompileOptions &options) {
    llvm::Module &module = *device.module;
    if (needs_libdevice(module) && !link_libdevice(module, options.libdevice)) {
        Span place = device.emitter->func.span;
        throw MissingOnDevice{{{"a mathematical function without libdevice.10.bc (CUDA's toolkit "
                                "has it; CUDA_HOME says where)",
                                place}}};
    }
    optimise_kernels(module, *device.machine);
}

} // namespace

std::unique_ptr<DeviceModule> open_device_module(ModuleEmitter &host,
                                                 const CompileOptions &options) {
    if (options.device == Device::none)
        return nullptr;
    const TargetDescription &target = target_of(options.device);
    auto device = std::make_unique<DeviceModule>();
    llvm::Module *module = &host.module;
    if (options.device != Device::emulated) {
        device->machine = target.make_machine(options.architecture);
        device->module =
            std::make_unique<llvm::Module>("pragmac_kernels", host.module.getContext());
        module = device->module.get();
        module->setTargetTriple(device->machine->getTargetTriple());
        module->setDataLayout(device->machine->createDataLayout());
    }
    device->emitter =
        std::make_unique<ModuleEmitter>(*module, host.func, host.sites, host.stored_once, target);
    Ir ir(host.module.getContext());
    host.device = device->emitter.get();
    host.image = new llvm::GlobalVariable(host.module, image_type(ir), false,
                                          llvm::GlobalValue::InternalLinkage,
                                          llvm::Constant::getNullValue(image_type(ir)), "image");
    return device;
}

std::string close_device_module(DeviceModule &device, ModuleEmitter &host,
                                const CompileOptions &options) {
    Ir ir(host.module.getContext());
    std::string text;
    std::vector<llvm::Constant *> kernels;
    ModuleEmitter &emitter = *device.emitter;
    link_functions(emitter);
    if (device.module) {
        for (const llvm::Function *kernel : emitter.kernels)
            kernels.push_back(text_in(host.module, kernel->getName().str(), "kernel"));
        finish_kernels(device, options);
        text = assembly_of(*device.module, *device.machine);
    } else {
        for (llvm::Function *kernel : emitter.kernels)
            kernels.push_back(emulated_entry(kernel, emitter.target.own_parameters));
    }
    auto *table = llvm::ArrayType::get(ir.getPtrTy(), kernels.size());
    llvm::Constant *code = device.module ? text_in(host.module, text, "kernels")
                                         : llvm::ConstantPointerNull::get(ir.getPtrTy());
    std::vector<llvm::Constant *> fields{
        code,
        ir.getInt64(text.size()),
        constant_in(host.module, llvm::ConstantArray::get(table, kernels), "table"),
        llvm::ConstantPointerNull::get(ir.getPtrTy()),
        ir.getInt32(static_cast<uint32_t>(kernels.size())),
        ir.getInt32(0)};
    host.image->setInitializer(llvm::ConstantStruct::get(image_type(ir), fields));
    return text;
}

std::string assembly_of(llvm::Module &module, llvm::TargetMachine &machine) {
    llvm::SmallString<0> text;
    llvm::raw_svector_ostream out(text);
    llvm::legacy::PassManager passes;
    bool cannot =
        machine.addPassesToEmitFile(passes, out, nullptr, llvm::CodeGenFileType::AssemblyFile);
    internal_assert(!cannot, "this target has no assembly printer");
    passes.run(module);
    return std::string(text);
}

} // namespace pragmac
