// Relations over the order of iterations.
#include "polyhedra.h"

#include <isl/map.h>
#include <isl/set.h>
#include <isl/space.h>

namespace pragmac {

Set range_of(const Map &m) { return Set(isl_map_range(m.copy())); }

Map all_pairs(const Set &from, const Set &to) {
    return Map(isl_map_from_domain_and_range(from.copy(), to.copy()));
}

// The union over the depth at which the two iterations part.
Map written_earlier(const Map &writes, const Set &readers, const std::vector<bool> &upwards,
                    bool stands_before) {
    Map pairs = all_pairs(readers, domain_of(writes));
    Map order = difference(pairs, pairs);
    for (size_t depth = 0; depth < upwards.size(); depth++) {
        auto at = static_cast<int>(depth);
        if (depth > 0) { // iterations of the outermost loop do not see each other
            isl_map *earlier =
                upwards[depth] ? isl_map_order_gt(pairs.copy(), isl_dim_in, at, isl_dim_out, at)
                               : isl_map_order_lt(pairs.copy(), isl_dim_in, at, isl_dim_out, at);
            order = order | Map(earlier);
        }
        pairs = Map(isl_map_equate(pairs.take(), isl_dim_in, at, isl_dim_out, at));
    }
    if (stands_before)
        order = order | pairs;
    return Map(isl_map_apply_range(order.take(), writes.copy()));
}

} // namespace pragmac
