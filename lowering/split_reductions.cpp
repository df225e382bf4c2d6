// A loop over blocks, an array of partial values per scalar, and their combination.
//
//     blocks = ceil(trip / size)                 size: the plan, from the trip count alone
//     parallel for b in range(blocks):
//         own = identity
//         for i in the b-th block of the range: body with `own` for the scalar
//         partial[b] = own
//     width = 1, 2, 4, …: partial[k] = partial[k] op partial[k + width]
//     scalar = scalar op partial[0]
//
// Legal because each operation is associative in exact arithmetic (SEMANTICS 6 lets floats be
// re-ordered along the plan) and nothing else in the loop sees the scalar. The first error in loop
// order stays first: blocks are in order, and a block runs its iterations in order. What follows an
// extremum is taken from the block that wins; only winners strictly beyond the identity exist, as
// the comparison is strict. With at most 256 blocks of n/256 terms a sum's error is at most
// (n/256 + 9) roundings of the sum of magnitudes, against n for the loop in order.
#include "split_reductions.h"

#include "array_copies.h"
#include "combine_partials.h"
#include "fields.h"
#include "integer_arithmetic.h"
#include "lane_loops.h"
#include "mutants.h"
#include "reduction_plan.h"
#include "strips_obstacle.h"
#include "user_words.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace pragmac {
namespace {

constexpr int64_t most_partials = int64_t{1} << 22; // elements of all copies of arrays together
constexpr int64_t small_array = int64_t{1} << 15; // elements for which copies beat float atomics
// Iterations per element of a copy: making and combining it costs a small part of what they do.
constexpr int64_t iterations_per_element = 32;

class Splitting : IntegerArithmetic {
  public:
    Splitting(Builder &build, const For &loop, const BlockPlan &plan,
              const std::vector<ScalarUse> &uses, std::vector<ArrayCopies> arrays)
        : IntegerArithmetic(build), loop_(loop), plan_(plan), arrays_(std::move(arrays)),
          blocks_(build, loop, plan) {
        for (const ScalarUse &use : uses)
            if (use.combined())
                partials_.push_back({.use = use});
    }

    NodeRef run() {
        build_.span = loop_.span;
        make_plan();
        for (Partial &p : partials_)
            make_variables(p);
        for (ArrayCopies &copies : arrays_)
            out_.push_back(copies.declare(blocks_.count()));
        out_.push_back(blocks_loop());
        if (!partials_.empty())
            out_.push_back(combine_partials(partials_, blocks_.count(), loop_, build_));
        for (const ArrayCopies &copies : arrays_)
            out_.push_back(copies.combination(blocks_.count()));
        return build_.block(out_);
    }

  private:
    // ---- the plan --------------------------------------------------------------------------

    void make_plan() {
        NodeRef most = nullptr;
        if (!arrays_.empty()) {
            NodeRef elements = build_.i64(1);
            for (ArrayCopies &copies : arrays_)
                elements = plus(elements, copies.size(out_));
            NodeRef value = build_.binary(BinaryOp::np_min, build_.i64(plan_.most_blocks),
                                          quotient(build_.i64(most_partials), elements));
            if (!holds_loop(loop_.body)) {
                NodeRef trip = build_.range_length(loop_.lo, loop_.hi, loop_.step);
                NodeRef work = times(elements, build_.i64(iterations_per_element));
                value = build_.binary(BinaryOp::np_min, value, quotient(trip, work));
            }
            value = build_.binary(BinaryOp::np_max, build_.i64(1), value);
            most = build_.value_var("most", value->type);
            out_.push_back(build_.let(most, value));
        }
        blocks_.declare(out_, most);
    }
    NodeRef quotient(NodeRef a, NodeRef b) { return build_.binary(BinaryOp::floor_div, a, b); }

    // ---- variables -------------------------------------------------------------------------

    std::string name_of_cell(NodeRef cell) { return std::string(as<Var>(cell)->info->name); }
    NodeRef partial_array(const std::string &name, DType d) {
        NodeRef array = build_.array_var(name, d, 1);
        out_.push_back(build_.alloc_array(array, {blocks_.count()}, Fill::none));
        return array;
    }
    void make_variables(Partial &p) {
        std::string name = name_of_cell(p.use.cell);
        p.own = build_.cell_var(name + "_own", p.use.cell->type);
        p.values = partial_array(name + "_partial", p.use.cell->type.dtype);
        if (p.use.kind != ScalarUse::Kind::last)
            return;
        p.assigned = build_.cell_var(name + "_assigned", scalar(DType::b1));
        p.flags = partial_array(name + "_flags", DType::b1);
    }
    NodeRef start_of(const Partial &p) {
        DType d = p.use.cell->type.dtype;
        if (p.use.kind == ScalarUse::Kind::last || p.use.leader)
            return build_.constant(scalar(d), {}); // never used but where a flag or winner says
        return identity_of(*p.use.op, d, build_);
    }

