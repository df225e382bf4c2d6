// A short list of function passes of our own: the emitters already produce rotated loops, inlined
// callees and noalias arguments, so most of LLVM's default pipeline finds nothing to do.
#include "optimise.h"

#include "keep_zero_signs.h"
#include "offer_lane_math.h"
#include "unfold_selects.h"

#include <llvm/Analysis/LoopInfo.h>
#include <llvm/IR/Module.h>
#include <llvm/Passes/PassBuilder.h>
#include <llvm/Target/TargetMachine.h>
#include <llvm/Transforms/InstCombine/InstCombine.h>
#include <llvm/Transforms/Instrumentation/ThreadSanitizer.h>
#include <llvm/Transforms/Scalar/EarlyCSE.h>
#include <llvm/Transforms/Scalar/IndVarSimplify.h>
#include <llvm/Transforms/Scalar/LICM.h>
#include <llvm/Transforms/Scalar/LoopPassManager.h>
#include <llvm/Transforms/Scalar/LoopRotation.h>
#include <llvm/Transforms/Scalar/LoopUnrollPass.h>
#include <llvm/Transforms/Scalar/SROA.h>
#include <llvm/Transforms/Scalar/SimplifyCFG.h>
#include <llvm/Transforms/Utils/LoopUtils.h>
#include <llvm/Transforms/Utils/UnrollLoop.h>
#include <llvm/Transforms/Vectorize/LoopVectorize.h>

