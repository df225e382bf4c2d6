// Takes subscripts apart: start + j * step, with a j whose range is known in front of the loop.
#include "reduced_part.h"

#include "before_loop.h"
#include "fields.h"
#include "mutants.h"

#include <optional>

namespace pragmac {
namespace {

// A subscript: first + j * step, 0 <= j < count.
struct Position {
    NodeRef first;
    int64_t step;
    NodeRef j;
    NodeRef count;
};

// Operations that neither trap nor raise: they may be computed although the loop would not.
bool harmless(NodeRef n) {
    bool plain = n->op == Op::Const || n->op == Op::Dim || n->op == Op::Var || n->op == Op::Cast ||
                 n->op == Op::Select || n->op == Op::Compare || n->op == Op::Load;
    if (auto *b = as<Binary>(n))
        plain = b->op == BinaryOp::add || b->op == BinaryOp::sub || b->op == BinaryOp::mul ||
                b->op == BinaryOp::np_min || b->op == BinaryOp::np_max ||
                b->op == BinaryOp::wrap_index;
    for_each_child(n, [&](NodeRef c) { plain = plain && harmless(c); });
    return plain;
}

class Subscripts {
  public:
    Subscripts(const LoopScope &loop, Builder &build) : loop_(loop), build_(build) {}

    std::optional<Position> take_apart(NodeRef subscript) const {
        subscript = behind_names(subscript);
        if (known_before(subscript))
            return Position{before(subscript), 0, build_.i64(0), build_.i64(1)};
        Position made{build_.i64(0), 1, subscript, nullptr};
        if (auto *sum = binary(made.j, BinaryOp::add)) {
            if (known_before(sum->a))
                made = {before(sum->a), 1, behind_names(sum->b), nullptr};
            else if (known_before(sum->b))
                made = {before(sum->b), 1, behind_names(sum->a), nullptr};
        }
        if (auto *product = binary(made.j, BinaryOp::mul); product && multiple(*product, made.step))
            made.j = behind_names(product->a);
        made.count = range_of(made.j);
        return made.count && made.step ? std::optional(made) : std::nullopt;
    }

  private:
    static const Binary *binary(NodeRef n, BinaryOp op) {
        auto *b = as<Binary>(n);
        return b && b->op == op ? b : nullptr;
    }
    static bool multiple(const Binary &product, int64_t &step) {
        return constant_i64(product.b, step);
    }
    bool known_before(NodeRef n) const {
        return pragmac::known_before(n, loop_) && harmless(before(n));
    }
    // The value that a name in the loop stands for; elements and cells are read where it is made.
    NodeRef behind_names(NodeRef n) const {
        auto *let = n->op == Op::Var ? as<Let>(loop_.function().declaration(n)) : nullptr;
        bool inside = let && loop_.declared_inside(n) && !has_load(let->value);
        return inside ? behind_names(let->value) : n;
    }
    NodeRef before(NodeRef n) const { return before_loop(n, loop_, build_); }
    // The number of values of j, which are 0, 1, 2, …; null where it is not known.
    NodeRef range_of(NodeRef j) const {
        if (auto *wrapped = binary(j, BinaryOp::wrap_index))
            return known_before(wrapped->b) ? before(wrapped->b) : nullptr;
        auto *inner = j->op == Op::Var ? as<For>(loop_.function().declaration(j)) : nullptr;
        int64_t lo = 1, step = 0;
        bool counts = inner && inner != loop_.loop() && constant_i64(inner->lo, lo) && lo == 0 &&
                      constant_i64(inner->step, step) && step == 1;
        return counts && known_before(inner->hi) ? before(inner->hi) : nullptr;
    }

    const LoopScope &loop_;
    Builder &build_;
};

// `count` of the positions at most, and only those in the array: others are never updated, as a
// check stands in front of every update.
NodeRef inside(const Position &p, NodeRef extent, Builder &build) {
    NodeRef zero = build.i64(0), one = build.i64(1);
    NodeRef count = build.binary(BinaryOp::np_max, p.count, zero);
    if (p.step != 0) {
        NodeRef last =
            build.binary(BinaryOp::sub, build.binary(BinaryOp::sub, extent, one), p.first);
        NodeRef way = p.step > 0 ? last : p.first;
        NodeRef steps = build.binary(BinaryOp::floor_div, way, build.i64(std::abs(p.step)));
        count = build.binary(BinaryOp::np_min, count, build.binary(BinaryOp::add, steps, one));
    }
    NodeRef starts = build.compare(CompareOp::in_range, p.first, extent);
    return build.select(starts, count, zero);
}

void unite(std::optional<Position> &known, const Position &next, Builder &build) {
    if (!known || known->step != next.step || !same_value(known->first, next.first))
        known.reset();
    else if (!same_value(known->count, next.count))
        known->count = build.binary(BinaryOp::np_max, known->count, next.count);
}

} // namespace

std::vector<ReducedAxis> reduced_part(NodeRef array, const LoopScope &loop, Builder &build) {
    Subscripts subscripts(loop, build);
    std::vector<std::optional<Position>> found;
    bool first = true;
    walk(loop.loop()->body, [&](NodeRef n) {
        auto *update = as<Update>(n);
        if (!update || update->array != array || update->order == UpdateOrder::plain)
            return;
        for (size_t axis = 0; axis < update->indices.size(); axis++) {
            std::optional<Position> next = subscripts.take_apart(update->indices[axis]);
            if (first)
                found.push_back(next);
            else if (next)
                unite(found[axis], *next, build);
            else
                found[axis].reset();
        }
        first = false;
    });
    std::vector<ReducedAxis> axes;
    for (size_t axis = 0; axis < found.size(); axis++) {
        NodeRef extent = build.dim(array, static_cast<int64_t>(axis));
        const std::optional<Position> &p = found[axis];
        axes.push_back(p ? ReducedAxis{p->first, p->step, inside(*p, extent, build)}
                         : ReducedAxis{nullptr, 1, extent});
    }
    return axes;
}

NodeRef position_of(NodeRef subscript, const ReducedAxis &axis, const LoopScope &loop,
                    Builder &build) {
    if (!axis.first)
        return subscript;
    return axis.step == 0 ? build.i64(0) : Subscripts(loop, build).take_apart(subscript)->j;
}

} // namespace pragmac
