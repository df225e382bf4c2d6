// Matches updates through lets, and accounts for every mention of the cell in the loop.
//
// A let only names a value, so its mentions count where the name is used. The loop is a reduction
// when the mentions found in stores, comparisons and overflow checks of the update are all there
// are.
#include "reduction_pattern.h"

#include "fields.h"
#include "mutants.h"

#include <algorithm>
#include <unordered_set>

namespace pragmac {
namespace {

struct Row {
    ReductionKind op;
    std::string_view name;
};
constexpr Row rows[] = {
    {ReductionKind::add, "sum"},
    {ReductionKind::mul, "product"},
    {ReductionKind::bit_and, "bitwise and"},
    {ReductionKind::bit_or, "bitwise or"},
    {ReductionKind::bit_xor, "bitwise exclusive or"},
    {ReductionKind::py_min, "minimum"},
    {ReductionKind::py_max, "maximum"},
    {ReductionKind::np_min, "NumPy minimum"},
    {ReductionKind::np_max, "NumPy maximum"},
    {ReductionKind::logical_and, "and"},
    {ReductionKind::logical_or, "or"},
    {ReductionKind::arg_min, "position of a minimum"},
    {ReductionKind::arg_max, "position of a maximum"},
};

// Extremum that `if x <op> cell: cell = x` computes; `swapped`: the comparison is cell <op> x.
std::optional<ReductionKind> extremum(CompareOp op, bool swapped) {
    bool greater = op == CompareOp::gt || op == CompareOp::ge;
    bool less = op == CompareOp::lt || op == CompareOp::le;
    if (!greater && !less)
        return std::nullopt;
    return greater != swapped ? ReductionKind::py_max : ReductionKind::py_min;
}

bool overflow_test(CompareOp op) {
    return op == CompareOp::add_fits || op == CompareOp::sub_fits || op == CompareOp::mul_fits;
}

class Matcher {
  public:
    Matcher(NodeRef cell, const LoopScope &scope, bool errors_apart = false)
        : cell_(cell), scope_(scope), errors_apart_(errors_apart) {}

    std::optional<ReductionKind> run() {
        statement(scope_.loop()->body);
        return failed_ ? std::nullopt : op_;
    }

    struct Extremum {
        ReductionKind op;
        NodeRef x;
        bool strict;
    };
    // `x > cell` in any spelling.
    std::optional<Extremum> comparison(NodeRef cond) const {
        auto *c = as<Compare>(behind(cond));
        if (!c)
            return std::nullopt;
        NodeRef a = unwidened(c->a), b = unwidened(c->b);
        bool right = is_cell_value(b) && !mentions(a);
        bool left = is_cell_value(a) && !mentions(b);
        auto op = right || left ? extremum(c->op, left) : std::nullopt;
        bool strict = c->op == CompareOp::gt || c->op == CompareOp::lt;
        return op ? std::optional(Extremum{*op, left ? b : a, strict}) : std::nullopt;
    }
    bool same(NodeRef a, NodeRef b) const { return same_value(behind(a), behind(b)); }

  private:
    NodeRef behind(NodeRef n) const { return scope_.behind_names(n); }
    // Small integers and bools are compared in a wider type, which keeps their order.
    NodeRef unwidened(NodeRef n) const {
        auto *cast = as<Cast>(behind(n));
        if (!cast || !is_integer(cast->type.dtype))
            return n;
        if (is_bool(cast->x->type.dtype))
            return cast->x;
        if (!is_integer(cast->x->type.dtype))
            return n;
        int from = byte_size(cast->x->type.dtype), to = byte_size(cast->type.dtype);
        bool keeps = from < to && (is_signed(cast->type.dtype) || is_unsigned(cast->x->type.dtype));
        return keeps ? cast->x : n;
    }
    bool is_cell_value(NodeRef n) const {
        auto *load = as<Load>(behind(n));
        return load && load->array == cell_;
    }
    int mentions(NodeRef n) const {
        if (n->op == Op::Var && n != behind(n))
            return mentions(behind(n));
        if (auto *load = as<Load>(n); load && load->array == cell_)
            return 1;
        int count = 0;
        for_each_child(n, [&](NodeRef child) { count += n->op == Op::Var ? 0 : mentions(child); });
        return count;
    }