namespace pragmac {

namespace {

// LLVM's analyses, with the target's costs among them.
struct Analyses {
    explicit Analyses(llvm::TargetMachine &machine, llvm::PipelineTuningOptions options = {})
        : builder(&machine, options) {
        builder.registerModuleAnalyses(modules);
        builder.registerCGSCCAnalyses(calls);
        builder.registerFunctionAnalyses(functions);
        builder.registerLoopAnalyses(loops);
        builder.crossRegisterProxies(loops, functions, calls, modules);
    }
    llvm::LoopAnalysisManager loops;
    llvm::FunctionAnalysisManager functions;
    llvm::CGSCCAnalysisManager calls;
    llvm::ModuleAnalysisManager modules;
    llvm::PassBuilder builder;
};

void combine(llvm::FunctionPassManager &passes) {
    passes.addPass(KeepZeroSigns());
    passes.addPass(llvm::InstCombinePass(
        llvm::InstCombineOptions().setMaxIterations(1).setVerifyFixpoint(false)));
}

void clean_up(llvm::FunctionPassManager &passes) {
    passes.addPass(llvm::SROAPass(llvm::SROAOptions::ModifyCFG));
    passes.addPass(llvm::EarlyCSEPass(/*UseMemorySSA=*/true));
    passes.addPass(llvm::SimplifyCFGPass());
    combine(passes);
}

// IndVarSimplify where the latch is the only way out. In loops with checks LLVM 22 replaced
// `i + 1 < extent` by its first iteration's answer, and an index error was lost.
struct SingleExitInduction : llvm::PassInfoMixin<SingleExitInduction> {
    llvm::PreservedAnalyses run(llvm::Loop &loop, llvm::LoopAnalysisManager &analyses,
                                llvm::LoopStandardAnalysisResults &results,
                                llvm::LPMUpdater &updater) {
        if (!loop.getExitingBlock())
            return llvm::PreservedAnalyses::all();
        return llvm::IndVarSimplifyPass().run(loop, analyses, results, updater);
    }
};

llvm::FunctionPassManager before_unrolling() {
    llvm::FunctionPassManager passes;
    clean_up(passes);
    llvm::LoopPassManager rotate;
    rotate.addPass(llvm::LoopRotatePass());
    rotate.addPass(llvm::LICMPass(llvm::LICMOptions()));
    passes.addPass(llvm::createFunctionToLoopPassAdaptor(std::move(rotate), true));
    llvm::LoopPassManager induction;
    induction.addPass(SingleExitInduction());
    passes.addPass(llvm::createFunctionToLoopPassAdaptor(std::move(induction), false));
    return passes;
}

// Windows of constant size become straight-line code, and the loop around them a vector loop: a
// 5 x 5 sum of squares ran six times faster.
llvm::FunctionPassManager unroll() {
    llvm::FunctionPassManager passes;
    llvm::LoopPassManager loops;
    loops.addPass(llvm::LoopFullUnrollPass(/*OptLevel=*/2));
    passes.addPass(llvm::createFunctionToLoopPassAdaptor(std::move(loops), false));
    return passes;
}

llvm::FunctionPassManager after_unrolling() {
    llvm::FunctionPassManager passes;
    clean_up(passes);
    return passes;
}

llvm::FunctionPassManager vectorise() {
    llvm::FunctionPassManager passes;
    passes.addPass(llvm::LoopVectorizePass());
    combine(passes);
    passes.addPass(llvm::SimplifyCFGPass());
    passes.addPass(llvm::EarlyCSEPass());
    llvm::LoopPassManager hoist;
    hoist.addPass(llvm::LICMPass(llvm::LICMOptions()));
    passes.addPass(llvm::createFunctionToLoopPassAdaptor(std::move(hoist), true));
    return passes;
}

// Behind all that would fold what it unfolds.
llvm::FunctionPassManager shorten_recurrences() {
    llvm::FunctionPassManager passes;
    passes.addPass(UnfoldSelects());
    return passes;
}

// Loops of a constant number of iterations that were left for the vectoriser.
bool unroll_vector_loops(llvm::Function &function, llvm::FunctionAnalysisManager &analyses) {
    bool any = false;
    for (llvm::Loop *loop : analyses.getResult<llvm::LoopAnalysis>(function).getLoopsInPreorder()) {
        llvm::MDNode *hints = loop->getLoopID();
        if (!hints || !llvm::GetUnrollMetadata(hints, "llvm.loop.unroll.disable"))
            continue;
        llvm::LLVMContext &context = function.getContext();
        auto *whole =
            llvm::MDNode::get(context, llvm::MDString::get(context, "llvm.loop.unroll.full"));
        loop->setLoopID(
            llvm::makePostTransformationMetadata(context, hints, {"llvm.loop.unroll."}, {whole}));
        any = true;
    }
    return any;
}

// LLVM's own order has a place in front of its first InstCombine, and one behind most of them.
void keep_zero_signs(llvm::PassBuilder &builder) {
    builder.registerPipelineEarlySimplificationEPCallback(
        [](llvm::ModulePassManager &passes, llvm::OptimizationLevel, llvm::ThinOrFullLTOPhase) {
            passes.addPass(llvm::createModuleToFunctionPassAdaptor(KeepZeroSigns()));
        });
    builder.registerPeepholeEPCallback(
        [](llvm::FunctionPassManager &passes, llvm::OptimizationLevel) {
            passes.addPass(KeepZeroSigns());
        });
}

size_t count_loops(llvm::Function &function, llvm::FunctionAnalysisManager &analyses) {
    return analyses.getResult<llvm::LoopAnalysis>(function).getLoopsInPreorder().size();
}

} // namespace

// LLVM's own order: the library's functions must be inlined, and its choices of code by target be
// resolved, before anything else pays. SPIR-V stays scalar, as its drivers have lanes of their own:
// LLVM 22 made vectors of 4 bytes there, and of bools a bit field that its back end cannot write.
void optimise_kernels(llvm::Module &module, llvm::TargetMachine &machine) {
    llvm::PipelineTuningOptions options;
    if (module.getTargetTriple().isSPIROrSPIRV())
        options.LoopVectorization = options.SLPVectorization = false;
    Analyses analyses(machine, options);
    keep_zero_signs(analyses.builder);
    analyses.builder.buildPerModuleDefaultPipeline(llvm::OptimizationLevel::O2)
        .run(module, analyses.modules);
}

void optimise(llvm::Module &module, llvm::TargetMachine &machine, int vector_bits,
              bool sanitize_threads, bool lane_math) {
    if (lane_math)
        offer_lane_math(module, machine, vector_bits);
    Analyses analyses(machine);
    llvm::FunctionAnalysisManager &functions = analyses.functions;
    llvm::FunctionPassManager first = before_unrolling(), unrolling = unroll();
    llvm::FunctionPassManager cleaning = after_unrolling(), last = vectorise();
    llvm::FunctionPassManager shortening = shorten_recurrences();
    for (llvm::Function &function : module) {
        if (function.isDeclaration())
            continue;
        // Else LLVM's guess for the model, which is 256 where twice as much would pay.
        function.addFnAttr("prefer-vector-width", std::to_string(vector_bits));
        first.run(function, functions);
        size_t loops_before = count_loops(function, functions);
        unrolling.run(function, functions);
        functions.invalidate(function, llvm::PreservedAnalyses::none());
        if (count_loops(function, functions) != loops_before) {
            cleaning.run(function, functions);
            functions.invalidate(function, llvm::PreservedAnalyses::none());
        }
        last.run(function, functions);
        if (unroll_vector_loops(function, functions)) {
            functions.invalidate(function, llvm::PreservedAnalyses::none());
            unrolling.run(function, functions);
            functions.invalidate(function, llvm::PreservedAnalyses::none());
            cleaning.run(function, functions);
            functions.invalidate(function, llvm::PreservedAnalyses::none());
        }
        shortening.run(function, functions);
        if (sanitize_threads) {
            function.addFnAttr(llvm::Attribute::SanitizeThread);
            llvm::ThreadSanitizerPass().run(function, functions);
        }
    }
    if (lane_math)
        settle_lane_math(module);
}

} // namespace pragmac
