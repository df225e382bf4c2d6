// One table of identities and one of combining operations.
#include "reduction_plan.h"

#include "fields.h"
#include "mutants.h"

#include <algorithm>
#include <unordered_set>

namespace pragmac {
namespace {

struct FloatBits {
    uint64_t one, negative_zero, infinity, negative_infinity;
};

FloatBits bits_of(DType part) {
    switch (part) {
    case DType::f16: return {0x3c00, 0x8000, 0x7c00, 0xfc00};
    case DType::f32: return {0x3f800000, 0x80000000, 0x7f800000, 0xff800000};
    default:
        return {0x3ff0000000000000, 0x8000000000000000, 0x7ff0000000000000, 0xfff0000000000000};
    }
}

uint64_t least_integer(DType d) {
    int bits = 8 * byte_size(d);
    return is_signed(d) ? ~uint64_t{0} << (bits - 1) : 0;
}
uint64_t greatest_integer(DType d) {
    int bits = 8 * byte_size(d);
    uint64_t all = bits == 64 ? ~uint64_t{0} : (uint64_t{1} << bits) - 1;
    return is_signed(d) ? all >> 1 : all;
}

Bits float_identity(ReductionKind op, DType d) {
    FloatBits bits = bits_of(part_of(d));
    auto both = [&](uint64_t part) { return Bits{part, is_complex(d) ? part : 0}; };
    switch (op) {
    case ReductionKind::add: return both(bits.negative_zero);
    case ReductionKind::mul: return {bits.one, 0};
    case ReductionKind::py_max:
    case ReductionKind::np_max: return both(bits.negative_infinity);
    case ReductionKind::py_min:
    case ReductionKind::np_min: return both(bits.infinity);
    default: internal_error(__FILE__, __LINE__, "no such reduction of floats");
    }
}

uint64_t integer_identity(ReductionKind op, DType d) {
    switch (op) {
    case ReductionKind::add:
    case ReductionKind::bit_or:
    case ReductionKind::bit_xor: return 0;
    case ReductionKind::mul: return 1;
    case ReductionKind::bit_and:
        return is_bool(d) ? 1 : is_signed(d) ? ~uint64_t{0} : greatest_integer(d);
    case ReductionKind::py_max:
    case ReductionKind::np_max: return is_bool(d) ? 0 : least_integer(d);
    case ReductionKind::py_min:
    case ReductionKind::np_min: return is_bool(d) ? 1 : greatest_integer(d);
    case ReductionKind::logical_and: return 1;
    case ReductionKind::logical_or: return 0;
    default: internal_error(__FILE__, __LINE__, "no such reduction of integers");
    }
}

} // namespace

std::optional<BinaryOp> combining_operation(ReductionKind op) {
    switch (op) {
    case ReductionKind::add: return BinaryOp::add;
    case ReductionKind::mul: return BinaryOp::mul;
    case ReductionKind::bit_and:
    case ReductionKind::logical_and: return BinaryOp::bit_and;
    case ReductionKind::bit_or:
    case ReductionKind::logical_or: return BinaryOp::bit_or;
    case ReductionKind::bit_xor: return BinaryOp::bit_xor;
    case ReductionKind::py_min: return BinaryOp::py_min;
    case ReductionKind::py_max: return BinaryOp::py_max;
    case ReductionKind::np_min: return BinaryOp::np_min;
    case ReductionKind::np_max: return BinaryOp::np_max;
    default: return std::nullopt;
    }
}

NodeRef identity_of(ReductionKind op, DType d, Builder &build) {
    bool floats = is_float(d) || is_complex(d);
    Bits bits = floats ? float_identity(op, d) : Bits{integer_identity(op, d), 0};
    if (mutant(Mutant::identity_zero))
        bits = {};
    return build.constant(scalar(d), bits);
}

NodeRef combine(ReductionKind op, NodeRef a, NodeRef b, Builder &build) {
    auto binary = combining_operation(op);
    internal_assert(binary, "arg_min and arg_max follow their leader");
    return build.binary(*binary, a, b);
}

NodeRef wins(ReductionKind op, NodeRef a, NodeRef b, Builder &build) {
    if (mutant(Mutant::winner_never_strict))
        return build.compare(op == ReductionKind::arg_max ? CompareOp::ge : CompareOp::le, b, a);
    return build.compare(op == ReductionKind::arg_max ? CompareOp::gt : CompareOp::lt, b, a);
}

namespace {

// Whether a value is read from the cell, perhaps through a let of the loop.
bool comes_from(NodeRef n, NodeRef cell, const For &loop) {
    auto *load = as<Load>(n);
    bool found = load && load->array == cell;
    if (n->op == Op::Var)
        walk(loop.body, [&](NodeRef m) {
            auto *let = as<Let>(m);
            found = found || (let && let->var == n && comes_from(let->value, cell, loop));
        });
    else
        for_each_child(n, [&](NodeRef c) { found = found || comes_from(c, cell, loop); });
    return found;
}

bool tests_update_of(NodeRef cond, NodeRef cell, const For &loop) {
    auto *c = as<Compare>(cond);
    if (!c || (c->op != CompareOp::add_fits && c->op != CompareOp::sub_fits &&
               c->op != CompareOp::mul_fits))
        return false;
    return comes_from(c->a, cell, loop) || comes_from(c->b, cell, loop);
}

} // namespace

const Check *overflow_check(const For &loop, NodeRef cell) {
    const Check *found = nullptr;
    walk(loop.body, [&](NodeRef n) {
        auto *check = as<Check>(n);
        if (check && check->payload.empty() && tests_update_of(check->cond, cell, loop))
            found = check;
    });
    return found;
}

namespace {

// How a loop uses an array declared outside it.
struct ArrayUse {
    NodeRef array = nullptr;
    const Update *first = nullptr; // of the updates that combine
    NodeRef other = nullptr;       // the first node that uses it in another way
};

class ArrayUses {
  public:
    ArrayUses(const For &loop, const FunctionScope &function) : function_(function) {
        walk(loop.body, [&](NodeRef n) {
            if (NodeRef var = declared_variable(n))
                inside_.insert(var);
            for_each_child(n, [&](NodeRef child) {
                if (child->op == Op::Var && child->type.array && n->op != Op::Dim)
                    note(n, child);
            });
        });
    }
    std::vector<ArrayUse> all;

