// Control that depends on elements would make more values depend on them; it counts by itself.
#include "from_elements.h"

#include "fields.h"

#include <algorithm>

namespace pragmac {

FromElements::FromElements(const Func *func) {
    for (bool more = true; more;) {
        more = false;
        walk(func->body, [&](NodeRef n) {
            if (auto *let = as<Let>(n))
                more |= mark(let->var, let->value);
            if (auto *alloc = as<Alloc>(n); alloc && alloc->init && !alloc->var->type.array)
                more |= mark(alloc->var, alloc->init);
            if (auto *store = as<Store>(n); store && !store->array->type.array)
                more |= mark(store->array, store->value);
            if (auto *fetch = as<FetchUpdate>(n))
                more |= dependent_.insert(fetch->var).second;
        });
    }
    auto steers = [&](NodeRef n) { return n && depends(n); };
    walk(func->body, [&](NodeRef n) {
        NodeList indices, extents;
        if (auto *loop = as<For>(n))
            steer_ |= steers(loop->lo) || steers(loop->hi) || steers(loop->step);
        else if (auto *loop = as<While>(n))
            steer_ |= steers(loop->cond);
        else if (auto *branch = as<If>(n))
            steer_ |= steers(branch->cond);
        else if (auto *alloc = as<Alloc>(n))
            extents = alloc->extents;
        else if (auto *load = as<Load>(n))
            indices = load->indices;
        else if (auto *store = as<Store>(n))
            indices = store->indices;
        else if (ElementUpdate update = element_update(n); update.array)
            indices = update.indices;
        steer_ = steer_ || std::any_of(indices.begin(), indices.end(), steers) ||
                 std::any_of(extents.begin(), extents.end(), steers);
    });
}

bool FromElements::mark(NodeRef variable, NodeRef value) {
    return depends(value) && dependent_.insert(variable).second;
}

bool FromElements::depends(NodeRef n) const {
    auto *load = as<Load>(n);
    if ((load && load->array->type.array) || dependent_.count(load ? load->array : n))
        return true;
    bool found = false;
    for_each_child(n, [&](NodeRef child) { found = found || depends(child); });
    return found;
}

} // namespace pragmac