    // ---- the loop over blocks --------------------------------------------------------------

    NodeRef blocks_loop() {
        std::vector<NodeRef> body;
        for (const Partial &p : partials_) {
            body.push_back(build_.alloc_cell(p.own, start_of(p)));
            if (p.assigned)
                body.push_back(build_.alloc_cell(p.assigned, build_.boolean(false)));
        }
        body.push_back(blocks_.iterations(with_own_cells(loop_.body)));
        for (const Partial &p : partials_)
            keep(p, blocks_.block(), body);
        return blocks_.loop_over_blocks(body);
    }

    const Partial *partial_of(NodeRef cell) const {
        auto it = std::find_if(partials_.begin(), partials_.end(),
                               [&](const Partial &p) { return p.use.cell == cell; });
        return it == partials_.end() ? nullptr : &*it;
    }
    NodeRef with_own_cells(NodeRef n) {
        if (const Partial *p = partial_of(n))
            return p->own;
        if (n->op == Op::Var || n->op == Op::Const)
            return n;
        if (const ArrayCopies *copies = as<Update>(n) ? copies_of(*as<Update>(n)) : nullptr)
            return copies->update(*as<Update>(n), blocks_.block(),
                                  [&](NodeRef value) { return with_own_cells(value); });
        NodeRef mapped = build_.map_children(n, [&](NodeRef c) { return with_own_cells(c); });
        auto *store = as<Store>(n);
        const Partial *p = store ? partial_of(store->array) : nullptr;
        if (!p || !p->assigned)
            return mapped;
        build_.span = n->span;
        return build_.block({mapped, build_.store(p->assigned, {}, build_.boolean(true))});
    }

    const ArrayCopies *copies_of(const Update &n) const {
        auto it = std::find_if(arrays_.begin(), arrays_.end(),
                               [&](const ArrayCopies &c) { return c.takes(n); });
        return it == arrays_.end() ? nullptr : &*it;
    }

    void keep(const Partial &p, NodeRef b, std::vector<NodeRef> &body) {
        body.push_back(build_.store(p.values, {b}, build_.load(p.own)));
        if (p.assigned)
            body.push_back(build_.store(p.flags, {b}, build_.load(p.assigned)));
    }

    const For &loop_;
    const BlockPlan &plan_;
    std::vector<Partial> partials_;
    std::vector<ArrayCopies> arrays_;
    std::vector<NodeRef> out_;
    LoopBlocks blocks_;
};

// What lanes can combine: no positions of extrema, no last values, no copies of arrays, whose
// elements the updates of a block reach in the loop's order.
bool lanes_combine(const For &loop, const std::vector<ScalarUse> &uses,
                   const std::vector<ArrayCopies> &arrays) {
    if (loop.clauses->worker == WorkerKind::thread || has_simd(loop) || !arrays.empty())
        return false;
    return std::all_of(uses.begin(), uses.end(), [&](const ScalarUse &use) {
        return use.kind == ScalarUse::Kind::private_ ? !use.live_after : combined_by_lanes(use);
    });
}

class Rewriter {
  public:
    Rewriter(Builder &build, const Func *func, const BlockPlan &plan, bool deterministic,
             std::vector<PlannedLoop> &planned)
        : build_(build), func_(func), plan_(plan), deterministic_(deterministic),
          planned_(planned) {}

    NodeRef rewrite(NodeRef n) {
        if (n->type.dtype != DType::none)
            return n;
        auto *loop = as<For>(n);
        bool parallel = loop && loop->kind == ForKind::parallel && loop->clauses;
        if (parallel && loop->clauses->reduces && !loop->clauses->single)
            return split(*loop);
        if (parallel && loop->clauses->proved && !loop->clauses->single)
            return with_tables(*loop);
        if (n->op == Op::Team)
            return n; // of loops, and nothing else
        if (parallel && loop->clauses->proved)
            return n; // its iterations are shared out: loops inside run in order
        return build_.map_children(n, [&](NodeRef c) { return rewrite(c); });
    }

