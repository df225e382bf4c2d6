// add_test: tests that must all hold, each once.
#pragma once

#include "loop_scope.h"

namespace pragmac {

inline void add_test(std::vector<NodeRef> &tests, NodeRef test) {
    for (NodeRef known : tests)
        if (same_value(known, test))
            return;
    tests.push_back(test);
}

} // namespace pragmac
