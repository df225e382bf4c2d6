// The verifier: what must hold at each level between any two passes.
#include "fields.h"
#include "ir.h"
#include "small_array.h"

#include <set>

namespace pragmac {
namespace {

class Verifier {
  public:
    explicit Verifier(Level level) : level_(level) {}
    std::vector<std::string> problems;

    void check(NodeRef n) {
        require(levels_of(n->op) & level_, n, "is not allowed at this level");
        if (level_ != S)
            require(n->type.kind == Kind::plain, n, "has a scalar kind below level S");
        if (auto *v = as<Var>(n))
            return require(declared_.count(v), n, "uses a variable outside its scope");
        visit(n, [&](const auto &node) { inside(node); });
    }

  private:
    void require(bool ok, NodeRef n, const std::string &what) {
        if (ok)
            return;
        std::string text = std::string(name_of(n->op)) + " ";
        if (auto *v = as<Var>(n))
            text += "%" + std::string(v->info->name) + " ";
        if (n->span.line)
            text += "(line " + std::to_string(n->span.line) + ") ";
        problems.push_back(text + what);
    }

    void all(NodeRef n) {
        for_each_child(n, [&](NodeRef child) { check(child); });
    }
    template <class T> void inside(const T &n) { all(&n); }

    // ---- workers with lanes: what every lane runs, and what one lane runs alone ----------------

    enum class Runs : uint8_t { worker, all_lanes, one_lane }; // worker: it has no lanes
    void inside(const LaneCell &n) {
        check(n.init);
        reached_by_all(&n);
        declare(n.var, VarRole::cell, &n);
        lane_cells_.insert(n.var);
    }
    void inside(const CombineLanes &n) { from_lanes(n.cell, n.own, &n); }
    void inside(const ScanLanes &n) { from_lanes(n.cell, n.own, &n); }
    void inside(const TakeLane &n) {
        check(n.position);
        from_lanes(n.cell, n.own, &n);
    }
    void from_lanes(NodeRef cell, NodeRef own, NodeRef n) {
        reached_by_all(n);
        require(declared_.count(cell) && !lane_cells_.count(cell), n, "gives no plain cell");
        require(lane_cells_.count(own), n, "takes no cell of the lanes");
    }
    void inside(const Barrier &n) { reached_by_all(&n); }
    void inside(const Load &n) {
        all(&n);
        require(runs_ == Runs::one_lane || !lane_cells_.count(n.array), &n,
                "reads what each lane has another value of");
    }
    void reached_by_all(NodeRef n) {
        require(runs_ == Runs::all_lanes, n, "is not reached by all lanes of a worker");
    }
    // One lane writes an element; a cell of all lanes, all of them write alike.
    void written_by_lanes(NodeRef target, NodeRef where) {
        if (runs_ == Runs::all_lanes)
            require(!target->type.array && !lane_cells_.count(target), where,
                    "is written by all lanes");
        if (runs_ == Runs::one_lane && !target->type.array)
            require(lane_cells_.count(target) || !cells_of_all_.count(target), where,
                    "lets one lane change a cell of all lanes");
    }
    void worker_body(NodeRef var, NodeRef body, NodeRef loop, int32_t lanes) {
        Runs outside = runs_;
        require(!lanes || outside == Runs::worker, loop, "has lanes inside of other lanes");
        require((lanes & (lanes - 1)) == 0, loop, "needs a power of two of lanes");
        runs_ = lanes ? Runs::all_lanes : runs_;
        loop_body(var, body, loop);
        runs_ = outside;
    }
    void lanes_body(const For &n) {
        reached_by_all(&n);
        Runs outside = runs_;
        cells_of_all_ = declared_;
        runs_ = Runs::one_lane;
        int loops = loops_, inlines = inlines_;
        loops_ = launch_only, inlines_ = 0; // no lane leaves without the others
        loop_body(n.var, n.body, &n);
        loops_ = loops, inlines_ = inlines;
        runs_ = outside;
    }

