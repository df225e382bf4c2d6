// Looks for arrays that are read elsewhere than written, and asks dependence about their loops.
#include "mark_independent.h"

#include "fields.h"
#include "lane_loops.h"

#include <algorithm>
#include <vector>

namespace pragmac {
namespace {

bool equal_places(NodeList a, NodeList b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](NodeRef x, NodeRef y) { return equal(x, y); });
}

// Whether the loop reads an array that it writes, at another place.
bool reads_what_it_writes(const For &loop, const FunctionScope &function) {
    std::vector<const Store *> stores;
    std::vector<const Load *> loads;
    walk(loop.body, [&](NodeRef n) {
        if (auto *store = as<Store>(n); store && store->array->type.array)
            stores.push_back(store);
        if (auto *load = as<Load>(n); load && load->array->type.array)
            loads.push_back(load);
    });
    return std::any_of(stores.begin(), stores.end(), [&](const Store *store) {
        return std::any_of(loads.begin(), loads.end(), [&](const Load *load) {
            return function.array_root(load->array) == function.array_root(store->array) &&
                   !equal_places(load->indices, store->indices);
        });
    });
}

// Whether the body is what LLVM makes vectors of.
bool plain(NodeRef body) {
    bool found = true;
    walk(body, [&](NodeRef n) {
        switch (n->op) {
        case Op::For:
        case Op::While:
        case Op::Check:
        case Op::Jump:
        case Op::Return:
        case Op::Inline:
        case Op::Print:
        case Op::FetchUpdate:
        case Op::Update: found = false; return;
        default: return;
        }
    });
    return found;
}

class Marking {
  public:
    Marking(const Func *func, Builder &build) : func_(func), build_(build) {}

    NodeRef statement(NodeRef n) {
        if (n->type != no_type)
            return n;
        auto *loop = as<For>(n);
        if (!loop || !independent(*loop))
            return build_.map_children(n, [&](NodeRef child) { return statement(child); });
        build_.span = loop->span;
        Clauses clauses = loop->clauses ? *loop->clauses : Clauses{};
        clauses.proved = true;
        return build_.for_loop(loop->var, loop->lo, loop->hi, loop->step, ForKind::simd, clauses,
                               loop->body);
    }

  private:
    bool independent(const For &loop) {
        if (loop.kind != ForKind::serial || !plain(loop.body) || func_->overlap ||
            !reads_what_it_writes(loop, context_.function(func_)))
            return false;
        std::optional<LaneLoop> found = as_lane_loop(loop, func_, context_);
        return found && !found->scan &&
               std::all_of(found->scalars.begin(), found->scalars.end(), [](const ScalarUse &use) {
                   return use.kind == ScalarUse::Kind::private_ && !use.live_after;
               });
    }

    const Func *func_;
    Builder &build_;
    DependenceContext context_;
};

} // namespace

const Func *mark_independent(const Func *func, Builder &build) {
    return build.with_body(func, Marking(func, build).statement(func->body));
}

} // namespace pragmac
