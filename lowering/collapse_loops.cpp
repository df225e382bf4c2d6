// The box of the iterations of several loops becomes the range of their positions in it:
//
//     for i in range(lo, hi, s): for j in range(lo2, hi2, s2): body
// ->  rows = length(lo, hi, s);  columns = length(lo2, hi2, s2)
//     for k in range(rows * columns):
//         i = lo + coordinate(k, [rows, columns], 0) * s
//         j = lo2 + coordinate(k, [rows, columns], 1) * s2;  body
//
// The order of k is the order of the iterations, so the first failing one and the last one stay
// what they were. No product overflows: a nest with 2^63 iterations never ends.
#include "collapse_loops.h"

#include "fields.h"
#include "mutants.h"

#include <algorithm>
#include <unordered_set>

namespace pragmac {
namespace {

// The loop that is all of a body but for names bound in front of it; null when there is more.
const For *only_loop(NodeRef body, std::vector<NodeRef> &lets) {
    NodeList statements = as<Block>(body)->body;
    for (NodeRef n : statements) {
        if (auto *loop = as<For>(n))
            return n == statements.back() ? loop : nullptr;
        if (n->op != Op::Let)
            return nullptr;
        lets.push_back(n);
    }
    return nullptr;
}

// Whether a value is the same wherever it is computed in the loop over `var`.
bool constant_in(NodeRef value, NodeRef var) {
    bool constant = effects_of(value) == none;
    walk(value, [&](NodeRef n) { constant = constant && n != var; });
    return constant;
}

bool breaks_out(NodeRef n) {
    if (auto *jump = as<Jump>(n))
        return jump->kind == JumpKind::loop_break;
    if (n->op == Op::For || n->op == Op::While)
        return false; // its own breaks end there
    bool found = false;
    for_each_child(n, [&](NodeRef child) { found = found || breaks_out(child); });
    return found;
}

// Cells from outside the body that it assigns.
bool hands_on_scalars(NodeRef body) {
    std::unordered_set<NodeRef> declared;
    bool found = false;
    walk(body, [&](NodeRef n) {
        if (NodeRef var = declared_variable(n))
            declared.insert(var);
        NodeRef written = written_variable(n);
        found = found || (written && !written->type.array && !declared.count(written));
    });
    return found;
}

class Collapsing {
  public:
    explicit Collapsing(Builder &build) : build_(build) {}

    NodeRef statement(NodeRef n) {
        if (n->type != no_type)
            return n;
        if (auto *loop = as<For>(n); loop && loop->kind == ForKind::parallel && joins(*loop))
            return joined(*loop);
        return build_.map_children(n, [&](NodeRef child) { return statement(child); });
    }

  private:
    static bool joins(const For &loop) {
        return loop.clauses && loop.clauses->proved && loop.clauses->collapse > 1;
    }

    NodeRef joined(const For &loop) {
        std::vector<const For *> loops{&loop};
        std::vector<NodeRef> out;
        while (static_cast<int32_t>(loops.size()) < loop.clauses->collapse && gather(loops, out))
            continue;
        if (loops.size() == 1)
            return &loop;
        build_.span = loop.span;
        out.push_back(box(loops, out));
        return build_.block(out);
    }

    // Adds the loop inside the last one, and to `out` the names bound in front of it; false when
    // it depends on the loops so far or they cannot be one.
    bool gather(std::vector<const For *> &loops, std::vector<NodeRef> &out) {
        std::vector<NodeRef> lets;
        const For *inner = only_loop(loops.back()->body, lets);
        if (!inner || breaks_out(inner->body) || hands_on_scalars(inner->body))
            return false;
        auto constant = [&](NodeRef value) {
            return std::all_of(loops.begin(), loops.end(),
                               [&](const For *around) { return constant_in(value, around->var); });
        };
        for (NodeRef let : lets)
            if (!constant(as<Let>(let)->value))
                return false;
        if (!constant(inner->lo) || !constant(inner->hi))
            return false;
        out.insert(out.end(), lets.begin(), lets.end());
        loops.push_back(inner);
        return true;
    }

    // The one loop; what stands in front of it goes to `out`.
    NodeRef box(const std::vector<const For *> &loops, std::vector<NodeRef> &out) {
        std::vector<NodeRef> extents, body;
        NodeRef trip = nullptr;
        for (const For *loop : loops) {
            NodeRef extent = build_.value_var("extent", scalar(DType::i64));
            out.push_back(build_.let(extent, build_.range_length(loop->lo, loop->hi, loop->step)));
            extents.push_back(extent);
            trip = trip ? build_.binary(BinaryOp::mul, trip, extent) : extent;
        }
        NodeRef k = build_.value_var("k", scalar(DType::i64));
        for (size_t axis = 0; axis < loops.size(); axis++) {
            NodeRef at = build_.coordinate(k, extents, static_cast<int64_t>(axis));
            if (axis == 0 && mutant(Mutant::collapse_repeats_a_row))
                at = build_.binary(BinaryOp::floor_div, at, build_.i64(2));
            body.push_back(build_.let(loops[axis]->var, element(*loops[axis], at)));
        }
        NodeList rest = as<Block>(loops.back()->body)->body;
        body.insert(body.end(), rest.begin(), rest.end());
        Clauses clauses = *loops[0]->clauses;
        clauses.collapse = 1;
        return build_.for_loop(k, build_.i64(0), trip, build_.i64(1), loops[0]->kind, clauses,
                               build_.block(body));
    }

    // The value of the loop's variable in its n-th iteration.
    NodeRef element(const For &loop, NodeRef n) {
        return build_.binary(BinaryOp::add, loop.lo, build_.binary(BinaryOp::mul, n, loop.step));
    }

    Builder &build_;
};

} // namespace

const Func *collapse_loops(const Func *func, Builder &build) {
    return build.with_body(func, Collapsing(build).statement(func->body));
}

} // namespace pragmac
