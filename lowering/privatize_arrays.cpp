// Asks private_arrays about every array of a clause, and gives each iteration its copy.
//
//     stop = hi                                    first = copy of w     (firstprivate alone)
//     parallel for i in range(lo, stop, step):
//         own = uninitialised                      own = copy of first   (firstprivate alone)
//         if i is the last one: own = copy of w
//         body with `own` for w
//         if i is the last one: w = copy of own
//
// Only the last iteration touches w: the dependence analysis proves these copies like any access.
// Where nothing reads w after the loop, it stays as it is.
#include "privatize_arrays.h"

#include "fields.h"
#include "mutants.h"
#include "private_arrays.h"
#include "user_words.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace pragmac {
namespace {

// One array of a clause.
struct Claim {
    const Share *share = nullptr;
    NodeRef array = nullptr; // as the body names it
    NodeRef own = nullptr;   // an iteration's copy
    NodeRef first = nullptr; // firstprivate: the contents before the loop
    bool kept = false;       // may be read after the loop
};

// A `continue` that ends an iteration of the loop with this body.
bool continues(NodeRef n) {
    if (auto *jump = as<Jump>(n))
        return jump->kind == JumpKind::loop_continue;
    bool found = false;
    if (n->op != Op::For && n->op != Op::While)
        for_each_child(n, [&](NodeRef c) { found = found || continues(c); });
    return found;
}

class Privatizing {
  public:
    Privatizing(Builder &build, const Func *func, DiagnosticEngine &diagnostics)
        : build_(build), func_(func), diagnostics_(diagnostics) {}

    NodeRef rewrite(NodeRef n) {
        if (n->type.dtype != DType::none)
            return n;
        NodeRef inside = build_.map_children(n, [&](NodeRef c) { return rewrite(c); });
        if (auto *block = as<Block>(inside))
            return without_clauses(*block);
        auto *loop = as<For>(n);
        if (!loop)
            return inside;
        std::vector<Claim> claims = granted(*loop);
        return claims.empty() ? inside : with_copies(*as<For>(inside), claims);
    }

  private:
    NodeRef without_clauses(const Block &block) {
        std::vector<NodeRef> kept;
        for (NodeRef s : block.body)
            if (!as<Share>(s) || may_share_memory(*as<Share>(s)))
                kept.push_back(s);
        build_.span = block.span;
        return kept.size() == block.body.size() ? &block : build_.block(kept);
    }

    // ---- which clauses are true ------------------------------------------------------------

    std::vector<Claim> granted(const For &loop) {
        std::vector<Claim> claims;
        const NodeList &body = as<Block>(loop.body)->body;
        for (bool first : {true, false}) // lastprivate says nothing more of a firstprivate array
            for (NodeRef s : body)
                if (auto *share = as<Share>(s);
                    share && (share->sharing == Sharing::firstprivate) == first)
                    judge(*share, loop, claims);
        return claims;
    }

    void judge(const Share &share, const For &loop, std::vector<Claim> &claims) {
        LoopAccesses &accesses = context_.accesses(&loop, func_);
        NodeRef root = context_.function(func_).array_root(share.variables[0]);
        for (const Claim &c : claims)
            if (c.array == root)
                return;
        bool parameter = !context_.function(func_).declaration(root);
        if (may_share_memory(share))
            return;
        PrivateArray found = private_array(root, accesses, context_.sets());
        bool kept = parameter || used_later(root, loop);
        // The copy with every check says nothing to the user, but it may be the only one that runs:
        // it has arrays of the iterations too where they are proved there.
        bool original = loop.clauses && loop.clauses->original;
        if (original ? proved(share, found, loop, kept) : !refused(share, found, loop, kept))
            if (found.written)
                claims.push_back({.share = &share, .array = root, .kept = kept});
    }

    // Copies would no longer follow what the same iteration stores under another name: the clause
    // stays, and keeps the loop in order.
    bool may_share_memory(const Share &share) {
        const FunctionScope &function = context_.function(func_);
        return func_->overlap && !function.declaration(function.array_root(share.variables[0]));
    }

