// A walk that keeps, for each host statement, the arrays it reads and writes.
#include "place_arrays.h"

#include "fields.h"
#include "loop_scope.h"
#include "mutants.h"

#include <algorithm>
#include <unordered_set>

namespace pragmac {
namespace {

// The arrays whose elements something reads or writes, in order of first use.
struct Touched {
    const FunctionScope &scope;
    std::vector<NodeRef> arrays = {};
    std::unordered_set<NodeRef> seen = {}, written = {};

    void add(NodeRef array, bool write) {
        if (!array->type.array)
            return;
        array = scope.array_root(array);
        if (seen.insert(array).second)
            arrays.push_back(array);
        if (write)
            written.insert(array);
    }
    void add_all(NodeRef n) {
        walk(n, [&](NodeRef m) {
            if (auto *load = as<Load>(m))
                add(load->array, false);
            if (auto *holds = as<Holds>(m))
                add(holds->array, false);
            if (auto *breach = as<Breach>(m))
                add(breach->array, false);
            if (NodeRef written = written_variable(m))
                add(written, true);
        });
    }
};

bool launches_on_device(NodeRef n) {
    bool found = false;
    walk(n, [&](NodeRef m) {
        auto *launch = as<Launch>(m);
        found = found || (launch && on_device(*launch));
    });
    return found;
}

// Whether a caller can tell that it ran, or it may run for ever. Errors are no such effect: at the
// end of the call that of a launch in front of it comes first.
bool must_not_follow_an_error(NodeRef n, const Touched &touched) {
    bool found = !touched.written.empty();
    walk(n, [&](NodeRef m) { found = found || as<Print>(m) || as<While>(m); });
    return found;
}

class Placement {
  public:
    Placement(const Func *func, Builder &build, bool arguments_on_device)
        : func_(func), build_(build), scope_(func), device_{scope_} {
        if (arguments_on_device && !mutant(Mutant::resident_arguments_ignored))
            for (NodeRef parameter : func->params)
                device_.add(parameter, false);
        walk(func, [&](NodeRef n) {
            if (auto *launch = as<Launch>(n); launch && on_device(*launch)) {
                device_.add_all(launch->body);
                launches_raise_ = launches_raise_ || effects_of(launch->body) & raises;
            }
        });
    }

    const Func *run() {
        return device_.arrays.empty() ? func_ : build_.with_body(func_, statement(func_->body));
    }

  private:
    // A statement with a launch inside; what it evaluates first was cared for in front of it.
    NodeRef statement(NodeRef n) {
        if (auto *block = as<Block>(n))
            return statements(*block);
        if (as<Launch>(n) || n->type.dtype != DType::none)
            return n;
        if (auto *loop = as<While>(n))
            return while_loop(*loop);
        return build_.map_children(n, [&](NodeRef child) {
            return child->type.dtype == DType::none && !child->type.array ? statement(child)
                                                                          : child;
        });
    }

    NodeRef statements(const Block &block) {
        std::vector<NodeRef> body;
        for (NodeRef n : block.body) {
            bool launches = launches_on_device(n);
            Touched touched{scope_};
            if (!launches)
                touched.add_all(n);
            else if (!as<While>(n))
                add_operands(n, touched);
            if (launches_raise_ && !launches && must_not_follow_an_error(n, touched))
                settle(n->span, body);
            put_accesses(touched, n->span, body);
            body.push_back(launches ? statement(n) : n);
        }
        build_.span = block.span;
        return build_.block(body);
    }

    // Conditions and bounds: what a statement evaluates before its parts run.
    static void add_operands(NodeRef n, Touched &touched) {
        for_each_child(n, [&](NodeRef child) {
            if (child->type.dtype != DType::none)
                touched.add_all(child);
        });
    }

    // while c { body }  ->  while true { accesses of c; if c {} else { break }; body }
    NodeRef while_loop(const While &n) {
        Touched touched{scope_};
        touched.add_all(n.cond);
        NodeRef inside = statement(n.body);
        std::vector<NodeRef> body;
        put_accesses(touched, n.span, body);
        build_.span = n.span;
        if (body.empty())
            return build_.while_loop(n.cond, inside);
        NodeRef leave = build_.block({build_.jump(JumpKind::loop_break)});
        body.push_back(build_.if_then(n.cond, build_.block({}), leave));
        body.push_back(inside);
        return build_.while_loop(build_.boolean(true), build_.block(body));
    }

    void settle(Span span, std::vector<NodeRef> &body) {
        build_.span = span;
        if (!mutant(Mutant::host_runs_behind_a_failure))
            body.push_back(build_.settle());
    }

    void put_accesses(const Touched &touched, Span span, std::vector<NodeRef> &body) {
        build_.span = span;
        for (NodeRef array : touched.arrays) {
            if (!device_.seen.count(array))
                continue;
            bool write = touched.written.count(array);
            body.push_back(build_.host_access(array, write ? AccessMode::write : AccessMode::read));
        }
    }

    const Func *func_;
    Builder &build_;
    FunctionScope scope_;
    Touched device_;
    bool launches_raise_ = false; // on a device
};

} // namespace

const Func *place_arrays(const Func *func, Builder &build, bool arguments_on_device) {
    return Placement(func, build, arguments_on_device).run();
}

} // namespace pragmac
