// array_parts: where the elements of arrays and of views lie, as lower_python makes them plain.
//
// Below level S there are no views: an access through one becomes an access of the array that it is
// a part of, with its own indices checked and wrapped first.
#pragma once

#include "python_checks.h"

#include <functional>
#include <unordered_map>

namespace pragmac {

// A name for a value that is used more than once; leaves need none.
NodeRef bound(const char *name, NodeRef value, std::vector<NodeRef> &out, Builder &build);

// What a view says of one axis of the array it is a part of: as the fields of a View node.
struct ViewAxis {
    NodeRef start;
    int64_t step; // 0: the view has no such axis, and is at `start`
    NodeRef count; // of the view's elements along the axis
};

class ArrayParts {
  public:
    using Statements = std::vector<NodeRef>;

    ArrayParts(Builder &build, PythonChecks &checks, bool unchecked)
        : build_(build), checks_(checks), unchecked_(unchecked) {}

    // `source` is an array at level S and `made` the plain one.
    void declare(NodeRef source, NodeRef made) { arrays_[source] = made; }
    // `given`: what the view says of each axis of `array`, evaluated in their order.
    void declare_view(NodeRef view, NodeRef array,
                      const std::function<ViewAxis(size_t axis)> &given, Statements &out);
    // The plain array that holds the elements of one of level S.
    NodeRef target(NodeRef array) const;
    NodeRef extent(NodeRef array, size_t axis);
    // Plain indices of an access: each checked, negative ones wrapped.
    std::vector<NodeRef> subscripts(NodeRef array, const std::vector<NodeRef> &values,
                                    Statements &out);

  private:
    struct Part {
        NodeRef array; // no view
        std::vector<ViewAxis> axes; // of `array`
    };
    Part part_of(NodeRef array);
    ViewAxis axis_of_part(const ViewAxis &whole, const ViewAxis &given, Statements &out);
    NodeRef position(const ViewAxis &axis, NodeRef j);
    NodeRef element_at(NodeRef index, NodeRef extent, Text array, size_t axis, Statements &out);
    NodeRef row_of_part(NodeRef row, NodeRef extent, Text array, size_t axis, Statements &out);
    NodeRef wrapped(NodeRef index, NodeRef extent);

    Builder &build_;
    PythonChecks &checks_;
    bool unchecked_;
    std::unordered_map<NodeRef, NodeRef> arrays_;
    std::unordered_map<NodeRef, Part> parts_; // of views
};

} // namespace pragmac
