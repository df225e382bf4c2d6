// Arrays of iterations in memory that a launch brings for its workers: where each of them lies.
//
// Every worker has a part of the workspace, in the order of the workers, and in it the arrays in
// the order of the text. The host's code and the kernel lay a part out with the same instructions:
// the host to know the bytes that it asks the runtime for, the kernel to find the arrays. Sizes are
// the same in all iterations (size_scratch), so that a worker's next iteration finds its arrays
// where they were. An array that fits no memory has no room in the part, and raises where it is
// made, in the iteration that makes it; so do all arrays where the device had no memory for the
// workspace.
#include "emit_function.h"

#include "mutants.h"
#include "size_scratch.h"

#include <limits>

namespace pragmac {

FunctionEmitter::Workspace FunctionEmitter::lay_out_workspace(NodeRef body, int32_t lanes) {
    Workspace made{.bytes = ir_.getInt64(0), .possible = ir_.getTrue()};
    auto checked = [&](llvm::Intrinsic::ID operation, llvm::Value *a, llvm::Value *b) {
        llvm::Value *pair = ir_.CreateBinaryIntrinsic(operation, a, b);
        llvm::Value *fits = ir_.CreateNot(ir_.CreateExtractValue(pair, 1));
        made.possible = ir_.CreateAnd(made.possible, fits);
        return ir_.CreateExtractValue(pair, 0);
    };
    for (const WorkspaceArray &array : workspace_arrays(body)) {
        WorkspacePlace place{size_of(*array.alloc), made.bytes, nullptr};
        llvm::Value *end = // below 2^63 where the array is possible
            ir_.CreateAdd(place.size.bytes, ir_.getInt64(workspace_alignment - 1));
        place.room = ir_.CreateSelect(place.size.possible,
                                      ir_.CreateAnd(end, ir_.getInt64(-workspace_alignment)),
                                      ir_.getInt64(0));
        llvm::Value *all = array.of_lane ? checked(llvm::Intrinsic::umul_with_overflow, place.room,
                                                   ir_.getInt64(lanes))
                                         : place.room;
        if (!mutant(Mutant::workspace_arrays_overlap))
            made.bytes = checked(llvm::Intrinsic::uadd_with_overflow, made.bytes, all);
        made.places[array.alloc->var] = place;
    }
    return made;
}

// For the host: of one worker. What no memory holds the runtime cannot give.
llvm::Value *FunctionEmitter::workspace_bytes(const Launch &n) {
    Workspace workspace = lay_out_workspace(n.body, n.mapping->lanes);
    llvm::Value *most = ir_.getInt64(std::numeric_limits<int64_t>::max());
    llvm::Value *least = ir_.CreateBinaryIntrinsic(llvm::Intrinsic::umin, workspace.bytes, most);
    return ir_.CreateSelect(workspace.possible, least, most);
}

// At the start of a kernel that knows its worker. `memory` may be null: then no address is used.
void FunctionEmitter::open_workspace(NodeRef body, llvm::Value *memory) {
    workspace_ = lay_out_workspace(body, lanes_);
    workspace_.memory = memory;
    workspace_.part =
        ir_.CreateGEP(ir_.getInt8Ty(), memory, ir_.CreateMul(worker_, workspace_.bytes));
}

void FunctionEmitter::alloc_workspace(const Alloc &n) {
    const WorkspacePlace &place = workspace_.places.at(n.var);
    llvm::Value *there =
        ir_.CreateOr(ir_.CreateIsNotNull(workspace_.memory), ir_.CreateIsNull(place.size.bytes));
    fail_unless(ir_.CreateAnd(place.size.possible, there), shared_.sites.add_out_of_memory(n), {});
    llvm::Value *at = place.at;
    if (lane_position_)
        at = ir_.CreateAdd(at, ir_.CreateMul(lane_, place.room));
    ArrayValue array{.data = ir_.CreateGEP(ir_.getInt8Ty(), workspace_.part, at),
                     .extents = place.size.extents,
                     .noalias = !lanes_};
    arrays_[n.var] = array;
    fill_new(n, array.data, place.size.count);
}

} // namespace pragmac
