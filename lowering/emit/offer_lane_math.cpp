// The table of vector functions goes to LLVM as an attribute of each call, by the names of its
// Vector Function ABI.
#include "offer_lane_math.h"

#include "mutants.h"

#include <llvm/ADT/SmallPtrSet.h>
#include <llvm/IR/Instructions.h>
#include <llvm/IR/Module.h>
#include <llvm/IR/VFABIDemangler.h>
#include <llvm/MC/MCSubtargetInfo.h>
#include <llvm/Target/TargetMachine.h>

#include <array>
#include <string>
#include <vector>

namespace pragmac {

namespace {

struct Row {
    const char *name; // "exp_f64"
    unsigned arity;
    unsigned narrow; // lanes of 16 bytes

    std::string one() const { return std::string("pragmac_") + name; }
    std::string one_lane() const { return std::string("pragmac_lanes_") + name; }
    std::string lanes(unsigned count) const { return one_lane() + "x" + std::to_string(count); }
    // Of 16, 32 and 64 bytes.
    std::array<unsigned, 3> counts() const { return {narrow, 2 * narrow, 4 * narrow}; }
};

constexpr Row rows[] = {
#define ROW_f64(name, arity) {#name "_f64", arity, 2},
#define ROW_both(name, arity) ROW_f64(name, arity){#name "_f32", arity, 4},
#define LANE_FUNCTION(name, arity, dtypes, routine, precision, doubtful) ROW_##dtypes(name, arity)
#include "lane_functions.def"
#undef LANE_FUNCTION
#undef ROW_both
#undef ROW_f64
};

std::vector<llvm::CallInst *> calls_of(llvm::Module &module, const std::string &name) {
    std::vector<llvm::CallInst *> calls;
    if (llvm::Function *function = module.getFunction(name))
        for (llvm::User *user : function->users())
            calls.push_back(llvm::cast<llvm::CallInst>(user));
    return calls;
}

void declare(llvm::Module &module, const Row &row, llvm::Type *type, unsigned lanes) {
    auto *vector = llvm::FixedVectorType::get(type, lanes);
    llvm::FunctionCallee made = module.getOrInsertFunction(
        row.lanes(lanes),
        llvm::FunctionType::get(vector, std::vector<llvm::Type *>(row.arity, vector), false));
    auto *function = llvm::cast<llvm::Function>(made.getCallee());
    function->setDoesNotThrow();
    function->setWillReturn();
    function->setDoesNotAccessMemory();
}

// "_ZGV_LLVM_N4v_pragmac_exp_f64(pragmac_lanes_exp_f64x4)": lanes alone, without a mask.
std::string variant(const Row &row, unsigned lanes) {
    return "_ZGV_LLVM_N" + std::to_string(lanes) + std::string(row.arity, 'v') + "_" + row.one() +
           "(" + row.lanes(lanes) + ")";
}

void offer(llvm::Module &module, const Row &row, unsigned most) {
    for (llvm::CallInst *call : calls_of(module, row.one())) {
        llvm::SmallVector<std::string, 3> variants;
        for (unsigned lanes : row.counts()) {
            if (lanes > most)
                break;
            declare(module, row, call->getType(), lanes);
            variants.push_back(variant(row, lanes));
        }
        llvm::VFABI::setVectorVariantNames(call, variants);
    }
}

void settle(llvm::Module &module, const Row &row) {
    llvm::SmallPtrSet<llvm::Function *, 4> with_lanes;
    for (unsigned lanes : row.counts()) {
        std::vector<llvm::CallInst *> calls = calls_of(module, row.lanes(lanes));
        for (llvm::CallInst *call : calls)
            with_lanes.insert(call->getFunction());
        if (llvm::Function *unused = module.getFunction(row.lanes(lanes)); unused && calls.empty())
            unused->eraseFromParent();
    }
    for (llvm::CallInst *call : calls_of(module, row.one())) {
        call->removeFnAttr(llvm::VFABI::MappingsAttrName);
        if (!with_lanes.contains(call->getFunction()) || mutant(Mutant::remainders_take_other_bits))
            continue;
        llvm::FunctionCallee one = module.getOrInsertFunction(
            row.one_lane(), call->getFunctionType(), call->getCalledFunction()->getAttributes());
        call->setCalledFunction(one);
    }
}

} // namespace

void offer_lane_math(llvm::Module &module, const llvm::TargetMachine &machine, int bits) {
    const llvm::MCSubtargetInfo &has = *machine.getMCSubtargetInfo();
    if (!has.checkFeatures("+avx2,+fma"))
        return;
    bool wide = bits == 512 && has.checkFeatures("+avx512f,+avx512bw,+avx512dq,+avx512vl");
    for (const Row &row : rows)
        offer(module, row, wide ? 4 * row.narrow : 2 * row.narrow);
}

void settle_lane_math(llvm::Module &module) {
    for (const Row &row : rows)
        settle(module, row);
}

} // namespace pragmac
