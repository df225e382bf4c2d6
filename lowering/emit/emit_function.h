// FunctionEmitter: one LLVM function from a statement tree; its parts are split by role.
#pragma once

#include "emit_opencl_c.h"
#include "emit_scalar_ops.h"
#include "emit_sites.h"
#include "target.h"

#include "abi.h"

#include <array>
#include <functional>
#include <unordered_map>
#include <unordered_set>

namespace pragmac {

// What all functions of one compiled module share.
struct ModuleEmitter {
    llvm::Module &module;
    const Func &func;
    SiteTable &sites;
    std::unordered_set<NodeRef> stored_once; // cells
    const TargetDescription &target = host_target();
    ModuleEmitter *device = nullptr; // host: where kernels go; null when nothing leaves the host
    llvm::GlobalVariable *image = nullptr; // host: the kernels' pragmac_device_image
    std::unordered_set<NodeRef> on_stack = {}; // host: arrays
    std::vector<llvm::Function *> kernels; // device: in the order of the image
    std::vector<CKernel> c_kernels; // device: the same, for those who print them as C
    std::vector<NumericCall> numeric_calls; // device: of functions that are not its own
    bool kernel_raises = false; // device: the kernel emitted last has checks
    bool any_kernel_raises = false; // device: one of them may have, whichever is emitted first
    int launches = 0; // emitted so far, for the names of their functions
    MathMode math = MathMode::strict;
    int32_t width = 0; // as in CompileOptions
    bool places = false; // loops keep their place in the source
    bool threads = false; // a loop runs on as many as there are
    std::unordered_set<NodeRef> reordered{}; // updates: reordered_updates
};

// An array in registers. `strides` in bytes; empty where they follow from the extents, without the
// last one where that is one element.
struct ArrayValue {
    llvm::Value *data = nullptr;
    std::vector<llvm::Value *> extents, strides;
    bool noalias = false; // nothing else reaches its elements
};

// A mutable local scalar: one stack slot per part.
struct CellValue {
    llvm::Value *slot = nullptr, *imaginary = nullptr;
};

// The cells that one statement stores, and no update.
std::unordered_set<NodeRef> cells_stored_once(const Func &func);
// The arrays of a small constant size that nothing outlives: their elements are read and written.
std::unordered_set<NodeRef> arrays_on_stack(const Func &func);
// How many byte strides travel with an array.
int stride_count(const Var &array);
// How many array elements' worth of slots precede the extents and strides: the ABI's order.
int slot_count(Type t);

class FunctionEmitter {
  public:
    // The function whose body computes `shared.func`.
    static llvm::Function *emit_implementation(ModuleEmitter &shared);

  private:
    // Where a jump goes, and how many scopes stay open there.
    struct Target {
        llvm::BasicBlock *block;
        size_t scopes;
    };
    // A block of statements; `mark` is set once it has allocated.
    struct Scope {
        llvm::Value *mark = nullptr;
    };

    FunctionEmitter(ModuleEmitter &shared, llvm::Function *function);

    // emit_expression.cpp
    Scalar expression(NodeRef n);
    Scalar binary(const Binary &n);
    Scalar lazy(const Lazy &n);
    Scalar cast(const Cast &n);
    Scalar coordinate(const Coordinate &n);
    Scalar math(const Math &n);
    Scalar holds(const Holds &n); // emit_holds.cpp
    Scalar breach(const Breach &n);
    Scalar address(const Address &n);
    llvm::Value *separate(NodeRef a, NodeRef b);
    std::vector<llvm::Value *> shape_of(const Var &array);
    std::vector<llvm::Value *> tested_values(NodeRef array, NodeList args);
    llvm::Value *integer(NodeRef n) { return expression(n).value; }
    std::vector<Scalar> expressions(NodeList list);

