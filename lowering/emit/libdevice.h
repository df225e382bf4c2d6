// libdevice: NVIDIA's mathematical functions, linked into kernels from the toolkit's bitcode.
#pragma once

#include <string>

namespace llvm {
class Module;
}

namespace pragmac {

// Whether `module` calls a function of libdevice.
bool needs_libdevice(const llvm::Module &module);
// Links what `module` calls from the bitcode file and makes it local. False if there is no such
// file.
bool link_libdevice(llvm::Module &module, const std::string &path);

} // namespace pragmac
