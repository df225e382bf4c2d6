// Compares each clause with how scalar_use classifies the cells of its variable.
#include "check_data_clauses.h"

#include "fields.h"
#include "scalar_use.h"
#include "user_words.h"

#include <algorithm>

namespace pragmac {
namespace {

// What a loop does to the scalar that a clause names.
struct Behaviour {
    const ScalarUse *assigned = nullptr; // one of its cells, if an iteration assigns any
    const ScalarUse *kept = nullptr;     // one that an iteration finds as another left it
    bool read = false;
};

class Checker {
  public:
    Checker(Builder &build, const Func *func, DiagnosticEngine &diagnostics)
        : build_(build), func_(func), diagnostics_(diagnostics) {}

    NodeRef rewrite(NodeRef n) {
        if (n->type.dtype != DType::none)
            return n;
        if (auto *loop = as<For>(n); loop && has_clauses(*loop))
            check(*loop);
        auto *block = as<Block>(n);
        if (!block || std::none_of(block->body.begin(), block->body.end(), about_scalar))
            return build_.map_children(n, [&](NodeRef c) { return rewrite(c); });
        std::vector<NodeRef> kept;
        for (NodeRef s : block->body)
            if (!about_scalar(s))
                kept.push_back(rewrite(s));
        build_.span = n->span;
        return build_.block(kept);
    }

  private:
    // Arrays are shared by themselves.
    static bool about_scalar(NodeRef n) {
        auto *share = as<Share>(n);
        return share && (!share->variables[0]->type.array || share->sharing == Sharing::shared ||
                         share->sharing == Sharing::reduction);
    }
    static bool has_clauses(const For &loop) {
        const NodeList &body = as<Block>(loop.body)->body;
        return std::any_of(body.begin(), body.end(), about_scalar);
    }

    void check(const For &loop) {
        std::vector<ScalarUse> uses = scalar_uses(&loop, func_, context_);
        for (ScalarUse &use : uses) // clauses speak of values, whatever may raise beside them
            if (use.but_for_errors)
                use.op = use.but_for_errors, use.kind = ScalarUse::Kind::reduction;
        for (NodeRef s : as<Block>(loop.body)->body) {
            auto *share = as<Share>(s);
            if (share && !share->variables[0]->type.array)
                check(*share, loop, behaviour(*share, loop, uses));
            else if (share && share->sharing == Sharing::reduction)
                check_array(*share, loop);
        }
    }

    static std::string right_operation(const Share &share, std::optional<ReductionKind> kind) {
        std::string_view op = kind ? clause_word(*kind) : "";
        return op.empty() ? "remove " + name(share) + " from the clause"
                          : "write `reduction(" + std::string(op) + ": " +
                                name_in_source(share.variables[0]) + ")`";
    }

    // The front end makes an update of each statement that a clause lets it combine.
    void check_array(const Share &share, const For &loop) {
        const FunctionScope &function = context_.function(func_);
        NodeRef array = function.array_root(share.variables[0]), stored = nullptr;
        bool combined = false;
        NodeRef other = nullptr; // an update by another operation
        walk(loop.body, [&](NodeRef n) {
            auto *store = as<Store>(n);
            auto *update = as<Update>(n);
            bool updates = update && function.array_root(update->array) == array;
            combined |= updates;
            if (updates && !other &&
                !named_by(share, associative(update->op), is_bool(array->type.dtype)))
                other = n;
            if (store && !stored && store->array->type.array &&
                function.array_root(store->array) == array)
                stored = n;
        });
        if (other)
            diagnostics_
                .report("P118", share.span,
                        "the loop does not update " + name(share) + " by `" +
                            std::string(share.op) + "`")
                .with_note(other->span, "this is another operation")
                .with_fix(right_operation(share, associative(as<Update>(other)->op)));
        if (combined || !stored)
            return;
        diagnostics_
            .report("P118", share.span,
                    "the loop does not update elements of " + name(share) + " by `" +
                        std::string(share.op) + "`")
            .with_note(stored->span, "this store is no such update")
            .with_fix("write it as `y[k] += x` or `y[k] = max(y[k], x)`, or remove " + name(share) +
                      " from `reduction`");
    }

    static Behaviour behaviour(const Share &share, const For &loop,
                               const std::vector<ScalarUse> &uses) {
        Behaviour found;
        auto named = [&](NodeRef v) {
            return std::find(share.variables.begin(), share.variables.end(), v) !=
                   share.variables.end();
        };
        for (const ScalarUse &use : uses) {
            if (!named(use.cell))
                continue;
            found.assigned = found.assigned ? found.assigned : &use;
            bool keeps = use.kind == ScalarUse::Kind::carried ||
                         (use.kind == ScalarUse::Kind::reduction && !use.leader);
            if (keeps && !found.kept)
                found.kept = &use;
        }
        walk(loop.body, [&](NodeRef n) {
            auto *load = as<Load>(n);
            found.read |= load && named(load->array);
            if (n->type.dtype != DType::none || n->op == Op::Share)
                return;
            for_each_child(n, [&](NodeRef c) { found.read |= named(c) && !is_cell(c); });
        });
        return found;
    }

    void check(const Share &share, const For &loop, const Behaviour &found) {
        switch (share.sharing) {
        case Sharing::shared:
            if (found.assigned)
                refuse_shared(share, loop, *found.assigned);
            return;
        case Sharing::private_:
        case Sharing::firstprivate:
            if (found.kept)
                refuse_kept(share, loop, *found.kept);
            else if (share.sharing == Sharing::private_ && !found.assigned && found.read)
                refuse_unassigned(share, loop);
            return;
        case Sharing::reduction:
            if (found.assigned && !combines(share, *found.assigned))
                refuse_reduction(share, loop, *found.assigned);
            return;
        case Sharing::lastprivate:
            if (found.kept && found.kept->kind == ScalarUse::Kind::reduction)
                refuse_kept(share, loop, *found.kept);
            return;
        }
    }

