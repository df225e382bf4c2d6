// Leaves out one barrier at a time and judges the pairs that are unordered without it.
#include "remove_barriers.h"

#include "fields.h"
#include "insert_barriers.h"
#include "lane_hazards.h"
#include "mutants.h"

#include <algorithm>
#include <map>

namespace pragmac {
namespace {

class Removing {
  public:
    Removing(const For *loop, int copy, const Func *func)
        : loop_(loop), copy_(copy), accesses_(context_.function(func), loop, context_.sets(),
                                              LoopAccesses::Own::of_iterations),
          hazards_(accesses_, loop->clauses->lanes, context_) {}

    std::vector<BarrierReport> reports;
    std::set<NodeRef> removed;

    void run() {
        for (auto [barrier, behind] : barriers()) {
            BarrierReport report = examine(barrier);
            report.loop = loop_->span;
            report.copy = copy_;
            report.before = behind->span;
            bool goes = report.fate == BarrierReport::Fate::removed_apart ||
                        report.fate == BarrierReport::Fate::removed_one_lane;
            if (goes || mutant(Mutant::unproved_barriers_go))
                removed.insert(barrier);
            reports.push_back(std::move(report));
        }
    }

  private:
    // With the statement behind each, in the order of the text.
    std::vector<std::pair<NodeRef, NodeRef>> barriers() const {
        std::vector<std::pair<NodeRef, NodeRef>> found;
        std::map<NodeRef, NodeRef> behind;
        walk(loop_->body, [&](NodeRef n) {
            NodeList body = as<Block>(n) ? as<Block>(n)->body : NodeList{};
            for (size_t i = 0; i + 1 < body.size(); i++)
                behind[body[i]] = body[i + 1];
            if (n->op == Op::Barrier)
                found.emplace_back(n, behind.count(n) ? behind[n] : n);
        });
        return found;
    }

    BarrierReport examine(NodeRef barrier) {
        using Fate = BarrierReport::Fate;
        using Kind = LaneHazard::Kind;
        std::set<NodeRef> without = removed;
        without.insert(barrier);
        BarrierReport report;
        report.fate = Fate::removed_apart;
        for (const UnorderedPair &pair : unordered_accesses(accesses_, without, {})) {
            if (!hazards_.conflict(pair))
                continue;
            const LaneHazard &hazard = judged(pair);
            if (hazard.kind == Kind::exists || hazard.kind == Kind::unknown)
                return {.fate = hazard.kind == Kind::exists ? Fate::required : Fate::unproved,
                        .words = hazard.words};
            if (hazard.kind == Kind::one_lane)
                report.fate = Fate::removed_one_lane;
            if (report.words.find(hazard.words) != std::string::npos)
                continue;
            report.words += (report.words.empty() ? "" : "; ") + hazard.words;
            report.certificate += (report.certificate.empty() ? "" : "---\n") + hazard.certificate;
        }
        return report;
    }

    const LaneHazard &judged(const UnorderedPair &pair) {
        UnorderedPair key = pair;
        key.before = nullptr;
        auto it = hazards_of_.find(key);
        if (it == hazards_of_.end())
            it = hazards_of_.emplace(key, hazards_.judge(pair)).first;
        return it->second;
    }

    const For *loop_;
    int copy_;
    DependenceContext context_;
    LoopAccesses accesses_;
    LaneHazards hazards_;
    std::map<UnorderedPair, LaneHazard> hazards_of_;
};

NodeRef without(NodeRef n, const std::set<NodeRef> &removed, Builder &build) {
    if (n->type != no_type)
        return n;
    auto *block = as<Block>(n);
    if (!block)
        return build.map_children(n, [&](NodeRef c) { return without(c, removed, build); });
    std::vector<NodeRef> out;
    for (NodeRef s : block->body)
        if (!removed.count(s))
            out.push_back(without(s, removed, build));
    build.span = block->span;
    return build.block(out);
}

} // namespace

RemovedBarriers remove_barriers(const Func *func, Builder &build) {
    RemovedBarriers result{func, {}};
    std::set<NodeRef> removed;
    int copy = 0;
    for (const For *loop : loops_with_lanes(func)) {
        Removing removing(loop, copy++, func);
        removing.run();
        removed.insert(removing.removed.begin(), removing.removed.end());
        result.barriers.insert(result.barriers.end(), removing.reports.begin(),
                               removing.reports.end());
    }
    if (!removed.empty())
        result.func = build.with_body(func, without(func->body, removed, build));
    return result;
}

} // namespace pragmac
