// One rewrite of each such loop.
//
//     for i in range(n): parallel          for t in range(ceil(n / 128)): parallel
//         check x[i] > 0                       failed = False
//         y[i] = log(x[i])         ->          for i in the strip: simd
//                                                  failed |= not (x[i] > 0)
//                                                  y[i] = log(x[i])
//                                              if failed:
//                                                  for i in the strip: check x[i] > 0; y[i] = …
//
// Legal because nothing that follows a failed check of floats does harm: values are nan or
// infinite, no subscript depends on them, and what they are stored to is unspecified once the loop
// raises (D10). Running a strip again is the same as running it once, since it reads nothing that
// it writes. The first error in loop order stays first: strips are in order, and so is the second
// run of one. A check in a branch that an iteration does not take is not reached in the first run
// either.
#include "defer_checks.h"

#include "fields.h"
#include "map_to_machine.h"
#include "mutants.h"

#include <algorithm>
#include <unordered_set>

namespace pragmac {
namespace {

constexpr int32_t strip_length = 128; // vectors of all widths, and the grain of threads

// Compares floats, and nothing else.
bool of_floats(NodeRef cond) {
    if (auto *compare = as<Compare>(cond))
        return is_float(compare->a->type.dtype) && is_float(compare->b->type.dtype);
    if (auto *both = as<Binary>(cond))
        return (both->op == BinaryOp::bit_or || both->op == BinaryOp::bit_and) &&
               of_floats(both->a) && of_floats(both->b);
    auto *negated = as<Unary>(cond);
    return negated && negated->op == UnaryOp::logical_not && of_floats(negated->x);
}

class Looking {
  public:
    bool checks = false, plain = true;
    std::unordered_set<NodeRef> read, written;

    void at(NodeRef n) {
        switch (n->op) {
        case Op::Check:
            checks = true;
            plain &= of_floats(as<Check>(n)->cond);
            break;
        case Op::Load: read.insert(as<Load>(n)->array); break;
        case Op::Store: written.insert(as<Store>(n)->array); break;
        case Op::Jump: plain &= as<Jump>(n)->kind == JumpKind::leave; break;
        case Op::Let: plain &= !as<Let>(n)->var->type.array; break;
        case Op::Alloc: plain &= !as<Alloc>(n)->var->type.array; break;
        case Op::Update: plain &= !as<Update>(n)->array->type.array; break;
        case Op::For:
        case Op::While:
        case Op::Return:
        case Op::Print:
        case Op::SharedStore:
        case Op::FetchUpdate: plain = false; break;
        default: break;
        }
        for_each_child(n, [&](NodeRef child) { at(child); });
    }
    // An array that is written and read; scalars are the iteration's own.
    bool meets() const {
        return std::any_of(written.begin(), written.end(),
                           [&](NodeRef array) { return array->type.array && read.count(array); });
    }
};

class Deferring {
  public:
    Deferring(const Func *func, Builder &build) : func_(func), build_(build) {}
    std::vector<WidthNote> notes;

    NodeRef rewrite(NodeRef n) {
        if (n->type != no_type || n->op == Op::Team)
            return n;
        auto *loop = as<For>(n);
        if (loop && becomes_launch(*loop))
            return can_wait(*loop) ? deferred(*loop) : n;
        return build_.map_children(n, [&](NodeRef child) { return rewrite(child); });
    }

  private:
    bool can_wait(const For &loop) {
        const Clauses &clauses = *loop.clauses;
        Looking seen;
        seen.at(loop.body);
        if (!seen.checks || !seen.plain || clauses.single || clauses.collapse > 1 ||
            clauses.chunk || (seen.meets() && !mutant(Mutant::deferred_strips_run_twice)))
            return false;
        std::vector<ScalarUse> uses = scalar_uses(&loop, func_, context_);
        return std::all_of(uses.begin(), uses.end(), [](const ScalarUse &use) {
            return use.kind == ScalarUse::Kind::private_ && !use.live_after;
        });
    }

    NodeRef let(const char *name, NodeRef value, std::vector<NodeRef> &out) {
        NodeRef var = build_.value_var(name, value->type);
        out.push_back(build_.let(var, value));
        return var;
    }
    NodeRef deferred(const For &loop) {
        build_.span = loop.span;
        notes.push_back(
            {loop.span, strip_length,
             "what may raise is tested once per strip, which then runs again in order"});
        std::vector<NodeRef> out, body;
        NodeRef lo = let("lo", loop.lo, out), hi = let("hi", loop.hi, out);
        NodeRef trip = let("trip", build_.range_length(lo, hi, loop.step), out);
        NodeRef length = build_.i64(strip_length);
        NodeRef strip = build_.value_var("strip", scalar(DType::i64));
        NodeRef start = build_.binary(BinaryOp::mul, strip, length);
        NodeRef end =
            build_.binary(BinaryOp::np_min, build_.binary(BinaryOp::add, start, length), trip);
        auto at = [&](NodeRef k) {
            return build_.binary(BinaryOp::add, lo, build_.binary(BinaryOp::mul, k, loop.step));
        };
        NodeRef first = let("first", at(start), body), last = let("last", at(end), body);
        NodeRef failed = build_.cell_var("failed", scalar(DType::b1));
        body.push_back(build_.alloc_cell(failed, build_.boolean(false)));
        Clauses proved;
        proved.proved = true;
        body.push_back(build_.for_loop(loop.var, first, last, loop.step, ForKind::simd, proved,
                                       noting(loop.body, failed)));
        build_.span = loop.span;
        NodeRef again = build_.clone(
            build_.for_loop(loop.var, first, last, loop.step, ForKind::serial, {}, loop.body));
        if (!mutant(Mutant::deferred_errors_dropped))
            body.push_back(build_.if_then(build_.load(failed), build_.block({again})));
        NodeRef up = build_.binary(BinaryOp::add, trip, build_.i64(strip_length - 1));
        NodeRef strips = build_.binary(BinaryOp::floor_div, up, length);
        out.push_back(build_.for_loop(strip, build_.i64(0), strips, build_.i64(1), loop.kind,
                                      *loop.clauses, build_.block(body)));
        return build_.block(out);
    }
    // The body that only notes that a check fails.
    NodeRef noting(NodeRef n, NodeRef failed) {
        if (n->type != no_type)
            return n;
        auto *check = as<Check>(n);
        if (!check)
            return build_.map_children(n, [&](NodeRef child) { return noting(child, failed); });
        build_.span = n->span;
        NodeRef fails = build_.unary(UnaryOp::logical_not, check->cond);
        return build_.update(failed, {}, BinaryOp::bit_or, fails, UpdateOrder::plain);
    }

    const Func *func_;
    Builder &build_;
    DependenceContext context_;
};

} // namespace

DeferredChecks defer_checks(const Func *func, Builder &build) {
    if (func->overlap)
        return {func, {}};
    Deferring deferring(func, build);
    const Func *made = build.with_body(func, deferring.rewrite(func->body));
    return {made, std::move(deferring.notes)};
}

} // namespace pragmac
