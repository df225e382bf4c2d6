// Decides a loop array by array: exact tests on pairs of accesses, then isl on what is left.
//
// Two iterations i != i' conflict when an access of i and an access of i' meet in one element and
// one of them writes. A pair whose conflicts are empty needs no order; a loop all of whose pairs
// are empty is free. An array that stays undecided is inspected at run time where that is possible.
#include "parallel_loops.h"

#include "claimed_slots.h"
#include "conflict_search.h"
#include "conflict_words.h"
#include "exact_tests.h"
#include "index_facts.h"
#include "loop_obstacles.h"
#include "mutants.h"
#include "replay.h"
#include "user_words.h"

#include <algorithm>

namespace pragmac {
namespace {

class Decision {
  public:
    Decision(LoopAccesses &accesses, Polyhedra &sets)
        : accesses_(accesses), scope_(accesses.scope()), sets_(sets), judge_(accesses, sets) {}

    Verdict run() {
        if (auto found = loop_obstacle(accesses_)) {
            undecided_ = obstacle(found->reason, found->at, found->array);
            undecided_->folded = found->array != nullptr;
        }
        arrays([&] { return racy_.has_value(); });
        Verdict verdict = racy_        ? std::move(*racy_)
                          : undecided_ ? std::move(*undecided_)
                          : guarded_   ? std::move(*guarded_)
                                       : Verdict();
        verdict.loop = scope_.loop();
        verdict.searched = searched_;
        verdict.separate = sharing_arguments(accesses_);
        if (!racy_ && !undecided_)
            complete(verdict);
        return verdict;
    }

    bool is_free_as_it_stands() {
        brief_ = true;
        if (loop_obstacle(accesses_) || !sharing_arguments(accesses_).empty())
            return false;
        auto open = [&] {
            return racy_ || undecided_ || guarded_ || open_ || !facts_.empty() ||
                   !inspected_.empty() || !shared_.empty();
        };
        arrays(open);
        return !open();
    }

  private:
    // Each once, until `enough`.
    template <class Enough> void arrays(Enough enough) {
        std::vector<NodeRef> seen;
        for (const Access &a : accesses_.all()) {
            if (enough() || std::find(seen.begin(), seen.end(), a.array) != seen.end())
                continue;
            seen.push_back(a.array);
            if (!without_copies(a.array, scope_))
                array(a.array);
        }
    }

    // Nothing is left open: free, or free when the tests in front of the loop pass.
    void complete(Verdict &verdict) {
        verdict.certificate = certificate_;
        verdict.proof = std::move(proof_);
        verdict.shared = shared_;
        verdict.facts = facts_;
        verdict.inspected = inspected_;
        bool tested =
            guarded_ || !facts_.empty() || !inspected_.empty() || !verdict.separate.empty();
        verdict.kind = tested ? Verdict::Kind::guarded : Verdict::Kind::free;
        if (verdict.reason.empty() && !facts_.empty())
            verdict.reason = "it is free only when " + pragmac::in_user_words(facts_[0]);
        else if (verdict.reason.empty() && !verdict.separate.empty())
            name_sharing(verdict);
    }

    void name_sharing(Verdict &verdict) const {
        verdict.array = verdict.separate[0].first;
        verdict.reason = "it is free only when " + pragmac::in_user_words(verdict.separate[0]);
        for (const Access &a : accesses_.all())
            if (a.writes && a.array == verdict.array && !verdict.at)
                verdict.at = a.node;
    }

    // ---- one array -------------------------------------------------------------------------

    void array(NodeRef array) {
        std::vector<ArrayUse> uses = uses_of(array, accesses_);
        if (std::none_of(uses.begin(), uses.end(),
                         [](const ArrayUse &use) { return use.access->writes; }))
            return;
        if (auto axis = separating_axis(uses, scope_))
            return certify(array, uses, Evidence::subscripts,
                           "every access has subscript " +
                               in_user_words(uses[0].access->indices[*axis], scope_.function()) +
                               " in dimension " + std::to_string(*axis));
        if (assumed(Fact::samevalue, array, scope_))
            return certify(array, uses, Evidence::assumption,
                           "stores write what is there already (assumed)");
        if (store_one_value(uses, scope_)) {
            for (const ArrayUse &use : uses)
                shared_.push_back(use.access->node);
            return certify(array, uses, Evidence::one_value,
                           "all stores write one value, and nothing reads it");
        }
        Tests before{facts_, guarded_, proof_.size(), shared_.size()};
        pairs(uses);
        if (open_)
            settle(array, uses, std::move(before));
    }

