// Loop metadata: which memory accesses are free of conflicts, and what the vectoriser may assume.
#include "emit_function.h"
#include "host_diagnostics.h"

namespace pragmac {

llvm::MDNode *FunctionEmitter::open_parallel_loop() {
    llvm::MDNode *group = llvm::MDNode::getDistinct(ir_.getContext(), {});
    access_groups_.push_back(group);
    return group;
}

// An access lies in the group of every proved loop around it.
void FunctionEmitter::note_access(llvm::Instruction *access) {
    if (access_groups_.empty())
        return;
    llvm::MDNode *groups = access_groups_.front();
    if (access_groups_.size() > 1)
        groups = llvm::MDNode::get(
            ir_.getContext(),
            std::vector<llvm::Metadata *>(access_groups_.begin(), access_groups_.end()));
    access->setMetadata(llvm::LLVMContext::MD_access_group, groups);
}

namespace {

llvm::MDString *text(llvm::LLVMContext &context, const char *name) {
    return llvm::MDString::get(context, name);
}

// Its first operand, null so far, becomes the node itself.
void set_loop(llvm::Instruction *latch, const std::vector<llvm::Metadata *> &operands) {
    llvm::MDNode *loop = llvm::MDNode::getDistinct(latch->getContext(), operands);
    loop->replaceOperandWith(0, loop);
    latch->setMetadata(llvm::LLVMContext::MD_loop, loop);
}

} // namespace

void FunctionEmitter::unroll(llvm::Instruction *latch, int32_t times) {
    llvm::LLVMContext &context = ir_.getContext();
    auto *count = llvm::ConstantAsMetadata::get(ir_.getInt32(static_cast<uint32_t>(times)));
    set_loop(latch, {nullptr,
                     llvm::MDNode::get(context, {text(context, "llvm.loop.unroll.count"), count})});
}

// A loop of a constant number of iterations that vectors hold is a vector loop first, and only then
// straight-line code (optimise.cpp).
void FunctionEmitter::annotate_loop(llvm::Instruction *latch, ForKind kind, llvm::MDNode *group,
                                    const Span &place, uint64_t constant_trip) {
    constexpr uint64_t least = 8;
    const int32_t width = constant_trip ? 0 : shared_.width; // lanes of our own are LLVM's to cut
    if (!group && kind != ForKind::unroll && !width && !shared_.places)
        return;
    llvm::LLVMContext &context = ir_.getContext();
    auto name = [&](const char *name) { return text(context, name); };
    auto number = [&](uint32_t n) { return llvm::ConstantAsMetadata::get(ir_.getInt32(n)); };
    std::vector<llvm::Metadata *> operands{nullptr};
    if (shared_.places)
        operands.push_back(llvm::MDNode::get(
            context, {name(loop_place), number(place.line), number(place.column)}));
    if (width)
        operands.push_back(llvm::MDNode::get(
            context, {name("llvm.loop.vectorize.width"), number(static_cast<uint32_t>(width))}));
    if (group) {
        operands.push_back(
            llvm::MDNode::get(context, {name("llvm.loop.parallel_accesses"), group}));
        operands.push_back(
            llvm::MDNode::get(context, {name("llvm.loop.vectorize.enable"),
                                        llvm::ConstantAsMetadata::get(ir_.getTrue())}));
    }
    if (group && constant_trip >= least)
        operands.push_back(llvm::MDNode::get(context, {name("llvm.loop.unroll.disable")}));
    if (kind == ForKind::unroll)
        operands.push_back(llvm::MDNode::get(context, {name("llvm.loop.unroll.enable")}));
    set_loop(latch, operands);
}

} // namespace pragmac
