// How many operations a launch has, roughly: a number that is known when it begins.
//
// Every node is an operation, a division or a function some more; what a condition guards counts
// half. A loop inside counts its iterations, its bounds taken where the variables of the loops
// around are in the middle of their ranges: the rows of a triangle are half as long as the longest.
// Where bounds are not known in front of the launch, a number is assumed.
#include "emit_function.h"
#include "fields.h"

namespace pragmac {
namespace {

constexpr double assumed_trip = 16; // of loops whose bounds come from memory

// Of the node itself.
double own_work(NodeRef n) {
    switch (n->op) {
    case Op::Const:
    case Op::Var:
    case Op::Block:
    case Op::Dim: return 0;
    case Op::Math: return 16;
    case Op::Binary: {
        BinaryOp op = as<Binary>(n)->op;
        return op == BinaryOp::div || op == BinaryOp::floor_div || op == BinaryOp::mod ? 8 : 1;
    }
    default: return 1;
    }
}

double work_of_expression(NodeRef n) {
    double sum = own_work(n);
    for_each_child(n, [&](NodeRef child) { sum += work_of_expression(child); });
    return sum;
}

} // namespace

// Computed from what has a value in front of the launch, without reading memory or failing.
bool FunctionEmitter::known_here(NodeRef n) const {
    if (n->op == Op::Var)
        return n->type.array ? arrays_.count(n) != 0 : values_.count(n) != 0;
    auto *binary = as<Binary>(n);
    int64_t divisor = 0;
    bool divides = binary && binary->op == BinaryOp::floor_div && constant_i64(binary->b, divisor);
    bool plain = (divides && divisor > 0) || n->op == Op::Const || n->op == Op::Dim ||
                 n->op == Op::RangeLength ||
                 (binary && (binary->op == BinaryOp::add || binary->op == BinaryOp::sub ||
                             binary->op == BinaryOp::mul || binary->op == BinaryOp::np_min ||
                             binary->op == BinaryOp::np_max));
    for_each_child(n, [&](NodeRef child) { plain = plain && known_here(child); });
    return plain;
}

llvm::Value *FunctionEmitter::work_of(const Launch &n) {
    return work_of_loop(n.var, n.lo, n.hi, n.step, n.body);
}

llvm::Value *FunctionEmitter::work_of_loop(NodeRef var, NodeRef lo, NodeRef hi, NodeRef step,
                                           NodeRef body) {
    llvm::Value *trips = llvm::ConstantFP::get(ir_.getDoubleTy(), assumed_trip);
    bool known = known_here(lo) && known_here(hi) && known_here(step);
    if (known) {
        llvm::Value *first = integer(lo), *by = integer(step);
        llvm::Value *length = ops_.range_length(first, integer(hi), by);
        trips = ir_.CreateSIToFP(length, ir_.getDoubleTy());
        llvm::Value *middle = ir_.CreateMul(ir_.CreateLShr(length, ir_.getInt64(1)), by);
        values_[var] = {ir_.CreateAdd(first, middle)};
    }
    llvm::Value *work = ir_.CreateFMul(trips, work_in(body));
    if (known)
        values_.erase(var);
    return work;
}

llvm::Value *FunctionEmitter::work_in(NodeRef n) {
    if (auto *loop = as<For>(n))
        return work_of_loop(loop->var, loop->lo, loop->hi, loop->step, loop->body);
    if (auto *launch = as<Launch>(n))
        return work_of(*launch);
    auto number = [&](double x) { return llvm::ConstantFP::get(ir_.getDoubleTy(), x); };
    if (auto *loop = as<While>(n))
        return ir_.CreateFMul(number(assumed_trip), work_in(loop->body));
    if (auto *choice = as<If>(n)) {
        llvm::Value *both = ir_.CreateFAdd(work_in(choice->then), work_in(choice->otherwise));
        return ir_.CreateFAdd(number(work_of_expression(choice->cond)),
                              ir_.CreateFMul(number(0.5), both));
    }
    auto *let = as<Let>(n);
    bool bound = let && let->var->type == scalar(DType::i64) && known_here(let->value);
    if (bound)
        values_[let->var] = expression(let->value);
    double fixed = own_work(n);
    llvm::Value *sum = number(0);
    for_each_child(n, [&](NodeRef child) {
        if (child->type == no_type)
            sum = ir_.CreateFAdd(sum, work_in(child));
        else
            fixed += work_of_expression(child);
    });
    if (n->op == Op::Block) // where its names end
        for (NodeRef s : as<Block>(n)->body)
            if (auto *name = as<Let>(s); name && name->var->type == scalar(DType::i64))
                values_.erase(name->var);
    return ir_.CreateFAdd(sum, number(fixed));
}

} // namespace pragmac