    // A block ends the scope of what it declares.
    void inside(const Block &b) {
        size_t outside = scope_.size();
        for (NodeRef statement : b.body) {
            require(!statement->type.array && statement->type.dtype == DType::none, statement,
                    "is an expression where a statement belongs");
            check(statement);
        }
        close_scope(outside);
    }
    void inside(const Let &n) {
        check(n.value);
        declare(n.var, VarRole::value, &n);
    }
    void inside(const Alloc &n) {
        for (NodeRef extent : n.extents)
            check(extent);
        if (n.init)
            check(n.init);
        declare(n.var, n.var->type.array ? VarRole::array : VarRole::cell, &n);
        if (as<Var>(n.var)->info->workspace)
            for (NodeRef e : n.extents)
                require(e->op == Op::Const || e->op == Op::Var || e->op == Op::Dim, &n,
                        "computes an extent of a workspace array");
    }
    void inside(const View &n) {
        check(n.array);
        for (NodeList list : {n.starts, n.counts, n.steps})
            for (NodeRef value : list) {
                check(value);
                require(value->type.dtype == DType::i64, &n, "needs integers");
            }
        auto *from = as<Var>(n.array), *to = as<Var>(n.var);
        require(from && to && to->info->writeable == from->info->writeable, &n,
                "may be written where its array may not, or the reverse");
        declare(n.var, VarRole::array, &n);
    }
    void inside(const Store &n) {
        all(&n);
        written(n.array, &n);
    }
    void inside(const SharedStore &n) {
        all(&n);
        written(n.array, &n);
    }
    void inside(const Update &n) {
        all(&n);
        written(n.array, &n);
    }
    void inside(const FetchUpdate &n) {
        check(n.array), check(n.value);
        for (NodeRef index : n.indices)
            check(index);
        written(n.array, &n);
        require(n.array->type.array, &n, "needs an array");
        declare(n.var, VarRole::value, &n);
    }
    void inside(const For &n) {
        check(n.lo), check(n.hi), check(n.step);
        if (level_ != S) {
            auto *step = as<Const>(n.step);
            require(step && step->bits.lo != 0, &n, "needs a constant step other than 0");
            require(n.lo->type.dtype == DType::i64 && n.hi->type.dtype == DType::i64, &n,
                    "needs i64 bounds");
        }
        if (n.kind == ForKind::lanes)
            return lanes_body(n);
        worker_body(n.var, n.body, &n, n.clauses ? n.clauses->lanes : 0);
    }
    void inside(const Launch &n) {
        check(n.lo), check(n.hi), check(n.step);
        require(!in_launch_, &n, "is nested in a launch");
        in_launch_ = true;
        int loops = loops_, inlines = inlines_;
        loops_ = launch_only;
        inlines_ = 0;
        Level outside = level_;
        if (on_device(n))
            level_ = K;
        bool lanes = n.mapping && n.mapping->lanes;
        bool wide = n.mapping && (n.mapping->worker == WorkerKind::group ||
                                  n.mapping->worker == WorkerKind::subgroup);
        require(lanes == wide, &n, "has lanes where its kind of worker has none, or the reverse");
        require(!n.mapping || n.mapping->per_lane == 1 ||
                    (n.mapping->per_lane > 1 && on_device(n) && !n.mapping->axis_count()),
                &n, "has so many iterations under way in a lane that it cannot have");
        if (n.mapping && n.mapping->axis_count())
            grid(n);
        worker_body(n.var, n.body, &n, lanes ? n.mapping->lanes : 0);
        level_ = outside;
        loops_ = loops, inlines_ = inlines;
        in_launch_ = false;
    }
    // Every axis has a dimension of its own, and all make up the group.
    void grid(const Launch &n) {
        const Mapping &mapping = *n.mapping;
        int seen = 0, count = mapping.axis_count();
        int64_t threads = 1;
        for (int axis = 0; axis < count; axis++) {
            const GridAxis &a = mapping.axes[static_cast<size_t>(axis)];
            threads *= a.threads;
            seen |= a.dimension >= 0 && a.dimension < count ? 1 << a.dimension : 0;
        }
        require(on_device(n) && !mapping.lanes && seen == (1 << count) - 1 &&
                    threads == mapping.block,
                &n, "has a grid that is none");
    }
    // Parallel loops alone; an error of all but the last would come after what CPython never ran.
    void inside(const Team &n) {
        NodeList loops = as<Block>(n.body)->body;
        require(loops.size() >= 2, &n, "has fewer than two loops");
        for (NodeRef loop : loops) {
            auto *f = as<For>(loop);
            bool parallel = f && f->kind == ForKind::parallel && f->clauses && f->clauses->proved;
            require(loop->op == Op::Launch || parallel, loop, "is no parallel loop of a team");
            require(loop == loops.back() || !may_fail(loop), loop, "may raise in front of another");
        }
        check(n.body);
    }
    static bool may_fail(NodeRef n) {
        bool found = false;
        walk(n, [&](NodeRef m) {
            auto *alloc = as<Alloc>(m);
            bool takes_memory = alloc && alloc->var->type.array && !small_array(*alloc);
            found = found || m->op == Op::Check || takes_memory;
        });
        return found;
    }
    void inside(const While &n) {
        check(n.cond);
        require(n.cond->type.dtype == DType::b1, &n, "needs a bool");
        loops_++;
        check(n.body);
        loops_--;
    }
    void inside(const Inline &n) {
        int loops = loops_;
        loops_ = 0;
        inlines_++;
        check(n.body);
        inlines_--;
        loops_ = loops;
    }
    void inside(const Jump &n) {
        bool leave = n.kind == JumpKind::leave;
        bool breaks = n.kind == JumpKind::loop_break;
        require(!(breaks && loops_ == launch_only + 1), &n, "breaks out of a launch");
        require(leave ? inlines_ > 0 : loops_ > 0, &n,
                leave ? "has no inline around it" : "has no loop around it");
    }
    void inside(const Return &n) {
        all(&n);
        require(!in_launch_, &n, "returns from inside a launch");
    }
    void inside(const Func &n) {
        for (NodeRef p : n.params)
            declared_.insert(p);
        check(n.body);
    }

