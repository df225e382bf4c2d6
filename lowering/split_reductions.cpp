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

#include "fields.h"
#include "mutants.h"
#include "reduction_plan.h"
#include "user_words.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace pragmac {
namespace {

constexpr int64_t most_blocks = 256; // partial values fit the first-level cache
constexpr int64_t whole_vectors = 64;
constexpr int64_t most_partials = int64_t{1} << 22; // elements of all copies of arrays together
constexpr int64_t small_array = int64_t{1} << 15; // elements for which copies beat float atomics

// An array with partial values: a copy of it per block, combined element by element.
struct PartialArray {
    ArrayUpdates updates;
    NodeRef values = nullptr;
};

// A scalar with partial values; followers and the flags of last values come with their cells.
struct Partial {
    ScalarUse use;
    NodeRef own = nullptr; // the block's cell
    NodeRef values = nullptr; // array: the cell of each block at its end
    NodeRef assigned = nullptr; // last values: the block's flag
    NodeRef flags = nullptr; // last values: the flags of all blocks
};

NodeRef element_count(NodeRef array, Builder &build) {
    NodeRef count = build.i64(1);
    for (int axis = 0; axis < array->type.rank; axis++)
        count = build.binary(BinaryOp::mul, count, build.dim(array, axis));
    return count;
}

class Splitting {
  public:
    Splitting(Builder &build, const For &loop, const std::vector<ScalarUse> &uses,
              std::vector<PartialArray> arrays)
        : build_(build), loop_(loop), arrays_(std::move(arrays)) {
        for (const ScalarUse &use : uses)
            if (use.combined())
                partials_.push_back({.use = use});
    }

    NodeRef run() {
        build_.span = loop_.span;
        make_plan();
        for (Partial &p : partials_)
            make_variables(p);
        for (PartialArray &p : arrays_)
            make_copies(p);
        out_.push_back(blocks_loop());
        if (!partials_.empty())
            out_.push_back(if_any_block(combination()));
        for (const PartialArray &p : arrays_)
            out_.push_back(sum_of_copies(p));
        return build_.block(out_);
    }

  private:
    // ---- the plan --------------------------------------------------------------------------

    NodeRef let(const char *name, NodeRef value) {
        NodeRef var = build_.value_var(name, value->type);
        out_.push_back(build_.let(var, value));
        return var;
    }
    NodeRef plus(NodeRef a, NodeRef b) { return build_.binary(BinaryOp::add, a, b); }
    NodeRef times(NodeRef a, NodeRef b) { return build_.binary(BinaryOp::mul, a, b); }
    NodeRef quotient_up(NodeRef a, NodeRef b) {
        NodeRef rounded = build_.binary(BinaryOp::sub, plus(a, b), build_.i64(1));
        return build_.binary(BinaryOp::floor_div, rounded, b);
    }

    void make_plan() {
        lo_ = let("lo", loop_.lo); // read once, as Python does
        trip_ = let("trip", build_.range_length(lo_, loop_.hi, loop_.step));
        NodeRef most = build_.i64(most_blocks);
        if (!arrays_.empty()) {
            NodeRef elements = build_.i64(1);
            for (const PartialArray &p : arrays_)
                elements = plus(elements, element_count(p.updates.array, build_));
            NodeRef fits = build_.binary(BinaryOp::floor_div, build_.i64(most_partials), elements);
            most = let("most", build_.binary(BinaryOp::np_max, build_.i64(1),
                                             build_.binary(BinaryOp::np_min, most, fits)));
        }
        NodeRef share = let("share", quotient_up(trip_, most));
        NodeRef line = build_.i64(whole_vectors);
        NodeRef many = build_.compare(CompareOp::gt, share, line);
        NodeRef size = build_.select(many, times(quotient_up(share, line), line), share);
        size_ = let("block", build_.binary(BinaryOp::np_max, size, build_.i64(1)));
        blocks_ = let("blocks", quotient_up(trip_, size_));
    }

    // ---- variables -------------------------------------------------------------------------

