// The first load that counts with the loop.
#include "line_start.h"

#include "fields.h"

#include <unordered_set>

namespace pragmac {
namespace {

constexpr int most_nodes = 24; // of a body that waits for its loads

bool has_conditions(NodeRef body) {
    bool found = false;
    walk(body, [&](NodeRef n) { found = found || n->op == Op::If || n->op == Op::Lazy; });
    return found;
}

bool waits_for_loads(NodeRef body) {
    int nodes = 0;
    bool slow = false;
    walk(body, [&](NodeRef n) {
        auto *b = as<Binary>(n);
        nodes += n->type != no_type && n->op != Op::Var && n->op != Op::Const;
        slow = slow || n->op == Op::Math ||
               (b && (b->op == BinaryOp::div || b->op == BinaryOp::floor_div ||
                      b->op == BinaryOp::mod || b->op == BinaryOp::pow));
    });
    return !slow && nodes <= most_nodes;
}

// The variable, or so many more or fewer.
bool counts_with(NodeRef index, NodeRef var) {
    auto *b = as<Binary>(index);
    int64_t offset = 0;
    return index == var || (b && (b->op == BinaryOp::add || b->op == BinaryOp::sub) &&
                            b->a == var && constant_i64(b->b, offset));
}

bool depends_on_any(NodeRef n, const std::unordered_set<NodeRef> &variables) {
    bool found = false;
    walk(n, [&](NodeRef m) { found = found || variables.count(m); });
    return found;
}

} // namespace

NodeRef address_of_first(const For &loop, NodeRef lo, Builder &build) {
    int64_t step = 0;
    if (!constant_i64(loop.step, step) || step != 1 || has_conditions(loop.body) ||
        !waits_for_loads(loop.body))
        return nullptr;
    std::unordered_set<NodeRef> inside{loop.var};
    walk(loop.body, [&](NodeRef n) {
        for (NodeRef var : {declared_variable(n), written_variable(n)})
            if (var)
                inside.insert(var);
    });
    const Load *first = nullptr;
    bool others = false;
    walk(loop.body, [&](NodeRef n) {
        auto *load = as<Load>(n);
        if (!load || !load->array->type.array || !depends_on_any(n, inside))
            return;
        bool counts = load->array->type.rank == 1 && !inside.count(load->array) &&
                      as<Var>(load->array)->info->layout == Layout::c_order &&
                      counts_with(load->indices[0], loop.var);
        others = others || !counts;
        first = first ? first : load;
    });
    if (!first || others)
        return nullptr;
    return build.address(first->array, {substitute(build, first->indices[0], {{loop.var, lo}})});
}

} // namespace pragmac