    void statement(NodeRef n) {
        if (n->op == Op::Let)
            return;
        if (auto *store = as<Store>(n); store && store->array == cell_)
            return update(value_op(store->value));
        if (auto *u = as<Update>(n); u && u->array == cell_)
            return update(mentions(u->value) ? std::nullopt : associative(u->op));
        if (auto *branch = as<If>(n); branch && (choice(*branch) || extremum_branch(*branch)))
            return;
        if (auto *check = as<Check>(n); check && allowed(*check))
            return;
        for_each_child(n, [&](NodeRef child) {
            if (child->type == no_type)
                statement(child);
            else if (!child->type.array && mentions(child))
                failed_ = !mutant(Mutant::reduction_read_inside);
        });
    }

    void update(std::optional<ReductionKind> op) {
        bool mixed = op && op_ && *op_ != *op && !mutant(Mutant::operations_mixed);
        if (!op || mixed)
            failed_ = true;
        op_ = op;
    }

    // op(cell, x), or a chain of one operation that begins with the cell.
    std::optional<ReductionKind> value_op(NodeRef value) const {
        NodeRef n = behind(value);
        if (auto *b = as<Binary>(n))
            return binary_op(*b);
        NodeRef cond = nullptr, a = nullptr, c = nullptr;
        if (auto *s = as<Select>(n))
            cond = s->cond, a = s->a, c = s->b;
        if (auto *l = as<Lazy>(n))
            cond = l->cond, a = l->a, c = l->b;
        if (auto chosen = choice_behind(n))
            cond = chosen->cond, a = chosen->a, c = chosen->b;
        if (!cond)
            return std::nullopt;
        if (auto logical = logical_op(cond, a, c))
            return logical;
        auto found = comparison(cond);
        if (found && is_cell_value(c) && same(a, found->x)) // x if x > cell else cell
            return found->op;
        // cell if x > cell else x: a NaN replaces the cell, whatever came before it is forgotten.
        bool ordered = !is_float(n->type.dtype) && !is_complex(n->type.dtype);
        ordered |= mutant(Mutant::nan_choice_reduces);
        if (found && ordered && is_cell_value(a) && same(c, found->x))
            return found->op == ReductionKind::py_max ? ReductionKind::py_min
                                                      : ReductionKind::py_max;
        return std::nullopt;
    }

    std::optional<ReductionKind> binary_op(const Binary &b) const {
        auto op = associative(b.op);
        if (!op)
            return std::nullopt;
        bool minus = b.op == BinaryOp::sub && !mutant(Mutant::reversed_subtraction_reduces);
        bool ordered = minus || b.op == BinaryOp::py_max || b.op == BinaryOp::py_min;
        auto begins = [&](NodeRef n) { return is_cell_value(n) || value_op(n) == op; };
        if (begins(b.a) && !mentions(b.b))
            return op;
        return !ordered && begins(b.b) && !mentions(b.a) ? op : std::nullopt;
    }