    std::string name_of_cell(NodeRef cell) { return std::string(as<Var>(cell)->info->name); }
    NodeRef partial_array(const std::string &name, DType d) {
        NodeRef array = build_.array_var(name, d, 1);
        out_.push_back(build_.alloc_array(array, {blocks_}, Fill::none));
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
    static ReductionKind kind_of(BinaryOp op) {
        auto kind = associative(op);
        internal_assert(kind, "an update whose order matters has no partial values");
        return *kind;
    }
    void make_copies(PartialArray &p) {
        DType d = p.updates.array->type.dtype;
        p.values = build_.array_var(name_of_cell(p.updates.array) + "_partial", d,
                                    p.updates.array->type.rank + 1);
        std::vector<NodeRef> extents{blocks_};
        for (int axis = 0; axis < p.updates.array->type.rank; axis++)
            extents.push_back(build_.dim(p.updates.array, axis));
        out_.push_back(build_.alloc_array(p.values, extents, Fill::value,
                                          identity_of(kind_of(p.updates.op), d, build_)));
    }
    NodeRef start_of(const Partial &p) {
        DType d = p.use.cell->type.dtype;
        if (p.use.kind == ScalarUse::Kind::last || p.use.leader)
            return build_.constant(scalar(d), {}); // never used but where a flag or winner says
        return identity_of(*p.use.op, d, build_);
    }

    // ---- the loop over blocks --------------------------------------------------------------

    NodeRef blocks_loop() {
        NodeRef b = block_ = build_.value_var("b", scalar(DType::i64));
        std::vector<NodeRef> body;
        for (const Partial &p : partials_) {
            body.push_back(build_.alloc_cell(p.own, start_of(p)));
            if (p.assigned)
                body.push_back(build_.alloc_cell(p.assigned, build_.boolean(false)));
        }
        body.push_back(one_block(b));
        for (const Partial &p : partials_)
            keep(p, b, body);
        Clauses clauses = *loop_.clauses;
        clauses.reduces = false;
        clauses.proved = true;
        clauses.chunk = 1; // the blocks are the plan's: no schedule may move their bounds
        build_.span = loop_.span;
        return build_.for_loop(b, build_.i64(0), blocks_, build_.i64(1), ForKind::parallel, clauses,
                               build_.block(body));
    }

    NodeRef one_block(NodeRef b) {
        NodeRef first = times(b, size_);
        NodeRef last = build_.binary(BinaryOp::np_min, plus(first, size_), trip_);
        NodeRef lo = plus(lo_, times(first, loop_.step));
        NodeRef hi = plus(lo_, times(last, loop_.step));
        NodeRef body = with_own_cells(loop_.body);
        build_.span = loop_.span;
        return build_.for_loop(loop_.var, lo, hi, loop_.step, ForKind::serial, {}, body);
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
        if (const PartialArray *p = as<Update>(n) ? copies_of(*as<Update>(n)) : nullptr)
            return update_copy(*as<Update>(n), *p);
        NodeRef mapped = build_.map_children(n, [&](NodeRef c) { return with_own_cells(c); });
        auto *store = as<Store>(n);
        const Partial *p = store ? partial_of(store->array) : nullptr;
        if (!p || !p->assigned)
            return mapped;
        build_.span = n->span;
        return build_.block({mapped, build_.store(p->assigned, {}, build_.boolean(true))});
    }

    const PartialArray *copies_of(const Update &n) const {
        for (const PartialArray &p : arrays_)
            if (p.updates.array == n.array && n.order != UpdateOrder::plain)
                return &p;
        return nullptr;
    }
    NodeRef update_copy(const Update &n, const PartialArray &p) {
        std::vector<NodeRef> at{block_};
        for (NodeRef index : n.indices)
            at.push_back(with_own_cells(index));
        NodeRef value = with_own_cells(n.value);
        Span saved = std::exchange(build_.span, n.span);
        NodeRef made = build_.update(p.values, at, n.op, value, UpdateOrder::plain);
        build_.span = saved;
        return made;
    }

    // array[e] = array[e] op copies[0, e] op copies[1, e] …, for all e at the same time.
    NodeRef sum_of_copies(const PartialArray &p) {
        NodeRef b = build_.value_var("b", scalar(DType::i64));
        std::vector<NodeRef> element, copy{b};
        for (int axis = 0; axis < p.updates.array->type.rank; axis++) {
            element.push_back(build_.value_var("e", scalar(DType::i64)));
            copy.push_back(element.back());
        }
        NodeRef body =
            build_.store(p.updates.array, element,
                         combine(kind_of(p.updates.op), build_.load(p.updates.array, element),
                                 build_.load(p.values, copy), build_));
        for (size_t axis = element.size(); axis-- > 1;)
            body = serial_loop(element[axis],
                               build_.dim(p.updates.array, static_cast<int64_t>(axis)), body);
        body = serial_loop(b, blocks_, body);
        if (element.empty())
            return body;
        Clauses proved;
        proved.proved = true; // iteration e touches the elements of its own row
        return build_.for_loop(element[0], build_.i64(0), build_.dim(p.updates.array, 0),
                               build_.i64(1), ForKind::parallel, proved, build_.block({body}));
    }
    NodeRef serial_loop(NodeRef var, NodeRef hi, NodeRef body) {
        return build_.for_loop(var, build_.i64(0), hi, build_.i64(1), ForKind::serial, {},
                               build_.block({body}));
    }

    void keep(const Partial &p, NodeRef b, std::vector<NodeRef> &body) {
        body.push_back(build_.store(p.values, {b}, build_.load(p.own)));
        if (p.assigned)
            body.push_back(build_.store(p.flags, {b}, build_.load(p.assigned)));
    }

    // ---- combining -------------------------------------------------------------------------

    NodeRef if_any_block(NodeRef then) {
        return build_.if_then(build_.compare(CompareOp::gt, blocks_, build_.i64(0)), then);
    }

    NodeRef combination() {
        std::vector<NodeRef> body{pairwise()};
        for (const Partial &p : partials_) {
            if (p.use.leader)
                continue; // with its leader
            merge(
                p, [&](const Partial &q) { return build_.load(q.use.cell); },
                [&](const Partial &q) { return build_.load(q.values, {build_.i64(0)}); },
                [&](const Partial &q, NodeRef v) { return build_.store(q.use.cell, {}, v); }, body,
                nullptr, build_.i64(0));
        }
        return build_.block(body);
    }

    // for width = 1, 2, 4, … < blocks: values[at] = values[at] op values[at + width].
    NodeRef pairwise() {
        NodeRef width = build_.cell_var("width", scalar(DType::i64));
        NodeRef w = build_.value_var("w", scalar(DType::i64));
        NodeRef twice = times(w, build_.i64(2));
        NodeRef k = build_.value_var("k", scalar(DType::i64));
        NodeRef at = build_.value_var("at", scalar(DType::i64));
        NodeRef other = build_.value_var("other", scalar(DType::i64));
        std::vector<NodeRef> pair{build_.let(at, times(k, twice)), build_.let(other, plus(at, w))};
        for (const Partial &p : partials_) {
            if (p.use.leader)
                continue;
            merge(
                p, [&](const Partial &q) { return build_.load(q.values, {at}); },
                [&](const Partial &q) { return build_.load(q.values, {other}); },
                [&](const Partial &q, NodeRef v) { return build_.store(q.values, {at}, v); }, pair,
                at, other);
        }
        NodeRef pairs = quotient_up(build_.binary(BinaryOp::sub, blocks_, w), twice);
        NodeRef round = build_.block({build_.let(w, build_.load(width)),
                                      build_.for_loop(k, build_.i64(0), pairs, build_.i64(1),
                                                      ForKind::serial, {}, build_.block(pair)),
                                      build_.store(width, {}, twice)});
        NodeRef more = build_.compare(CompareOp::lt, build_.load(width), blocks_);
        return build_.block(
            {build_.alloc_cell(width, build_.i64(1)), build_.while_loop(more, round)});
    }

    // earlier = earlier op later; `at`: where earlier's flag lies (null: the scalar itself).
    template <class Earlier, class Later, class Put>
    void merge(const Partial &p, Earlier earlier, Later later, Put put, std::vector<NodeRef> &out,
               NodeRef at, NodeRef other) {
        if (p.assigned) {
            std::vector<NodeRef> take{put(p, later(p))};
            if (at)
                take.push_back(build_.store(p.flags, {at}, build_.boolean(true)));
            NodeRef assigned = mutant(Mutant::last_block_wins) ? build_.boolean(true)
                                                               : build_.load(p.flags, {other});
            return out.push_back(build_.if_then(assigned, build_.block(take)));
        }
        std::vector<const Partial *> followers;
        for (const Partial &q : partials_)
            if (q.use.leader == p.use.cell)
                followers.push_back(&q);
        if (followers.empty()) {
            check_overflow(p, earlier(p), later(p), out);
            return out.push_back(put(p, combine(*p.use.op, earlier(p), later(p), build_)));
        }
        std::vector<NodeRef> take;
        for (const Partial *q : followers)
            if (!mutant(Mutant::followers_forgotten))
                take.push_back(put(*q, later(*q)));
        take.push_back(put(p, later(p)));
        out.push_back(build_.if_then(wins(*followers[0]->use.op, earlier(p), later(p), build_),
                                     build_.block(take)));
    }

    // Python ints do not wrap: the update's own check guards the sums of partial values too.
    void check_overflow(const Partial &p, NodeRef a, NodeRef b, std::vector<NodeRef> &out) {
        const Check *check = overflow_check(p.use.cell);
        if (!check)
            return;
        CompareOp op = *p.use.op == ReductionKind::mul ? CompareOp::mul_fits : CompareOp::add_fits;
        Span saved = build_.span;
        build_.span = check->span;
        out.push_back(build_.check(build_.compare(op, a, b), check->exception, check->message));
        build_.span = saved;
    }
    const Check *overflow_check(NodeRef cell) const {
        const Check *found = nullptr;
        walk(loop_.body, [&](NodeRef n) {
            auto *check = as<Check>(n);
            if (check && check->payload.empty() && tests_sum_of(check->cond, cell))
                found = check;
        });
        return found;
    }
    // The check compares a value read from the cell, perhaps through a let.
    bool tests_sum_of(NodeRef cond, NodeRef cell) const {
        auto *c = as<Compare>(cond);
        if (!c || (c->op != CompareOp::add_fits && c->op != CompareOp::sub_fits &&
                   c->op != CompareOp::mul_fits))
            return false;
        return reads(c->a, cell) || reads(c->b, cell);
    }
    bool reads(NodeRef n, NodeRef cell) const {
        auto *load = as<Load>(n);
        bool found = load && load->array == cell;
        if (n->op == Op::Var)
            walk(loop_.body, [&](NodeRef m) {
                auto *let = as<Let>(m);
                found = found || (let && let->var == n && reads(let->value, cell));
            });
        else
            for_each_child(n, [&](NodeRef c) { found = found || reads(c, cell); });
        return found;
    }

    Builder &build_;
    const For &loop_;
    std::vector<Partial> partials_;
    std::vector<PartialArray> arrays_;
    std::vector<NodeRef> out_;
    NodeRef lo_ = nullptr, block_ = nullptr, trip_ = nullptr, size_ = nullptr, blocks_ = nullptr;
};

class Rewriter {
  public:
    Rewriter(Builder &build, const Func *func, bool deterministic)
        : build_(build), func_(func), deterministic_(deterministic) {}

