// A walk that stops at what may not run.
#include "uniform_loads.h"

#include "fields.h"

#include <algorithm>
#include <unordered_set>

namespace pragmac {
namespace {

using Nodes = std::unordered_set<NodeRef>;

class Collector {
  public:
    Collector(const Nodes &written, const Nodes &declared,
              const std::function<bool(NodeRef)> &varies)
        : written_(written), declared_(declared), varies_(varies) {}
    std::vector<NodeRef> loads;

    void collect(NodeRef n) {
        if (auto *load = as<Load>(n); load && lifts(*load))
            return loads.push_back(n);
        if (n->op == Op::For || n->op == Op::While || n->op == Op::Inline)
            return;
        auto *choice = as<If>(n);
        auto *lazy = as<Lazy>(n);
        if (choice || lazy)
            return collect(choice ? choice->cond : lazy->cond);
        for_each_child(n, [&](NodeRef child) { collect(child); });
    }

  private:
    bool lifts(const Load &load) const {
        return load.array->type.array && !written_.count(load.array) && !varies_(&load) &&
               !uses_any(&load, declared_) && !known(&load);
    }
    bool known(const Load *load) const {
        return std::find(loads.begin(), loads.end(), load) != loads.end();
    }

    const Nodes &written_, &declared_;
    const std::function<bool(NodeRef)> &varies_;
};

} // namespace

std::vector<NodeRef> uniform_loads(NodeRef branch, NodeRef around,
                                   const std::function<bool(NodeRef)> &varies) {
    Nodes written, declared;
    walk(around, [&](NodeRef n) {
        if (NodeRef variable = written_variable(n))
            written.insert(variable);
    });
    walk(branch, [&](NodeRef n) {
        if (NodeRef variable = declared_variable(n))
            declared.insert(variable);
    });
    Collector collector(written, declared, varies);
    collector.collect(branch);
    return std::move(collector.loads);
}

} // namespace pragmac
