// A work list over what is read, starting from everything that has an effect.
#include "live_values.h"

#include "fields.h"

#include <unordered_map>
#include <vector>

namespace pragmac {

namespace {

class Liveness {
  public:
    explicit Liveness(const Func &func) {
        collect(func.body);
        while (!waiting_.empty()) {
            NodeRef var = waiting_.back();
            waiting_.pop_back();
            for (NodeRef value : made_of_[var])
                read(value);
        }
    }
    std::unordered_set<NodeRef> live;

  private:
    // Of a statement that only makes a variable's value, that value waits for the variable's use.
    void collect(NodeRef n) {
        if (n->op == Op::Assume || n->op == Op::Share)
            return; // what is said of variables reads none
        if (auto *let = as<Let>(n))
            return made_of_[let->var].push_back(let->value);
        if (auto *alloc = as<Alloc>(n); alloc && !alloc->var->type.array) {
            if (alloc->init)
                made_of_[alloc->var].push_back(alloc->init);
            return;
        }
        if (auto *store = as<Store>(n); store && !store->array->type.array)
            return made_of_[store->array].push_back(store->value);
        if (auto *update = as<Update>(n); update && !update->array->type.array)
            return made_of_[update->array].push_back(update->value);
        if (n->type.dtype != DType::none)
            return read(n);
        for_each_child(n, [&](NodeRef child) { collect(child); });
    }
    void read(NodeRef n) {
        walk(n, [&](NodeRef part) {
            if (as<Var>(part) && live.insert(part).second)
                waiting_.push_back(part);
        });
    }

    std::unordered_map<NodeRef, std::vector<NodeRef>> made_of_;
    std::vector<NodeRef> waiting_;
};

} // namespace

std::unordered_set<NodeRef> live_values(const Func &func) { return Liveness(func).live; }

} // namespace pragmac
