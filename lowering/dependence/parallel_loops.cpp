// Decides a loop array by array: linear tests on pairs of accesses, then isl on what is left.
//
// Two iterations i != i' conflict when an access of i and an access of i' meet in one element and
// one of them writes. For affine accesses A and B that is the relation { i -> i' : A(i) = B(i') },
// B's inner loops and A's being free. A pair whose relation is empty needs no order; a loop all of
// whose pairs are empty is free. Relations only over-approximate, so empty is a proof.
#include "parallel_loops.h"

#include "fields.h"
#include "linear_form.h"
#include "mutants.h"
#include "user_words.h"

#include <algorithm>

namespace pragmac {
namespace {

bool commute(const Access &a, const Access &b) {
    return a.update && b.update && a.update->op == b.update->op &&
           a.update->order == UpdateOrder::atomic && b.update->order == UpdateOrder::atomic;
}

// A jump below n that leaves the loop as a whole; `inner_loop`, `inner_call`: whether a loop or an
// inline body between takes `break` and `leave`.
NodeRef jump_out(NodeRef n, bool inner_loop, bool inner_call) {
    if (n->op == Op::Return)
        return n;
    if (auto *jump = as<Jump>(n)) {
        bool out = (jump->kind == JumpKind::loop_break && !inner_loop) ||
                   (jump->kind == JumpKind::leave && !inner_call);
        return out ? n : nullptr;
    }
    inner_loop |= n->op == Op::For || n->op == Op::While;
    inner_call |= n->op == Op::Inline;
    NodeRef found = nullptr;
    for_each_child(n, [&](NodeRef child) {
        if (!found && child->type == no_type)
            found = jump_out(child, inner_loop, inner_call);
    });
    return found;
}

// One access with the linear forms of its subscripts.
struct Subscripted {
    size_t index; // in LoopAccesses::all()
    const Access *access;
    std::vector<std::optional<LinearForm>> forms;
};

class Decision {
  public:
    Decision(LoopAccesses &accesses, Polyhedra &sets)
        : accesses_(accesses), scope_(accesses.scope()), sets_(sets) {}

    Verdict run() {
        if (auto verdict = statement_obstacle())
            return *verdict;
        std::vector<NodeRef> seen;
        for (const Access &a : accesses_.all()) {
            if (std::find(seen.begin(), seen.end(), a.array) != seen.end())
                continue;
            seen.push_back(a.array);
            if (auto verdict = array(a.array))
                return *verdict;
        }
        result_.kind = Verdict::Kind::free;
        return std::move(result_);
    }

  private:
    // ---- what no relation can excuse -------------------------------------------------------

    std::optional<Verdict> statement_obstacle() {
        if (NodeRef jump = jump_out(scope_.loop()->body, false, false))
            return unknown("an iteration may end the whole loop", jump, nullptr);
        NodeRef print = nullptr;
        walk(scope_.loop()->body, [&](NodeRef n) { print = n->op == Op::Print ? n : print; });
        if (print)
            return unknown("`print` writes in the order of the iterations", print, nullptr);
        for (const Access &a : accesses_.all())
            if (const Access *other = a.writes ? overlapping(a) : nullptr)
                return unknown("`" + name(a) + "` may overlap " +
                                   (other == &a ? "itself" : "`" + name(*other) + "`"),
                               a.node, a.array);
        return std::nullopt;
    }

    // An argument that may share memory with `a`, when calls with overlapping arguments come here.
    const Access *overlapping(const Access &a) {
        auto argument = [&](NodeRef array) { return !scope_.function().declaration(array); };
        if (mutant(Mutant::overlap_ignored) || !scope_.function().func()->overlap ||
            !argument(a.array))
            return nullptr;
        for (const Access &other : accesses_.all())
            if (other.array != a.array && argument(other.array))
                return &other;
        Layout layout = as<Var>(a.array)->info->layout;
        bool dense = layout == Layout::c_order || layout == Layout::f_order ||
                     (layout == Layout::last && a.array->type.rank == 1);
        return dense ? nullptr : &a;
    }

    // ---- one array -------------------------------------------------------------------------