    // What the tests in front of the loop ask so far.
    struct Tests {
        std::vector<IndexFact> facts;
        std::optional<Verdict> guarded;
        size_t steps; // of the proof
        size_t shared;
    };

    // Of an array with an undecided pair: one inspection answers for all its pairs.
    void settle(NodeRef array, const std::vector<ArrayUse> &uses, Tests before) {
        Verdict open = std::move(*std::exchange(open_, std::nullopt));
        if (racy_ || undecided_) // nothing that a test could save
            return;
        if (scope_.loop()->kind != ForKind::parallel || !replay_of({array}, scope_)) {
            undecided_ = std::move(open);
            return;
        }
        facts_ = std::move(before.facts);
        guarded_ = std::move(before.guarded);
        inspected_.push_back(array);
        proof_.resize(before.steps);
        shared_.resize(before.shared);
        step(uses, Evidence::inspection, "no two iterations are seen to touch one element");
        if (guarded_)
            return;
        guarded_ = std::move(open);
        guarded_->kind = Verdict::Kind::guarded;
        guarded_->reason = "it is free only when no two iterations touch one element of `" +
                           name_in_source(array) + "`: " + guarded_->reason;
    }

    // Pairs of writes first: what they show is the simpler thing to say.
    void pairs(const std::vector<ArrayUse> &uses) {
        for (bool both_write : {true, false})
            for (size_t i = 0; i < uses.size(); i++)
                for (size_t j = i; j < uses.size() && !racy_ && worth_more(); j++) {
                    const Access &a = *uses[i].access, &b = *uses[j].access;
                    bool writes = both_write ? a.writes && b.writes : a.writes != b.writes;
                    writes = writes && !(both_write && mutant(Mutant::write_write_ignored));
                    if (writes && commute(a, b))
                        step(uses[i].index, uses[j].index, Evidence::commute,
                             "updates by one operation, in any order");
                    else if (writes)
                        pair(uses[i], uses[j]);
                }
    }

    static constexpr uint64_t most_for_a_race = 20'000; // isl operations
    // What was not decided stays so: only a proved race is of interest still, at a moderate price.
    bool worth_more() const {
        return (!undecided_ && !open_) ||
               (!brief_ && sets_.operations_used() - started_at_ < most_for_a_race);
    }

    // ---- one pair --------------------------------------------------------------------------

    void pair(const ArrayUse &a, const ArrayUse &b) {
        if (auto why = apart(a, b, scope_))
            certify(a, b, why->by, why->words);
        else if (store_one_value(*a.access, *b.access, scope_))
            one_value(a, b);
        else if (!apart_by_claim(a, b) && !apart_by_fact(a, b))
            search(a, b);
    }

    // Whichever comes last, the element holds that value; reads of it and other stores to it are
    // pairs of their own.
    void one_value(const ArrayUse &a, const ArrayUse &b) {
        for (NodeRef store : {a.access->node, b.access->node})
            if (std::find(shared_.begin(), shared_.end(), store) == shared_.end())
                shared_.push_back(store);
        certify(a, b, Evidence::one_value, "both store one value");
    }

