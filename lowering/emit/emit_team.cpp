// Teams: every launch's context first, then one call that runs them all.
#include "emit_function.h"

namespace pragmac {
namespace {

const Clauses &clauses_of(const Launch &n) {
    static const Clauses none;
    return n.clauses ? *n.clauses : none;
}

} // namespace

void FunctionEmitter::team(const Team &n) {
    std::vector<const Launch *> launches;
    for (NodeRef child : as<Block>(n.body)->body)
        launches.push_back(as<Launch>(child));
    internal_assert(launches.size() <= PRAGMAC_MOST_PARTS, "a team has too many launches");
    std::vector<PreparedLaunch> prepared;
    for (const Launch *launch : launches) {
        prepared.push_back(prepare(*launch));
        prepared.back().worker = emit_worker(*launch, prepared.back().captured);
    }
    llvm::Value *parts = launch_parts(launches, prepared);
    llvm::Type *word = ir_.getInt32Ty();
    llvm::FunctionCallee run =
        shared_.module.getOrInsertFunction("pragmac_team", word, ir_.getPtrTy(), ir_.getPtrTy(),
                                           word, word, word, word, ir_.getDoubleTy());
    const Clauses &clauses = clauses_of(*launches[0]); // the same for all but for chunks
    llvm::Value *work = work_of(*launches[0]);
    for (size_t i = 1; i < launches.size(); i++)
        work = ir_.CreateFAdd(work, work_of(*launches[i]));
    leave_if_failed(
        ir_.CreateCall(run, {frame_, parts, ir_.getInt32(static_cast<uint32_t>(launches.size())),
                             ir_.getInt32(n.order == TeamOrder::by_chunk),
                             ir_.getInt32(static_cast<uint32_t>(clauses.num_threads)),
                             ir_.getInt32(static_cast<uint32_t>(clauses.schedule)), work}));
    for (const PreparedLaunch &p : prepared)
        take_last(p);
}

// The array of pragmac_part on the stack.
llvm::Value *FunctionEmitter::launch_parts(const std::vector<const Launch *> &launches,
                                           const std::vector<PreparedLaunch> &prepared) {
    auto *part = llvm::StructType::get(
        ir_.getContext(), {ir_.getPtrTy(), ir_.getPtrTy(), ir_.getInt64Ty(), ir_.getInt64Ty()});
    auto *type = llvm::ArrayType::get(part, launches.size());
    llvm::Value *parts = entry_.CreateAlloca(type);
    for (unsigned i = 0; i < launches.size(); i++) {
        llvm::Value *fields[] = {
            prepared[i].worker, prepared[i].context, prepared[i].trip,
            ir_.getInt64(static_cast<uint64_t>(clauses_of(*launches[i]).chunk))};
        llvm::Value *own = ir_.CreateConstInBoundsGEP2_64(type, parts, 0, i);
        for (unsigned k = 0; k < 4; k++)
            ir_.CreateStore(fields[k], ir_.CreateStructGEP(part, own, k));
    }
    return parts;
}

} // namespace pragmac
