// loop_scope: what the variables of a function are, seen from one of its loops.
//
// A value is *invariant* when it is the same in every iteration of the loop: nothing in the loop
// changes what it is computed from. Invariant values that are not affine themselves become
// parameters of the access relations; one parameter stands for structurally same expressions.
// Computed by walking a P-level Func once; nothing is stored in nodes.
#pragma once

#include "ir.h"

#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace pragmac {

// A condition known to hold, or known not to hold, where a statement runs.
struct Guard {
    NodeRef cond;
    bool holds;
};

// Same operation on the same variables: unlike `equal`, variables are compared by identity.
bool same_value(NodeRef a, NodeRef b);
bool is_cell(NodeRef var);
bool has_load(NodeRef expression);

// Which node declares each variable of a function, and where its loops lie.
class FunctionScope {
  public:
    explicit FunctionScope(const Func *func);
    const Func *func() const { return func_; }
    // Null for parameters of the function.
    NodeRef declaration(NodeRef var) const;
    // What a chain of names stands for.
    NodeRef behind_names(NodeRef n) const;
    // The array a name stands for, through lets of array type.
    NodeRef array_root(NodeRef array) const;

    // What encloses a loop, outermost first.
    struct Place {
        std::vector<const For *> loops;
        std::vector<Guard> guards;      // conditions and passed checks, at the time of the test
        std::vector<NodeRef> enclosing; // statements from the function's body to the loop itself
    };
    const Place *place(const For *loop) const;

  private:
    void visit(NodeRef n, Place &place);
    const Func *func_;
    std::unordered_map<NodeRef, NodeRef> declarations_;
    std::unordered_map<NodeRef, Place> places_;
};

class LoopScope {
  public:
    LoopScope(const FunctionScope &function, const For *loop);
    const FunctionScope &function() const { return function_; }
    const For *loop() const { return loop_; }
    const FunctionScope::Place &place() const { return *place_; }

    bool declared_inside(NodeRef var) const { return inside_.count(var) != 0; }
    // What a chain of names that the loop declares stands for.
    NodeRef behind_names(NodeRef n) const;
    bool writes_array(NodeRef root) const;
    bool invariant(NodeRef n) const;
    // The expression that stands for n's value among all expressions seen so far.
    NodeRef representative(NodeRef n);
    // Names for invariant values and for extents, unique within this loop.
    const std::string &parameter_name(NodeRef n);
    const std::string &extent_name(NodeRef root, int64_t axis);
    bool is_extent(const std::string &name) const;
    // Those of extents, in the order in which they were asked for.
    const std::vector<std::string> &extent_parameters() const { return extent_parameters_; }
    // What a parameter stands for: a value, or (`axis` >= 0) that extent of an array.
    struct Source {
        NodeRef node = nullptr;
        int64_t axis = -1;
    };
    std::optional<Source> source(const std::string &name) const;
    // Whether n can be computed in front of the loop, and without reading array elements; with
    // `given_variable`, if the loop's variable had a value there.
    bool available_at_entry(NodeRef n, bool given_variable = false) const;
    // The user's words for a parameter.
    std::string meaning(const std::string &name) const;

  private:
    const FunctionScope &function_;
    const For *loop_;
    const FunctionScope::Place *place_;
    std::unordered_set<NodeRef> inside_, stored_cells_, stored_arrays_;
    std::string unique_name(std::string base);
    std::vector<NodeRef> representatives_;
    std::unordered_map<NodeRef, std::string> names_;
    std::map<std::pair<NodeRef, int64_t>, std::string> extent_names_;
    std::vector<std::string> extent_parameters_;
    std::unordered_set<std::string> used_names_;
};

} // namespace pragmac
