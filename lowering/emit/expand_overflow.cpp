// LLVM 22's SPIR-V back end selects no sadd.with.overflow and no ssub.with.overflow, and makes
// OpSMulExtended of smul.with.overflow, which drivers do not read. A product by halves does not do
// either: LLVM recognises it and makes 128-bit integers of it.
#include "expand_overflow.h"

#include "ir.h"

#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/IntrinsicInst.h>

#include <vector>

namespace pragmac {

namespace {

constexpr unsigned widest = 64;

struct Expansion {
    llvm::Value *result, *overflow;
};

llvm::Value *upper_half(llvm::IRBuilder<> &ir, llvm::Value *a, llvm::Value *b, bool is_signed) {
    llvm::Type *i64 = ir.getInt64Ty();
    auto *type = llvm::FunctionType::get(i64, {i64, i64}, false);
    llvm::Module *module = ir.GetInsertBlock()->getModule();
    auto *function = llvm::cast<llvm::Function>(
        module->getOrInsertFunction(is_signed ? "_Z6mul_hill" : "_Z6mul_himm", type).getCallee());
    function->setDoesNotAccessMemory();
    function->setDoesNotThrow();
    function->setWillReturn();
    return ir.CreateCall(function, {a, b});
}

// In 64 bits: the upper half holds nothing but copies of the lower one's sign (or zeros), and so
// do the bits above the operands' width.
Expansion product(llvm::IRBuilder<> &ir, llvm::Value *a, llvm::Value *b, bool is_signed) {
    llvm::Type *narrow = a->getType();
    unsigned width = narrow->getIntegerBitWidth();
    internal_assert(width <= widest, "a product of more than 64 bits");
    auto wide = [&](llvm::Value *x) { return ir.CreateIntCast(x, ir.getInt64Ty(), is_signed); };
    llvm::Value *x = wide(a), *y = wide(b), *lower = ir.CreateMul(x, y);
    llvm::Value *result = ir.CreateTrunc(lower, narrow);
    llvm::Value *overflow = ir.CreateICmpNE(wide(result), lower);
    if (2 * width > widest) {
        llvm::Value *sign = is_signed ? ir.CreateAShr(lower, widest - 1) : ir.getInt64(0);
        llvm::Value *above = ir.CreateICmpNE(upper_half(ir, x, y, is_signed), sign);
        overflow = ir.CreateOr(overflow, above);
    }
    return {result, overflow};
}

// A signed sum has the wrong sign when neither operand has it; a difference, when the operands'
// signs differ and it has not the first one's.
Expansion sum_or_difference(llvm::IRBuilder<> &ir, const llvm::WithOverflowInst &test,
                            llvm::Value *a, llvm::Value *b) {
    bool adds = test.getBinaryOp() == llvm::Instruction::Add;
    llvm::Value *result = adds ? ir.CreateAdd(a, b) : ir.CreateSub(a, b);
    if (!test.isSigned())
        return {result, adds ? ir.CreateICmpULT(result, a) : ir.CreateICmpULT(a, b)};
    llvm::Value *other = adds ? ir.CreateXor(b, result) : ir.CreateXor(a, b);
    llvm::Value *wrong = ir.CreateAnd(ir.CreateXor(a, result), other);
    return {result, ir.CreateICmpSLT(wrong, llvm::ConstantInt::get(a->getType(), 0))};
}

void expand(llvm::WithOverflowInst &test) {
    llvm::IRBuilder<> ir(&test);
    llvm::Value *a = test.getLHS(), *b = test.getRHS();
    Expansion made = test.getBinaryOp() == llvm::Instruction::Mul
                         ? product(ir, a, b, test.isSigned())
                         : sum_or_difference(ir, test, a, b);
    for (llvm::User *user : llvm::make_early_inc_range(test.users())) {
        auto *part = llvm::dyn_cast<llvm::ExtractValueInst>(user);
        if (!part)
            continue;
        part->replaceAllUsesWith(part->getIndices()[0] == 0 ? made.result : made.overflow);
        part->eraseFromParent();
    }
    if (!test.use_empty()) { // the pair itself goes on
        llvm::Value *pair = llvm::PoisonValue::get(test.getType());
        pair = ir.CreateInsertValue(pair, made.result, 0);
        test.replaceAllUsesWith(ir.CreateInsertValue(pair, made.overflow, 1));
    }
    test.eraseFromParent();
}

} // namespace

void expand_overflow_tests(llvm::Module &module) {
    std::vector<llvm::WithOverflowInst *> tests;
    for (llvm::Function &function : module)
        for (llvm::BasicBlock &block : function)
            for (llvm::Instruction &instruction : block)
                if (auto *test = llvm::dyn_cast<llvm::WithOverflowInst>(&instruction))
                    tests.push_back(test);
    for (llvm::WithOverflowInst *test : tests)
        expand(*test);
}

} // namespace pragmac
