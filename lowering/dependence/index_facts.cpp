// Looks through names, widening casts and wraps for the load that an index comes from.
#include "index_facts.h"

#include "build.h"
#include "fields.h"
#include "linear_form.h"
#include "mutants.h"
#include "user_words.h"

#include <algorithm>

namespace pragmac {
namespace {

// What an index stands for, without names, widening casts and the wrap of negative values.
struct Stripped {
    NodeRef node;
    bool wraps = false;
};
Stripped stripped(NodeRef n, const LoopScope &scope) {
    Stripped result{n};
    while (true) {
        NodeRef inner = nullptr;
        auto *let = as<Let>(scope.function().declaration(result.node));
        auto *cast = as<Cast>(result.node);
        auto *binary = as<Binary>(result.node);
        if (let && !result.node->type.array && scope.declared_inside(result.node))
            inner = let->value;
        else if (cast && is_integer(cast->x->type.dtype) && cast->type.dtype == DType::i64)
            inner = cast->x;
        else if (binary && binary->op == BinaryOp::wrap_index)
            inner = binary->a, result.wraps = true;
        if (!inner)
            return result;
        result.node = inner;
    }
}

// A value of a one-dimensional index array that the loop leaves alone.
const Load *index_load(NodeRef n, const LoopScope &scope) {
    auto *load = as<Load>(stripped(n, scope).node);
    if (!load || !load->array->type.array || load->array->type.rank != 1 ||
        !is_integer(load->array->type.dtype))
        return nullptr;
    NodeRef root = scope.function().array_root(load->array);
    bool written = scope.writes_array(root) && !mutant(Mutant::written_index_array_believed);
    return written || scope.declared_inside(root) ? nullptr : load;
}

bool one_root(const Load &a, const Load &b, const LoopScope &scope) {
    return scope.function().array_root(a.array) == scope.function().array_root(b.array);
}

// position(i) differs from iteration to iteration and is known in front of the loop but for i.
bool steps_through(const LinearForm &position, NodeRef node, const LoopScope &scope) {
    auto factor = position.iterations.find(scope.loop()->var);
    return position.iterations.size() == 1 && factor != position.iterations.end() &&
           factor->second != 0 && scope.available_at_entry(node, true);
}

std::optional<IndexFact> unique_values(const Access &a, const Access &b, size_t axis,
                                       LoopScope &scope) {
    const Load *x = index_load(a.indices[axis], scope), *y = index_load(b.indices[axis], scope);
    if (!x || !y || !one_root(*x, *y, scope))
        return std::nullopt;
    auto p = linear_form(x->indices[0], scope), q = linear_form(y->indices[0], scope);
    bool same = p && q && (*p == *q || mutant(Mutant::unique_positions_ignored));
    if (!same || !steps_through(*p, x->indices[0], scope))
        return std::nullopt;
    return IndexFact{.fact = Fact::unique,
                     .array = scope.function().array_root(x->array),
                     .position = x->indices[0],
                     .indexed = a.array,
                     .axis = static_cast<int64_t>(axis)};
}

// The rows of a loop over range(row[e], row[e + 1]).
struct Row {
    const Load *start;
    LinearForm position, offset; // e, and the subscript without the loop's variable
    bool wraps;
};
std::optional<Row> row_of(const Access &access, size_t axis, LoopScope &scope) {
    Stripped subscript = stripped(access.indices[axis], scope);
    auto form = linear_form(subscript.node, scope);
    if (!form || form->iterations.size() != 1 || form->iterations.begin()->second != 1)
        return std::nullopt;
    NodeRef var = form->iterations.begin()->first;
    auto inner = std::find_if(access.loops.begin() + 1, access.loops.end(),
                              [&](const For *loop) { return loop->var == var; });
    int64_t step = 0;
    if (inner == access.loops.end() || !constant_i64((*inner)->step, step) || step != 1)
        return std::nullopt;
    const Load *lo = index_load((*inner)->lo, scope), *hi = index_load((*inner)->hi, scope);
    if (!lo || !hi || !one_root(*lo, *hi, scope))
        return std::nullopt;
    auto p = linear_form(lo->indices[0], scope), q = linear_form(hi->indices[0], scope);
    if (!p || !q || !steps_through(*p, lo->indices[0], scope))
        return std::nullopt;
    LinearForm next = *p;
    next.constant++;
    form->iterations.clear();
    return next == *q || mutant(Mutant::rows_overlap_ignored)
               ? std::optional(Row{lo, *p, *form, subscript.wraps})
               : std::nullopt;
}

std::optional<IndexFact> sorted_rows(const Access &a, const Access &b, size_t axis,
                                     LoopScope &scope) {
    auto x = row_of(a, axis, scope), y = row_of(b, axis, scope);
    if (!x || !y || !one_root(*x->start, *y->start, scope) || !(x->position == y->position) ||
        (!(x->offset == y->offset) && !mutant(Mutant::row_offsets_ignored)))
        return std::nullopt;
    bool wraps = x->wraps || y->wraps;
    if (wraps && !(x->offset == LinearForm{})) // the sign of the sum is not the sign of the value
        return std::nullopt;
    return IndexFact{.fact = Fact::sorted,
                     .array = scope.function().array_root(x->start->array),
                     .position = x->start->indices[0],
                     .not_negative = wraps};
}

} // namespace

std::optional<IndexFact> separating_fact(const Access &a, const Access &b, LoopScope &scope) {
    for (size_t axis = 0; axis < a.indices.size(); axis++) {
        if (auto fact = unique_values(a, b, axis, scope))
            return fact;
        if (auto fact = sorted_rows(a, b, axis, scope))
            return fact;
    }
    return std::nullopt;
}

bool assumed(Fact fact, NodeRef array, const LoopScope &scope) {
    bool found = false;
    for (NodeRef s : as<Block>(scope.loop()->body)->body)
        if (auto *assume = as<Assume>(s); assume && assume->fact == fact)
            for (NodeRef a : assume->arrays)
                found = found || scope.function().array_root(a) == array;
    return found;
}

std::string in_user_words(const IndexFact &fact) {
    std::string name = "`" + name_in_source(fact.array) + "`";
    return fact.one_value              ? "the counter in " + name + " is not negative"
           : fact.fact == Fact::unique ? name + " holds no index twice"
           : fact.not_negative         ? name + " is sorted and not negative"
                                       : name + " is sorted";
}

} // namespace pragmac