    NodeRef rewrite(NodeRef n) {
        if (n->type.dtype != DType::none)
            return n;
        auto *loop = as<For>(n);
        bool parallel = loop && loop->kind == ForKind::parallel && loop->clauses;
        if (parallel && loop->clauses->reduces && !loop->clauses->single)
            return split(*loop);
        if (parallel && loop->clauses->proved)
            return n; // its iterations are shared out: loops inside run in order
        return build_.map_children(n, [&](NodeRef c) { return rewrite(c); });
    }

  private:
    // Float atomics on a large array stay atomic: copies of it would cost more than they save.
    NodeRef split(const For &loop) {
        std::vector<ScalarUse> uses = scalar_uses(&loop, func_, context_);
        std::vector<PartialArray> all, required;
        for (const ArrayUpdates &updates : combined_arrays(loop, context_.function(func_))) {
            all.push_back({updates});
            if (!updates.order_shows)
                required.push_back({updates});
        }
        bool combined = std::any_of(uses.begin(), uses.end(),
                                    [](const ScalarUse &use) { return use.combined(); });
        NodeRef copied = Splitting(build_, loop, uses, all).run();
        if (required.size() == all.size())
            return copied;
        NodeRef atomic = nullptr;
        if (combined || !required.empty()) {
            atomic = build_.clone(Splitting(build_, loop, uses, required).run());
        } else {
            Clauses clauses = *loop.clauses;
            clauses.reduces = false;
            clauses.proved = true;
            atomic = build_.block({build_.clone(build_.for_loop(
                loop.var, loop.lo, loop.hi, loop.step, loop.kind, clauses, loop.body))});
        }
        NodeRef elements = build_.i64(0);
        for (const PartialArray &p : all)
            if (p.updates.order_shows)
                elements =
                    build_.binary(BinaryOp::add, elements, element_count(p.updates.array, build_));
        build_.span = loop.span;
        if (deterministic_ && !mutant(Mutant::order_of_sums_ignored))
            return build_.block({refused(all, elements), copied});
        return build_.if_then(build_.compare(CompareOp::le, elements, build_.i64(small_array)),
                              copied, atomic);
    }

    // Under deterministic="require" the sums go to copies, or the loop does not run.
    NodeRef refused(const std::vector<PartialArray> &all, NodeRef elements) {
        std::string names;
        for (const PartialArray &p : all)
            if (p.updates.order_shows)
                names += (names.empty() ? "`" : ", `") + name_in_source(p.updates.array) + "`";
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
    bool deterministic_;
    DependenceContext context_;
};

} // namespace

const Func *split_reductions(const Func *func, Builder &build, bool deterministic) {
    NodeRef body = Rewriter(build, func, deterministic).rewrite(func->body);
    return build.with_body(func, body);
}

} // namespace pragmac