    void written(NodeRef array, NodeRef where) {
        auto *v = as<Var>(array);
        require(v && v->info->role != VarRole::value, where, "stores into a value");
        require(v && v->info->writeable, where, "stores into a read-only array");
        written_by_lanes(array, where);
    }
    void loop_body(NodeRef var, NodeRef body, NodeRef loop) {
        size_t outside = scope_.size();
        declare(var, VarRole::value, loop);
        loops_++;
        check(body);
        loops_--;
        close_scope(outside);
    }
    void declare(NodeRef var, VarRole role, NodeRef where) {
        auto *v = as<Var>(var);
        require(v && v->info->role == role, where, "declares a variable of the wrong role");
        bool fresh = declared_.insert(var).second;
        require(fresh, where, "declares a variable twice");
        if (fresh)
            scope_.push_back(var);
        if (level_ != S)
            require(var->type.kind == Kind::plain, where, "declares a kind below level S");
    }

    void close_scope(size_t outside) {
        for (; scope_.size() > outside; scope_.pop_back())
            declared_.erase(scope_.back());
    }

    // Value of loops_ in front of a launch's body: one more is the launch itself.
    static constexpr int launch_only = 1 << 20;

    Level level_;
    std::set<NodeRef> declared_;
    std::vector<NodeRef> scope_; // what of it was declared on the way here, in order
    int loops_ = 0, inlines_ = 0; // that a jump here could mean
    bool in_launch_ = false;
    Runs runs_ = Runs::worker;
    std::set<NodeRef> lane_cells_;
    std::set<NodeRef> cells_of_all_; // one_lane: what was declared outside of the loop over lanes
};

} // namespace

std::vector<std::string> verify(NodeRef n, Level level) {
    Verifier verifier(level);
    verifier.check(n);
    return verifier.problems;
}

} // namespace pragmac
