// Finds the tables of a loop, and writes the loop over blocks beside the loop as it was.
//
//     if len(table) <= capacity and trip >= a block:
//         parallel for b in range(blocks):
//             own = array of `capacity` elements
//             for e in range(len(table)) by lanes: own[e] = identity
//             for i in the b-th block by lanes: body with `own` for the table
//             for e in range(len(table)) by lanes: table[e] op= own[e], atomically
//     else: the loop
//
// A block of 4096 iterations and a table of at most 1024 elements: at most a quarter of an update
// of the table itself is left per iteration.
#include "privatize_updates.h"

#include "fields.h"
#include "lane_loops.h"
#include "loop_blocks.h"
#include "map_to_machine.h"
#include "mutants.h"
#include "reduction_plan.h"
#include "user_words.h"

#include <algorithm>

namespace pragmac {
namespace {

constexpr BlockPlan plan{.most_blocks = 0, .granule = 4096, .lanes = 256};
constexpr int64_t most_bytes = 4096; // of all copies of a group

struct Table {
    ArrayUpdates updates;
    int64_t capacity; // elements that a copy has room for
    NodeRef own = nullptr;
};

std::vector<Table> tables_of(const For &loop, const FunctionScope &function) {
    std::vector<Table> tables;
    for (const ArrayUpdates &updates : atomic_arrays(loop, function))
        if (updates.array->type.rank == 1 && is_integer(updates.array->type.dtype) &&
            by_one_name(loop, updates, function))
            tables.push_back({updates, 0});
    for (Table &t : tables)
        t.capacity = most_bytes / int64_t(tables.size()) / byte_size(t.updates.array->type.dtype);
    return tables;
}

class Privatizing {
  public:
    Privatizing(Builder &build, const For &loop, std::vector<Table> &tables)
        : build_(build), loop_(loop), tables_(tables), blocks_(build, loop, plan) {}

    NodeRef run() {
        build_.span = loop_.span;
        std::vector<NodeRef> out, body;
        blocks_.declare(out);
        for (Table &t : tables_)
            body.push_back(declared(t));
        for (const Table &t : tables_)
            if (!mutant(Mutant::table_copies_not_cleared))
                body.push_back(cleared(t));
        body.push_back(blocks_.iterations(with_copies(loop_.body)));
        for (const Table &t : tables_)
            if (!mutant(Mutant::table_copies_not_added))
                body.push_back(added(t));
        out.push_back(blocks_.loop_over_blocks(body));
        build_.span = loop_.span;
        return build_.choose_copy(pays(), build_.block(out), build_.block({build_.clone(&loop_)}));
    }

  private:
    static DType dtype(const Table &t) { return t.updates.array->type.dtype; }
    static ReductionKind kind(const Table &t) { return *associative(t.updates.op); }

    NodeRef declared(Table &t) {
        std::string name(as<Var>(t.updates.array)->info->name);
        t.own = build_.array_var(name + "_own", dtype(t), 1);
        return build_.alloc_array(t.own, {build_.i64(t.capacity)}, Fill::none);
    }

    // The lanes share out the elements of the table.
    template <class F> NodeRef over(const Table &t, F &&body) {
        Clauses clauses;
        clauses.proved = true;
        NodeRef e = build_.value_var("e", scalar(DType::i64));
        return build_.for_loop(e, build_.i64(0), build_.dim(t.updates.array, 0), build_.i64(1),
                               ForKind::simd, clauses, build_.block({body(e)}));
    }

    NodeRef cleared(const Table &t) {
        return over(t, [&](NodeRef e) {
            return build_.store(t.own, {e}, identity_of(kind(t), dtype(t), build_));
        });
    }
    NodeRef added(const Table &t) {
        return over(t, [&](NodeRef e) {
            return build_.update(t.updates.array, {e}, *combining_operation(kind(t)),
                                 build_.load(t.own, {e}), UpdateOrder::atomic);
        });
    }

    NodeRef with_copies(NodeRef n) {
        if (n->op == Op::Var || n->op == Op::Const)
            return n;
        NodeRef mapped = build_.map_children(n, [&](NodeRef c) { return with_copies(c); });
        auto *update = as<Update>(mapped);
        auto table = std::find_if(tables_.begin(), tables_.end(), [&](const Table &t) {
            return update && update->array == t.updates.array;
        });
        if (table == tables_.end())
            return mapped;
        build_.span = n->span;
        return build_.update(table->own, {update->indices.begin(), update->indices.end()},
                             update->op, update->value, UpdateOrder::atomic);
    }

    NodeRef pays() {
        NodeRef trip = build_.range_length(loop_.lo, loop_.hi, loop_.step);
        NodeRef condition = build_.compare(CompareOp::ge, trip, build_.i64(plan.granule));
        for (const Table &t : tables_) {
            NodeRef fits = build_.compare(CompareOp::le, build_.dim(t.updates.array, 0),
                                          build_.i64(t.capacity));
            condition = build_.binary(BinaryOp::bit_and, condition, fits);
        }
        return condition;
    }

    Builder &build_;
    const For &loop_;
    std::vector<Table> &tables_;
    LoopBlocks blocks_;
};

std::string words_of(const std::vector<Table> &tables) {
    std::string text = "each group updates a copy of ";
    for (size_t i = 0; i < tables.size(); i++)
        text += (i ? ", `" : "`") + name_in_source(tables[i].updates.array) + "` (up to " +
                std::to_string(tables[i].capacity) + " elements)";
    return text + " in loops of " + std::to_string(plan.granule) + " iterations and more";
}

class Rewriter {
  public:
    Rewriter(const Func *func, Builder &build, std::vector<PrivatizedLoop> &privatized)
        : function_(func), build_(build), privatized_(privatized) {}

    NodeRef statement(NodeRef n) {
        if (n->type != no_type)
            return n;
        auto *loop = as<For>(n);
        if (!loop || !becomes_launch(*loop))
            return build_.map_children(n, [&](NodeRef child) { return statement(child); });
        const Clauses &clauses = *loop->clauses;
        if (clauses.single || clauses.original || clauses.worker == WorkerKind::thread ||
            has_simd(*loop))
            return n;
        std::vector<Table> tables = tables_of(*loop, function_);
        if (tables.empty())
            return n;
        privatized_.push_back({loop->span, words_of(tables)});
        return Privatizing(build_, *loop, tables).run();
    }

  private:
    FunctionScope function_;
    Builder &build_;
    std::vector<PrivatizedLoop> &privatized_;
};

} // namespace

const Func *privatize_updates(const Func *func, Builder &build,
                              std::vector<PrivatizedLoop> &privatized) {
    return build.with_body(func, Rewriter(func, build, privatized).statement(func->body));
}

} // namespace pragmac