    // A lazy value spelt as a branch, as lower_python does when an arm needs statements of its own:
    // each arm ends with a store to one cell of the body, and does nothing else that is seen
    // outside.
    struct Choice {
        NodeRef cell, cond, a, b;
    };
    std::optional<Choice> choice(const If &n) const {
        if (!is_cell_value(n.cond) && !comparison(n.cond))
            return std::nullopt;
        const Store *a = last_store(n.then), *b = last_store(n.otherwise);
        if (!a || !b || a->array != b->array || !scope_.declared_inside(a->array))
            return std::nullopt;
        return Choice{a->array, n.cond, a->value, b->value};
    }
    const Store *last_store(NodeRef arm) const {
        const NodeList &body = as<Block>(arm)->body;
        const Store *last = body.empty() ? nullptr : as<Store>(body.back());
        std::unordered_set<NodeRef> own; // cells of the arm
        for (NodeRef s : body)
            if (last && s != last && !computes_only(s, own))
                return nullptr;
        return last && is_cell(last->array) && !own.count(last->array) ? last : nullptr;
    }
    // Names and cells of the arm alone, without a look at the cell.
    bool computes_only(NodeRef n, std::unordered_set<NodeRef> &own) const {
        if (n->op == Op::Let)
            return true; // counts where its name is used
        if (auto *alloc = as<Alloc>(n))
            return is_cell(alloc->var) && own.insert(alloc->var).second;
        if (auto *store = as<Store>(n))
            return own.count(store->array) && !mentions(store->value);
        if (auto *check = as<Check>(n))
            return errors_apart_ && !mentions(check->cond);
        if (auto *branch = as<If>(n); !branch || mentions(branch->cond))
            return n->op == Op::Block && all_compute_only(*as<Block>(n), own);
        return all_compute_only(*as<Block>(as<If>(n)->then), own) &&
               all_compute_only(*as<Block>(as<If>(n)->otherwise), own);
    }
    bool all_compute_only(const Block &n, std::unordered_set<NodeRef> &own) const {
        return std::all_of(n.body.begin(), n.body.end(),
                           [&](NodeRef s) { return computes_only(s, own); });
    }
    std::optional<Choice> choice_behind(NodeRef n) const {
        auto *load = as<Load>(n);
        std::optional<Choice> found;
        int stores = 0;
        if (!load || !is_cell(load->array))
            return std::nullopt;
        walk(scope_.loop()->body, [&](NodeRef m) {
            auto *store = as<Store>(m);
            stores += store && store->array == load->array;
            auto *branch = as<If>(m);
            auto made = branch ? choice(*branch) : std::nullopt;
            if (made && made->cell == load->array)
                found = made;
        });
        return stores == 2 ? found : std::nullopt;
    }

    // cell and x, x and cell, cell or x, x or cell.
    std::optional<ReductionKind> logical_op(NodeRef cond, NodeRef a, NodeRef b) const {
        auto *yes = as<Const>(a), *no = as<Const>(b);
        if (!is_bool(a->type.dtype))
            return std::nullopt;
        bool conjunction = (no && !no->bits.lo) || same(b, cond);
        bool disjunction = (yes && yes->bits.lo) || same(a, cond);
        NodeRef other = conjunction ? a : disjunction ? b : nullptr;
        if (!other)
            return std::nullopt;
        bool matches =
            (is_cell_value(cond) && !mentions(other)) || (is_cell_value(other) && !mentions(cond));
        auto op = other == a ? ReductionKind::logical_and : ReductionKind::logical_or;
        return matches ? std::optional(op) : std::nullopt;
    }

    // if x > cell: cell = x; followers = …
    bool extremum_branch(const If &n) {
        auto found = comparison(n.cond);
        if (!found)
            return false;
        bool stored = false;
        for (NodeRef s : as<Block>(n.then)->body) {
            auto *store = as<Store>(s);
            bool leads = store && store->array == cell_ && same(store->value, found->x);
            if (leads)
                update(found->op);
            else if (s->op != Op::Let && !(store && follows(store->array)))
                failed_ = true;
            stored |= leads;
        }
        failed_ |= !stored || !as<Block>(n.otherwise)->body.empty();
        return true;
    }
    bool follows(NodeRef other) const {
        auto follower = is_cell(other) ? follows_extremum(other, scope_) : std::nullopt;
        return follower && follower->leader == cell_;
    }

    // The overflow check of cell + x.
    bool allowed(const Check &n) const {
        auto *c = as<Compare>(behind(n.cond));
        for (NodeRef p : n.payload)
            if (mentions(p))
                return false;
        return c && overflow_test(c->op) && mentions(c->a) + mentions(c->b) <= 1;
    }

