// Products inside of sums, and accumulations of sequential loops.
//
// A step of an accumulation is an update, or a store of what operations of one family make of the
// old value: `s[] = s[] + a + b`, where each part may be a value bound once and used once. It may
// be re-ordered where the innermost loop around it, L, accumulates with it: (a) L runs in order: a
// `for` that is no loop over lanes, or a `while`; (b) the cell or the array is declared outside of
// L, and the subscripts change nowhere in L, so
//     that all iterations change the same element;
// (c) everything that L does with the cell or the array is such steps, of one family, so that no
//     iteration sees what the ones before it have made.
#include "math_mode.h"

#include "fields.h"
#include "mutants.h"

#include <algorithm>
#include <unordered_map>
#include <vector>

namespace pragmac {

std::optional<FusedProduct> fused_product(MathMode mode, BinaryOp op, NodeRef a, NodeRef b) {
    bool contracts = mode != MathMode::strict || mutant(Mutant::strict_contracts);
    DType d = b->type.dtype;
    if (!contracts || (d != DType::f32 && d != DType::f64) ||
        (op != BinaryOp::add && op != BinaryOp::sub))
        return {};
    auto product = [](NodeRef n) {
        auto *binary = as<Binary>(n);
        return binary && binary->op == BinaryOp::mul ? binary : nullptr;
    };
    bool difference = op == BinaryOp::sub;
    if (const Binary *first = product(a))
        return FusedProduct{first->a, first->b, b, false, difference};
    if (const Binary *second = product(b))
        return FusedProduct{second->a, second->b, a, difference, false};
    return {};
}

namespace {

// Operations that commute with each other; `pow` stands for those that are never re-ordered.
BinaryOp family_of(BinaryOp op, DType d) {
    if (!is_float(part_of(d)))
        return BinaryOp::pow;
    switch (op) {
    case BinaryOp::add:
    case BinaryOp::sub: return BinaryOp::add;
    case BinaryOp::mul:
    case BinaryOp::np_max:
    case BinaryOp::np_min: return is_float(d) ? op : BinaryOp::pow;
    default: return BinaryOp::pow;
    }
}

// What one loop does.
class Loop {
  public:
    // A `for` has a variable, a `while` a condition.
    Loop(NodeRef variable, NodeRef condition, NodeRef body) : declared_{variable} {
        if (condition)
            collect(condition, true);
        collect(body, true);
        for (const Store *store : stores_)
            add_step(*store);
    }

    void give(std::unordered_set<NodeRef> &found) const {
        for (const auto &[changed, use] : uses_)
            if (accumulated(changed, use))
                found.insert(use.nodes.begin(), use.nodes.end());
    }

  private:
    // What becomes of a cell or an array.
    struct Use {
        std::vector<NodeRef> nodes; // updates, and the operations of other steps
        std::vector<BinaryOp> families;
        NodeList indices; // of the first step
        int loads = 0, loads_of_steps = 0;
        bool other = false;
    };

    void collect(NodeRef n, bool innermost) {
        if (NodeRef declared = declared_variable(n))
            declared_.insert(declared);
        if (as<Var>(n))
            seen_[n]++;
        if (auto *let = as<Let>(n))
            lets_[let->var] = let->value;
        if (auto *load = as<Load>(n))
            uses_[load->array].loads++;
        auto *update = as<Update>(n);
        auto *store = as<Store>(n);
        if (update && innermost && update->order == UpdateOrder::plain)
            add_step(*update);
        else if (store && innermost)
            stores_.push_back(store);
        else if (NodeRef written = written_variable(n))
            uses_[written].other = true;
        bool inner = n->op == Op::For || n->op == Op::While || n->op == Op::Launch;
        for_each_child(n, [&](NodeRef child) { collect(child, innermost && !inner); });
    }

    void add_step(NodeRef changed, NodeList indices, BinaryOp family) {
        Use &use = uses_[changed];
        if (use.families.empty())
            use.indices = indices;
        use.families.push_back(family);
        use.other = use.other || !same(indices, use.indices);
    }
    void add_step(const Update &n) {
        add_step(n.array, n.indices, family_of(n.op, n.value->type.dtype));
        uses_[n.array].nodes.push_back(&n);
    }
    void add_step(const Store &n) {
        std::vector<NodeRef> path;
        BinaryOp family = BinaryOp::pow;
        if (auto *last = as<Binary>(bound(n.value)))
            family = family_of(last->op, last->type.dtype);
        Use &use = uses_[n.array];
        if (family == BinaryOp::pow || !reaches_old(n, n.value, family, path)) {
            use.other = true;
            return;
        }
        add_step(n.array, n.indices, family);
        use.loads_of_steps++;
        use.nodes.insert(use.nodes.end(), path.begin(), path.end());
    }

    // What a variable is that is bound in the loop and used once.
    NodeRef bound(NodeRef n) const {
        for (auto let = lets_.find(n); let != lets_.end() && seen_.at(n) == 2; let = lets_.find(n))
            n = let->second; // seen where it is bound and where it is used
        return n;
    }

    // Whether `n` is the old value behind operations of the family; these then lie on `path`.
    bool reaches_old(const Store &store, NodeRef n, BinaryOp family, std::vector<NodeRef> &path) {
        n = bound(n);
        if (auto *load = as<Load>(n))
            return load->array == store.array && same(load->indices, store.indices);
        auto *binary = as<Binary>(n);
        if (!binary || family_of(binary->op, binary->type.dtype) != family)
            return false;
        path.push_back(n);
        if (reaches_old(store, binary->a, family, path) ||
            (binary->op != BinaryOp::sub && reaches_old(store, binary->b, family, path)))
            return true;
        path.pop_back();
        return false;
    }

    static bool same(NodeList a, NodeList b) { return std::ranges::equal(a, b, equal); }

    bool accumulated(NodeRef changed, const Use &use) const {
        if (use.other || use.families.empty() || use.loads != use.loads_of_steps ||
            declared_.count(changed))
            return false;
        for (BinaryOp family : use.families)
            if (family != use.families[0] || family == BinaryOp::pow)
                return false;
        return std::ranges::all_of(use.indices, [&](NodeRef index) { return invariant(index); });
    }

    bool invariant(NodeRef index) const {
        bool same = true;
        walk(index, [&](NodeRef n) { same = same && n->op != Op::Load && !declared_.count(n); });
        return same;
    }

    std::unordered_map<NodeRef, Use> uses_;
    std::unordered_map<NodeRef, NodeRef> lets_;
    std::unordered_map<NodeRef, int> seen_; // variables
    std::unordered_set<NodeRef> declared_;
    std::vector<const Store *> stores_; // of which the loop is the innermost one
};

} // namespace

std::unordered_set<NodeRef> reordered_updates(MathMode mode, const Func &func) {
    std::unordered_set<NodeRef> found;
    if (mode < MathMode::reassoc && !mutant(Mutant::strict_reorders))
        return found;
    walk(&func, [&](NodeRef n) {
        if (auto *loop = as<For>(n); loop && loop->kind != ForKind::lanes)
            Loop(loop->var, nullptr, loop->body).give(found);
        if (auto *loop = as<While>(n))
            Loop(nullptr, loop->cond, loop->body).give(found);
    });
    return found;
}

} // namespace pragmac
