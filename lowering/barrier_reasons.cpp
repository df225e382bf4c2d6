// Pairs of parallel loops in the order of the program, with what stands around and between them.
#include "barrier_reasons.h"

#include "barrier_obstacle.h"
#include "fields.h"

#include <optional>
#include <tuple>
#include <utility>

namespace pragmac {
namespace {

bool shared_out(const For *loop) {
    return loop && loop->kind == ForKind::parallel && loop->clauses &&
           (loop->clauses->proved || loop->clauses->reduces);
}

// A parallel loop and the block that holds its statement.
struct Found {
    const For *loop;
    NodeRef block;
    size_t at;  // of the statement in the block
    bool alone; // the statement is the loop behind guards alone
};

std::string reason(const Found &above, const Found &here, const Func *func) {
    if (func->overlap)
        return "arguments overlap";
    if (above.loop->clauses->reduces)
        return "the loop above combines values";
    if (here.loop->clauses->reduces)
        return "this loop combines values";
    if (above.block != here.block || !above.alone || !here.alone)
        return "one of the loops stands inside of other statements, or behind an inspection";
    for (size_t i = above.at + 1; i < here.at; i++)
        if (Between between; !between.take(as<Block>(here.block)->body[i]))
            return "other statements run between the loops";
    return "so many loops in a row are no team";
}

// Walks the function in the order of the program with the parallel loop that came last.
class Noting {
  public:
    explicit Noting(ParallelDecisions &decisions) : decisions_(decisions) {}

    void visit(NodeRef n) {
        auto *loop = as<For>(n);
        if (shared_out(loop))
            return found(
                {loop, block_, at_, member_of(as<Block>(block_)->body[at_]).loop != nullptr});
        if (auto *block = as<Block>(n))
            return statements(*block);
        if (auto *branch = as<If>(n))
            return arms(*branch);
        if (loop || n->op == Op::While)
            return rounds(n);
        for_each_child(n, [&](NodeRef c) { visit(c); });
    }

  private:
    // The blocks behind a loop's guards are no place of their own.
    void statements(const Block &block) {
        auto outer = std::pair(block_, at_);
        bool within = block_ && member_of(as<Block>(block_)->body[at_]).loop;
        for (size_t i = 0; i < block.body.size(); i++) {
            if (!within)
                block_ = &block, at_ = i;
            visit(block.body[i]);
        }
        std::tie(block_, at_) = outer;
    }

    // Of the arms only one runs.
    void arms(const If &branch) {
        std::optional<Found> before = last_;
        visit(branch.then);
        std::optional<Found> then = std::exchange(last_, before);
        visit(branch.otherwise);
        last_ = then ? then : last_;
    }

    void rounds(NodeRef loop) {
        const For *outer = std::exchange(first_, nullptr);
        for_each_child(loop, [&](NodeRef c) { visit(c); });
        if (first_)
            note(*first_, "a new round of the loop around begins here");
        first_ = outer ? outer : first_;
    }

    void found(const Found &here) {
        if (last_ && !same_place(last_->loop->span, here.loop->span))
            note(*here.loop, reason(*last_, here, decisions_.func));
        last_ = here;
        first_ = first_ ? first_ : here.loop;
    }

    void note(const For &loop, const std::string &why) {
        for (LoopReport &report : decisions_.loops)
            if (same_place(report.span, loop.span) && report.barrier.empty())
                report.barrier = "barrier kept: " + why;
    }

    ParallelDecisions &decisions_;
    NodeRef block_ = nullptr; // of the statement at hand
    size_t at_ = 0;
    std::optional<Found> last_;
    const For *first_ = nullptr; // in the loop around
};

} // namespace

void note_barrier(ParallelDecisions &decisions, const For &loop, const std::string &text,
                  const std::string &proof) {
    for (LoopReport &report : decisions.loops)
        if (same_place(report.span, loop.span) && !report.barrier.starts_with("barrier kept"))
            report.barrier = text, report.barrier_proof = text.starts_with("no ") ? proof : "";
}

void note_other_barriers(ParallelDecisions &decisions) {
    Noting(decisions).visit(decisions.func->body);
}

} // namespace pragmac
