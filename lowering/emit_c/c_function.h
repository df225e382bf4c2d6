// CFunction: the statements of one function as lines of C; its parts are split by role.
#pragma once

#include "c_names.h"
#include "c_scalars.h"

#include "emit_opencl_c.h"
#include "emit_sites.h"

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <unordered_set>

namespace pragmac {

// How often each cell is read below n.
std::unordered_map<NodeRef, int> cell_reads(NodeRef n);

class CFunction {
  public:
    CFunction(const CDialect &dialect, const Func &func, MathMode math);
    // C11 with OpenMP: the whole text, the function's loops as loops.
    std::string openmp_text();
    // OpenCL C: a launch on a device as a kernel, without the helpers that it uses.
    std::string kernel_text(const CKernel &kernel, const SiteTable &sites);

  private:
    using Lines = std::vector<std::string>;
    // The end of an inlined call.
    struct Target {
        std::string label; // where `goto` leads
        bool used = false;
        size_t scopes = 0; // that stay open there
    };
    // The end of a parallel loop's iteration.
    struct IterationEnd {
        std::string next; // label in front of the assignments of last values; "" = there are none
        std::string failed; // label behind them
        bool next_used = false, failed_used = false;
        size_t scopes = 0; // that stay open there
        int loops = 0; // C loops around its statements
    };
    // A parallel loop, in C.
    struct Workshare {
        std::string header; // for (...)
        std::string position; // of the iteration, in loop order
        std::string binding; // first line of the body, "" = none
    };
    // What a parallel loop's clauses say of cells that its iterations assign.
    struct IterationCells {
        std::vector<std::string> clauses; // names that keep the last iteration's values
        Lines declarations, last;
        std::vector<std::pair<NodeRef, std::string>> outer; // names to be restored
    };
    struct AnyLoop { // a For or a Launch
        NodeRef var, lo, hi, step, body;
        ClausesRef clauses;
    };

    // A kernel's own names and memory.
    struct KernelState {
        const CKernel *kernel;
        const SiteTable *sites;
        std::map<std::string_view, std::string>
            own; // names of the parameters that every kernel has
        std::string worker, lane;
        std::vector<std::string> group_memory; // declarations: OpenCL has them at a kernel's start
        std::set<DType> scratch; // one value per lane in group memory
        std::unordered_set<NodeRef> group_arrays;
        // Of arrays in the launch's workspace: names of their bytes, their place in a worker's
        // part, and what each lane's takes of it.
        struct Place {
            std::string bytes, at, room;
        };
        std::unordered_map<NodeRef, Place> places;
        std::string part; // the worker's
    };
    // A loop over lanes: where a lane leaves the error of its iterations until all know the first.
    struct LaneLoop {
        std::string position, failed_at, failed_site, failed_payload;
        std::string done; // label behind the strip
        bool done_used = false;
        size_t scopes = 0; // that stay open there
        int loops = 0; // C loops around its statements
    };

    // print_expression.cpp
    CText expression(NodeRef n);
    CText printed(NodeRef n);
    CText binary(const Binary &n);
    std::string text_of(NodeRef n) { return expression(n).text; }
    std::vector<CText> expressions(NodeList list);
    CText coordinate(const Coordinate &n);
    CText holds(const Holds &n);
    CText breach(const Breach &n);
    CText separate(NodeRef a, NodeRef b);
    std::vector<CText> tested_values(NodeRef array, NodeList args);
    CText shape_of(const Var &array);
    std::vector<std::string> slots_of(const CText &value, DType d);
    std::vector<std::string> slots_of(NodeList values);

    // print_memory.cpp
    std::string element(const Var &array, NodeList indices);
    std::string extent(NodeRef array, size_t axis);
    std::string stride(NodeRef array, size_t axis);
    std::string dense_index(const Var &array, NodeList indices);
    CText load(const Load &n);
    void store(NodeRef array, NodeList indices, NodeRef value, bool shared);
    void update(const ElementUpdate &n);
    void plain_update(const ElementUpdate &n, const std::string &target);
    void atomic_update(const ElementUpdate &n);
    void alloc(const Alloc &n);
    void alloc_array(const Alloc &n);
    void release_down_to(size_t scopes);

    // print_statements.cpp
    void statement(NodeRef n);
    void statements(NodeRef n); // a block's, without braces
    void body_of(NodeRef n); // a block of its own: indented, its arrays freed at its end
    void let(const Let &n);
    void if_then(const If &n);
    void while_loop(const While &n);
    void jump(JumpKind kind);
    void inline_call(const Inline &n);
    void return_values(const Return &n);

    // print_checks.cpp
    void check(const Check &n);
    void fail(const std::string &condition, int site, const std::vector<std::string> &payload);
    void leave_after_error();

