// FromElements: which values of a function depend on what arrays hold.
//
// Before: level P, straight from lower_python. Cells and names by a fixed point over all stores.
#pragma once

#include "ir.h"

#include <unordered_set>

namespace pragmac {

class FromElements {
  public:
    explicit FromElements(const Func *func);

    bool depends(NodeRef expression) const;
    // Whether it depends on elements where the function goes, how large its arrays are, or which
    // elements it touches.
    bool steer() const { return steer_; }

  private:
    bool mark(NodeRef variable, NodeRef value);

    std::unordered_set<NodeRef> dependent_; // cells and names
    bool steer_ = false;
};

} // namespace pragmac
