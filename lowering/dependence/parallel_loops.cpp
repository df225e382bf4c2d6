// Decides a loop array by array: linear tests on pairs of accesses, then isl on what is left.
//
// Two iterations i != i' conflict when an access of i and an access of i' meet in one element and
// one of them writes. For affine accesses A and B that is the relation { i -> i' : A(i) = B(i') },
// B's inner loops and A's being free. A pair whose relation is empty needs no order; a loop all of
// whose pairs are empty is free. Relations only over-approximate, so empty is a proof.
#include "parallel_loops.h"

#include "claimed_slots.h"
#include "conflict_judge.h"
#include "fields.h"
#include "flat_index.h"
#include "index_facts.h"
#include "linear_form.h"
#include "mutants.h"
#include "user_words.h"

#include <algorithm>

namespace pragmac {
namespace {

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
    return a.update.op == b.update.op && !mixed;
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
        : accesses_(accesses), scope_(accesses.scope()), sets_(sets), judge_(accesses, sets) {}

    Verdict run() {
        statement_obstacle();
        std::vector<NodeRef> seen;
        for (const Access &a : accesses_.all()) {
            if (racy_ || std::find(seen.begin(), seen.end(), a.array) != seen.end())
                continue;
            seen.push_back(a.array);
            array(a.array);
        }
        Verdict verdict = racy_        ? std::move(*racy_)
                          : undecided_ ? std::move(*undecided_)
                          : guarded_   ? std::move(*guarded_)
                                       : Verdict();
        verdict.reachable = !judge_.unreachable();
        verdict.loop = scope_.loop();
        if (!racy_ && !undecided_) {
            if (!guarded_)
                verdict.kind = Verdict::Kind::free;
            verdict.certificate = result_.certificate;
            verdict.shared = shared_;
            add_facts(verdict);
        }
        return verdict;
    }

  private:
    void add_facts(Verdict &verdict) {
        if (facts_.empty())
            return;
        verdict.kind = Verdict::Kind::guarded;
        verdict.facts = facts_;
        if (verdict.reason.empty())
            verdict.reason = "it is free only when " + pragmac::in_user_words(facts_[0]);
    }

    // ---- what no relation can excuse -------------------------------------------------------

    void statement_obstacle() {
        if (NodeRef jump = jump_out(scope_.loop()->body, false, false))
            return undecided("an iteration may end the whole loop", jump, nullptr);
        NodeRef print = nullptr;
        walk(scope_.loop()->body, [&](NodeRef n) { print = n->op == Op::Print ? n : print; });
        if (print)
            return undecided("`print` writes in the order of the iterations", print, nullptr);
        for (const Access &a : accesses_.all())
            if (const Access *other = a.writes ? overlapping(a) : nullptr) {
                undecided("`" + name(a) + "` may overlap " +
                              (other == &a ? "itself" : "`" + name(*other) + "`"),
                          a.node, a.array);
                undecided_->overlapped = other->array;
                return;
            }
    }

    bool assumed_disjoint(NodeRef a, NodeRef b) const {
        bool found = false;
        for (NodeRef s : as<Block>(scope_.loop()->body)->body)
            if (auto *assume = as<Assume>(s); assume && assume->fact == Fact::disjoint) {
                NodeRef x = scope_.function().array_root(assume->arrays[0]);
                NodeRef y = scope_.function().array_root(assume->arrays[1]);
                found = found || (x == a && y == b) || (x == b && y == a);
            }
        return found;
    }

    // An argument that may share memory with `a`, when calls with overlapping arguments come here.
    const Access *overlapping(const Access &a) {
        auto argument = [&](NodeRef array) { return !scope_.function().declaration(array); };
        if (mutant(Mutant::overlap_ignored) || !scope_.function().func()->overlap ||
            !argument(a.array))
            return nullptr;
        for (const Access &other : accesses_.all())
            if (other.array != a.array && argument(other.array) &&
                !assumed_disjoint(a.array, other.array))
                return &other;
        Layout layout = as<Var>(a.array)->info->layout;
        bool dense = layout == Layout::c_order || layout == Layout::f_order ||
                     (layout == Layout::last && a.array->type.rank == 1);
        return dense ? nullptr : &a;
    }

    // ---- one array -------------------------------------------------------------------------

    void array(NodeRef array) {
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
            return;
        if (auto axis = separating_axis(uses))
            return certify(array,
                           "every access has subscript " +
                               in_user_words(uses[0].access->indices[*axis], scope_.function()) +
                               " in dimension " + std::to_string(*axis));
        if (assumed(Fact::samevalue, array))
            return certify(array, "stores write what is there already (assumed)");
        if (one_value(uses)) {
            for (const Subscripted &use : uses)
                shared_.push_back(use.access->node);
            return certify(array, "all stores write one value, and nothing reads it");
        }
        pairs(uses);
    }

