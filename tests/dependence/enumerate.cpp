// A direct interpreter of integer loops, independent of the analyses it checks.
#include "enumerate.h"

#include "build.h"

#include <algorithm>
#include <tuple>

namespace pragmac {
namespace {

int64_t floor_div(int64_t a, int64_t b) { return a / b - (a % b != 0 && (a < 0) != (b < 0)); }

class Enumeration {
  public:
    Enumeration(const For *loop, Values values) : loop_(loop), values_(std::move(values)) {}
    Recording recording;

    // The jump that is under way when the statement ends, if one is.
    std::optional<JumpKind> run(NodeRef n) {
        if (auto *b = as<Block>(n)) {
            for (NodeRef s : b->body)
                if (auto jump = run(s))
                    return jump;
            return std::nullopt;
        }
        if (auto *loop = as<For>(n))
            return run_loop(*loop);
        if (auto *i = as<If>(n))
            return run(value(i->cond) ? i->then : i->otherwise);
        if (auto *j = as<Jump>(n))
            return j->kind;
        if (auto *i = as<Inline>(n)) {
            auto jump = run(i->body);
            return jump == JumpKind::leave ? std::nullopt : jump;
        }
        if (auto *let = as<Let>(n)) {
            values_.variables[let->var] = value(let->value);
            return std::nullopt;
        }
        if (auto *a = as<Alloc>(n)) {
            for (size_t axis = 0; axis < a->extents.size(); axis++)
                values_.extents[{a->var, axis}] = value(a->extents[axis]);
            return std::nullopt;
        }
        if (auto *s = as<Store>(n)) {
            value(s->value);
            touch(n, s->array, s->indices, true);
            return std::nullopt;
        }
        internal_assert(false, "not a statement of these tests");
    }

  private:
    std::optional<JumpKind> run_loop(const For &loop) {
        int64_t lo = value(loop.lo), hi = value(loop.hi), step = value(loop.step);
        recording.runs += &loop == loop_;
        for (int64_t i = lo; step > 0 ? i < hi : i > hi; i += step) {
            values_.variables[loop.var] = i;
            if (&loop == loop_)
                iteration_ = i, inside_ = true;
            auto jump = run(loop.body);
            if (jump == JumpKind::loop_break)
                break;
            if (jump == JumpKind::leave)
                return jump;
        }
        inside_ = inside_ && &loop != loop_;
        return std::nullopt;
    }

    int64_t touch(NodeRef n, NodeRef array, NodeList indices, bool write) {
        std::vector<int64_t> element;
        bool in_range = true;
        uint64_t mixed = 7;
        for (size_t axis = 0; axis < indices.size(); axis++) {
            element.push_back(value(indices[axis]));
            in_range &= element.back() >= 0 && element.back() < values_.extents.at({array, axis});
            mixed = (mixed + static_cast<uint64_t>(element.back())) * 2654435761u;
        }
        if (inside_ && in_range)
            recording.touches.push_back({n, array, recording.runs, iteration_, element, write});
        return static_cast<int64_t>(mixed >> 8) % 5;
    }

    int64_t value(NodeRef n) {
        int64_t c = 0;
        if (constant_i64(n, c))
            return c;
        if (auto *k = as<Const>(n))
            return static_cast<int64_t>(k->bits.lo);
        if (n->op == Op::Var)
            return values_.variables.at(n);
        if (auto *d = as<Dim>(n))
            return values_.extents.at({d->array, d->axis});
        if (auto *u = as<Unary>(n))
            return u->op == UnaryOp::neg ? -value(u->x) : !value(u->x);
        if (auto *s = as<Select>(n)) {
            int64_t a = value(s->a), b = value(s->b);
            return value(s->cond) ? a : b;
        }
        if (auto *l = as<Lazy>(n))
            return value(l->cond) ? value(l->a) : value(l->b);
        if (auto *l = as<Load>(n))
            return touch(n, l->array, l->indices, false);
        if (auto *cmp = as<Compare>(n))
            return compare(cmp->op, value(cmp->a), value(cmp->b));
        auto *b = as<Binary>(n);
        internal_assert(b, "not an expression of these tests");
        return binary(b->op, value(b->a), value(b->b));
    }
    static bool compare(CompareOp op, int64_t a, int64_t b) {
        switch (op) {
        case CompareOp::eq: return a == b;
        case CompareOp::ne: return a != b;
        case CompareOp::lt: return a < b;
        case CompareOp::le: return a <= b;
        case CompareOp::gt: return a > b;
        case CompareOp::ge: return a >= b;
        case CompareOp::in_range: return 0 <= a && a < b;
        case CompareOp::index_ok: return -b <= a && a < b;
        default: internal_assert(false, "not a comparison of these tests");
        }
    }
    static int64_t binary(BinaryOp op, int64_t a, int64_t b) {
        switch (op) {
        case BinaryOp::add: return a + b;
        case BinaryOp::sub: return a - b;
        case BinaryOp::mul: return a * b;
        case BinaryOp::floor_div: return floor_div(a, b);
        case BinaryOp::mod: return a - b * floor_div(a, b);
        case BinaryOp::py_max: return std::max(a, b);
        case BinaryOp::py_min: return std::min(a, b);
        case BinaryOp::bit_and: return a & b;
        case BinaryOp::shr: return a >> b;
        case BinaryOp::wrap_index: return a < 0 ? a + b : a;
        default: internal_assert(false, "not an operation of these tests");
        }
    }

    const For *loop_;
    Values values_;
    int64_t iteration_ = 0;
    bool inside_ = false;
};

} // namespace

Recording enumerate(NodeRef root, const For *loop, Values values) {
    Enumeration e(loop, std::move(values));
    e.run(root);
    return e.recording;
}

bool conflict(const std::vector<Touch> &touches) {
    struct Uses {
        int64_t first, last;
        bool written = false;
    };
    std::map<std::tuple<NodeRef, int64_t, std::vector<int64_t>>, Uses> uses;
    for (const Touch &t : touches) {
        Uses &u = uses.try_emplace({t.array, t.run, t.element}, Uses{t.iteration, t.iteration})
                      .first->second;
        u = {std::min(u.first, t.iteration), std::max(u.last, t.iteration), u.written || t.write};
        if (u.written && u.first != u.last)
            return true;
    }
    return false;
}

} // namespace pragmac
