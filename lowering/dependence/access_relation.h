// access_relation: which elements each load and store of a loop touches, in which iterations.
//
// Derived on demand from the loop's nodes and cached here, never stored in nodes. A relation maps
// the iterations of the loop and of the serial loops between it and the access (outermost first)
// to subscripts; everything invariant in the loop is a parameter. It holds loop bounds and steps,
// guards, `//` and `%` by constants, negative wrap, and that every index is in range. What it
// cannot express is over-approximated (any element, any iteration) and marked so with a reason.
// Legal because index arithmetic is exact: an overflow check or a range test precedes it.
#pragma once

#include "loop_scope.h"
#include "polyhedra.h"

#include <memory>
#include <optional>

namespace pragmac {

using ArrayPair = std::pair<NodeRef, NodeRef>;

// One place in the loop where an array element is read or written.
struct Access {
    NodeRef node;  // Load, Store, Update or FetchUpdate
    NodeRef array; // the array itself, through renamings
    NodeList indices;
    bool reads = false, writes = false;
    ElementUpdate update;            // of `array[…] op= value` as one step
    std::vector<const For *> loops;  // the analysed loop first
    std::vector<Guard> guards;
    std::string may_be_skipped;      // why it may not run although the guards hold; else empty
};

struct AccessRelation {
    Map map; // no value: the budget ran out
    Set domain; // iterations that come to the access, also where its index is out of range
    bool exact = true;
    std::string reason; // why it is not exact, in the user's words
    // Exact, or only for what elements of arrays hold that the loop does not write: for some data
    // every iteration and element of the relation is one that the access touches.
    bool up_to_data = true;
};

// The accesses of one loop and their relations.
class LoopAccesses {
  public:
    // Which arrays allocated inside the loop count; of the others every iteration has its own.
    enum class Own : uint8_t { none, of_iterations };
    LoopAccesses(const FunctionScope &function, const For *loop, Polyhedra &sets,
                 Own own = Own::none);

    LoopScope &scope() { return scope_; }
    const LoopScope &scope() const { return scope_; }
    // In order of evaluation; accesses to arrays allocated inside the loop are left out, or (Own)
    // those of arrays allocated in a loop over lanes. Cells are left out (scalar_use looks at
    // them).
    const std::vector<Access> &all() const { return accesses_; }
    // The parameters for which the loop runs: enclosing loops and guards, extents not negative.
    const Set &context();
    const AccessRelation &relation(size_t access);

  private:
    class Collector;
    LoopScope scope_;
    Polyhedra &sets_;
    std::vector<Access> accesses_;
    std::optional<Set> context_;
    size_t extents_known_ = 0; // of the scope's extent parameters, to context_
    std::vector<std::unique_ptr<AccessRelation>> relations_;
};

// What the analyses of one compile share. Not for use by two threads at once.
class DependenceContext {
  public:
    DependenceContext();
    DependenceContext(uint64_t query_limit, uint64_t total_limit);
    ~DependenceContext();
    Polyhedra &sets() { return sets_; }
    const FunctionScope &function(const Func *func);
    LoopAccesses &accesses(const For *loop, const Func *func);

  private:
    Polyhedra sets_; // first: relations go before it
    std::unordered_map<const Func *, std::unique_ptr<FunctionScope>> functions_;
    std::unordered_map<const For *, std::unique_ptr<LoopAccesses>> loops_;
};

// The relation of one node of the loop; several occurrences of the node are united, so this is
// over the loop's own iterations only.
AccessRelation access_relation(NodeRef node, const For *loop, const Func *func,
                               DependenceContext &context);

} // namespace pragmac
