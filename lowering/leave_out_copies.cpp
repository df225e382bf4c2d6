// One walk over the function's own statements; a name computed later is replaced by its value.
#include "leave_out_copies.h"

#include "fields.h"
#include "mutants.h"

#include <unordered_map>
#include <unordered_set>

namespace pragmac {
namespace {

class LeavingOut {
  public:
    LeavingOut(const Func *func, Builder &build) : func_(func), build_(build) {}

    const Func *run() {
        for (NodeRef parameter : func_->params)
            known_.insert(parameter);
        statements(func_->body);
        if (!any_)
            return func_;
        if (later_tests_)
            ask(later_tests_);
        before_.insert(before_.end(), after_.begin(), after_.end());
        return build_.with_body(func_, build_.block(before_));
    }

  private:
    void statements(NodeRef n) {
        for (NodeRef s : statements_of(n))
            statement(s);
    }

    void statement(NodeRef n) {
        auto *branch = as<If>(n);
        if (branch && branch->kind == IfKind::copies && asked_early(branch->cond)) {
            any_ = true;
            return statements(branch->then);
        }
        if (!begun_ && harmless(n)) {
            if (NodeRef var = declared_variable(n))
                known_.insert(var);
            before_.push_back(n);
            return;
        }
        begun_ = true;
        if (auto *let = as<Let>(n))
            later_[let->var] = let->value;
        else if (auto *alloc = as<Alloc>(n))
            arrays_[alloc->var] = alloc;
        after_.push_back(n);
    }

    // Whether nobody outside of the call sees that it has run.
    static bool harmless(NodeRef n) {
        if (n->op == Op::Let || n->op == Op::Alloc || n->op == Op::Check || n->op == Op::Assume)
            return true;
        auto *store = as<Store>(n);
        return store && (!store->array->type.array || mutant(Mutant::effects_before_left_out));
    }

    void ask(NodeRef test) { before_.push_back(build_.check(test, Exception::LeftOut, "", {})); }

    // Whether the test can be asked in front of all effects; then it is. Before the first one it
    // stays in its place: what follows may rely on it.
    bool asked_early(NodeRef test) {
        build_.span = test->span;
        if (!begun_) {
            ask(test);
            return true;
        }
        NodeRef early = value_before(test);
        if (!early)
            return false;
        later_tests_ =
            later_tests_ ? build_.lazy(later_tests_, early, build_.boolean(false)) : early;
        return true;
    }

    // The value as it can be computed in front of the first effect; null where it cannot.
    NodeRef value_before(NodeRef n) {
        if (n->op == Op::Load || n->op == Op::Holds || n->op == Op::Address)
            return nullptr;
        if (n->op == Op::Const)
            return n;
        if (auto *dim = as<Dim>(n))
            return extent_before(*dim);
        if (n->op == Op::Var) {
            if (known_.count(n))
                return n->type.array || as<Var>(n)->info->role == VarRole::value ? n : nullptr;
            auto let = later_.find(n);
            return let == later_.end() ? nullptr : value_before(let->second);
        }
        bool all = true;
        NodeRef made = build_.map_children(n, [&](NodeRef child) {
            NodeRef early = value_before(child);
            all = all && early;
            return early ? early : child;
        });
        return all ? made : nullptr;
    }

    NodeRef extent_before(const Dim &dim) {
        NodeRef array = dim.array;
        for (auto let = later_.find(array); let != later_.end(); let = later_.find(array))
            array = let->second;
        if (known_.count(array))
            return array == dim.array ? &dim : build_.dim(array, dim.axis);
        auto made = arrays_.find(array);
        return made == arrays_.end()
                   ? nullptr
                   : value_before(made->second->extents[static_cast<size_t>(dim.axis)]);
    }

    const Func *func_;
    Builder &build_;
    bool begun_ = false; // an effect lies behind
    bool any_ = false; // a copy is left out
    NodeRef later_tests_ = nullptr; // of all pairs behind the first effect
    std::vector<NodeRef> before_, after_; // the first effect
    std::unordered_set<NodeRef> known_; // declared in front of it
    std::unordered_map<NodeRef, NodeRef> later_; // values of lets behind it
    std::unordered_map<NodeRef, const Alloc *> arrays_;
};

} // namespace

const Func *leave_out_copies(const Func *func, Builder &build) {
    return LeavingOut(func, build).run();
}

} // namespace pragmac
