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
// allows the plan's order (share_out_loop); and because an element that all lanes would write alike
// may be written by one of them, once, as it must be where the statement is an update.
#include "spread_lanes.h"

#include "fields.h"
#include "lane_loops.h"
#include "mutants.h"
#include "share_out_loop.h"
#include "share_out_scan.h"

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
            const LaneLoop *found = lane_loop(n);
            if (found && found->scan)
                out.push_back(share_out_scan(*found, lanes_, build_));
            else if (found)
                for (NodeRef s : share_out_loop(*found, lanes_, build_))
                    out.push_back(s);
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
