// The subscript tests in order of their price.
#include "exact_tests.h"

#include "fields.h"
#include "flat_index.h"
#include "mutants.h"
#include "user_words.h"

#include <algorithm>

namespace pragmac {
namespace {

bool same_guards(const Access &a, const Access &b) {
    auto same = [](Guard x, Guard y) { return x.cond == y.cond && x.holds == y.holds; };
    return mutant(Mutant::repeated_under_any_guard) ||
           std::equal(a.guards.begin(), a.guards.end(), b.guards.begin(), b.guards.end(), same);
}

// The second store of one iteration to an element adds no pair, but another value does.
bool same_stores(const Access &a, const Access &b) {
    auto *x = as<Store>(a.node), *y = as<Store>(b.node);
    return !x || !y || same_value(x->value, y->value) || mutant(Mutant::second_store_unseen);
}

bool repeated(const std::vector<ArrayUse> &uses, const Access &a) {
    return std::any_of(uses.begin(), uses.end(), [&](const ArrayUse &use) {
        const Access &u = *use.access;
        return u.writes == a.writes && !u.update.array && !a.update.array && u.loops == a.loops &&
               same_guards(u, a) && same_stores(u, a) &&
               std::equal(u.indices.begin(), u.indices.end(), a.indices.begin(), a.indices.end(),
                          same_value);
    });
}

} // namespace

std::vector<ArrayUse> uses_of(NodeRef array, LoopAccesses &accesses) {
    std::vector<ArrayUse> uses;
    for (size_t i = 0; i < accesses.all().size(); i++) {
        const Access &a = accesses.all()[i];
        if (a.array != array || repeated(uses, a))
            continue;
        uses.push_back({i, &a, {}});
        for (NodeRef index : a.indices)
            uses.back().forms.push_back(linear_form(index, accesses.scope()));
    }
    return uses;
}

std::optional<size_t> separating_axis(const std::vector<ArrayUse> &uses, const LoopScope &scope) {
    for (size_t axis = 0; axis < uses[0].forms.size(); axis++) {
        auto same = [&](const ArrayUse &use) {
            return use.forms[axis] && uses[0].forms[axis] &&
                   meeting(*uses[0].forms[axis], *use.forms[axis], scope.loop()->var) ==
                       Meeting::same;
        };
        auto last = mutant(Mutant::one_subscript_for_all) ? uses.begin() + 1 : uses.end();
        if (std::all_of(uses.begin(), last, same))
            return axis;
    }
    return std::nullopt;
}

bool store_one_value(const std::vector<ArrayUse> &uses, const LoopScope &scope) {
    NodeRef value = nullptr;
    bool reads = false;
    for (const ArrayUse &use : uses) {
        reads |= use.access->reads;
        auto *store = as<Store>(use.access->node);
        if (!store && mutant(Mutant::read_of_one_value_ignored))
            continue;
        bool same = !store || !value || same_value(value, store->value) ||
                    mutant(Mutant::stored_values_ignored);
        if (!store || !scope.invariant(store->value) || !same)
            return false;
        value = store->value;
    }
    return mutant(Mutant::read_of_one_value_ignored) || !reads;
}

bool store_one_value(const Access &a, const Access &b, const LoopScope &scope) {
    auto *x = as<Store>(a.node), *y = as<Store>(b.node);
    bool same = x && y && (same_value(x->value, y->value) || mutant(Mutant::stored_values_ignored));
    return same && scope.invariant(x->value) && scope.invariant(y->value);
}

bool commute(const Access &a, const Access &b) {
    auto combines = [](const Access &x) {
        return x.update.array && x.update.order != UpdateOrder::plain;
    };
    if (!combines(a) || !combines(b))
        return false;
    if (mutant(Mutant::atomics_commute_always))
        return true;
    // Copies of an array do not know what others fetch; complex elements are fetched under a lock.
    bool mixed = !a.update.fetched != !b.update.fetched &&
                 (a.update.order != b.update.order || is_complex(a.array->type.dtype));
    // A difference adds what is subtracted.
    auto sums = [](BinaryOp op) { return op == BinaryOp::sub ? BinaryOp::add : op; };
    return sums(a.update.op) == sums(b.update.op) && !mixed;
}

std::optional<Apart> apart(const ArrayUse &a, const ArrayUse &b, LoopScope &scope) {
    std::string both = access_in_user_words(*a.access, scope.function()) + " and " +
                       access_in_user_words(*b.access, scope.function());
    for (size_t axis = 0; axis < a.forms.size(); axis++) {
        if (!a.forms[axis] || !b.forms[axis])
            continue;
        Meeting m = meeting(*a.forms[axis], *b.forms[axis], scope.loop()->var);
        if (m == Meeting::possible && !mutant(Mutant::subscripts_never_meet))
            continue;
        return Apart{Evidence::subscripts,
                     both + (m == Meeting::same ? " meet in one iteration only" : " never meet") +
                         " in dimension " + std::to_string(axis)};
    }
    if (apart_by_rows(*a.access, *b.access, scope))
        return Apart{Evidence::rows,
                     both + " lie in rows or tiles of one width, or are quotient and remainder"};
    return std::nullopt;
}

} // namespace pragmac
