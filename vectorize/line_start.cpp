// The first load that counts with the loop.
#include "line_start.h"

#include "fields.h"

#include <unordered_set>

namespace pragmac {
namespace {

constexpr int most_nodes = 24; // of a body that waits for its loads

bool waits_for_loads(NodeRef body) {
    int nodes = 0;
    bool slow = false;
    walk(body, [&](NodeRef n) {
        auto *b = as<Binary>(n);
        nodes += n->type != no_type && n->op != Op::Var && n->op != Op::Const;
        slow = slow || n->op == Op::Math || n->op == Op::If || n->op == Op::Lazy ||
               (b && (b->op == BinaryOp::div || b->op == BinaryOp::floor_div ||
                      b->op == BinaryOp::mod || b->op == BinaryOp::pow));
    });
    return !slow && nodes <= most_nodes;
}

bool elements_follow(const Var &array) {
    return array.info->layout == Layout::c_order || array.info->layout == Layout::last;
}

// The variable, or so many more or fewer.
bool counts_with(NodeRef index, NodeRef var) {
    auto *b = as<Binary>(index);
    int64_t offset = 0;
    return index == var || (b && (b->op == BinaryOp::add || b->op == BinaryOp::sub) &&
                            b->a == var && constant_i64(b->b, offset));
}

} // namespace

NodeRef address_of_first(const For &loop, NodeRef lo, Builder &build) {
    int64_t step = 0;
    if (!constant_i64(loop.step, step) || step != 1 || !waits_for_loads(loop.body))
        return nullptr;
    std::unordered_set<NodeRef> inside{loop.var};
    walk(loop.body, [&](NodeRef n) {
        if (NodeRef var = declared_variable(n))
            inside.insert(var);
    });
    auto known_in_front = [&](NodeRef n) {
        bool known = true;
        walk(n, [&](NodeRef m) { known = known && !inside.count(m) && m->op != Op::Load; });
        return known;
    };
    NodeRef found = nullptr;
    walk(loop.body, [&](NodeRef n) {
        auto *load = as<Load>(n);
        if (found || !load || !load->array->type.array || inside.count(load->array) ||
            !elements_follow(*as<Var>(load->array)) || !counts_with(load->indices.back(), loop.var))
            return;
        NodeRef last = substitute(build, load->indices.back(), {{loop.var, lo}});
        for (NodeRef index : load->indices.first(load->indices.size() - 1))
            if (!known_in_front(index))
                return;
        std::vector<NodeRef> indices(load->indices.begin(), load->indices.end());
        indices.back() = last;
        found = build.address(load->array, indices);
    });
    return found;
}

} // namespace pragmac
