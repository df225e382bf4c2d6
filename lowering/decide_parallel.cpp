// Asks dependence about every annotated loop and writes the answer into its clauses.
#include "decide_parallel.h"

#include "fields.h"
#include "mutants.h"

#include <map>

namespace pragmac {
namespace {

// k = k + invariant in every iteration: rewritten from the index one day, harmless in order.
bool is_induction(const ScalarUse &use, const For &loop) {
    bool ok = use.always_assigned;
    walk(&loop, [&](NodeRef n) {
        auto *s = as<Store>(n);
        if (!s || s->array != use.cell)
            return;
        auto *sum = as<Binary>(s->value);
        bool adds = sum && (sum->op == BinaryOp::add || sum->op == BinaryOp::sub) &&
                    sum->b->op == Op::Const;
        if (auto *v = as<Var>(s->value)) { // bound by a let in front of the store
            walk(&loop, [&](NodeRef m) {
                auto *let = as<Let>(m);
                if (let && let->var == v)
                    if (auto *b = as<Binary>(let->value))
                        adds = (b->op == BinaryOp::add || b->op == BinaryOp::sub) &&
                               b->b->op == Op::Const;
            });
        }
        ok = ok && adds;
    });
    return ok;
}

// True when every iteration comes past the node: no `if`, `while` or lazy arm around it.
bool reached_always(NodeRef n, NodeRef target) {
    if (n == target)
        return true;
    if (n->op == Op::If)
        return reached_always(as<If>(n)->cond, target);
    if (n->op == Op::Lazy)
        return reached_always(as<Lazy>(n)->cond, target);
    if (n->op == Op::While)
        return false;
    if (auto *loop = as<For>(n))
        return reached_always(loop->lo, target) || reached_always(loop->hi, target);
    bool found = false;
    for_each_child(n, [&](NodeRef c) { found = found || reached_always(c, target); });
    return found;
}

class Deciding {
  public:
    Deciding(Builder &build, const Func *func, DiagnosticEngine &diagnostics)
        : build_(build), func_(func), diagnostics_(diagnostics) {}

    NodeRef rewrite(NodeRef n) {
        if (n->type.dtype != DType::none)
            return n;
        const For *loop = as<For>(n);
        bool annotated = loop && (loop->kind == ForKind::parallel || loop->kind == ForKind::simd);
        Clauses clauses = loop && loop->clauses ? *loop->clauses : Clauses{};
        if (annotated)
            clauses.proved = prove(*loop);
        NodeRef inside = build_.map_children(n, [&](NodeRef c) { return rewrite(c); });
        if (!annotated || !clauses.proved)
            return inside;
        loop = as<For>(inside);
        build_.span = loop->span;
        return build_.for_loop(loop->var, loop->lo, loop->hi, loop->step, loop->kind, clauses,
                               loop->body);
    }

    std::vector<LoopReport> reports() const {
        std::vector<LoopReport> all;
        for (const auto &[place, report] : reports_)
            all.push_back(report);
        return all;
    }
    std::vector<std::string> certificates;

  private:
    bool prove(const For &loop) {
        LoopReport &report = reports_[{loop.span.file, loop.span.line, loop.span.column}];
        bool first = report.directive.empty();
        report.span = loop.span;
        report.directive = name_of(loop.kind);
        std::vector<ScalarUse> uses = scalar_uses(&loop, func_, context_);
        if (loop.kind == ForKind::parallel)
            refuse_carried(loop, uses);
        Verdict verdict = decide(&loop, func_, context_);
        std::string reason = verdict.reason;
        if (const ScalarUse *obstacle = first_obstacle(uses); obstacle && verdict.free())
            reason = obstacle->reason;
        bool proved = (verdict.free() && reason.empty()) || mutant(Mutant::races_trusted);
        if (proved)
            certificates.push_back(verdict.certificate);
        if (first || proved) {
            report.parallel = proved;
            report.verdict = verdict.free() ? "free" : "unknown";
            report.reason = proved ? "" : reason;
        }
        return proved;
    }

    void refuse_carried(const For &loop, const std::vector<ScalarUse> &uses) {
        for (const ScalarUse &use : uses) {
            if (use.kind != ScalarUse::Kind::carried || !use.read || is_induction(use, loop) ||
                !reached_always(loop.body, use.read))
                continue;
            std::string name(as<Var>(use.cell)->info->name);
            Span at = use.write && use.write->span.line ? use.write->span : loop.span;
            diagnostics_
                .report("P303", at,
                        "`" + name +
                            "` carries a value from one iteration of this "
                            "parallel loop to the next")
                .with_label("the next iteration reads what this one leaves in `" + name + "`")
                .with_note(loop.span, "you asked for these iterations to run in any order")
                .with_fix("for running sums call `np.cumsum` before the loop; otherwise remove "
                          "the directive, or compute `" +
                          name + "` from the loop's index");
        }
    }

    Builder &build_;
    const Func *func_;
    DiagnosticEngine &diagnostics_;
    DependenceContext context_;
    std::map<std::tuple<uint16_t, uint32_t, uint32_t>, LoopReport> reports_;
};

} // namespace

ParallelDecisions decide_parallel(const Func *func, Builder &build, DiagnosticEngine &diagnostics) {
    Deciding deciding(build, func, diagnostics);
    ParallelDecisions result;
    NodeRef body = deciding.rewrite(func->body);
    build.span = func->span;
    result.func = as<Func>(build.func(func->name, {func->params.begin(), func->params.end()},
                                      {func->results.begin(), func->results.end()},
                                      func->overlap != 0, body));
    result.loops = deciding.reports();
    result.certificates = deciding.certificates;
    return result;
}

} // namespace pragmac
