// Kernels become text in a constant of the host's module; emulated ones, functions beside it.
#include "emit_device.h"

#include "device_functions.h"
#include "expand_overflow.h"
#include "fields.h"
#include "generate_spirv.h"
#include "libdevice.h"
#include "mutants.h"
#include "optimise.h"

#include <llvm/IR/LegacyPassManager.h>
#include <llvm/IR/Verifier.h>
#include <llvm/Support/raw_ostream.h>

namespace pragmac {

void allow_product_sums(llvm::TargetMachine &machine, MathMode mode) {
    bool allowed = mode != MathMode::strict || mutant(Mutant::strict_contracts);
    machine.Options.AllowFPOpFusion =
        allowed ? llvm::FPOpFusion::Standard : llvm::FPOpFusion::Strict;
}

namespace {

const TargetDescription &target_of(const CompileOptions &options) {
    switch (options.device) {
    case Device::cuda: return cuda_target();
    case Device::opencl: return options.spirv_for_devices ? spirv_device_target() : spirv_target();
    default: return emulated_target();
    }
}

bool written_as_c(const CompileOptions &options) {
    return options.kernels_as_c && options.device == Device::opencl;
}

// struct pragmac_device_image
llvm::StructType *image_type(Ir &ir) {
    return llvm::StructType::get(ir.getContext(),
                                 {ir.getPtrTy(), ir.getInt64Ty(), ir.getPtrTy(), ir.getPtrTy(),
                                  ir.getInt32Ty(), ir.getInt32Ty(), ir.getPtrTy(), ir.getInt32Ty(),
                                  ir.getInt32Ty()});
}

llvm::Constant *constant_in(llvm::Module &module, llvm::Constant *value, const char *name) {
    auto *constant = new llvm::GlobalVariable(module, value->getType(), true,
                                              llvm::GlobalValue::PrivateLinkage, value, name);
    constant->setAlignment(llvm::Align(8)); // a binary's words
    return constant;
}

llvm::Constant *text_in(llvm::Module &module, const std::string &text, const char *name) {
    return constant_in(module, llvm::ConstantDataArray::getString(module.getContext(), text), name);
}

llvm::Constant *table_in(llvm::Module &module, const std::vector<llvm::Constant *> &rows,
                         const char *name) {
    auto *type =
        llvm::ArrayType::get(llvm::PointerType::getUnqual(module.getContext()), rows.size());
    return constant_in(module, llvm::ConstantArray::get(type, rows), name);
}

// pragmac_device_image::parameters
std::string parameters_of(const llvm::Function &kernel) {
    std::string letters;
    for (const llvm::Argument &argument : kernel.args())
        letters += argument.getType()->isPointerTy() ? 'p' : 'i';
    return letters;
}

// void run(place, slots): the kernel with its own parameters and the others, 8 bytes each.
llvm::Function *emulated_entry(llvm::Function *kernel, unsigned own) {
    Ir ir(kernel->getContext());
    auto *type = llvm::FunctionType::get(ir.getVoidTy(), {ir.getPtrTy(), ir.getPtrTy()}, false);
    auto *run =
        llvm::Function::Create(type, llvm::Function::InternalLinkage, "run", *kernel->getParent());
    run->setDoesNotThrow();
    ir.SetInsertPoint(llvm::BasicBlock::Create(ir.getContext(), "entry", run));
    std::vector<llvm::Value *> arguments;
    for (unsigned i = 0; i < kernel->arg_size(); i++) {
        llvm::Value *slot = ir.CreateConstInBoundsGEP1_64(
            ir.getInt64Ty(), run->getArg(i < own ? 0 : 1), i < own ? i : i - own);
        arguments.push_back(ir.CreateLoad(kernel->getArg(i)->getType(), slot));
    }
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

std::string code_of(DeviceModule &device, bool readable) {
    if (device.emitter->target.image_format == PRAGMAC_IMAGE_SPIRV) {
        expand_overflow_tests(*device.module);
        return generate_spirv(*device.module, *device.machine,
                              readable ? llvm::CodeGenFileType::AssemblyFile
                                       : llvm::CodeGenFileType::ObjectFile);
    }
    return assembly_of(*device.module, *device.machine);
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

std::string kernel_code(const CompileOptions &options) {
    return written_as_c(options) ? "OpenCL C" : target_of(options).code;
}

int32_t narrowest_sharing(const CompileOptions &options) {
    return options.device == Device::none || written_as_c(options)
               ? 0
               : target_of(options).narrowest_sharing;
}

std::unique_ptr<DeviceModule> open_device_module(ModuleEmitter &host,
                                                 const CompileOptions &options) {
    if (options.device == Device::none)
        return nullptr;
    const TargetDescription &target = target_of(options);
    auto device = std::make_unique<DeviceModule>();
    llvm::Module *module = &host.module;
    if (options.device != Device::emulated) {
        device->machine = target.make_machine(options.architecture);
        allow_product_sums(*device->machine, options.math);
        device->module =
            std::make_unique<llvm::Module>("pragmac_kernels", host.module.getContext());
        module = device->module.get();
        module->setTargetTriple(device->machine->getTargetTriple());
        module->setDataLayout(device->machine->createDataLayout());
    }
    device->emitter =
        std::make_unique<ModuleEmitter>(*module, host.func, host.sites, host.stored_once, target);
    device->emitter->math = host.math;
    device->emitter->reordered = host.reordered;
    walk(&host.func, [&](NodeRef n) {
        if (auto *launch = as<Launch>(n); launch && on_device(*launch))
            device->emitter->any_kernel_raises |= (effects_of(launch->body) & raises) != 0;
    });
    Ir ir(host.module.getContext());
    host.device = device->emitter.get();
    host.image = new llvm::GlobalVariable(host.module, image_type(ir), false,
                                          llvm::GlobalValue::InternalLinkage,
                                          llvm::Constant::getNullValue(image_type(ir)), "image");
    return device;
}

std::string close_device_module(DeviceModule &device, ModuleEmitter &host,
                                const CompileOptions &options, bool readable) {
    Ir ir(host.module.getContext());
    std::string code;
    std::vector<llvm::Constant *> kernels, parameters;
    ModuleEmitter &emitter = *device.emitter;
    llvm::Constant *none = llvm::ConstantPointerNull::get(ir.getPtrTy());
    bool as_c = written_as_c(options);
    if (!as_c)
        link_functions(emitter);
    if (device.module) {
        for (const llvm::Function *kernel : emitter.kernels) {
            kernels.push_back(text_in(host.module, kernel->getName().str(), "kernel"));
            parameters.push_back(text_in(host.module, parameters_of(*kernel), "parameters"));
        }
        if (!as_c)
            finish_kernels(device, options);
        code = as_c ? emit_opencl_c(host.func, emitter.c_kernels, host.sites, host.math)
                    : code_of(device, readable);
    } else {
        for (llvm::Function *kernel : emitter.kernels)
            kernels.push_back(emulated_entry(kernel, emitter.target.own_parameters));
    }
    std::vector<llvm::Constant *> fields{
        device.module ? text_in(host.module, code, "kernels") : none,
        ir.getInt64(code.size()),
        table_in(host.module, kernels, "table"),
        none,
        ir.getInt32(static_cast<uint32_t>(kernels.size())),
        ir.getInt32(
            static_cast<uint32_t>(as_c ? PRAGMAC_IMAGE_OPENCL_C : emitter.target.image_format)),
        device.module ? table_in(host.module, parameters, "table") : none,
        ir.getInt32(static_cast<uint32_t>(options.ordinal)),
        ir.getInt32(0)};
    host.image->setInitializer(llvm::ConstantStruct::get(image_type(ir), fields));
    return code;
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
