// The interpreter's state and its rules: one overload of `rule` per node kind.
#pragma once

#include "interpret.h"
#include "python_errors.h"
#include "race_checker.h"

#include <random>
#include <unordered_map>
#include <unordered_set>

namespace pragmac {

// How a statement ended.
enum class Flow : uint8_t { next, loop_break, loop_continue, leave, returned };

class Interpreter {
  public:
    Interpreter(const InterpretOptions &options, Interpretation &result)
        : options_(options), result_(result), random_(options.seed) {}

    void call(const Func &func, std::span<const Datum> arguments);

  private:
    struct Stop {}; // a fault after which nothing makes sense
    struct Cell {
        Bits bits;
        bool defined = false;
    };
    struct Array {
        ArrayView view;
        // Of an uninitialised local array: which bytes hold a stored value.
        std::shared_ptr<std::vector<bool>> defined;
        const std::byte *start = nullptr; // of the memory that `defined` is about
    };
    using Cells = std::unordered_map<NodeRef, Cell>;
    // A loop whose iterations may run in any order.
    struct Iterations {
        const Node *loop;
        NodeRef var, body;
        int64_t lo, step, length;
        int64_t lanes = 0; // of the worker that runs an iteration; 0: it has none
    };
    // The lanes of the worker that runs now.
    struct Lanes {
        int64_t count = 0; // 0: it has none
        int64_t current = all; // the lane whose code runs
        std::unordered_map<NodeRef, std::vector<Cell>> cells; // by lane
        std::unordered_map<NodeRef, ArrayView> arrays; // memory that each iteration has again
        NodeRef loop = nullptr; // the parallel one
        std::optional<RaceChecker> checker; // between its iterations
        bool own(const std::byte *address) const; // in one of `arrays`
        static constexpr int64_t all = -1; // of code that every lane runs
    };

    // Dispatch: every row of ops.def must have a rule that gives a value or a flow.
    Bits value(NodeRef n);
    Flow run(NodeRef n);

    Bits rule(const Const &n);
    Bits rule(const Var &n);
    Bits rule(const Dim &n);
    Bits rule(const Unary &n);
    Bits rule(const Binary &n);
    Bits rule(const Compare &n);
    Bits rule(const Fits &n);
    Bits rule(const Select &n);
    Bits rule(const Lazy &n);
    Bits rule(const Cast &n);
    Bits rule(const Math &n);
    Bits rule(const RangeLength &n);
    Bits rule(const Now &) { return {}; }
    Bits rule(const Coordinate &n);
    Bits rule(const Load &n);
    Bits rule(const Holds &n);
    Bits rule(const Breach &n);
    Bits rule(const Address &n);
    Flow rule(const Block &n);
    Flow rule(const Let &n);
    Flow rule(const Alloc &n);
    Flow rule(const Store &n);
    Flow rule(const SharedStore &n);
    Flow rule(const Update &n);
    Flow rule(const FetchUpdate &n);
    Flow rule(const View &n);
    Flow rule(const For &n);
    Flow rule(const While &n);
    Flow rule(const If &n);
    Flow rule(const Jump &n);
    Flow rule(const Return &n);
    Flow rule(const Inline &n);
    Flow rule(const Check &n);
    Flow rule(const Assume &n);
    Flow rule(const Remember &n);
    Flow rule(const Share &n);
    Flow rule(const LaneCell &n);
    Flow rule(const CombineLanes &n);
    Flow rule(const ScanLanes &n);
    Flow rule(const TakeLane &n);
    Flow rule(const Barrier &n);
    Flow rule(const Print &n);
    Flow rule(const Launch &n);
    Flow rule(const HostAccess &n);
    Flow rule(const Settle &n);
    Flow rule(const Team &n);
    Flow rule(const Func &n);

    Bits converted(const Cast &n, Bits x);
    std::pair<Bits, Bits> operands(NodeRef a, NodeRef b);
    int64_t integer(NodeRef n) { return static_cast<int64_t>(value(n).lo); }
    bool truth(NodeRef n) { return value(n).lo != 0; }
    void python(const MaybeError &error, NodeRef n);
    void fault(NodeRef n, const std::string &what);
    [[noreturn]] void stop(NodeRef n, const std::string &what);

    // ---- memory
    struct Place {
        std::byte *data = nullptr;
        std::vector<int64_t> indices;
    };
    Place place(NodeRef array, NodeList indices, NodeRef where);
    Bits read(NodeRef array, const Place &at, NodeRef where);
    void write(NodeRef array, const Place &at, Bits bits);
    Bits read_cell(NodeRef cell, NodeRef where);
    void note(NodeRef node, NodeRef array, AccessKind kind, BinaryOp op, const Place &at,
              Bits value = {});
    Array allocate(const Alloc &n);
    ArrayView memory_for(const Alloc &n, const std::vector<int64_t> &extents);
    Datum result_of(NodeRef n, Type type);

    // ---- loops
    std::optional<int64_t> probe(NodeRef n);
    Iterations iterations(const Node &loop, NodeRef var, NodeRef lo, NodeRef hi, NodeRef step,
                          NodeRef body);
    Flow in_order(const Iterations &loop);
    Flow in_any_order(const Iterations &loop);
    void one_iteration(const Iterations &loop, int64_t k, int64_t id, const Cells &before);
    // An iteration of one of a team's loops; `id` tells iterations apart that conflict.
    struct TeamIteration {
        size_t loop;
        int64_t k, id;
    };
    Flow as_team(const Team &n, const std::vector<Iterations> &loops);
    std::vector<TeamIteration> team_iterations(const Team &n, const std::vector<Iterations> &loops);
    std::unordered_set<NodeRef> assigned_cells(NodeRef body) const;
    // interpret_lanes.cpp
    Flow run_worker(const Iterations &loop);
    Flow over_lanes(const Iterations &loop);
    void one_lane(const Iterations &loop, int64_t lane, int64_t &failed_at, Raised &error);
    void lane_runs(int64_t lane);
    std::vector<Cell> &values_of_lanes(NodeRef own, NodeRef where);
    std::vector<int64_t> order_of(int64_t length);
    void enter_iteration(const Iterations &loop, int64_t k);

    const InterpretOptions &options_;
    Interpretation &result_;
    std::mt19937_64 random_;
    std::unordered_map<NodeRef, Bits> values_;
    Cells cells_;
    std::unordered_map<NodeRef, Array> arrays_;
    std::vector<std::shared_ptr<std::byte[]>> kept_; // no address is used twice
    std::vector<LoopPoint> loops_;
    std::vector<RaceChecker> checkers_;
    Lanes lanes_;
    TypeList result_types_;
    uint64_t statements_ = 0;
};

} // namespace pragmac