    // emit_memory.cpp
    Scalar load(const Load &n);
    void store(const Store &n);
    void update(const Update &n);
    Scalar updated(const Update &n, const std::function<Scalar()> &old);
    // emit_atomic.cpp
    llvm::SyncScope::ID atomic_scope();
    void atomic_update(const Update &n, llvm::Value *address, Scalar value);
    void shared_store(const SharedStore &n);
    void fetch_update(const FetchUpdate &n);
    // Each gives the old value.
    Scalar one_part_update(BinaryOp op, DType d, llvm::Value *address, Scalar value);
    Scalar exchange(DType d, llvm::Value *address, const std::function<Scalar(Scalar)> &next);
    struct AtomicWord;
    AtomicWord word_around(DType d, llvm::Value *address);
    Scalar locked_update(const Var &array, BinaryOp op, llvm::Value *address, Scalar value);
    llvm::Value *address_of(const Var &array, NodeList indices);
    llvm::Value *dense_offset(const ArrayValue &array, const Var &var, NodeList indices);
    Scalar load_element(const Var &array, llvm::Value *address);
    void store_element(const Var &array, llvm::Value *address, Scalar value);
    llvm::Value *imaginary_address(llvm::Value *address, DType d);
    llvm::Align alignment_of(const Var &array) const;
    void note_access(llvm::Instruction *access);
    Scalar load_cell(const CellValue &cell, DType d);
    void store_cell(const CellValue &cell, Scalar value);
    CellValue new_cell(DType d);
    void forget_cell(const CellValue &cell);

    // emit_alloc.cpp
    // What an array takes; `possible` is false where its size fits no memory.
    struct ArraySize {
        std::vector<llvm::Value *> extents;
        llvm::Value *count, *bytes, *possible;
    };
    void alloc(const Alloc &n);
    void alloc_array(const Alloc &n);
    ArraySize size_of(const Alloc &n);
    void alloc_scratch(const Alloc &n);
    llvm::Value *scratch_memory(llvm::Type *type);
    llvm::GlobalVariable *group_memory(llvm::Type *type, const char *name);
    llvm::Value *own_part(llvm::GlobalVariable *memory, llvm::Type *type);
    void fill_new(const Alloc &n, llvm::Value *data, llvm::Value *count);
    void fill(const Var &array, llvm::Value *data, llvm::Value *count, Scalar value);
    void open_scope() { scopes_.push_back({}); }
    void mark_scope();
    void close_scope();
    void release_down_to(size_t scopes); // emits the release, keeps the scopes open

    // emit_workspace.cpp: arrays of iterations in memory that a launch brings for its workers
    struct WorkspacePlace {
        ArraySize size;
        llvm::Value *at, *room; // in a worker's part, in bytes; of several lanes' one after another
    };
    struct Workspace {
        std::unordered_map<NodeRef, WorkspacePlace> places;
        llvm::Value *bytes, *possible; // of a part
        llvm::Value *memory = nullptr, *part = nullptr; // in a kernel
    };
    Workspace lay_out_workspace(NodeRef body, int32_t lanes);
    llvm::Value *workspace_bytes(const Launch &n);
    void open_workspace(NodeRef body, llvm::Value *memory);
    void alloc_workspace(const Alloc &n);

    // emit_control.cpp
    void statement(NodeRef n);
    void block(const Block &n);
    void loop(const For &n);
    void counted_loop(llvm::Value *lo, llvm::Value *hi, llvm::Value *step, NodeRef var,
                      NodeRef body, ForKind kind, const Clauses *clauses, const Span &place);
    void while_loop(const While &n);
    void if_then(const If &n);
    void jump(JumpKind kind);
    void jump_to(const Target &target);
    void inline_call(const Inline &n);
    void remember(const Remember &n);
    void print(const Print &n);
    llvm::CallInst *call_print(llvm::Value *function, int site, llvm::Value *values);
    using LoopBody = std::function<void(llvm::Value *k, llvm::BasicBlock *done)>;
    void strided_loop(llvm::Value *first, llvm::Value *end, llvm::Value *stride,
                      const LoopBody &body, int32_t under_way = 1);
    void loop_body(NodeRef body, llvm::BasicBlock *leave, llvm::BasicBlock *next);
    llvm::BasicBlock *new_block(const char *name);
    bool terminated() { return ir_.GetInsertBlock()->getTerminator() != nullptr; }
    void branch(llvm::BasicBlock *to);
    void continue_at(llvm::BasicBlock *join);

    // emit_loop_hints.cpp
    llvm::MDNode *open_parallel_loop(); // accesses emitted until it closes belong to its group
    void close_parallel_loop() { access_groups_.pop_back(); }
    void annotate_loop(llvm::Instruction *latch, ForKind kind, llvm::MDNode *group,
                       const Span &place, uint64_t constant_trip = 0);
    void unroll(llvm::Instruction *latch, int32_t times);

    // emit_return.cpp
    void return_values(const Return &n);
    void return_status(int status);

