// Which of the runtime's functions libdevice has, and the link step.
//
// libdevice defines every special case (NaN, infinities, signed zeros) as C does, which is what the
// runtime's functions compute; last bits may differ (D9), those of `fmod` and `nextafter` do not.
#include "libdevice.h"

#include "math_library.h"
#include "target.h"

#include <llvm/IR/Module.h>
#include <llvm/IRReader/IRReader.h>
#include <llvm/Linker/Linker.h>
#include <llvm/Support/SourceMgr.h>

namespace pragmac {

namespace {

constexpr std::string_view prefix = "__nv_";

} // namespace

std::string libdevice_function(std::string_view name) {
    std::string function = c_function_of(name);
    return function.empty() ? "" : std::string(prefix) + function;
}

bool needs_libdevice(const llvm::Module &module) {
    for (const llvm::Function &function : module)
        if (function.isDeclaration() && function.getName().starts_with(prefix))
            return true;
    return false;
}

bool link_libdevice(llvm::Module &module, const std::string &path) {
    llvm::SMDiagnostic error;
    std::unique_ptr<llvm::Module> library =
        path.empty() ? nullptr : llvm::getLazyIRFileModule(path, error, module.getContext());
    if (!library)
        return false;
    library->setTargetTriple(module.getTargetTriple());
    library->setDataLayout(module.getDataLayout());
    if (llvm::Linker::linkModules(module, std::move(library), llvm::Linker::LinkOnlyNeeded))
        return false;
    for (llvm::Function &function : module)
        if (!function.isDeclaration() && function.getName().starts_with(prefix))
            function.setLinkage(llvm::GlobalValue::InternalLinkage);
    // Subnormals are kept.
    module.setModuleFlag(llvm::Module::Override, "nvvm-reflect-ftz", uint32_t{0});
    return true;
}

} // namespace pragmac