    std::optional<Verdict> array(NodeRef array) {
        std::vector<Subscripted> uses;
        bool written = false;
        for (size_t i = 0; i < accesses_.all().size(); i++) {
            const Access &a = accesses_.all()[i];
            if (a.array != array || repeated(uses, a))
                continue;
            written |= a.writes;
            uses.push_back({i, &a, {}});
            for (NodeRef index : a.indices)
                uses.back().forms.push_back(linear_form(index, scope_));
        }
        if (!written)
            return std::nullopt;
        if (auto axis = separating_axis(uses)) {
            certify(array, "every access has subscript " +
                               in_user_words(uses[0].access->indices[*axis], scope_.function()) +
                               " in dimension " + std::to_string(*axis));
            return std::nullopt;
        }
        return pairs(uses);
    }

    // The same access again: same subscripts, loops and guards, and no more effects.
    static bool repeated(const std::vector<Subscripted> &uses, const Access &a) {
        return std::any_of(uses.begin(), uses.end(), [&](const Subscripted &use) {
            const Access &u = *use.access;
            return u.writes == a.writes && !u.update && !a.update && u.loops == a.loops &&
                   std::equal(
                       u.guards.begin(), u.guards.end(), a.guards.begin(), a.guards.end(),
                       [](Guard x, Guard y) { return x.cond == y.cond && x.holds == y.holds; }) &&
                   std::equal(u.indices.begin(), u.indices.end(), a.indices.begin(),
                              a.indices.end(), same_value);
        });
    }

    // A dimension in which every access has the same subscript, another in each iteration.
    std::optional<size_t> separating_axis(const std::vector<Subscripted> &uses) const {
        for (size_t axis = 0; axis < uses[0].forms.size(); axis++) {
            auto same = [&](const Subscripted &use) {
                return use.forms[axis] && uses[0].forms[axis] &&
                       meeting(*uses[0].forms[axis], *use.forms[axis], scope_.loop()->var) ==
                           Meeting::same;
            };
            if (std::all_of(uses.begin(), uses.end(), same))
                return axis;
        }
        return std::nullopt;
    }

    std::optional<Verdict> pairs(const std::vector<Subscripted> &uses) {
        for (size_t i = 0; i < uses.size(); i++)
            for (size_t j = i; j < uses.size(); j++) {
                const Access &a = *uses[i].access, &b = *uses[j].access;
                if ((!a.writes && !b.writes) || commute(a, b) || apart(uses[i], uses[j]))
                    continue;
                if (auto verdict = pair(uses[i].index, uses[j].index))
                    return verdict;
            }
        return std::nullopt;
    }

    bool apart(const Subscripted &a, const Subscripted &b) {
        for (size_t axis = 0; axis < a.forms.size(); axis++) {
            if (!a.forms[axis] || !b.forms[axis])
                continue;
            Meeting m = meeting(*a.forms[axis], *b.forms[axis], scope_.loop()->var);
            if (m == Meeting::possible && !mutant(Mutant::subscripts_never_meet))
                continue;
            certify(a.access->array,
                    words(*a.access) + " and " + words(*b.access) +
                        (m == Meeting::same ? " meet in one iteration only" : " never meet") +
                        " in dimension " + std::to_string(axis));
            return true;
        }
        return false;
    }

    // ---- isl -------------------------------------------------------------------------------

    std::optional<Verdict> pair(size_t i, size_t j) {
        const Access &a = accesses_.all()[i], &b = accesses_.all()[j];
        Conflict conflict{.a = &a, .b = &b};
        Answer empty = Answer::unknown;
        std::string proof;
        if (!sets_.exhausted()) {
            Budget budget(sets_);
            empty = conflicts(i, j, conflict, proof);
        }
        if (empty == Answer::yes) {
            certify(a.array, proof);
            return std::nullopt;
        }
        if (empty == Answer::unknown)
            conflict.pairs = Map();
        if (empty == Answer::no && conflict.exact)
            find_witness(conflict);
        const Access &written = b.writes ? b : a;
        Verdict verdict = unknown(explain(i, j, conflict), written.node, a.array);
        verdict.conflict = std::move(conflict);
        return verdict;
    }

