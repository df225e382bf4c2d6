// Lazily read, linked by need, then the names of the C library replaced by the target's.
#include "device_functions.h"

#include "ir.h"
#include "math_library.h"

#include <llvm/Bitcode/BitcodeReader.h>
#include <llvm/IR/AttributeMask.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/Module.h>
#include <llvm/Linker/Linker.h>
#include <llvm/Support/MemoryBuffer.h>

#include <unordered_set>

// The file that lowering/CMakeLists.txt makes.
asm(".section .rodata\n"
    ".balign 16\n"
    "pragmac_device_bitcode_begin:\n"
    ".incbin \"" PRAGMAC_DEVICE_BITCODE "\"\n"
    "pragmac_device_bitcode_end:\n"
    ".byte 0\n"
    ".text\n");

extern "C" {
[[gnu::visibility("hidden")]] extern const char pragmac_device_bitcode_begin[];
[[gnu::visibility("hidden")]] extern const char pragmac_device_bitcode_end[];
}

namespace pragmac {

namespace {

std::unique_ptr<llvm::Module> read_library(llvm::Module &into) {
    llvm::StringRef bitcode(
        pragmac_device_bitcode_begin,
        static_cast<size_t>(pragmac_device_bitcode_end - pragmac_device_bitcode_begin));
    auto library = llvm::getOwningLazyBitcodeModule(
        llvm::MemoryBuffer::getMemBuffer(bitcode, "device functions"), into.getContext());
    internal_assert(bool(library), "the device functions cannot be read");
    // The code is that of any 64-bit little-endian machine.
    (*library)->setTargetTriple(into.getTargetTriple());
    (*library)->setDataLayout(into.getDataLayout());
    return std::move(*library);
}

// What the library's functions are for the target: code of their own, without the build machine's
// processor in their attributes.
void adopt(llvm::Function &function) {
    function.setLinkage(llvm::GlobalValue::InternalLinkage);
    llvm::AttributeMask strings;
    for (const llvm::Attribute &attribute : function.getAttributes().getFnAttrs())
        if (attribute.isStringAttribute())
            strings.addAttribute(attribute.getKindAsString());
    function.removeFnAttrs(strings);
    function.removeFnAttr(llvm::Attribute::Memory); // the C library may set errno, a device cannot
}

// `sqrt` is an instruction everywhere, correctly rounded.
void use_square_root(llvm::Module &module, llvm::Function &function) {
    llvm::Function *instruction = llvm::Intrinsic::getOrInsertDeclaration(
        &module, llvm::Intrinsic::sqrt, {function.getReturnType()});
    function.replaceAllUsesWith(instruction);
    function.eraseFromParent();
}

class Linking {
  public:
    Linking(llvm::Module &module, const TargetDescription &target)
        : module_(module), target_(target) {}

    void link(const std::unordered_set<std::string> &called) {
        std::unordered_set<std::string> before;
        for (const llvm::Function &function : module_)
            before.insert(function.getName().str());
        std::unique_ptr<llvm::Module> library = read_library(module_);
        // Nothing else: host code in the same module keeps the runtime's functions, and what only
        // hands on to the C library would call itself once that name is the target's.
        for (llvm::Function &function : *library)
            if (function.getName().starts_with("pragmac_") &&
                !called.count(function.getName().str()))
                function.deleteBody();
        std::unordered_set<std::string> defined;
        for (const llvm::Function &function : *library)
            if (!function.isDeclaration())
                defined.insert(function.getName().str());
        bool failed =
            llvm::Linker::linkModules(module_, std::move(library), llvm::Linker::LinkOnlyNeeded);
        internal_assert(!failed, "the device functions cannot be linked");
        for (llvm::Function &function : llvm::make_early_inc_range(module_)) {
            std::string name = function.getName().str();
            if (!function.isDeclaration() && defined.count(name))
                adopt(function);
            else if (function.isDeclaration() && !before.count(name))
                replace(function, name);
        }
    }

    // Whether the function and all that it calls have code on the target; none calls itself.
    bool complete(const llvm::Function &function) const {
        if (function.isIntrinsic() || own_.count(&function))
            return true;
        if (function.isDeclaration())
            return false;
        for (const llvm::Instruction &instruction : llvm::instructions(function))
            if (auto *call = llvm::dyn_cast<llvm::CallBase>(&instruction))
                if (!call->getCalledFunction() || !complete(*call->getCalledFunction()))
                    return false;
        return true;
    }

  private:
    // A function of the C library becomes the target's.
    void replace(llvm::Function &function, const std::string &name) {
        if (name == "sqrt" || name == "sqrtf")
            return use_square_root(module_, function);
        std::string numeric = numeric_name_of(name);
        std::string own = numeric.empty() ? "" : target_.numeric_function(numeric);
        if (own.empty())
            return;
        auto *chosen = llvm::cast<llvm::Function>(
            module_.getOrInsertFunction(own, function.getFunctionType()).getCallee());
        chosen->setDoesNotThrow();
        chosen->setWillReturn();
        chosen->setDoesNotAccessMemory();
        own_.insert(chosen);
        function.replaceAllUsesWith(chosen);
        function.eraseFromParent();
    }

    llvm::Module &module_;
    const TargetDescription &target_;
    std::unordered_set<const llvm::Function *> own_;
};

} // namespace

std::vector<MissingFunction> link_device_functions(llvm::Module &module,
                                                   const TargetDescription &target,
                                                   const std::vector<NumericCall> &calls) {
    std::vector<MissingFunction> missing;
    if (calls.empty())
        return missing;
    std::unordered_set<std::string> called;
    for (const NumericCall &call : calls)
        called.insert(call.function);
    Linking linking(module, target);
    linking.link(called);
    for (const NumericCall &call : calls) {
        const llvm::Function *function = module.getFunction(call.function);
        if (function && !linking.complete(*function))
            missing.push_back(call.unless_linked);
    }
    return missing;
}

} // namespace pragmac