    // print_loops.cpp
    void loop(const For &n);
    void serial_loop(const AnyLoop &n);
    void parallel_loop(const AnyLoop &n);
    void team(const Team &n);
    Workshare workshare(const AnyLoop &n, bool parallel);
    Workshare counted_workshare(const AnyLoop &n);
    void run_iterations(const AnyLoop &n, const Workshare &loop, IterationCells &cells);
    void iteration(NodeRef body, const std::string &position, const Lines &last,
                   const std::string &failed);
    struct AssignedCell {
        NodeRef cell;
        bool kept; // read behind the loop
    };
    std::vector<AssignedCell> assigned_cells(const AnyLoop &n);
    IterationCells cells_of(const AnyLoop &n);
    void run_team(const std::vector<AnyLoop> &loops, const std::vector<Workshare> &shares);
    std::string fixed(NodeRef n, std::string_view name);
    static std::string threads_clause(const Clauses &clauses);
    static std::string schedule(const Clauses &clauses);
    void run_parallel(const AnyLoop &n, const Workshare &share);
    void leave_if_failed(NodeRef body);

    // print_kernel.cpp
    std::vector<std::string> kernel_parameters();
    void kernel_loop();
    void over_axis(size_t axis, const std::string &position);
    void kernel_iteration(const std::string &position);
    void by_first_lane(const std::vector<std::string> &lines);
    void fail_in_kernel(const std::string &condition, int site,
                        const std::vector<std::string> &payload);
    void leave_worker();
    void record(const std::string &site, const std::vector<std::string> &payload);
    void kernel_array(const Alloc &n);
    void fill_kernel_array(const Alloc &n, const std::string &count);

    // print_workspace.cpp
    void open_workspace();
    void workspace_array(const Alloc &n);

    // print_lanes.cpp
    void lanes_loop(const For &n);
    void open_lane_failure(LaneLoop &lanes);
    void leave_if_a_lane_failed(const LaneLoop &lanes);
    void lane_cell(const LaneCell &n);
    void combine_lanes(const CombineLanes &n);
    void take_lane(const TakeLane &n);
    void scan_lanes(const ScanLanes &n);
    void barrier() { line("barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);"); }
    using Combination = std::function<CText(const CText &, const CText &)>;
    std::string combined(DType d, const std::string &own, const Combination &op);
    std::string scratch_of_lanes(DType d);

    // print_exchange.cpp
    void device_update(const ElementUpdate &n);
    void device_store(const Var &array, const std::string &target, const CText &value);
    using NextValue = std::function<CText(const CText &)>;
    void exchange(const Var &array, DType d, const std::string &target, const NextValue &next,
                  const std::string &fetched);

    // emit_openmp.cpp
    void add_parameter(std::string_view type, const std::string &name);
    static size_t stride_parameters(const Var &array);
    void add_array_parameter(const Var &array);
    void add_results();
    std::string signature() const;
    std::string unused_parameters() const;
    std::string definitions() const;

    void line(const std::string &text) { lines_.push_back(std::string(4 * depth_, ' ') + text); }
    void pragma(const std::string &text) { line("#pragma omp " + text); }
    bool live(NodeRef var) const { return live_.count(var) != 0; }

    const CDialect &dialect_;
    const Func &func_;
    MathMode math_;
    CNames names_;
    CHelpers helpers_;
    ValueRanges ranges_;
    CScalars scalars_;
    SiteTable sites_;
    std::unordered_set<NodeRef> live_, written_;
    std::unordered_map<NodeRef, int> reads_; // of cells, in the whole function
    std::vector<std::string> lines_;
    size_t depth_ = 1;
    std::vector<std::vector<std::string>> scopes_; // arrays to be freed
    std::vector<Target> leaves_;
    IterationEnd iteration_end_;
    std::vector<size_t> loop_scopes_; // of the C loops around: the scopes that stay open
    std::string position_; // inside a parallel loop; else empty
    int loops_ = 0; // C loops around what is printed
    bool ended_ = false; // what follows in this block is never reached
    std::optional<KernelState> kernel_; // printing one
    std::unordered_set<NodeRef> private_arrays_; // of a kernel's thread
    LaneLoop *lane_loop_ = nullptr; // inside a loop over lanes
    const Coordinate *joined_ = nullptr; // in a kernel whose grid runs along joined loops
    std::vector<std::string> coordinates_; // along these
    std::set<std::string> runtime_; // declarations of what the text calls of libpragmac_rt
    std::vector<std::pair<std::string, std::string>> parameters_; // declaration, name
    std::string error_;
    std::vector<std::string> results_;
    bool records_ = false, records_first_ = false, allocates_ = false;
};

} // namespace pragmac
