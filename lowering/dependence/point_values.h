// point_values: IR expressions and conditions as functions and sets of integer points.
//
// The points are iterations of given loops, one coordinate each; what is invariant in the analysed
// loop is a parameter. An expression that has no such form gives no value, a condition that has
// none gives every point and is marked inexact, so that sets only grow.
#pragma once

#include "loop_scope.h"
#include "polyhedra.h"

namespace pragmac {

class PointValues {
  public:
    // At `entry`, memory may differ from what the loop sees: loads have no value there.
    enum class When : uint8_t { in_loop, entry };
    PointValues(LoopScope &scope, Polyhedra &sets, const std::vector<const For *> &loops, int dims,
                When when = When::in_loop);

    // No value when n has no such form; `obstacle` then tells the part that has none.
    std::optional<Value> value(NodeRef n);
    std::optional<Value> extent(NodeRef array, int64_t axis);
    NodeRef obstacle() const { return obstacle_; }

    struct Condition {
        Set points;
        bool exact = true;
    };
    // Points at which n is true (or false, when !holds).
    Condition condition(NodeRef n, bool holds);
    // The values that `loop`, one of the given loops, takes at the others' values.
    Condition iterations(const For *loop);
    Condition iterations_of(Value var, const For *loop);

  private:
    std::optional<Value> raw(NodeRef n);
    std::optional<Value> variable(NodeRef n);
    std::optional<Value> binary(const Binary &n);
    std::optional<Value> by_constant(BinaryOp op, Value a, int64_t c);
    std::optional<Value> unary(const Unary &n);
    std::optional<Value> chosen(NodeRef cond, NodeRef a, NodeRef b);
    std::optional<Value> length(const RangeLength &n);
    std::optional<Value> parameter(NodeRef n);
    std::optional<Value> outside(NodeRef defining, const std::string &name);
    Condition comparison(const Compare &n, bool holds);
    Condition both(NodeRef a, bool a_holds, NodeRef b, bool b_holds);
    Condition either(NodeRef a, bool a_holds, NodeRef b, bool b_holds);

    LoopScope &scope_;
    Polyhedra &sets_;
    const std::vector<const For *> &loops_;
    int dims_;
    When when_;
    NodeRef obstacle_ = nullptr;
    std::unordered_map<NodeRef, Value> named_; // of what is bound by a let: used more than once
};

} // namespace pragmac
