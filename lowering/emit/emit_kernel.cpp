// The device's side of a launch: a kernel whose threads run iterations in grid strides.
//
// Thread t of T runs the iterations t, t + T, t + 2T, …: consecutive iterations on consecutive
// threads, so that `a[i]` of a warp is one piece of memory. Over joined loops it does so along each
// dimension of the grid. Inner loops run in order in the thread.
// A failed check ends its worker, whose later iterations come later in loop order; the call's
// record keeps the iteration that is first, and the launch: later ones, which may wait on the
// device already, find it there and do nothing.
#include "choose_grid.h"
#include "emit_function.h"
#include "kernel_parameters.h"
#include "mutants.h"

#include <algorithm>
#include <cctype>

namespace pragmac {

namespace {

// The function's name as far as PTX takes it, and the loop's line.
std::string kernel_name(const Func &func, const Launch &n, int number) {
    std::string name;
    for (char c : std::string(func.name))
        name += std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
    return name + "_line" + std::to_string(n.span.line) + "_" + std::to_string(number);
}

// The threads of a group along x, y and z, "" where they are not known yet.
std::string group_of(const Mapping &mapping) {
    if (!mapping.axis_count()) {
        int32_t workers = mapping.block, lanes = mapping.lanes;
        int32_t threads = lanes ? lanes * std::max(workers, 1) : workers;
        return threads ? std::to_string(threads) : "";
    }
    std::string sizes[most_axes] = {"1", "1", "1"};
    for (const GridAxis &axis : mapping.axes)
        if (axis.threads)
            sizes[axis.dimension] = std::to_string(axis.threads);
    return sizes[0] + "," + sizes[1] + "," + sizes[2];
}

void ask_for_subgroups(llvm::Function &kernel, int32_t lanes) {
    llvm::LLVMContext &context = kernel.getContext();
    auto *size = llvm::ConstantInt::get(llvm::Type::getInt32Ty(context), uint64_t(lanes));
    kernel.setMetadata("intel_reqd_sub_group_size",
                       llvm::MDNode::get(context, llvm::ConstantAsMetadata::get(size)));
}

} // namespace

llvm::Value *FunctionEmitter::kernel_parameter(unsigned which) {
    return function_->getArg(shared_.target.own_parameters + which);
}

llvm::Function *FunctionEmitter::emit_kernel(const Launch &n, const Captured &captured) {
    ModuleEmitter &device = *shared_.device;
    std::vector<llvm::Type *> types(device.target.own_parameters, ir_.getInt64Ty());
    llvm::Type *pointer = ir_.getPtrTy(device.target.array_space);
    types.insert(types.end(), first_captured, ir_.getInt64Ty());
    for (unsigned which : {failure, errors, last_values, workspace})
        types[device.target.own_parameters + which] = pointer;
    for (const auto *list : {&captured.values, &captured.read_cells})
        for (const Var *var : *list)
            add_parameter_types(device, *var, types);
    auto *kernel = llvm::Function::Create(
        llvm::FunctionType::get(ir_.getVoidTy(), types, false), llvm::Function::ExternalLinkage,
        kernel_name(shared_.func, n, static_cast<int>(device.kernels.size())), device.module);
    kernel->setCallingConv(device.target.kernel_convention);
    if (std::string threads = group_of(*n.mapping); !threads.empty())
        kernel->addFnAttr("nvvm.maxntid", threads);
    if (n.mapping->lanes && device.target.asks_for_subgroup_size)
        ask_for_subgroups(*kernel, device.target.exchanging_lanes);
    auto written = arrays_written(n.body);
    device.kernel_raises = false;
    FunctionEmitter body(device, kernel);
    body.lanes_ = n.mapping->lanes;
    body.per_lane_ = n.mapping->per_lane;
    body.group_workers_ = std::max(n.mapping->block, 1);
    std::unordered_map<NodeRef, ArrayValue> arrays = arrays_;
    for (NodeRef var : written) // what other lanes write no barrier would order
        if (auto it = arrays.find(var); it != arrays.end() && n.mapping->lanes)
            it->second.noalias = false;
    body.bind_captured(captured, arrays, device.target.own_parameters + first_captured);
    for (const Var *var : captured.values) // then loads may come from the read-only cache
        if (var->type.array && arrays_.at(var).noalias && !written.count(var))
            llvm::cast<llvm::Argument>(body.arrays_.at(var).data)
                ->addAttr(llvm::Attribute::ReadOnly);
    body.kernel_loop(n, captured);
    return kernel;
}

void FunctionEmitter::kernel_loop(const Launch &n, const Captured &captured) {
    leave_behind_a_failure();
    if (n.mapping->axis_count()) {
        joined_ = joined_coordinate(n.var, n.body);
        worker_ = worker_of_grid(n.mapping->axis_count());
        open_workspace(n.body, kernel_parameter(workspace));
        over_axis(n, captured, 0, ir_.getInt64(0));
    } else {
        llvm::Value *workers = find_worker();
        open_workspace(n.body, kernel_parameter(workspace));
        strided_loop(
            worker_, kernel_parameter(trip), workers,
            [&](llvm::Value *k, llvm::BasicBlock *done) {
                // what the worker would run next comes later in loop order
                iteration_end_ = {done, 0};
                kernel_iteration(n, captured, k);
            },
            n.mapping->lanes ? 1 : per_lane_);
    }
    ir_.CreateRetVoid();
}

// Which worker of a flat grid the thread belongs to, and which of its lanes it is. How many workers
// there are.
llvm::Value *FunctionEmitter::find_worker() {
    const TargetDescription &target = shared_.target;
    if (!lanes_ || lanes_in_turn()) {
        worker_ = target.worker_index(ir_, function_, 0);
        return target.worker_count(ir_, function_, 0);
    }
    lane_ = target.thread_index(ir_);
    worker_ = target.group_index(ir_);
    llvm::Value *workers = target.group_count(ir_);
    if (group_workers_ == 1)
        return workers;
    place_ = ir_.CreateUDiv(lane_, ir_.getInt64(lanes_)); // a power of two
    lane_ = ir_.CreateURem(lane_, ir_.getInt64(lanes_));
    worker_ = ir_.CreateNUWAdd(ir_.CreateNUWMul(worker_, ir_.getInt64(group_workers_)), place_);
    return ir_.CreateNUWMul(workers, ir_.getInt64(group_workers_));
}

// x first.
llvm::Value *FunctionEmitter::worker_of_grid(int dimensions) {
    const TargetDescription &target = shared_.target;
    llvm::Value *number = ir_.getInt64(0);
    for (int left = dimensions; left-- > 0;) {
        bool transposed = mutant(Mutant::grid_entries_transposed);
        auto d = static_cast<unsigned>(transposed ? dimensions - 1 - left : left);
        number = ir_.CreateAdd(ir_.CreateMul(number, target.worker_count(ir_, function_, d)),
                               target.worker_index(ir_, function_, d));
    }
    return number;
}

// The joined loops from `axis` on, in their order: positions rise, so that a worker's first failure
// is the first one in loop order here too.
void FunctionEmitter::over_axis(const Launch &n, const Captured &captured, size_t axis,
                                llvm::Value *position) {
    if (axis == joined_->extents.size())
        return kernel_iteration(n, captured, position);
    auto dimension = static_cast<unsigned>(n.mapping->axes[axis].dimension);
    llvm::Value *extent = integer(joined_->extents[axis]);
    strided_loop(shared_.target.worker_index(ir_, function_, dimension), extent,
                 shared_.target.worker_count(ir_, function_, dimension),
                 [&](llvm::Value *k, llvm::BasicBlock *done) {
                     if (axis == 0)
                         iteration_end_ = {done, 0};
                     coordinates_.resize(axis);
                     coordinates_.push_back(k);
                     over_axis(n, captured, axis + 1,
                               ir_.CreateAdd(ir_.CreateMul(position, extent), k));
                 });
}

void FunctionEmitter::kernel_iteration(const Launch &n, const Captured &captured,
                                       llvm::Value *position) {
    values_[n.var] = {
        ir_.CreateAdd(kernel_parameter(lo), ir_.CreateMul(position, kernel_parameter(step)))};
    iteration_ = position;
    for (const Var *var : captured.written_cells)
        forget_cell(cells_.at(var));
    llvm::BasicBlock *end = new_block("iteration_end");
    loop_body(n.body, iteration_end_.block, end);
    branch(end);
    ir_.SetInsertPoint(end);
    give_last(captured, position);
}

// The loop's last iteration leaves its cells.
void FunctionEmitter::give_last(const Captured &captured, llvm::Value *k) {
    if (captured.written_cells.empty())
        return;
    llvm::BasicBlock *give = new_block("give_last"), *given = new_block("given");
    llvm::Value *after = ir_.CreateAdd(k, ir_.getInt64(1));
    ir_.CreateCondBr(ir_.CreateICmpEQ(after, kernel_parameter(trip)), give, given);
    ir_.SetInsertPoint(give);
    by_first_lane([&] {
        int slot = 0;
        for (const Var *var : captured.written_cells) {
            Scalar value = load_cell(cells_.at(var), var->type.dtype);
            for (llvm::Value *part : {value.value, value.imaginary})
                if (part)
                    ir_.CreateStore(part, context_slot(kernel_parameter(last_values), slot++));
        }
    });
    ir_.CreateBr(given);
    ir_.SetInsertPoint(given);
}

} // namespace pragmac