    // emit_checks.cpp
    void check(const Check &n);
    void fail_unless(llvm::Value *ok, const Check &n);
    void fail_unless(llvm::Value *ok, int site, const std::vector<llvm::Value *> &payload);
    void record(int site, const std::vector<llvm::Value *> &payload);
    void leave_after_error();
    std::vector<llvm::Value *> slots_of(NodeList values);
    llvm::Value *frame_field(size_t offset);

    // emit_usual_checks.cpp
    size_t usual_check(const NodeList &statements, size_t at);
    bool number_checks(const Check &nan, const Check &range);
    bool index_check(const Check &n);
    void unless_usual(llvm::Value *usual, const std::function<void()> &unusual);
    llvm::Value *wrapped_index(llvm::Value *index, llvm::Value *extent) const;

    // emit_launch.cpp
    // What a launch's body uses from outside.
    struct Captured {
        std::vector<const Var *> values; // scalars and arrays
        std::vector<const Var *> read_cells;
        std::vector<const Var *>
            written_cells; // private to the iteration, the last value goes back
        int written_at = 0; // the context's first slot for written_cells
    };
    // A launch up to the call that runs it.
    struct PreparedLaunch {
        llvm::Function *worker; // of the host; null for a device
        llvm::Value *context, *trip;
        Captured captured;
    };
    void launch(const Launch &n);
    PreparedLaunch prepare(const Launch &n, int reserved = 0);
    Captured captured_by(const Launch &n);
    std::vector<llvm::Value *> context_values(const Captured &captured);
    llvm::Value *context_slot(llvm::Value *context, size_t i);
    llvm::Function *emit_worker(const Launch &n, const Captured &captured);
    llvm::Function *emit_iterations(const Launch &n, const Captured &captured);
    void iterate(const Launch &n, const Captured &captured);
    void call_runtime(const Launch &n, const PreparedLaunch &prepared);
    void leave_if_failed(llvm::CallInst *status);
    void take_last(const PreparedLaunch &prepared);
    void give_back_last(const Captured &captured);

    // emit_work.cpp: a launch's operations, roughly
    llvm::Value *work_of(const Launch &n);
    llvm::Value *work_in(NodeRef n);
    llvm::Value *work_of_loop(NodeRef var, NodeRef lo, NodeRef hi, NodeRef step, NodeRef body);
    bool known_here(NodeRef n) const;

    // emit_device_launch.cpp: the host's side of a launch on a device
    void device_launch(const Launch &n);
    int slot_of(NodeRef wanted, const Captured &captured) const;
    llvm::Constant *device_arrays(const Captured &captured, const Launch &n);
    llvm::Constant *device_launch_site(const Launch &n, const Captured &captured, int kernel);
    void host_access(const HostAccess &n);
    void settle();
    void tell_fresh(const ArrayValue &array, llvm::Value *bytes, bool zero);

    // emit_kernel.cpp: the device's side
    llvm::Function *emit_kernel(const Launch &n, const Captured &captured);
    llvm::Value *kernel_parameter(unsigned which);
    void kernel_loop(const Launch &n, const Captured &captured);
    llvm::Value *find_worker();
    void over_axis(const Launch &n, const Captured &captured, size_t axis, llvm::Value *position);
    void kernel_iteration(const Launch &n, const Captured &captured, llvm::Value *position);
    llvm::Value *worker_of_grid(int dimensions);
    void give_last(const Captured &captured, llvm::Value *k);

    // emit_record.cpp
    void leave_behind_a_failure();
    void record_on_device(llvm::Value *site, const std::vector<llvm::Value *> &payload);

    // emit_lanes.cpp
    // Where a lane leaves the error of its iterations until all lanes know the first one.
    struct LaneFailure {
        llvm::Value *position, *site, *payload;
    };
    bool lanes_in_turn() const { return shared_.target.thread_index == nullptr; }
    void lanes_loop(const For &n);
    void lane_strip(const For &n, llvm::Value *lo, llvm::Value *step, llvm::Value *trip,
                    LaneFailure *failure);
    void for_each_lane(int32_t lanes, const std::function<void()> &f);
    void lane_cell(const LaneCell &n);
    void scan_lanes(const ScanLanes &n);
    void scan_in_turn(const ScanLanes &n);
    CellValue cell_of_lane(const CellValue &cells, DType d, llvm::Value *lane);
    CellValue cells_in_turn(DType d);
    LaneFailure no_failure();
    void keep_failure(int site, const std::vector<llvm::Value *> &payload);
    void leave_if_a_lane_failed(const LaneFailure &failure);
    void by_first_lane(const std::function<void()> &f);