    // Statements behind the loop, and all of a loop around it, may find what it leaves.
    bool used_later(NodeRef root, const For &loop) {
        const std::vector<NodeRef> &path = context_.function(func_).place(&loop)->enclosing;
        bool found = false;
        for (size_t i = path.size() - 1; i-- > 0;) {
            bool behind = path[i]->op != Op::Block;
            bool arm = path[i]->op == Op::If || path[i]->op == Op::Inline;
            for_each_child(path[i], [&](NodeRef c) {
                found = found || (behind && !arm && mentions(c, root, loop));
                behind = behind || c == path[i + 1];
            });
        }
        return found;
    }
    static bool mentions(NodeRef n, NodeRef array, const For &except) {
        if (n == &except || n->op == Op::Dim || (as<Alloc>(n) && as<Alloc>(n)->var == array))
            return false;
        bool found = n == array;
        for_each_child(n, [&](NodeRef c) { found = found || mentions(c, array, except); });
        return found;
    }

    // What `refused` would let pass, without a word.
    static bool proved(const Share &share, const PrivateArray &found, const For &loop, bool kept) {
        bool reads =
            found.early_read || (found.reads_old && share.sharing != Sharing::firstprivate);
        bool ends = kept && (found.varying_write || continues(loop.body));
        bool one_by_one =
            loop.kind != ForKind::simd && (!loop.clauses || loop.clauses->collapse <= 1);
        return !reads && !ends && one_by_one;
    }

    bool refused(const Share &share, const PrivateArray &found, const For &loop, bool kept) {
        bool starts_anew = share.sharing != Sharing::firstprivate;
        if (found.early_read)
            return starts_anew ? refuse_early_read(share, found) : refuse_carried(share, found);
        if (!found.written && starts_anew && found.reads_old)
            return refuse_unwritten(share, loop);
        if (found.reads_old && starts_anew)
            return refuse_old_values(share);
        if (!found.written)
            return false;
        if (kept && found.varying_write)
            return refuse_varying(share, *found.varying_write);
        if (loop.kind == ForKind::simd)
            return unsupported(share, "the lanes of a `simd` loop have no arrays of their own");
        if (loop.clauses && loop.clauses->collapse > 1)
            return unsupported(share, "iterations of collapsed loops have no arrays of their own");
        if (kept && continues(loop.body))
            return unsupported(share, "the last iteration may leave by `continue`, and the array "
                                      "is used after the loop");
        return false;
    }

    // ---- words -----------------------------------------------------------------------------

    static std::string name(const Share &share) {
        return "`" + name_in_source(share.variables[0]) + "`";
    }
    static std::string clause(const Share &share) {
        return "`" + std::string(name_of(share.sharing)) + "`";
    }
    std::string words(const Access &a) {
        return "`" + access_in_user_words(a.array, a.indices, context_.function(func_)) + "`";
    }
    bool once(const Share &share) { return reported_.insert(key(share)).second; }
    static std::tuple<uint16_t, uint32_t, uint32_t> key(const Share &share) {
        return {share.span.file, share.span.line, share.span.column};
    }

    bool refuse_early_read(const Share &share, const PrivateArray &found) {
        if (!once(share))
            return true;
        const Access &read = *found.early_read;
        diagnostics_
            .report("P307", read.node->span.line ? read.node->span : share.span,
                    words(read) + (found.certain ? " is read before this iteration writes it"
                                                 : " may be read before this iteration writes it"))
            .with_note(share.span, clause(share) + " gives every iteration " + name(share) +
                                       " without contents")
            .with_fix("write every element before it is read, in every iteration and not under a "
                      "condition, or remove " +
                      name(share) + " from " + clause(share));
        return true;
    }
    bool refuse_unwritten(const Share &share, const For &loop) {
        if (once(share))
            diagnostics_
                .report("P307", share.span,
                        name(share) + " is read, but no iteration writes its own one")
                .with_note(loop.span, "this loop only reads it")
                .with_fix("remove " + name(share) + " from " + clause(share) +
                          ": iterations may read one array together");
        return true;
    }
    bool refuse_old_values(const Share &share) {
        if (once(share))
            diagnostics_
                .report("P307", share.span,
                        "iterations read elements of " + name(share) + " that none of them writes")
                .with_fix("write `firstprivate(" + name_in_source(share.variables[0]) +
                          ")`, which starts from the contents before the loop");
        return true;
    }
    Diagnostic &contradiction(const Share &share, const std::string &what) {
        return diagnostics_.report(
            "P124", share.span, clause(share) + " says too much of " + name(share) + ": " + what);
    }
    bool refuse_carried(const Share &share, const PrivateArray &found) {
        if (!once(share))
            return true;
        const Access &read = *found.early_read;
        contradiction(share, "an iteration may read elements that the ones before wrote")
            .with_note(read.node->span, words(read) + " is read here")
            .with_fix("copy what is needed into a second array before the loop, or remove the "
                      "clause");
        return true;
    }
    bool refuse_varying(const Share &share, const Access &write) {
        if (once(share))
            contradiction(share, "not every iteration writes the same elements, and they are used "
                                 "after the loop")
                .with_note(write.node->span, words(write) + " is written here")
                .with_fix("remove " + name(share) + " from " + clause(share) +
                          " if it is a result; scratch space is written as a whole, or made by "
                          "`np.empty` in the function");
        return true;
    }
    bool unsupported(const Share &share, const std::string &what) {
        if (once(share))
            diagnostics_.report("P114", share.span, clause(share) + " of an array: " + what)
                .with_fix("make the array in the body with `np.empty`");
        return true;
    }