    static bool same_guards(const Access &a, const Access &b) {
        auto same = [](Guard x, Guard y) { return x.cond == y.cond && x.holds == y.holds; };
        return mutant(Mutant::repeated_under_any_guard) ||
               std::equal(a.guards.begin(), a.guards.end(), b.guards.begin(), b.guards.end(), same);
    }

    // The same access again: same subscripts, loops and guards, and no more effects.
    static bool repeated(const std::vector<Subscripted> &uses, const Access &a) {
        return std::any_of(uses.begin(), uses.end(), [&](const Subscripted &use) {
            const Access &u = *use.access;
            return u.writes == a.writes && !u.update.array && !a.update.array &&
                   u.loops == a.loops && same_guards(u, a) &&
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
            auto last = mutant(Mutant::one_subscript_for_all) ? uses.begin() + 1 : uses.end();
            if (std::all_of(uses.begin(), last, same))
                return axis;
        }
        return std::nullopt;
    }

    // Pairs of writes first: what they show is the simpler thing to say.
    void pairs(const std::vector<Subscripted> &uses) {
        for (bool both_write : {true, false})
            for (size_t i = 0; i < uses.size(); i++)
                for (size_t j = i; j < uses.size() && !racy_ && worth_more(); j++) {
                    const Access &a = *uses[i].access, &b = *uses[j].access;
                    bool writes = both_write ? a.writes && b.writes : a.writes != b.writes;
                    writes = writes && !(both_write && mutant(Mutant::write_write_ignored));
                    if (writes && !commute(a, b) && !apart(uses[i], uses[j]) &&
                        !apart_by_claim(a, b) && !apart_by_fact(a, b))
                        pair(uses[i].index, uses[j].index);
                }
    }

    static constexpr uint64_t most_for_a_race = 20'000; // isl operations
    // What was not decided stays so: only a proved race is of interest still, at a moderate price.
    bool worth_more() const {
        return !undecided_ || sets_.operations_used() - started_at_ < most_for_a_race;
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
        if (!apart_by_rows(*a.access, *b.access, scope_))
            return false;
        certify(a.access->array, words(*a.access) + " and " + words(*b.access) +
                                     " lie in rows of one width, or are quotient and remainder");
        return true;
    }

    // ---- facts about index arrays ----------------------------------------------------------

    bool assumed(Fact fact, NodeRef array) const {
        bool found = false;
        for (NodeRef s : as<Block>(scope_.loop()->body)->body)
            if (auto *assume = as<Assume>(s); assume && assume->fact == fact)
                for (NodeRef a : assume->arrays)
                    found = found || scope_.function().array_root(a) == array;
        return found;
    }

    bool apart_by_fact(const Access &a, const Access &b) {
        auto fact = separating_fact(a, b, scope_);
        if (!fact)
            return false;
        std::string what = words(a) + " and " + words(b) + " are apart as " +
                           pragmac::in_user_words(*fact);
        if (assumed(fact->fact, fact->array)) {
            // `sorted` speaks of order alone.
            certify(a.array, what + " (assumed)");
            if (!fact->not_negative)
                return true;
            fact->order_assumed = true;
        }
        add_fact(*fact);
        return true;
    }

    void add_fact(const IndexFact &fact) {
        auto same = [&](const IndexFact &f) {
            return f.fact == fact.fact && f.array == fact.array && f.indexed == fact.indexed &&
                   f.axis == fact.axis && same_value(f.position, fact.position);
        };
        auto known = std::find_if(facts_.begin(), facts_.end(), same);
        if (known == facts_.end())
            facts_.push_back(fact);
        else
            known->not_negative |= fact.not_negative;
    }

    bool apart_by_claim(const Access &a, const Access &b) {
        auto claims = claimed_slots(a, b, accesses_);
        if (!claims)
            return false;
        std::string what = words(a) + " and " + words(b) + " are at positions claimed from `" +
                           name_in_source(claims->counter) + "`, which only grows";
        certify(a.array, what);
        if (claims->not_negative)
            add_fact(*claims->not_negative);
        if (claims->dangers.empty())
            return true;
        Judgement judgement{Verdict::Kind::guarded, claims->dangers};
        Verdict verdict = obstacle(words(a) + " and " + words(b) +
                                       " are apart only when their rows have one counter each",
                                   b.node, a.array);
        verdict.kind = Verdict::Kind::guarded;
        guard(std::move(verdict), judgement);
        return true;
    }

    // Every iteration that stores to the element stores one value, and none reads the array.
    static bool reads(const std::vector<Subscripted> &uses) {
        return std::any_of(uses.begin(), uses.end(),
                           [](const Subscripted &use) { return use.access->reads; });
    }
    bool one_value(const std::vector<Subscripted> &uses) const {
        NodeRef value = nullptr;
        for (const Subscripted &use : uses) {
            auto *store = as<Store>(use.access->node);
            if (!store && mutant(Mutant::read_of_one_value_ignored))
                continue;
            if (!store || !scope_.invariant(store->value) ||
                (value && !same_value(value, store->value) &&
                 !mutant(Mutant::stored_values_ignored)))
                return false;
            value = store->value;
        }
        return mutant(Mutant::read_of_one_value_ignored) || !reads(uses);
    }

    // ---- isl -------------------------------------------------------------------------------

    void pair(size_t i, size_t j) {
        const Access &a = accesses_.all()[i], &b = accesses_.all()[j];
        Conflict conflict{.a = &a, .b = &b};
        Answer empty = Answer::unknown;
        std::string proof;
        if (!sets_.exhausted()) {
            Budget budget(sets_);
            empty = conflicts(i, j, conflict, proof);
        }
        if (empty == Answer::unknown && mutant(Mutant::budget_means_empty))
            empty = Answer::yes;
        if (empty == Answer::yes)
            return certify(a.array, proof);
        if (empty == Answer::unknown)
            conflict.pairs = Map();
        Judgement judgement;
        if (empty == Answer::no) {
            Budget budget(sets_);
            judgement = judge_.judge(i, j, conflict);
        }
        if (empty == Answer::no && conflict.exact)
            find_witness(conflict);
        const Access &written = b.writes ? b : a;
        Verdict verdict = obstacle(explain(i, j, conflict), written.node, a.array);
        verdict.kind = judgement.kind;
        verdict.conflict = std::move(conflict);
        if (judgement.kind == Verdict::Kind::guarded)
            return guard(std::move(verdict), judgement);
        auto &slot = judgement.kind == Verdict::Kind::racy ? racy_ : undecided_;
        if (!slot)
            slot = std::move(verdict);
    }

    void guard(Verdict verdict, Judgement &judgement) {
        if (!guarded_)
            guarded_ = std::move(verdict);
        guarded_->dangers.insert(guarded_->dangers.end(), judgement.dangers.begin(),
                                 judgement.dangers.end());
        if (guarded_->dangers.size() > ConflictJudge::most_dangers && !undecided_) {
            undecided_ = std::move(guarded_);
            undecided_->kind = Verdict::Kind::unknown;
        }
    }

    // Different iterations that meet; of an access with itself one order is enough.
    Map meetings(size_t i, size_t j) {
        const Map &a = accesses_.relation(i).map, &b = accesses_.relation(j).map;
        bool i_writes = accesses_.all()[i].writes, mixed = i_writes != accesses_.all()[j].writes;
        if (mixed && mutant(Mutant::write_after_read_ignored))
            return different_first(i_writes ? meeting(a, b) : meeting(b, a), true);
        if (mixed && mutant(Mutant::read_after_write_ignored))
            return different_first(i_writes ? meeting(b, a) : meeting(a, b), true);
        return different_first(meeting(a, b), i == j);
    }

    // Without what is known about the parameters first: it is rarely needed.
    Answer conflicts(size_t i, size_t j, Conflict &conflict, std::string &proof) {
        const AccessRelation &a = accesses_.relation(i), &b = accesses_.relation(j);
        conflict.exact = a.exact && b.exact;
        conflict.pairs = meetings(i, j);
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
    static Verdict obstacle(std::string reason, NodeRef at, NodeRef array) {
        Verdict v;
        v.reason = std::move(reason);
        v.at = at;
        v.array = array;
        return v;
    }
    void undecided(std::string reason, NodeRef at, NodeRef array) {
        if (!undecided_)
            undecided_ = obstacle(std::move(reason), at, array);
    }

    LoopAccesses &accesses_;
    LoopScope &scope_;
    Polyhedra &sets_;
    ConflictJudge judge_;
    uint64_t started_at_ = sets_.operations_used();
    Verdict result_; // collects the certificate
    std::vector<IndexFact> facts_; // to be tested
    std::vector<NodeRef> shared_;  // stores of one value
    std::optional<Verdict> racy_, undecided_, guarded_; // the first of each kind
};

} // namespace

Verdict decide(const For *loop, const Func *func, DependenceContext &context) {
    return Decision(context.accesses(loop, func), context.sets()).run();
}

} // namespace pragmac
