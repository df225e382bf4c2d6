// One walk with the facts of loops, lets and guards; looks at the index checks alone.
#include "note_indices.h"

#include "fields.h"
#include "loop_facts.h"
#include "user_words.h"

#include <map>
#include <set>

namespace pragmac {
namespace {

class IndexNotes {
  public:
    IndexNotes(const Func *func, DiagnosticEngine &diagnostics)
        : diagnostics_(diagnostics), function_(func) {
        visit_node(func->body);
        for (const auto &[place, seen] : places_)
            if (seen.always)
                diagnostics_.report("P501", seen.span, seen.words);
    }

  private:
    // An index as it is written. It may have several copies: of a function that is called twice, of
    // code behind a name that stands for two arrays.
    struct Seen {
        bool always = true; // out of range, in every copy
        Span span;
        std::string words;
    };

    void visit_node(NodeRef n) {
        if (auto *let = as<Let>(n))
            facts_.enter_let(*let);
        if (auto *alloc = as<Alloc>(n))
            extents_[alloc->var] = alloc->extents;
        if (auto *loop = as<For>(n)) {
            if (never_runs(*loop))
                return;
            facts_.enter_loop(*loop);
            loops_[loop->var] = loop;
        }
        if (auto *branch = as<If>(n)) {
            under(branch->then, branch->cond, true);
            return under(branch->otherwise, branch->cond, false);
        }
        if (auto *check = as<Check>(n)) {
            if (is_index_check(n))
                index(*check, *as<Compare>(check->cond));
            facts_.enter_check(n);
        }
        if (n->type.dtype == DType::none)
            for_each_child(n, [&](NodeRef child) { visit_node(child); });
    }
    void under(NodeRef body, NodeRef cond, bool holds) {
        size_t count = facts_.enter_guard(cond, holds);
        visit_node(body);
        facts_.leave_guards(count);
    }

    // Whether a - b + more >= 0 for all values there are at this point.
    bool at_least(const std::optional<Affine> &a, const std::optional<Affine> &b, int64_t more) {
        auto form = a && b ? combine(*a, -1, *b) : std::nullopt;
        if (form)
            form->constant += more;
        return form && facts_.proved(*form);
    }
    bool never_runs(const For &loop) {
        int64_t step = 0;
        auto lo = facts_.affine(loop.lo), hi = facts_.affine(loop.hi);
        return constant_i64(loop.step, step) &&
               (step > 0 ? at_least(lo, hi, 0) : at_least(hi, lo, 0));
    }

    void index(const Check &check, const Compare &c) {
        auto form = facts_.affine(c.a);
        always_outside(check, c, form);
        int64_t lo = 0, step = 0;
        if (!form || form->terms.empty())
            return;
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

    // The extent of an array made here, else the expression.
    std::optional<Affine> extent(const Compare &c) {
        auto *dim = as<Dim>(c.b);
        auto found = dim ? extents_.find(dim->array) : extents_.end();
        if (found != extents_.end())
            if (auto known = facts_.affine(found->second[static_cast<size_t>(dim->axis)]))
                return known;
        return facts_.affine(c.b);
    }

    void always_outside(const Check &check, const Compare &c, const std::optional<Affine> &form) {
        auto *dim = as<Dim>(c.b);
        Seen &seen = places_[{check.span.line, check.span.column, dim ? dim->axis : 0}];
        auto size = extent(c);
        // Both outside and inside: code that nothing reaches.
        bool above = at_least(form, size, 0);
        bool wraps = c.op == CompareOp::index_ok;
        auto negative = size ? combine({}, wraps ? -1 : 0, *size) : std::nullopt;
        bool below = at_least(negative, form, -1);
        bool inside = above ? at_least(size, form, -1) : at_least(form, negative, 0);
        seen.always = seen.always && dim && above != below && !inside;
        if (!seen.always)
            return;
        std::string array = name_in_source(dim->array);
        bool plain = form->terms.empty() && size->terms.empty();
        seen.span = check.span;
        seen.words = plain ? "index " + std::to_string(form->constant) + " is out of range for `" +
                                 array + "` with size " + std::to_string(size->constant)
                           : "index `" + in_user_words(c.a, function_) +
                                 "` is out of range for axis " + std::to_string(dim->axis) +
                                 " of `" + array + "` whenever it is reached";
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
    FunctionScope function_;
    std::map<std::tuple<uint32_t, uint32_t, int64_t>, Seen> places_;
};

} // namespace

void note_indices(const Func *func, DiagnosticEngine &diagnostics) {
    IndexNotes(func, diagnostics);
}

} // namespace pragmac
