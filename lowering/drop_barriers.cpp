// A barrier between two parallel loops A, B in a row goes when all of this holds:
//   (a) A raises nothing: after an error of A, B must not have run (SEMANTICS 4).
//   (b) B's bounds and guards, and the lets and checks between the two, read nothing that A writes:
//       they are evaluated in front of A. A check between them counts as a guard of B, so that A
//       runs and the check raises where it stands when it fails; behind one nothing loads elements,
//       whose indices it may vouch for (all other operations have a value for all operands).
//   (c) No scalar that one of them assigns is read by the other before it assigns it itself.
//   (d) No iteration of A and no iteration of B touch one element that one of them writes; or only
//       the iterations of one value of the loop variables do (`by_chunk`), and then
//   (e) both have the same bounds, step and chunks, so that these iterations lie in one chunk.
//   (f) Arguments do not overlap: the version for those that do keeps all barriers.
//   (g) Both ask for the same threads and schedule.
//   (h) Where iterations of one number share elements, none of the loops runs iterations side by
//       side instead, which is worth more than a barrier: nbody took four times as long.
// With more loops each pair of them must do so.
#include "drop_barriers.h"

#include "abi.h"

#include "barrier_obstacle.h"
#include "barrier_reasons.h"
#include "choose_width.h"
#include "fields.h"
#include "loop_pairs.h"
#include "mutants.h"
#include "user_words.h"

#include <algorithm>

namespace pragmac {
namespace {

constexpr size_t most_loops = PRAGMAC_MOST_PARTS;

// Loops that are a team so far.
struct Group {
    std::vector<Member> members;
    std::vector<NodeRef> lets; // that go in front
    bool checked = false; // behind a check: what it vouches for is not sure in front
    TeamOrder order = TeamOrder::any;
};

class Dropping {
  public:
    Dropping(ParallelDecisions &decisions, Builder &build)
        : decisions_(decisions), build_(build), func_(decisions.func), scope_(func_) {}

    NodeRef rewrite(NodeRef n) {
        if (n->type.dtype != DType::none || n->type.array)
            return n;
        auto *loop = as<For>(n);
        if (loop && loop->clauses && (loop->clauses->proved || loop->clauses->reduces))
            return n;
        if (auto *block = as<Block>(n))
            return teams(*block);
        return build_.map_children(n, [&](NodeRef c) { return rewrite(c); });
    }

  private:
    NodeRef teams(const Block &block) {
        std::vector<NodeRef> out;
        bool any = false;
        for (size_t i = 0; i < block.body.size();) {
            Group group;
            size_t end = grow(group, block, i);
            if (group.members.size() > 1) {
                add_team(group, block, i, end, out);
                any = true;
                i = end;
            } else {
                out.push_back(rewrite(block.body[i]));
                any |= out.back() != block.body[i++];
            }
        }
        build_.span = block.span;
        return any ? build_.block(out) : &block;
    }

    // Takes statements from `at` on into the group; the end of what it took.
    size_t grow(Group &group, const Block &block, size_t at) {
        Member first = member_of(block.body[at]);
        if (!first.loop || scope_.func()->overlap) // (f)
            return at;
        group.members.push_back(first);
        size_t end = at + 1;
        Between between;
        for (size_t i = end; i < block.body.size() && group.members.size() < most_loops; i++) {
            if (between.take(block.body[i]))
                continue;
            Member next = member_of(block.body[i]);
            if (!next.loop)
                break;
            next.guards.insert(next.guards.begin(), between.checks.begin(), between.checks.end());
            if (!joins(group, next, between, block, at))
                break;
            group.members.push_back(next);
            group.lets.insert(group.lets.end(), between.lets.begin(), between.lets.end());
            group.checked |= !between.checks.empty();
            between = {};
            end = i + 1;
        }
        return end;
    }

    bool joins(Group &group, const Member &next, const Between &between, const Block &block,
               size_t at) {
        const std::vector<NodeRef> &lets = between.lets;
        std::string kept;
        for (const Member &m : group.members)
            if (kept.empty())
                kept = barrier_obstacle(*m.loop, next, lets, scope_);
        bool checked = group.checked || !between.checks.empty();
        if (kept.empty() && checked && needs_check(next, lets))
            kept = "what is read in front of this loop is in range only when a check between the "
                   "loops passes";
        TeamOrder order = group.order;
        std::string why, proof;
        if (kept.empty())
            kept = dependence(group, next, lets, block, at, order, why, proof);
        note(*next.loop,
             kept.empty() ? "no barrier before this loop: " + why : "barrier kept: " + kept, proof);
        if (kept.empty())
            decisions_.certificates.push_back("no barrier in front of the loop in line " +
                                              std::to_string(next.loop->span.line) + "\n" + proof);
        if (kept.empty() || mutant(Mutant::team_order_of_refused))
            group.order = order;
        return kept.empty();
    }

