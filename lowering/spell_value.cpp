// Writes integer arithmetic out again, without names that end with their block.
#include "spell_value.h"

#include "fields.h"

namespace pragmac {
namespace {

constexpr int deepest = 6; // operations of a value that is computed twice

bool is_arithmetic(NodeRef n) {
    bool whole = is_integer(n->type.dtype) || n->type.dtype == DType::b1;
    return whole && (n->op == Op::Unary || n->op == Op::Binary || n->op == Op::Cast ||
                     n->op == Op::Compare || n->op == Op::Select);
}

NodeRef spelt(NodeRef n, const BoundValues &inside, Builder &build, int depth) {
    if (auto it = inside.find(n); it != inside.end())
        return it->second ? spelt(it->second, inside, build, depth) : nullptr;
    if (auto *d = as<Dim>(n))
        return inside.count(d->array) ? nullptr : n;
    if (n->op == Op::Const || n->op == Op::Var)
        return n;
    if (!is_arithmetic(n) || depth == deepest)
        return nullptr;
    bool good = true;
    NodeRef made = build.map_children(n, [&](NodeRef c) {
        NodeRef inner = spelt(c, inside, build, depth + 1);
        good = good && inner;
        return inner ? inner : c;
    });
    return good ? made : nullptr;
}

bool total_binary(const Binary &n) {
    switch (n.op) {
    case BinaryOp::add:
    case BinaryOp::sub:
    case BinaryOp::mul:
    case BinaryOp::bit_and:
    case BinaryOp::bit_or:
    case BinaryOp::bit_xor:
    case BinaryOp::py_max:
    case BinaryOp::py_min:
    case BinaryOp::np_max:
    case BinaryOp::np_min:
    case BinaryOp::wrap_index: return true;
    case BinaryOp::floor_div:
    case BinaryOp::mod: {
        int64_t divisor = 0;
        return constant_i64(n.b, divisor) && divisor > 0;
    }
    default: return false;
    }
}

} // namespace

BoundValues bound_in(NodeRef n) {
    BoundValues bound;
    walk(n, [&](NodeRef m) {
        auto *let = as<Let>(m);
        if (NodeRef var = declared_variable(m))
            bound[var] = let ? let->value : nullptr;
    });
    return bound;
}

NodeRef spelt(NodeRef n, const BoundValues &inside, Builder &build) {
    return spelt(n, inside, build, 0);
}

bool total(NodeRef n) {
    switch (n->op) {
    case Op::Const:
    case Op::Var:
    case Op::Dim: return !n->type.array;
    case Op::Unary:
    case Op::Compare:
    case Op::Select: break;
    case Op::Cast:
        if (!is_integer(n->type.dtype) || !is_integer(as<Cast>(n)->x->type.dtype))
            return false;
        break;
    case Op::Binary:
        if (!total_binary(*as<Binary>(n)))
            return false;
        break;
    default: return false;
    }
    bool good = true;
    for_each_child(n, [&](NodeRef child) { good = good && total(child); });
    return good;
}

} // namespace pragmac