    // emit_collectives.cpp
    using CombineOp = std::function<Scalar(Scalar, Scalar)>;
    using WordExchange = std::function<llvm::Value *(llvm::Value *)>;
    void combine_lanes(const CombineLanes &n);
    void take_lane(const TakeLane &n);
    Scalar value_of_lane(NodeRef own, llvm::Value *lane);
    void barrier(const Barrier &n);
    void wait_for_lanes();
    CellValue scratch_of_lanes(DType d);
    Scalar combined(const CellValue &own, DType d, const CombineOp &op);
    Scalar combined_in_turn(const CellValue &cells, DType d, const CombineOp &op);
    void take_in(const CellValue &cells, DType d, int32_t width, const CombineOp &op);
    Scalar combined_in_memory(Scalar value, DType d, int32_t least, const CombineOp &op);
    Scalar shared_in_memory(Scalar value, DType d);
    Scalar exchanged(Scalar value, const WordExchange &exchange);
    Scalar combined_in_registers(Scalar value, int32_t lanes, const CombineOp &op);
    Scalar shared_in_registers(Scalar value);

    // emit_team.cpp
    void team(const Team &n);
    llvm::Value *launch_parts(const std::vector<const Launch *> &launches,
                              const std::vector<PreparedLaunch> &prepared);

    // emit_bind.cpp: arrays and scalars as arguments of internal functions
    static void add_parameter_types(ModuleEmitter &shared, const Var &var,
                                    std::vector<llvm::Type *> &types);
    unsigned bind_parameter(const Var &var, bool noalias, unsigned argument);
    void bind_captured(const Captured &captured,
                       const std::unordered_map<NodeRef, ArrayValue> &outside, unsigned argument);
    void mark_array_arguments(const ArrayValue &array, bool noalias);

    friend llvm::Function *emit_entry(ModuleEmitter &shared, llvm::Function *implementation);

    ModuleEmitter &shared_;
    llvm::Function *function_;
    Ir ir_;
    Ir entry_; // at the start of the function: stack slots
    ScalarOps ops_;
    llvm::Value *frame_ = nullptr, *results_ = nullptr;
    llvm::Value *iteration_ = nullptr; // inside a launch: the position in loop order
    llvm::Value *worker_ = nullptr; // in a kernel: the worker's number
    const Coordinate *joined_ = nullptr; // in a kernel over the axes of a grid: what they are
    std::vector<llvm::Value *> coordinates_; // along these axes
    std::unordered_map<NodeRef, Scalar> values_;
    std::unordered_map<NodeRef, CellValue> cells_;
    std::unordered_map<NodeRef, ArrayValue> arrays_;
    Workspace workspace_; // of a kernel
    std::vector<Scope> scopes_;
    std::vector<Target> breaks_, continues_, leaves_;
    Target iteration_end_{}; // inside a launch: where an error goes
    int32_t lanes_ = 0; // of the worker that this kernel is for; 0: it has none
    int32_t per_lane_ = 1; // iterations that a lane has under way
    int32_t group_workers_ = 1; // workers with lanes that share a group
    llvm::Value *place_ = nullptr; // of this one among them
    llvm::Value *lane_ = nullptr; // the one whose code runs
    llvm::Value *lane_position_ = nullptr; // in a loop over lanes: of its iteration, in loop order
    // Of checked indices here and around: index and extent, and the index without its sign.
    std::vector<std::array<llvm::Value *, 3>> wrapped_;
    LaneFailure *lane_failure_ = nullptr; // in a loop over lanes that has checks
    llvm::GlobalVariable *lane_scratch_ = nullptr; // of this kernel, once it has some
    std::unordered_map<NodeRef, CellValue> lane_cells_; // lanes in turn: arrays, one value per lane
    std::vector<llvm::MDNode *> access_groups_;
};

// What a statement stores to.
std::unordered_set<NodeRef> arrays_written(NodeRef body);

// The function that callers see: unpacks slots, calls the implementation.
llvm::Function *emit_entry(ModuleEmitter &shared, llvm::Function *implementation);

} // namespace pragmac
