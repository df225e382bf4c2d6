// One walk with the facts of loops and lets; looks at the index checks alone.
#include "note_indices.h"

#include "fields.h"
#include "loop_facts.h"

#include <set>

namespace pragmac {
namespace {

class IndexNotes {
  public:
    explicit IndexNotes(DiagnosticEngine &diagnostics) : diagnostics_(diagnostics) {}

    void visit_node(NodeRef n) {
        if (auto *let = as<Let>(n))
            facts_.enter_let(*let);
        if (auto *alloc = as<Alloc>(n))
            extents_[alloc->var] = alloc->extents;
        if (auto *loop = as<For>(n)) {
            facts_.enter_loop(*loop);
            loops_[loop->var] = loop;
        }
        if (auto *check = as<Check>(n))
            if (auto *c = as<Compare>(check->cond);
                c && (c->op == CompareOp::index_ok || c->op == CompareOp::in_range))
                index(*check, *c);
        if (n->type.dtype == DType::none)
            for_each_child(n, [&](NodeRef child) { visit_node(child); });
    }

  private:
    void index(const Check &check, const Compare &c) {
        auto form = facts_.affine(c.a);
        if (!form)
            return;
        int64_t lo = 0, step = 0;
        if (form->terms.empty())
            return constant_index(check, c, form->constant);
        auto [leaf, coefficient] = *form->terms.begin();
        auto loop = loops_.find(leaf);
        if (form->terms.size() != 1 || coefficient != 1 || loop == loops_.end() ||
            !constant_i64(loop->second->lo, lo) || !constant_i64(loop->second->step, step) ||
            step < 0 || lo < 0 || lo + form->constant >= 0)
            return;
        std::string name(as<Var>(leaf)->info->name);
        report("N501", check.span,
               "index is " + std::to_string(lo + form->constant) + " at " + name + "=" +
                   std::to_string(lo) + ": it wraps around, as in Python")
            .with_fix("if that is not meant, start the loop at " + std::to_string(-form->constant));
    }

    void constant_index(const Check &check, const Compare &c, int64_t value) {
        auto *dim = as<Dim>(c.b);
        auto found = dim ? extents_.find(dim->array) : extents_.end();
        int64_t extent = 0;
        if (found == extents_.end() ||
            !constant_i64(found->second[static_cast<size_t>(dim->axis)], extent) ||
            (value < extent && value >= -extent))
            return;
        report("P501", check.span,
               "index " + std::to_string(value) + " is out of range for `" +
                   std::string(as<Var>(dim->array)->info->name) + "` with size " +
                   std::to_string(extent));
    }

    // A place is told once however many copies of it there are.
    Diagnostic &report(Code code, Span span, std::string message) {
        bool fresh = told_.insert({span.line, message}).second;
        return fresh ? diagnostics_.report(code, span, message)
                     : repeated_.report(code, span, message);
    }

    DiagnosticEngine &diagnostics_;
    DiagnosticEngine repeated_;
    LoopFacts facts_;
    std::unordered_map<NodeRef, const For *> loops_;
    std::unordered_map<NodeRef, NodeList> extents_;
    std::set<std::pair<uint32_t, std::string>> told_;
};

} // namespace

void note_indices(const Func *func, DiagnosticEngine &diagnostics) {
    IndexNotes(diagnostics).visit_node(func->body);
}

} // namespace pragmac
