// Names give way to what they stand for.
#include "before_loop.h"

namespace pragmac {

bool known_before(NodeRef n, const LoopScope &loop) {
    return loop.available_at_entry(n) && loop.invariant(n);
}

NodeRef before_loop(NodeRef n, const LoopScope &loop, Builder &build) {
    if (n->type.array)
        return n;
    auto *let = n->op == Op::Var ? as<Let>(loop.function().declaration(n)) : nullptr;
    if (let && loop.declared_inside(n))
        return before_loop(let->value, loop, build);
    return build.map_children(n, [&](NodeRef c) { return before_loop(c, loop, build); });
}

} // namespace pragmac