  private:
    void note(NodeRef user, NodeRef array) {
        NodeRef root = function_.array_root(array);
        bool names_only = user->op == Op::Let || user->op == Op::Assume || user->op == Op::Share;
        if (inside_.count(root) || names_only)
            return;
        auto use = std::find_if(all.begin(), all.end(),
                                [&](const ArrayUse &u) { return u.array == root; });
        if (use == all.end())
            use = all.insert(use, ArrayUse{root});
        auto *update = as<Update>(user);
        bool combines = update && update->array == array && update->order != UpdateOrder::plain;
        if (combines && !use->first)
            use->first = update;
        // A difference adds what is subtracted.
        auto sums = [](BinaryOp op) { return op == BinaryOp::sub ? BinaryOp::add : op; };
        if (!combines || sums(update->op) != sums(use->first->op) ||
            update->order != use->first->order)
            use->other = use->other ? use->other : user;
    }
    const FunctionScope &function_;
    std::unordered_set<NodeRef> inside_;
};

} // namespace

namespace {

std::vector<ArrayUpdates> arrays_only_updated(const For &loop, const FunctionScope &function,
                                              bool order_is_free) {
    std::vector<ArrayUpdates> found;
    for (const ArrayUse &use : ArrayUses(loop, function).all) {
        if (!use.first || (use.other && !mutant(Mutant::copies_of_read_arrays)))
            continue;
        DType d = use.array->type.dtype;
        BinaryOp op = use.first->op;
        bool floats = is_float(d) || is_complex(d);
        bool exact = op != BinaryOp::add && op != BinaryOp::sub && op != BinaryOp::mul;
        bool atomic = use.first->order == UpdateOrder::atomic;
        if ((atomic && (!floats || exact)) == order_is_free)
            found.push_back({use.first->array, op, atomic && !order_is_free});
    }
    return found;
}

} // namespace

std::vector<ArrayUpdates> combined_arrays(const For &loop, const FunctionScope &function) {
    return arrays_only_updated(loop, function, false);
}

std::vector<ArrayUpdates> atomic_arrays(const For &loop, const FunctionScope &function) {
    return arrays_only_updated(loop, function, true);
}

bool by_one_name(const For &loop, const ArrayUpdates &updates, const FunctionScope &function) {
    bool one = function.array_root(updates.array) == updates.array;
    walk(loop.body, [&](NodeRef n) {
        NodeRef array = element_update(n).array;
        if (array && function.array_root(array) == updates.array)
            one = one && array == updates.array;
    });
    return one;
}

NodeRef seen_between_updates(const For &loop, const FunctionScope &function) {
    for (const ArrayUse &use : ArrayUses(loop, function).all)
        if (use.first && use.other && use.first->order == UpdateOrder::reduction)
            return use.other;
    return nullptr;
}

} // namespace pragmac