    static std::string clause(const Share &share) {
        return "`" + std::string(name_of(share.sharing)) + "`";
    }
    static std::string name(const Share &share) {
        return "`" + name_in_source(share.variables[0]) + "`";
    }
    Diagnostic &contradiction(const Share &share, const std::string &what) {
        return diagnostics_.report(
            "P124", share.span, clause(share) + " says too much of " + name(share) + ": " + what);
    }

    void refuse_shared(const Share &share, const For &loop, const ScalarUse &use) {
        bool one_for_all =
            use.kind == ScalarUse::Kind::private_ || use.kind == ScalarUse::Kind::last;
        Diagnostic &d = contradiction(share, "iterations assign it");
        if (use.write && use.write->span.line)
            d.with_note(use.write->span, "assigned here");
        d.with_fix(one_for_all ? "remove " + name(share) +
                                     " from `shared`: every iteration has one of its own"
                               : way_out(share, use))
            .with_fix_in_order(loop.span);
    }

    static bool combines(const Share &share, const ScalarUse &use) {
        return use.kind == ScalarUse::Kind::reduction && !use.leader && named_by(share, use.op);
    }
    // The sum of bools is their `or` in NumPy, the product their `and`.
    static bool named_by(const Share &share, std::optional<ReductionKind> kind,
                         bool of_bools = false) {
        std::string_view op = kind ? clause_word(*kind) : "";
        auto bitwise = [of_bools](std::string_view word) -> std::string_view {
            if (word == "and" || (of_bools && word == "*"))
                return "&";
            return word == "or" || (of_bools && word == "+") ? "|" : word;
        };
        return bitwise(op) == bitwise(share.op);
    }
    // What a value is computed from, names looked through.
    void collect(NodeRef value, std::unordered_set<NodeRef> &nodes) {
        walk(value, [&](NodeRef n) {
            nodes.insert(n);
            auto *let = n->op == Op::Var && !is_cell(n)
                            ? as<Let>(context_.function(func_).declaration(n))
                            : nullptr;
            if (let && nodes.insert(let).second)
                collect(let->value, nodes);
        });
    }
    // Of a variable that updates combine: a read that is no part of one.
    NodeRef other_read(const Share &share, const For &loop) {
        std::unordered_set<NodeRef> updates;
        auto named = [&](NodeRef v) {
            return std::find(share.variables.begin(), share.variables.end(), v) !=
                   share.variables.end();
        };
        walk(loop.body, [&](NodeRef n) {
            if (auto *store = as<Store>(n); store && named(store->array))
                collect(store->value, updates);
        });
        NodeRef found = nullptr;
        walk(loop.body, [&](NodeRef n) {
            auto *load = as<Load>(n);
            bool other = load && n->span.line && named(load->array) && !updates.count(n);
            found = found ? found : other ? n : nullptr;
        });
        return found;
    }

    void refuse_reduction(const Share &share, const For &loop, const ScalarUse &use) {
        bool other = use.kind == ScalarUse::Kind::reduction;
        bool carried = use.kind == ScalarUse::Kind::carried;
        Diagnostic &d = diagnostics_.report("P118", share.span,
                                            "the loop does not update " + name(share) + " by `" +
                                                std::string(share.op) + "`" +
                                                (other     ? ""
                                                 : carried ? " alone: it is read otherwise too"
                                                           : ": every iteration assigns it anew"));
        NodeRef at = use.read && use.read->span.line ? use.read : use.write;
        if (NodeRef read = carried ? other_read(share, loop) : nullptr)
            at = read;
        if (at && at->span.line)
            d.with_note(at->span, carried ? "read here" : "assigned here");
        d.with_fix(other ? right_operation(share, use.op)
                         : "remove " + name(share) +
                               " from `reduction`, or accumulate in a "
                               "variable that nothing else reads");
    }

    // A firstprivate variable would start each iteration anew; Python goes on from the last one.
    void refuse_kept(const Share &share, const For &loop, const ScalarUse &use) {
        bool reduction = use.kind == ScalarUse::Kind::reduction;
        Diagnostic &d = contradiction(
            share, reduction ? "it is a reduction of this loop"
                             : "an iteration reads it before it assigns it, and finds what the one "
                               "before left");
        NodeRef at = use.read && use.read->span.line ? use.read : use.write;
        if (at && at->span.line)
            d.with_note(at->span, reduction ? "combined here" : "read here");
        d.with_fix(way_out(share, use)).with_fix_in_order(loop.span);
    }

    void refuse_unassigned(const Share &share, const For &loop) {
        contradiction(share, "no iteration assigns it, so that its own one has no value")
            .with_note(loop.span, "this loop only reads it")
            .with_fix("remove " + name(share) + " from `private`, or write `firstprivate`");
    }

    static std::string way_out(const Share &share, const ScalarUse &use) {
        std::string_view op = use.op ? clause_word(*use.op) : "";
        if (!op.empty())
            return "write `reduction(" + std::string(op) + ": " +
                   name_in_source(share.variables[0]) + ")`, or no clause";
        std::string variable = name_in_source(share.variables[0]);
        return "copy `" + variable +
               "` at the head of the body into a second variable, and change "
               "that one";
    }

    Builder &build_;
    const Func *func_;
    DiagnosticEngine &diagnostics_;
    DependenceContext context_;
};

} // namespace

const Func *check_data_clauses(const Func *func, Builder &build, DiagnosticEngine &diagnostics) {
    NodeRef body = Checker(build, func, diagnostics).rewrite(func->body);
    return build.with_body(func, body);
}

} // namespace pragmac