  private:
    // Float atomics on a large array stay atomic: copies of it would cost more than they save.
    NodeRef split(const For &loop) {
        std::vector<ScalarUse> uses = scalar_uses(&loop, func_, context_);
        std::vector<ArrayCopies> all, required;
        std::vector<ArrayUpdates> large; // copies of them may cost more than they save
        LoopScope scope(context_.function(func_), &loop);
        for (const ArrayUpdates &updates : combined_arrays(loop, context_.function(func_))) {
            all.emplace_back(updates, scope, build_);
            if (updates.order_shows)
                large.push_back(updates);
            else
                required.emplace_back(updates, scope, build_);
        }
        for (const ArrayUpdates &table : tables_of(loop))
            all.emplace_back(table, scope, build_);
        bool combined = std::any_of(uses.begin(), uses.end(),
                                    [](const ScalarUse &use) { return use.combined(); });
        bool shared = lanes_combine(loop, uses, all) &&
                      (plan_.lanes || (order_shows(uses) && strips_obstacle(loop, uses).empty()));
        const BlockPlan &plan = shared ? plan_ : in_order_plan();
        planned_.push_back({loop.span, plan});
        NodeRef copied = Splitting(build_, loop, plan, uses, all).run();
        if (required.size() == all.size())
            return copied;
        NodeRef atomic = nullptr;
        if (combined || !required.empty()) {
            atomic = build_.clone(Splitting(build_, loop, plan, uses, required).run());
        } else {
            Clauses clauses = *loop.clauses;
            clauses.reduces = false;
            clauses.proved = true;
            atomic = build_.block({build_.clone(build_.for_loop(
                loop.var, loop.lo, loop.hi, loop.step, loop.kind, clauses, loop.body))});
        }
        NodeRef elements = build_.i64(0);
        for (const ArrayUpdates &updates : large)
            elements = build_.binary(BinaryOp::add, elements, element_count(updates.array, build_));
        build_.span = loop.span;
        if (deterministic_ && !mutant(Mutant::order_of_sums_ignored))
            return build_.block({refused(large, elements), copied});
        return build_.if_then(build_.compare(CompareOp::le, elements, build_.i64(small_array)),
                              copied, atomic);
    }

    // Tables of integers whose atomic updates may go to copies, which no bit shows.
    std::vector<ArrayUpdates> tables_of(const For &loop) {
        std::vector<ArrayUpdates> tables;
        if (plan_.tables && !holds_loop(loop.body))
            for (const ArrayUpdates &updates : atomic_arrays(loop, context_.function(func_)))
                if (is_integer(updates.array->type.dtype) &&
                    by_one_name(loop, updates, context_.function(func_)))
                    tables.push_back(updates);
        return tables;
    }

    // Blocks with copies of its tables, where there are enough iterations for two; or the loop.
    NodeRef with_tables(const For &loop) {
        std::vector<ArrayUpdates> tables = tables_of(loop);
        if (tables.empty())
            return &loop;
        build_.span = loop.span;
        LoopScope scope(context_.function(func_), &loop);
        std::vector<ArrayCopies> copies;
        NodeRef elements = build_.i64(0);
        for (const ArrayUpdates &table : tables) {
            copies.emplace_back(table, scope, build_);
            elements = build_.binary(BinaryOp::add, elements, element_count(table.array, build_));
        }
        NodeRef split =
            build_.clone(Splitting(build_, loop, in_order_plan(), {}, std::move(copies)).run());
        build_.span = loop.span;
        NodeRef trip = build_.range_length(loop.lo, loop.hi, loop.step);
        NodeRef share =
            build_.binary(BinaryOp::floor_div, trip, build_.i64(2 * iterations_per_element));
        return build_.choose_copy(build_.compare(CompareOp::lt, elements, share), split,
                                  build_.block({&loop}));
    }

    // Under deterministic="require" the sums go to copies, or the loop does not run.
    NodeRef refused(const std::vector<ArrayUpdates> &large, NodeRef elements) {
        std::string names;
        for (const ArrayUpdates &updates : large)
            names += (names.empty() ? "`" : ", `") + name_in_source(updates.array) + "`";
        return build_.check(build_.compare(CompareOp::le, elements, build_.i64(small_array)),
                            Exception::RaceError,
                            "this loop has not run: atomic updates of floats in " + names +
                                " with {0} elements, "
                                "more than " +
                                std::to_string(small_array) +
                                ", differ in the last bits from run to run, which "
                                "deterministic=\"require\" refuses",
                            {elements});
    }

    Builder &build_;
    const Func *func_;
    const BlockPlan &plan_;
    bool deterministic_;
    std::vector<PlannedLoop> &planned_;
    DependenceContext context_;
};

} // namespace

const Func *split_reductions(const Func *func, Builder &build, const BlockPlan &plan,
                             bool deterministic, std::vector<PlannedLoop> &planned) {
    NodeRef body = Rewriter(build, func, plan, deterministic, planned).rewrite(func->body);
    return build.with_body(func, body);
}

} // namespace pragmac