    // ---- copies ----------------------------------------------------------------------------

    NodeRef with_copies(const For &loop, std::vector<Claim> &claims) {
        std::vector<NodeRef> out, body, after;
        NodeRef stop = build_.value_var("stop", loop.hi->type);
        out.push_back(build_.let(stop, loop.hi));
        Substitution copies;
        for (Claim &c : claims) {
            build_.span = c.share->span;
            c.own = new_array(c.array, "_own", body);
            copies.emplace_back(c.array, c.own);
            if (c.share->sharing == Sharing::firstprivate) {
                c.first = new_array(c.array, "_first", out);
                out.push_back(copy(c.first, c.array, c.array));
                body.push_back(copy(c.own, c.first, c.array));
            } else if (c.kept && !mutant(Mutant::private_copy_starts_empty)) {
                body.push_back(if_last(loop, stop, copy(c.own, c.array, c.array)));
            }
            if (c.kept && !mutant(Mutant::private_array_dropped))
                after.push_back(if_last(loop, stop, copy(c.array, c.own, c.array)));
        }
        build_.span = loop.span;
        for (NodeRef s : as<Block>(loop.body)->body)
            body.push_back(substitute(build_, s, copies));
        body.insert(body.end(), after.begin(), after.end());
        build_.span = loop.span;
        out.push_back(build_.for_loop(loop.var, loop.lo, stop, loop.step, loop.kind,
                                      loop.clauses ? *loop.clauses : Clauses{},
                                      build_.block(body)));
        return build_.block(out);
    }

    NodeRef new_array(NodeRef like, const char *suffix, std::vector<NodeRef> &out) {
        std::string name = std::string(as<Var>(like)->info->name) + suffix;
        NodeRef array = build_.array_var(name, like->type.dtype, like->type.rank);
        std::vector<NodeRef> extents;
        for (int axis = 0; axis < like->type.rank; axis++)
            extents.push_back(build_.dim(like, axis));
        out.push_back(build_.alloc_array(array, extents, Fill::none));
        return array;
    }

    NodeRef copy(NodeRef to, NodeRef from, NodeRef shape) {
        std::vector<NodeRef> at;
        for (int axis = 0; axis < shape->type.rank; axis++)
            at.push_back(build_.value_var("e", scalar(DType::i64)));
        NodeRef body = build_.store(to, at, build_.load(from, at));
        for (size_t axis = at.size(); axis-- > 0;)
            body = build_.for_loop(at[axis], build_.i64(0),
                                   build_.dim(shape, static_cast<int64_t>(axis)), build_.i64(1),
                                   ForKind::serial, {}, build_.block({body}));
        return body;
    }

    NodeRef if_last(const For &loop, NodeRef stop, NodeRef then) {
        int64_t step = 1;
        constant_i64(loop.step, step);
        NodeRef left = build_.binary(BinaryOp::sub, stop, loop.var);
        NodeRef last = build_.compare(step > 0 ? CompareOp::le : CompareOp::ge, left, loop.step);
        return build_.if_then(last, build_.block({then}));
    }

    Builder &build_;
    const Func *func_;
    DiagnosticEngine &diagnostics_;
    // Inclusions cost more than meetings, and only loops with clauses ask for them.
    DependenceContext context_{200'000, 2'000'000};
    std::set<std::tuple<uint16_t, uint32_t, uint32_t>> reported_; // one error per name and clause
};

} // namespace

const Func *privatize_arrays(const Func *func, Builder &build, DiagnosticEngine &diagnostics) {
    NodeRef body = Privatizing(build, func, diagnostics).rewrite(func->body);
    return build.with_body(func, body);
}

} // namespace pragmac