    // Conditions (d) and (e).
    std::string dependence(const Group &group, const Member &next, const std::vector<NodeRef> &lets,
                           const Block &block, size_t at, TeamOrder &order, std::string &why,
                           std::string &proof) {
        for (const Member &m : group.members) {
            DependenceContext context;
            Probe probe = both_loops(group, m, next, lets, block, at);
            PairVerdict verdict = judge_pair(probe.both, m.loop, next.loop, probe.func, context);
            if (mutant(Mutant::team_always))
                verdict.kind = PairVerdict::Kind::apart;
            if (verdict.kind == PairVerdict::Kind::dependent)
                return in_words(verdict);
            why += verdict.words;
            proof += verdict.certificate;
            if (verdict.kind == PairVerdict::Kind::same_iteration)
                order = TeamOrder::by_chunk;
        }
        return order == TeamOrder::by_chunk ? numbers_obstacle(group, next) : "";
    }
    // Why the iterations of one number do not follow each other in one thread.
    std::string numbers_obstacle(const Group &group, const Member &next) const {
        for (const Member &m : group.members)
            if (!same_space(*m.loop, *next.loop))
                return "iterations of one number share elements, and the loops' ranges or chunks "
                       "differ";
        auto side_by_side = [&](const Member &m) { return needs_side_by_side(*m.loop, func_); };
        if (side_by_side(next) ||
            std::any_of(group.members.begin(), group.members.end(), side_by_side))
            return "iterations of one number share elements, and neighbouring iterations of one "
                   "of the loops run side by side";
        return "";
    }

    struct Probe {
        const For *both;
        const Func *func;
    };
    // The function with the two loops in one loop of one iteration, behind their guards.
    Probe both_loops(const Group &group, const Member &first, const Member &second,
                     const std::vector<NodeRef> &lets, const Block &block, size_t at) {
        NodeRef once = build_.value_var("once", scalar(DType::i64));
        NodeRef both =
            build_.for_loop(once, build_.i64(0), build_.i64(1), build_.i64(1), ForKind::serial, {},
                            build_.block({first.loop, second.loop}));
        NodeRef guarded = both;
        for (const Member *m : {&second, &first})
            for (size_t i = m->guards.size(); i-- > 0;)
                guarded = build_.if_then(m->guards[i], build_.block({guarded}));
        std::vector<NodeRef> body(block.body.begin(), block.body.begin() + static_cast<long>(at));
        body.insert(body.end(), group.lets.begin(), group.lets.end());
        body.insert(body.end(), lets.begin(), lets.end());
        body.push_back(guarded);
        NodeRef probe = build_.block(body);
        return {as<For>(both), build_.with_body(func_, replaced(func_->body, &block, probe))};
    }
    NodeRef replaced(NodeRef n, NodeRef old, NodeRef by) {
        if (n == old)
            return by;
        if (n->type.dtype != DType::none || n->type.array)
            return n;
        return build_.map_children(n, [&](NodeRef c) { return replaced(c, old, by); });
    }

    bool same_space(const For &a, const For &b) const {
        return a.clauses->chunk == b.clauses->chunk &&
               same_value(scope_.behind_names(a.lo), scope_.behind_names(b.lo)) &&
               same_value(scope_.behind_names(a.hi), scope_.behind_names(b.hi)) &&
               same_value(a.step, b.step);
    }

    std::string in_words(const PairVerdict &verdict) const {
        std::string name = "`" + name_in_source(verdict.array) + "`";
        const char *before = verdict.first->writes ? "written" : "read";
        const char *here = verdict.second->writes ? "written" : "read";
        return name + " is " + before + " by the loop above and " + here + " here";
    }

    void note(const For &loop, const std::string &text, const std::string &proof) {
        note_barrier(decisions_, loop, text, proof);
    }

    void add_team(const Group &group, const Block &block, size_t at, size_t end,
                  std::vector<NodeRef> &out) {
        std::vector<NodeRef> loops, guards;
        for (const Member &m : group.members) {
            loops.push_back(m.loop);
            if (mutant(Mutant::team_guard_dropped) && loops.size() > 1)
                continue;
            guards.insert(guards.end(), m.guards.begin(), m.guards.end());
        }
        out.insert(out.end(), group.lets.begin(), group.lets.end());
        build_.span = group.members[0].loop->span;
        NodeRef team = build_.team(group.order, loops);
        if (guards.empty())
            return out.push_back(team);
        std::vector<NodeRef> otherwise;
        for (size_t i = at; i < end; i++)
            if (block.body[i]->op != Op::Let)
                otherwise.push_back(rewrite(block.body[i]));
        NodeRef all = guards[0];
        for (size_t i = 1; i < guards.size(); i++)
            all = build_.lazy(all, guards[i], build_.boolean(false));
        out.push_back(
            build_.choose_copy(all, build_.block({build_.clone(team)}), build_.block(otherwise)));
    }

    ParallelDecisions &decisions_;
    Builder &build_;
    const Func *func_;
    FunctionScope scope_;
};

} // namespace

void drop_barriers(ParallelDecisions &decisions, Builder &build) {
    NodeRef body = Dropping(decisions, build).rewrite(decisions.func->body);
    note_other_barriers(decisions);
    decisions.func = build.with_body(decisions.func, body);
}

} // namespace pragmac