    // Without what is known about the parameters first: it is rarely needed.
    Answer conflicts(size_t i, size_t j, Conflict &conflict, std::string &proof) {
        const AccessRelation &a = accesses_.relation(i), &b = accesses_.relation(j);
        conflict.exact = a.exact && b.exact;
        conflict.pairs = different_first(meeting(a.map, b.map), i == j);
        Answer empty = is_empty(conflict.pairs);
        std::string given;
        if (empty == Answer::no) {
            conflict.pairs = given_parameters(conflict.pairs, accesses_.context());
            empty = is_empty(conflict.pairs);
            given = empty == Answer::yes ? " given " + text(accesses_.context()) : "";
        }
        if (empty == Answer::yes)
            proof = "no i != i' with A(i) = B(i') for A = " + text(a.map) +
                    (i == j ? " and B = A" : " and B = " + text(b.map)) + given;
        return empty;
    }

    void find_witness(Conflict &conflict) {
        Budget budget(sets_);
        auto sample = smallest(conflict.pairs);
        if (!sample)
            return;
        Witness witness{.first = sample->from[0],
                        .second = sample->to[0],
                        .element = {},
                        .given = {},
                        .certain = conflict.exact};
        for (const auto &[name, value] : sample->parameters)
            witness.given.emplace_back(scope_.meaning(name), value);
        witness.element = element_of(conflict, *sample);
        conflict.witness = witness;
    }

    std::vector<int64_t> element_of(const Conflict &conflict, const Sample &sample) {
        for (size_t i = 0; i < accesses_.all().size(); i++)
            if (&accesses_.all()[i] == conflict.a)
                return image(accesses_.relation(i).map, sample.from, sample.parameters)
                    .value_or(std::vector<int64_t>());
        return {};
    }

    // ---- words -----------------------------------------------------------------------------

    std::string explain(size_t i, size_t j, const Conflict &conflict) {
        const Access &a = *conflict.a, &b = *conflict.b;
        if (conflict.witness)
            return with_witness(a, b, *conflict.witness);
        for (size_t k : {i, j})
            if (conflict.pairs && !accesses_.relation(k).exact)
                return "two iterations may touch one element of `" + name(a) + "`: in " +
                       words(accesses_.all()[k]) + ", " + accesses_.relation(k).reason;
        std::string both = words(a) == words(b) ? words(a) : words(a) + " and " + words(b);
        return "whether two iterations touch one element of `" + name(a) + "` through " + both +
               " was not decided within the work limit";
    }

    std::string with_witness(const Access &a, const Access &b, const Witness &w) {
        std::string var = name_in_source(scope_.loop()->var);
        auto iteration = [&](int64_t value) { return var + "=" + std::to_string(value); };
        std::string given;
        for (const auto &[name, value] : w.given)
            given += (given.empty() ? " (for instance with " : ", ") + name + "=" +
                     std::to_string(value);
        given += given.empty() ? "" : ")";
        if (a.writes && b.writes)
            return "iterations " + iteration(w.first) + " and " + iteration(w.second) +
                   " both write " + element(a, w) + given;
        int64_t writer = a.writes ? w.first : w.second, reader = a.writes ? w.second : w.first;
        return "iteration " + iteration(reader) + " reads " + element(a, w) + ", which iteration " +
               iteration(writer) + " writes" + given;
    }
    std::string element(const Access &a, const Witness &w) {
        if (w.element.empty())
            return "the same element of `" + name(a) + "`";
        std::string text = "`" + name(a) + "[";
        for (size_t k = 0; k < w.element.size(); k++)
            text += (k ? ", " : "") + std::to_string(w.element[k]);
        return text + "]`";
    }

    std::string name(const Access &a) const { return name_in_source(a.array); }
    std::string words(const Access &a) const {
        return "`" + access_in_user_words(a.array, a.indices, scope_.function()) + "`";
    }
    void certify(NodeRef array, const std::string &what) {
        result_.certificate += name_in_source(array) + ": " + what + "\n";
    }
    Verdict unknown(std::string reason, NodeRef at, NodeRef array) {
        Verdict v;
        v.reason = std::move(reason);
        v.at = at;
        v.array = array;
        return v;
    }

    LoopAccesses &accesses_;
    LoopScope &scope_;
    Polyhedra &sets_;
    Verdict result_;
};

} // namespace

Verdict decide(const For *loop, const Func *func, DependenceContext &context) {
    return Decision(context.accesses(loop, func), context.sets()).run();
}

} // namespace pragmac
