// The checks Python's operators imply: which operation can raise what, on which operands.
#pragma once

#include "build.h"

namespace pragmac {

// Appends `check` nodes for operands that are already plain level-P values.
class PythonChecks {
  public:
    explicit PythonChecks(Builder &build) : build_(build) {}
    using Statements = std::vector<NodeRef>;

    void require(NodeRef cond, Exception e, std::string_view message,
                 const std::vector<NodeRef> &payload, Statements &out);

    // Unary operators on Python ints and the absolute value of a Python complex.
    bool may_raise(UnaryOp op, DType d) const;
    void unary(UnaryOp op, NodeRef x, Statements &out);

    // Binary operators; `kind` decides (NumPy integers raise for negative powers alone).
    bool may_raise(BinaryOp op, DType d, Kind kind) const;
    // Whether a zero on the right is all that can raise.
    bool only_divides(BinaryOp op, DType d) const;
    void before(BinaryOp op, Kind kind, NodeRef a, NodeRef b, Statements &out);
    // Powers raise by their result.
    bool result_may_raise(BinaryOp op, DType d, Kind kind) const;
    void after(BinaryOp op, NodeRef a, NodeRef b, NodeRef result, Statements &out);

    // Value casts into integers (Python int -> narrower dtype; float -> integer, D4).
    bool cast_may_raise(DType from, DType to) const;
    void cast(NodeRef x, DType to, Statements &out);

    // math.* functions: domain and range errors.
    bool math_may_raise(FunctionId f) const;
    void math(FunctionId f, const std::vector<NodeRef> &args, NodeRef result, Statements &out);

    void index(NodeRef index, NodeRef extent, std::string_view array, size_t axis, Statements &out);

  private:
    NodeRef zero(NodeRef like);
    NodeRef any(NodeRef a, NodeRef b); // a or b
    NodeRef is_infinite(NodeRef x);
    void integer(BinaryOp op, NodeRef a, NodeRef b, Statements &out);

    Builder &build_;
};

} // namespace pragmac
