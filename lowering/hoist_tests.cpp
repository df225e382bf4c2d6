// One walk into each loop that becomes a launch; what it finds stands in front of that loop.
#include "hoist_tests.h"

#include "before_loop.h"
#include "fields.h"

#include <algorithm>

namespace pragmac {
namespace {

bool leaves_the_host(const For &loop) {
    return loop.kind == ForKind::parallel && loop.clauses &&
           (loop.clauses->proved || loop.clauses->reduces);
}

bool has_test(NodeRef n) {
    bool found = false;
    walk(n, [&](NodeRef m) { found = found || m->op == Op::Holds; });
    return found;
}

class LaunchedLoop {
  public:
    LaunchedLoop(const For &loop, const FunctionScope &function, Builder &build)
        : scope_(function, &loop), build_(build) {}
    std::vector<NodeRef> in_front;

    NodeRef statement(NodeRef n) {
        if (n->type != no_type)
            return n;
        auto *branch = as<If>(n);
        if (!branch || !has_test(branch->cond))
            return build_.map_children(n, [&](NodeRef child) { return statement(child); });
        bool all = true;
        build_.span = n->span;
        NodeRef condition = tested_in_front(branch->cond, all);
        if (!all)
            return statement(branch->otherwise);
        NodeRef then = statement(branch->then), otherwise = statement(branch->otherwise);
        build_.span = n->span;
        return build_.if_then(condition, then, otherwise);
    }

  private:
    NodeRef tested_in_front(NodeRef n, bool &all) {
        auto *test = as<Holds>(n);
        if (!test)
            return n->op == Op::Var || n->op == Op::Const
                       ? n
                       : build_.map_children(
                             n, [&](NodeRef child) { return tested_in_front(child, all); });
        if (!available(*test)) {
            all = false;
            return n;
        }
        NodeRef name = build_.value_var("holds", n->type);
        in_front.push_back(build_.let(name, before_loop(n, scope_, build_)));
        return name;
    }

    bool available(const Holds &test) const {
        return !scope_.declared_inside(test.array) &&
               !scope_.writes_array(scope_.function().array_root(test.array)) &&
               std::all_of(test.args.begin(), test.args.end(), [&](NodeRef arg) {
                   return arg->type.array ? !scope_.declared_inside(arg)
                                          : known_before(arg, scope_);
               });
    }

    LoopScope scope_;
    Builder &build_;
};

class Hoisting {
  public:
    Hoisting(const Func *func, Builder &build) : function_(func), build_(build) {}

    NodeRef statement(NodeRef n) {
        if (n->type != no_type)
            return n;
        auto *loop = as<For>(n);
        if (!loop || !leaves_the_host(*loop))
            return build_.map_children(n, [&](NodeRef child) { return statement(child); });
        if (!has_test(loop->body))
            return n;
        LaunchedLoop inside(*loop, function_, build_);
        NodeRef body = inside.statement(loop->body);
        build_.span = n->span;
        inside.in_front.push_back(build_.for_loop(loop->var, loop->lo, loop->hi, loop->step,
                                                  loop->kind, *loop->clauses, body));
        return build_.block(inside.in_front);
    }

  private:
    FunctionScope function_;
    Builder &build_;
};

} // namespace

const Func *hoist_tests(const Func *func, Builder &build) {
    return build.with_body(func, Hoisting(func, build).statement(func->body));
}

} // namespace pragmac