    bool apart_by_fact(const ArrayUse &x, const ArrayUse &y) {
        const Access &a = *x.access, &b = *y.access;
        auto fact = separating_fact(a, b, scope_);
        if (!fact)
            return false;
        if (assumed(fact->fact, fact->array, scope_)) {
            // `sorted` speaks of order alone.
            certify(x, y, Evidence::assumption,
                    access_in_user_words(a, scope_.function()) + " and " +
                        access_in_user_words(b, scope_.function()) + " are apart as " +
                        pragmac::in_user_words(*fact) + " (assumed)");
            if (!fact->not_negative)
                return true;
            fact->order_assumed = true;
        }
        step(x.index, y.index, Evidence::fact, pragmac::in_user_words(*fact));
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

    bool apart_by_claim(const ArrayUse &x, const ArrayUse &y) {
        const Access &a = *x.access, &b = *y.access;
        auto claims = claimed_slots(a, b, accesses_);
        if (!claims)
            return false;
        std::string both = access_in_user_words(a, scope_.function()) + " and " +
                           access_in_user_words(b, scope_.function());
        certify(x, y, Evidence::claim,
                both + " are at positions claimed from `" + name_in_source(claims->counter) +
                    "`, which only grows");
        proof_.back().unless = claims->dangers;
        if (claims->not_negative)
            add_fact(*claims->not_negative);
        if (claims->dangers.empty())
            return true;
        Judgement judgement{Verdict::Kind::guarded, claims->dangers};
        Verdict verdict = obstacle(both + " are apart only when their rows have one counter each",
                                   b.node, a.array);
        verdict.kind = Verdict::Kind::guarded;
        guard(std::move(verdict), judgement);
        return true;
    }

    void search(const ArrayUse &x, const ArrayUse &y) {
        const Access &a = *x.access, &b = *y.access;
        size_t i = x.index, j = y.index;
        searched_ = true;
        if (brief_) {
            if (!never_conflict(i, j, accesses_, sets_))
                undecided_ = obstacle("", b.node, a.array);
            return;
        }
        FoundConflict found = find_conflict(i, j, accesses_, sets_, judge_);
        if (found.empty == Answer::yes) {
            step(i, j, Evidence::relations, "no two iterations meet");
            certificate_ += name_in_source(a.array) + ": " + found.proof + "\n";
            return;
        }
        const Access &written = b.writes ? b : a;
        Verdict verdict = obstacle(conflict_in_user_words(i, j, found.conflict, accesses_),
                                   written.node, a.array);
        verdict.kind = found.judgement.kind;
        verdict.conflict = std::move(found.conflict);
        if (verdict.kind == Verdict::Kind::guarded) {
            step(i, j, Evidence::relations, "no two iterations meet for tested parameters");
            proof_.back().unless = found.judgement.dangers;
            return guard(std::move(verdict), found.judgement);
        }
        // Few iterations that do meet: nothing is left for data to decide.
        bool settled = found.judgement.few && verdict.conflict->exact;
        auto &slot = verdict.kind == Verdict::Kind::racy ? racy_ : settled ? undecided_ : open_;
        if (!slot)
            slot = std::move(verdict);
    }

    void guard(Verdict verdict, Judgement &judgement) {
        NodeRef array = verdict.array;
        if (!guarded_)
            guarded_ = std::move(verdict);
        guarded_->dangers.insert(guarded_->dangers.end(), judgement.dangers.begin(),
                                 judgement.dangers.end());
        guarded_->endangered.push_back(array);
        if (guarded_->dangers.size() > ConflictJudge::most_dangers && !open_) {
            open_ = *guarded_;
            open_->kind = Verdict::Kind::unknown;
            open_->dangers.clear();
        }
    }

    // ---- results ---------------------------------------------------------------------------

    void certify(NodeRef array, const std::vector<ArrayUse> &uses, Evidence by,
                 const std::string &what) {
        certificate_ += name_in_source(array) + ": " + what + "\n";
        step(uses, by, what);
    }
    void certify(const ArrayUse &a, const ArrayUse &b, Evidence by, const std::string &what) {
        certificate_ += name_in_source(a.access->array) + ": " + what + "\n";
        step(a.index, b.index, by, what);
    }
    void step(const std::vector<ArrayUse> &uses, Evidence by, const std::string &what) {
        ProofStep &made = proof_.emplace_back();
        made = {.by = by, .accesses = {}, .every_pair = true, .words = what, .unless = {}};
        for (const ArrayUse &use : uses)
            made.accesses.push_back(use.index);
    }
    void step(size_t i, size_t j, Evidence by, const std::string &what) {
        proof_.push_back(
            {.by = by, .accesses = {i, j}, .every_pair = false, .words = what, .unless = {}});
    }
    static Verdict obstacle(std::string reason, NodeRef at, NodeRef array) {
        Verdict v;
        v.reason = std::move(reason);
        v.at = at;
        v.array = array;
        return v;
    }

    LoopAccesses &accesses_;
    LoopScope &scope_;
    Polyhedra &sets_;
    ConflictJudge judge_;
    uint64_t started_at_ = sets_.operations_used();
    std::string certificate_;
    std::vector<ProofStep> proof_;
    bool brief_ = false; // nothing needs to be said of what stands in the way
    bool searched_ = false;
    std::vector<IndexFact> facts_; // to be tested
    std::vector<NodeRef> inspected_; // arrays
    std::vector<NodeRef> shared_; // stores of one value
    std::optional<Verdict> racy_, undecided_, guarded_; // the first of each kind
    std::optional<Verdict> open_; // the first undecided pair of the array at hand
};

} // namespace

Verdict decide(const For *loop, const Func *func, DependenceContext &context) {
    return Decision(context.accesses(loop, func), context.sets()).run();
}

bool can_iterate(const For *loop, const Func *func, DependenceContext &context) {
    return !ConflictJudge(context.accesses(loop, func), context.sets()).unreachable();
}

bool is_free_as_it_stands(const For *loop, const Func *func, DependenceContext &context) {
    return Decision(context.accesses(loop, func), context.sets()).is_free_as_it_stands();
}

} // namespace pragmac
