// Which isl a program gets that links isl and LLVM: the packaged one, not the copy inside libLLVM.
#include <gtest/gtest.h>

#include <isl/version.h>
#include <llvm/IR/LLVMContext.h>
#include <llvm/IR/Module.h>

#include <string>

TEST(isl_version, is_the_gmp_build) {
    // Keeps libLLVM among the loaded libraries; without it the test could not fail.
    llvm::LLVMContext context;
    llvm::Module module("probe", context);
    EXPECT_TRUE(module.empty());

    EXPECT_TRUE(std::string(isl_version()).starts_with("isl-0.25-GMP")) << isl_version();
}
