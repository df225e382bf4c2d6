// One rewrite of each body, by who runs a statement: one lane, some iterations per lane, or all
// alike.
//
//     s = 0.0                             s = 0.0
//     #pragma simd                        lane_cell s_own = -0.0
//     for j in range(n):                  for j in range(n) over lanes:
//         s += x[j]              ->           s_own += x[j]
//                                         combine_lanes s add s_own
//     y[i] = s                            for _ in range(1) over lanes: y[i] = s
//
// Legal because the iterations of the loops that are shared out are independent, or their directive
// allows the plan's order; and because an element that all lanes would write alike may be written
// by one of them, once, as it must be where the statement is an update.
#include "spread_lanes.h"

#include "fields.h"
#include "lane_loops.h"
#include "mutants.h"
#include "reduction_plan.h"

#include <algorithm>

namespace pragmac {
namespace {

bool loads_elements(NodeRef n) {
    bool found = false;
    walk(n, [&](NodeRef m) {
        auto *load = as<Load>(m);
        found = found || (load && load->array->type.array);
    });
    return found;
}

// An element that one lane writes.
bool writes_element(NodeRef n) {
    NodeRef written = written_variable(n);
    return written && written->type.array;
}

class Spreading {
  public:
    Spreading(Builder &build, const std::vector<LaneLoop> &loops, int32_t lanes)
        : build_(build), loops_(loops), lanes_(lanes) {}

    NodeRef statement(NodeRef n) {
        if (n->type != no_type)
            return n;
        if (auto *block = as<Block>(n))
            return statements(*block);
        if (auto *loop = as<While>(n))
            return while_loop(*loop);
        auto *loop = as<For>(n);
        if (!loop)
            return build_.map_children(n, [&](NodeRef child) { return statement(child); });
        build_.span = n->span;
        return build_.for_loop(loop->var, loop->lo, loop->hi, loop->step, ForKind::serial, {},
                               statement(loop->body));
    }

  private:
    NodeRef statements(const Block &block) {
        std::vector<NodeRef> out, single;
        for (NodeRef n : block.body) {
            if (writes_element(n) && !mutant(Mutant::every_lane_writes)) {
                single.push_back(n);
                continue;
            }
            by_one_lane(single, out);
            if (auto *alloc = as<Alloc>(n); alloc && fills(*alloc)) {
                filled(*alloc, out);
                continue;
            }
            if (const LaneLoop *found = lane_loop(n))
                spread(*found, out);
            else
                out.push_back(statement(n));
        }
        by_one_lane(single, out);
        build_.span = block.span;
        return build_.block(out);
    }

    const LaneLoop *lane_loop(NodeRef n) const {
        auto it = std::find_if(loops_.begin(), loops_.end(),
                               [&](const LaneLoop &l) { return l.loop == n; });
        return it == loops_.end() ? nullptr : &*it;
    }

    void by_one_lane(std::vector<NodeRef> &single, std::vector<NodeRef> &out) {
        if (single.empty())
            return;
        build_.span = single[0]->span;
        NodeRef once = build_.value_var("once", scalar(DType::i64));
        out.push_back(build_.for_loop(once, build_.i64(0), build_.i64(1), build_.i64(1),
                                      ForKind::lanes, {}, build_.block(single)));
        single.clear();
    }

    static bool fills(const Alloc &alloc) {
        return alloc.var->type.array && alloc.fill != Fill::none;
    }

    // An array that all lanes share: each fills a part of it.
    void filled(const Alloc &alloc, std::vector<NodeRef> &out) {
        build_.span = alloc.span;
        out.push_back(build_.alloc_array(alloc.var, {alloc.extents.begin(), alloc.extents.end()},
                                         Fill::none));
        NodeRef value = alloc.fill == Fill::value
                            ? alloc.init
                            : build_.constant(scalar(alloc.var->type.dtype), {});
        std::vector<NodeRef> indices;
        for (size_t axis = 0; axis < alloc.extents.size(); axis++)
            indices.push_back(build_.value_var("at", scalar(DType::i64)));
        NodeRef inner = build_.store(alloc.var, indices, value);
        for (size_t axis = indices.size(); axis-- > 0;)
            inner =
                build_.for_loop(indices[axis], build_.i64(0), alloc.extents[axis], build_.i64(1),
                                axis ? ForKind::serial : ForKind::lanes, {}, build_.block({inner}));
        out.push_back(inner);
    }

    void spread(const LaneLoop &found, std::vector<NodeRef> &out) {
        const For &loop = *found.loop;
        Substitution own;
        std::vector<NodeRef> body, combinations;
        build_.span = loop.span;
        for (const ScalarUse &use : found.scalars) {
            auto *cell = as<Var>(use.cell);
            NodeRef mine = build_.cell_var(std::string(cell->info->name) + "_own", use.cell->type);
            own.emplace_back(use.cell, mine);
            if (use.kind == ScalarUse::Kind::private_) {
                if (mutant(Mutant::lanes_share_scalars)) {
                    own.pop_back();
                    continue;
                }
                body.push_back(build_.alloc_cell(mine));
                continue;
            }
            DType d = use.cell->type.dtype;
            NodeRef start = mutant(Mutant::lanes_start_from_cell) ? build_.load(use.cell)
                                                                  : identity_of(*use.op, d, build_);
            out.push_back(build_.lane_cell(mine, start));
            if (const Check *check = overflow_check(loop, use.cell);
                check && *use.op == ReductionKind::add && !mutant(Mutant::lanes_sum_unchecked))
                combine_in_halves(use.cell, mine, *check, combinations);
            else
                combinations.push_back(
                    build_.combine_lanes(use.cell, *combining_operation(*use.op), mine));
        }
        body.push_back(substitute(build_, loop.body, own));
        build_.span = loop.span;
        out.push_back(build_.for_loop(loop.var, loop.lo, loop.hi, loop.step, ForKind::lanes, {},
                                      build_.block(body)));
        if (!mutant(Mutant::lanes_not_combined))
            out.insert(out.end(), combinations.begin(), combinations.end());
    }

