// Which of the runtime's functions libdevice has, and the link step.
//
// Named here are functions whose every special case (NaN, infinities, signed zeros) libdevice
// defines as C does, which is what the runtime's functions compute; their last bits may differ
// (D9).
#include "libdevice.h"

#include "target.h"

#include <llvm/IR/Module.h>
#include <llvm/IRReader/IRReader.h>
#include <llvm/Linker/Linker.h>
#include <llvm/Support/SourceMgr.h>

#include <utility>

namespace pragmac {

namespace {

constexpr std::string_view prefix = "__nv_";

constexpr std::pair<std::string_view, std::string_view> table[] = {
    {"cbrt", "cbrt"},
    {"exp", "exp"},
    {"exp2", "exp2"},
    {"expm1", "expm1"},
    {"log", "log"},
    {"log2", "log2"},
    {"log10", "log10"},
    {"log1p", "log1p"},
    {"sin", "sin"},
    {"cos", "cos"},
    {"tan", "tan"},
    {"arcsin", "asin"},
    {"arccos", "acos"},
    {"arctan", "atan"},
    {"sinh", "sinh"},
    {"cosh", "cosh"},
    {"tanh", "tanh"},
    {"arcsinh", "asinh"},
    {"arccosh", "acosh"},
    {"arctanh", "atanh"},
    {"arctan2", "atan2"},
    {"hypot", "hypot"},
    {"fmod", "fmod"},
    {"pow", "pow"},
    {"nextafter", "nextafter"},
    {"erf", "erf"},
    {"erfc", "erfc"},
};

} // namespace

std::string libdevice_function(std::string_view name) {
    std::string_view rest = name.substr(std::string_view("pragmac_").size());
    size_t end = rest.rfind('_');
    std::string_view function = rest.substr(0, end), dtype = rest.substr(end + 1);
    if (dtype != "f64" && dtype != "f32")
        return "";
    for (const auto &[known, own] : table)
        if (function == known)
            return std::string(prefix) + std::string(own) + (dtype == "f32" ? "f" : "");
    return "";
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
