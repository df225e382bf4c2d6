// Generic access to the fields of nodes: children, pairs of fields, rebuilding.
#pragma once

#include "ir.h"

namespace pragmac {

// Passes the fields that are nodes on to f.
template <class F> struct ChildVisitor {
    F &f;
    void operator()(const char *, const NodeRef &child) const {
        if (child)
            f(child);
    }
    void operator()(const char *, const NodeList &list) const {
        for (NodeRef child : list)
            f(child);
    }
    template <class T> void operator()(const char *, const T &) const {}
};

// Calls f for each direct child that is present, in field order.
template <class F> void for_each_child(NodeRef n, F &&f) {
    visit(n, [&](const auto &node) { node.each(ChildVisitor<std::remove_reference_t<F>>{f}); });
}

#define PRAGMAC_PAIR(T, name) f(a.name, b.name);
#define NODE(Name, levels, effects, form)                                                          \
    template <class F>                                                                             \
    void each_pair([[maybe_unused]] const Name &a, [[maybe_unused]] const Name &b,                 \
                   [[maybe_unused]] F &&f) {                                                       \
        FIELDS_##Name(PRAGMAC_PAIR)                                                                \
    }
#include "ops.def"
#undef NODE
#undef PRAGMAC_PAIR

// Calls f for n and everything below it, parents first.
template <class F> void walk(NodeRef n, F &&f) {
    f(n);
    for_each_child(n, [&](NodeRef child) { walk(child, f); });
}

} // namespace pragmac