    // The sum over all lanes of what each computes from its own cells.
    NodeRef sum_of_lanes(const char *name, NodeRef value, std::vector<NodeRef> &out) {
        NodeRef part = build_.cell_var(name, value->type);
        NodeRef total = build_.cell_var(std::string(name) + "_total", value->type);
        NodeRef sum = build_.value_var(std::string(name) + "_sum", value->type);
        NodeRef lane = build_.value_var("lane", scalar(DType::i64));
        out.push_back(build_.lane_cell(part, build_.i64(0)));
        out.push_back(build_.for_loop(lane, build_.i64(0), build_.i64(lanes_), build_.i64(1),
                                      ForKind::lanes, {},
                                      build_.block({build_.store(part, {}, value)})));
        out.push_back(build_.alloc_cell(total, build_.i64(0)));
        out.push_back(build_.combine_lanes(total, BinaryOp::add, part));
        out.push_back(build_.let(sum, build_.load(total)));
        return sum;
    }

    // A sum of Python's ints must be known to fit 64 bits. Each lane's value is high * 2^32 + low
    // with 0 <= low < 2^32: the sums of both over all lanes fit, and tell whether their sum does.
    void combine_in_halves(NodeRef cell, NodeRef own, const Check &check,
                           std::vector<NodeRef> &out) {
        build_.span = check.span;
        auto binary = [&](BinaryOp op, NodeRef a, NodeRef b) { return build_.binary(op, a, b); };
        auto test = [&](CompareOp op, NodeRef a, NodeRef b) {
            out.push_back(build_.check(build_.compare(op, a, b), check.exception, check.message));
        };
        auto named = [&](const char *name, NodeRef value) {
            NodeRef var = build_.value_var(name, value->type);
            out.push_back(build_.let(var, value));
            return var;
        };
        NodeRef half = build_.i64(32), mask = build_.i64((int64_t{1} << 32) - 1);
        NodeRef high = sum_of_lanes("high", binary(BinaryOp::shr, build_.load(own), half), out);
        NodeRef low = sum_of_lanes("low", binary(BinaryOp::bit_and, build_.load(own), mask), out);
        high = named("carried", binary(BinaryOp::add, high, binary(BinaryOp::shr, low, half)));
        test(CompareOp::shl_fits, high, half);
        low = binary(BinaryOp::bit_and, low, mask);
        NodeRef total =
            named("total", binary(BinaryOp::add, binary(BinaryOp::shl, high, half), low));
        test(CompareOp::add_fits, build_.load(cell), total);
        out.push_back(build_.store(cell, {}, binary(BinaryOp::add, build_.load(cell), total)));
    }

    // while c { body }  ->  while true { if c {} else { break }; body }: a barrier has its place in
    // front of a condition that loads elements.
    NodeRef while_loop(const While &n) {
        NodeRef inside = statement(n.body);
        build_.span = n.span;
        if (!loads_elements(n.cond))
            return build_.while_loop(n.cond, inside);
        NodeRef leave = build_.block({build_.jump(JumpKind::loop_break)});
        return build_.while_loop(
            build_.boolean(true),
            build_.block({build_.if_then(n.cond, build_.block({}), leave), inside}));
    }

    Builder &build_;
    const std::vector<LaneLoop> &loops_;
    int32_t lanes_;
};

class Rewriter {
  public:
    Rewriter(const Func *func, Builder &build, const LanesOfLoops &lanes)
        : func_(func), build_(build), lanes_(lanes) {}

    NodeRef rewrite(NodeRef n) {
        if (n->type != no_type)
            return n;
        auto *loop = as<For>(n);
        auto lanes = lanes_.find(loop);
        if (!loop || lanes == lanes_.end())
            return build_.map_children(n, [&](NodeRef child) { return rewrite(child); });
        std::vector<LaneLoop> loops = lane_loops(*loop, func_, context_);
        NodeRef body = Spreading(build_, loops, lanes->second).statement(loop->body);
        build_.span = loop->span;
        Clauses clauses = *loop->clauses;
        clauses.lanes = lanes->second;
        return build_.for_loop(loop->var, loop->lo, loop->hi, loop->step, loop->kind, clauses,
                               body);
    }

  private:
    const Func *func_;
    Builder &build_;
    const LanesOfLoops &lanes_;
    DependenceContext context_;
};

} // namespace

const Func *spread_lanes(const Func *func, Builder &build, const LanesOfLoops &lanes) {
    return lanes.empty() ? func
                         : build.with_body(func, Rewriter(func, build, lanes).rewrite(func->body));
}

} // namespace pragmac
