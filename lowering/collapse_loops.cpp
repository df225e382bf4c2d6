// One pair of loops at a time, from the outside in.
//
//     for i in range(lo, hi, s): for j in range(lo2, hi2, s2): body
// ->  width = length(lo2, hi2, s2)
//     for k in range(length(lo, hi, s) * width):
//         i = lo + k // width * s;  j = lo2 + k % width * s2;  body
//
// The order of k is the order of the pairs, so the first failing iteration and the last one stay
// what they were. No product overflows: a nest with 2^63 iterations never ends.
#include "collapse_loops.h"

#include "fields.h"
#include "mutants.h"

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
        std::vector<NodeRef> out;
        const For *one = join(loop, loop.clauses->collapse, out);
        if (!one)
            return &loop;
        out.push_back(one);
        build_.span = loop.span;
        return build_.block(out);
    }

    // The loop that `count` loops become, with what stands in front of it; null when none is
    // joined.
    const For *join(const For &loop, int32_t count, std::vector<NodeRef> &out) {
        std::vector<NodeRef> lets, deeper;
        const For *inner = only_loop(loop.body, lets);
        if (inner && count > 2)
            if (const For *one = join(*inner, count - 1, deeper)) {
                inner = one;
                lets.insert(lets.end(), deeper.begin(), deeper.end());
            }
        if (!inner || breaks_out(inner->body) || hands_on_scalars(inner->body))
            return nullptr;
        for (NodeRef let : lets)
            if (!constant_in(as<Let>(let)->value, loop.var))
                return nullptr;
        if (!constant_in(inner->lo, loop.var) || !constant_in(inner->hi, loop.var))
            return nullptr;
        out.insert(out.end(), lets.begin(), lets.end());
        return pairs(loop, *inner, out);
    }

    const For *pairs(const For &loop, const For &inner, std::vector<NodeRef> &out) {
        build_.span = loop.span;
        NodeRef width = build_.value_var("width", scalar(DType::i64));
        out.push_back(build_.let(width, build_.range_length(inner.lo, inner.hi, inner.step)));
        NodeRef rows = build_.range_length(loop.lo, loop.hi, loop.step);
        NodeRef k = build_.value_var("k", scalar(DType::i64));
        NodeRef row = build_.binary(BinaryOp::floor_div, k, width);
        NodeRef column = build_.binary(BinaryOp::mod, k, width);
        if (mutant(Mutant::collapse_repeats_a_row))
            row = build_.binary(BinaryOp::floor_div, row, build_.i64(2));
        std::vector<NodeRef> body{build_.let(loop.var, element(loop, row)),
                                  build_.let(inner.var, element(inner, column))};
        NodeList rest = as<Block>(inner.body)->body;
        body.insert(body.end(), rest.begin(), rest.end());
        Clauses clauses = loop.clauses ? *loop.clauses : Clauses{};
        clauses.collapse = 1;
        NodeRef trip = build_.binary(BinaryOp::mul, rows, width);
        return as<For>(build_.for_loop(k, build_.i64(0), trip, build_.i64(1), loop.kind, clauses,
                                       build_.block(body)));
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
