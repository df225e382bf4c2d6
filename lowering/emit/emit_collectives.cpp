// Values of all lanes made one: a tree in which lane l takes in what lane l + width has.
//
// Steps between lanes of one subgroup exchange registers where the target can; wider ones go
// through memory of the group, with barriers. Which lane takes in which is the same on every
// target, and so are the bits of the result. In a step all lanes of a subgroup combine what they
// got, though only those below the width have something that counts: the exchange is convergent.
#include "emit_function.h"

#include "mutants.h"

namespace pragmac {

void FunctionEmitter::wait_for_lanes() {
    if (!lanes_in_turn())
        shared_.target.barrier(ir_, worker_with(lanes_) == WorkerKind::subgroup, lanes_);
}

void FunctionEmitter::barrier(const Barrier &n) {
    if (!lanes_in_turn())
        shared_.target.barrier(ir_, n.scope == BarrierScope::subgroup, lanes_);
}

// Memory of the group for one value per lane, one array behind the other for complex parts.
CellValue FunctionEmitter::scratch_of_lanes(DType d) {
    constexpr int widest = 8, parts = 2;
    auto *bytes = llvm::ArrayType::get(ir_.getInt8Ty(), widest * parts * uint64_t(lanes_));
    if (!lane_scratch_)
        lane_scratch_ = group_memory(bytes, ".lanes");
    CellValue cells{own_part(lane_scratch_, bytes)};
    if (is_complex(d))
        cells.imaginary =
            ir_.CreateConstInBoundsGEP1_64(ir_.getInt8Ty(), cells.slot, widest * lanes_);
    return cells;
}

// ---- through memory ------------------------------------------------------------------------

// All steps of lanes that one thread runs in turn, in a copy of what `own` holds for each.
Scalar FunctionEmitter::combined_in_turn(const CellValue &own, DType d, const CombineOp &op) {
    CellValue cells = cells_in_turn(d);
    for_each_lane(lanes_, [&] {
        store_cell(cell_of_lane(cells, d, lane_), load_cell(cell_of_lane(own, d, lane_), d));
    });
    for (int32_t width = lanes_ / 2; width >= 1; width /= 2)
        for_each_lane(width, [&] { take_in(cells, d, width, op); });
    return load_cell(cell_of_lane(cells, d, ir_.getInt64(0)), d);
}

void FunctionEmitter::take_in(const CellValue &cells, DType d, int32_t width, const CombineOp &op) {
    CellValue mine = cell_of_lane(cells, d, lane_);
    llvm::Value *other = ir_.CreateAdd(lane_, ir_.getInt64(width));
    store_cell(mine, op(load_cell(mine, d), load_cell(cell_of_lane(cells, d, other), d)));
}

// The steps of `least` lanes and more. What each lane then has.
Scalar FunctionEmitter::combined_in_memory(Scalar value, DType d, int32_t least,
                                           const CombineOp &op) {
    CellValue cells = scratch_of_lanes(d), mine = cell_of_lane(cells, d, lane_);
    store_cell(mine, value);
    for (int32_t width = lanes_ / 2; width >= least; width /= 2) {
        wait_for_lanes();
        llvm::BasicBlock *take = new_block("take_in"), *taken = new_block("taken_in");
        ir_.CreateCondBr(ir_.CreateICmpULT(lane_, ir_.getInt64(width)), take, taken);
        ir_.SetInsertPoint(take);
        take_in(cells, d, width, op);
        ir_.CreateBr(taken);
        ir_.SetInsertPoint(taken);
    }
    return load_cell(mine, d);
}

// The first lane's value, in every lane.
Scalar FunctionEmitter::shared_in_memory(Scalar value, DType d) {
    CellValue first = cell_of_lane(scratch_of_lanes(d), d, ir_.getInt64(0));
    by_first_lane([&] { store_cell(first, value); });
    wait_for_lanes();
    Scalar shared = load_cell(first, d);
    wait_for_lanes(); // the memory is free again
    return shared;
}

// ---- between registers ---------------------------------------------------------------------

// `value` of another lane, which `exchange` gets in words of 32 bits.
Scalar FunctionEmitter::exchanged(Scalar value, const WordExchange &exchange) {
    auto part = [&](llvm::Value *own) {
        unsigned bits = own->getType()->getPrimitiveSizeInBits();
        llvm::Value *left = ir_.CreateBitCast(own, ir_.getIntNTy(bits));
        llvm::Type *word = ir_.getInt32Ty(), *whole = bits > 32 ? ir_.getInt64Ty() : word;
        left = ir_.CreateZExt(left, whole);
        llvm::Value *got = ir_.CreateZExt(exchange(ir_.CreateTrunc(left, word)), whole);
        if (bits > 32) {
            llvm::Value *high = exchange(ir_.CreateTrunc(ir_.CreateLShr(left, 32), word));
            got = ir_.CreateOr(got, ir_.CreateShl(ir_.CreateZExt(high, whole), 32));
        }
        return ir_.CreateBitCast(ir_.CreateTrunc(got, ir_.getIntNTy(bits)), own->getType());
    };
    Scalar other{part(value.value)};
    if (value.imaginary)
        other.imaginary = part(value.imaginary);
    return other;
}

Scalar FunctionEmitter::combined_in_registers(Scalar value, int32_t lanes, const CombineOp &op) {
    const TargetDescription &target = shared_.target;
    for (int32_t width = lanes / 2; width >= 1; width /= 2) {
        int32_t distance = width + (mutant(Mutant::subgroups_exchange_wrong_lanes) ? 1 : 0);
        value = op(value, exchanged(value, [&](llvm::Value *word) {
                       return target.word_from_above(ir_, word, distance, lanes_);
                   }));
    }
    return value;
}

Scalar FunctionEmitter::shared_in_registers(Scalar value) {
    return exchanged(
        value, [&](llvm::Value *word) { return shared_.target.word_of_first(ir_, word, lanes_); });
}

// ---- all steps -----------------------------------------------------------------------------

// `own`: one lane's cell, or (in turn) an array of all lanes' cells. In every lane.
Scalar FunctionEmitter::combined(const CellValue &own, DType d, const CombineOp &op) {
    if (lanes_in_turn())
        return combined_in_turn(own, d, op);
    int32_t exchanging = std::min(lanes_, shared_.target.exchanging_lanes);
    Scalar value = load_cell(own, d);
    if (lanes_ > exchanging)
        value = combined_in_memory(value, d, exchanging, op);
    if (exchanging > 1)
        value = combined_in_registers(value, exchanging, op);
    return lanes_ > exchanging ? shared_in_memory(value, d)
           : lanes_ > 1        ? shared_in_registers(value)
                               : value;
}

void FunctionEmitter::combine_lanes(const CombineLanes &n) {
    DType d = n.cell->type.dtype;
    auto op = [&](Scalar a, Scalar b) { return ops_.binary(n.op, a, b, d); };
    Scalar total = combined(lanes_in_turn() ? lane_cells_.at(n.own) : cells_.at(n.own), d, op);
    store_cell(cells_.at(n.cell), op(load_cell(cells_.at(n.cell), d), total));
}

// What one lane has in its cell, for all of them.
Scalar FunctionEmitter::value_of_lane(NodeRef own, llvm::Value *lane) {
    DType d = own->type.dtype;
    if (lanes_in_turn())
        return load_cell(cell_of_lane(lane_cells_.at(own), d, lane), d);
    CellValue handed = scratch_of_lanes(d);
    llvm::BasicBlock *give = new_block("give"), *given = new_block("given");
    ir_.CreateCondBr(ir_.CreateICmpEQ(lane_, lane), give, given);
    ir_.SetInsertPoint(give);
    store_cell(handed, load_cell(cells_.at(own), d));
    ir_.CreateBr(given);
    ir_.SetInsertPoint(given);
    wait_for_lanes();
    Scalar value = load_cell(handed, d);
    wait_for_lanes(); // the memory is free again
    return value;
}

void FunctionEmitter::take_lane(const TakeLane &n) {
    llvm::Value *lane = ir_.CreateAnd(integer(n.position), ir_.getInt64(lanes_ - 1));
    store_cell(cells_.at(n.cell), value_of_lane(n.own, lane));
}

} // namespace pragmac
