// Puts barriers one by one, each in front of the statement that comes first in the text.
#include "insert_barriers.h"

#include "fields.h"
#include "lane_hazards.h"

namespace pragmac {
namespace {

// The first statement of `pairs` in the order of the text.
NodeRef first_of(const std::set<UnorderedPair> &pairs, NodeRef body) {
    std::set<NodeRef> wanted;
    for (const UnorderedPair &pair : pairs)
        wanted.insert(pair.before);
    NodeRef found = nullptr;
    walk(body, [&](NodeRef n) { found = !found && wanted.count(n) ? n : found; });
    return found;
}

std::set<NodeRef> places_for_barriers(const For *loop, const Func *func) {
    DependenceContext context;
    LoopAccesses accesses(context.function(func), loop, context.sets(),
                          LoopAccesses::Own::of_iterations);
    LaneHazards hazards(accesses, loop->clauses->lanes, context);
    std::set<NodeRef> places;
    for (;;) {
        std::set<UnorderedPair> pairs;
        for (const UnorderedPair &pair : unordered_accesses(accesses, {}, places))
            if (hazards.conflict(pair))
                pairs.insert(pair);
        if (pairs.empty())
            return places;
        NodeRef place = first_of(pairs, loop->body);
        internal_assert(place && places.insert(place).second, "a barrier that orders nothing");
    }
}

class Inserting {
  public:
    Inserting(std::set<NodeRef> places, BarrierScope scope, Builder &build)
        : places_(std::move(places)), scope_(scope), build_(build) {}

    NodeRef rewrite(NodeRef n) {
        if (n->type != no_type)
            return n;
        auto *block = as<Block>(n);
        if (!block)
            return build_.map_children(n, [&](NodeRef child) { return rewrite(child); });
        std::vector<NodeRef> out;
        for (NodeRef s : block->body) {
            build_.span = s->span;
            if (places_.count(s))
                out.push_back(build_.barrier(scope_));
            out.push_back(rewrite(s));
        }
        build_.span = block->span;
        return build_.block(out);
    }

  private:
    std::set<NodeRef> places_;
    BarrierScope scope_;
    Builder &build_;
};

BarrierScope scope_of_barriers(const Clauses &clauses) {
    return worker_with(clauses.lanes) == WorkerKind::subgroup ? BarrierScope::subgroup
                                                              : BarrierScope::group;
}

NodeRef with_barriers(NodeRef n, const Func *func, Builder &build) {
    if (n->type != no_type)
        return n;
    auto *loop = as<For>(n);
    if (!loop || !loop->clauses || !loop->clauses->lanes)
        return build.map_children(n,
                                  [&](NodeRef child) { return with_barriers(child, func, build); });
    std::set<NodeRef> places = places_for_barriers(loop, func);
    return build.map_children(n, [&](NodeRef child) {
        return child == loop->body
                   ? Inserting(places, scope_of_barriers(*loop->clauses), build).rewrite(child)
                   : child;
    });
}

} // namespace

const Func *insert_barriers(const Func *func, Builder &build) {
    return build.with_body(func, with_barriers(func->body, func, build));
}

std::vector<const For *> loops_with_lanes(const Func *func) {
    std::vector<const For *> found;
    walk(func, [&](NodeRef n) {
        auto *loop = as<For>(n);
        if (loop && loop->clauses && loop->clauses->lanes)
            found.push_back(loop);
    });
    return found;
}

} // namespace pragmac