    NodeRef cell_;
    const LoopScope &scope_;
    bool errors_apart_; // arms may raise
    std::optional<ReductionKind> op_;
    bool failed_ = false;
};

// A branch that stores a new extremum: `if x > leader: leader = x; …`.
struct Candidate {
    const If *branch;
    NodeRef leader;
    ReductionKind op;
    bool strict;
};

NodeRef stored_cell(NodeRef statement) {
    auto *store = as<Store>(statement);
    return store && is_cell(store->array) ? store->array : nullptr;
}

// The candidate whose arm stores `cell` beside its leader, if the branch is one.
std::optional<Candidate> candidate(const If &branch, NodeRef cell, const LoopScope &scope) {
    bool stores = false;
    std::optional<Candidate> found;
    for (NodeRef s : as<Block>(branch.then)->body) {
        NodeRef other = stored_cell(s);
        stores |= other && other == cell;
        if (!other || other == cell)
            continue;
        Matcher matcher(other, scope);
        auto extremum = matcher.comparison(branch.cond);
        if (extremum && matcher.same(as<Store>(s)->value, extremum->x))
            found = Candidate{&branch, other, extremum->op, extremum->strict};
    }
    return stores ? found : std::nullopt;
}

} // namespace

std::string_view name_of(ReductionKind op) {
    for (const Row &row : rows)
        if (row.op == op)
            return row.name;
    return "?";
}

std::string_view clause_word(ReductionKind op) {
    switch (op) {
    case ReductionKind::add: return "+";
    case ReductionKind::mul: return "*";
    case ReductionKind::bit_and: return "&";
    case ReductionKind::bit_or: return "|";
    case ReductionKind::bit_xor: return "^";
    case ReductionKind::py_min:
    case ReductionKind::np_min: return "min";
    case ReductionKind::py_max:
    case ReductionKind::np_max: return "max";
    case ReductionKind::logical_and: return "and";
    case ReductionKind::logical_or: return "or";
    default: return "";
    }
}

std::optional<ReductionKind> associative(BinaryOp op) {
    switch (op) {
    case BinaryOp::add: return ReductionKind::add;
    case BinaryOp::sub: return ReductionKind::add;
    case BinaryOp::mul: return ReductionKind::mul;
    case BinaryOp::bit_and: return ReductionKind::bit_and;
    case BinaryOp::bit_or: return ReductionKind::bit_or;
    case BinaryOp::bit_xor: return ReductionKind::bit_xor;
    case BinaryOp::py_max: return ReductionKind::py_max;
    case BinaryOp::py_min: return ReductionKind::py_min;
    case BinaryOp::np_max: return ReductionKind::np_max;
    case BinaryOp::np_min: return ReductionKind::np_min;
    default: return std::nullopt;
    }
}

std::optional<ReductionKind> reduction_of(NodeRef cell, const LoopScope &scope) {
    return Matcher(cell, scope).run();
}

std::optional<ReductionKind> reduction_but_for_errors(NodeRef cell, const LoopScope &scope) {
    return Matcher(cell, scope, true).run();
}

std::optional<Follower> follows_extremum(NodeRef cell, const LoopScope &scope) {
    std::vector<Candidate> candidates;
    int mentions = 0;
    walk(scope.loop()->body, [&](NodeRef n) {
        auto *load = as<Load>(n);
        mentions += (load && load->array == cell) || stored_cell(n) == cell;
        if (auto *branch = as<If>(n))
            if (auto found = candidate(*branch, cell, scope))
                candidates.push_back(*found);
    });
    if (candidates.empty() || mentions != static_cast<int>(candidates.size()))
        return std::nullopt;
    const Candidate &first = candidates[0];
    int leads = 0; // stores of the leader anywhere in the loop
    walk(scope.loop()->body, [&](NodeRef n) { leads += stored_cell(n) == first.leader; });
    for (const Candidate &c : candidates)
        if (c.leader != first.leader || c.op != first.op || !c.strict)
            return std::nullopt;
    if (leads != static_cast<int>(candidates.size()))
        return std::nullopt;
    bool largest = first.op == ReductionKind::py_max;
    return Follower{largest ? ReductionKind::arg_max : ReductionKind::arg_min, first.leader};
}

} // namespace pragmac
