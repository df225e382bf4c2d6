// SPIR-V's back end: its fatal errors are exceptions, and what comes after them goes on.
#include "generate_spirv.h"

#include "crash_guard.h"
#include "ir.h"
#include "target.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <llvm/IR/IRBuilder.h>

namespace pragmac {
namespace {

// One kernel that stores x * x of so many bits.
std::string spirv_of_product(unsigned bits) {
    llvm::LLVMContext context;
    llvm::Module module("product", context);
    auto machine = spirv_target().make_machine("");
    module.setTargetTriple(machine->getTargetTriple());
    module.setDataLayout(machine->createDataLayout());
    llvm::IRBuilder<> ir(context);
    auto *type = llvm::FunctionType::get(
        ir.getVoidTy(), {llvm::PointerType::get(context, 1), ir.getInt64Ty()}, false);
    auto *kernel = llvm::Function::Create(type, llvm::Function::ExternalLinkage, "product", module);
    kernel->setCallingConv(llvm::CallingConv::SPIR_KERNEL);
    ir.SetInsertPoint(llvm::BasicBlock::Create(context, "entry", kernel));
    llvm::Value *x = ir.CreateZExtOrTrunc(kernel->getArg(1), ir.getIntNTy(bits));
    llvm::Value *product = ir.CreateLShr(ir.CreateMul(x, x), bits / 2);
    ir.CreateStore(ir.CreateZExtOrTrunc(product, ir.getInt64Ty()), kernel->getArg(0));
    ir.CreateRetVoid();
    return generate_spirv(module, *machine, llvm::CodeGenFileType::AssemblyFile);
}

TEST(GenerateSpirv, GoesOnAfterAFatalError) {
    EXPECT_THAT(spirv_of_product(32), testing::HasSubstr("OpIMul"));
    for (int i = 0; i < 2; i++)
        EXPECT_THROW(spirv_of_product(128), InternalError);
    // Inside of another guard, as every compile is.
    EXPECT_THROW(guard_against_crashes("outer", [] { spirv_of_product(128); }), InternalError);
    EXPECT_THAT(spirv_of_product(32), testing::HasSubstr("OpIMul"));
}

} // namespace
} // namespace pragmac
