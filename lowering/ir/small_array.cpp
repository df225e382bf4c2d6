// The product of the extents, as long as it is small.
#include "small_array.h"

#include "build.h"

namespace pragmac {

bool small_array(const Alloc &n) {
    constexpr int64_t most_bytes = 4096;
    int64_t bytes = byte_size(n.var->type.dtype);
    for (NodeRef extent : n.extents) {
        int64_t count = 0;
        if (!constant_i64(extent, count) || count <= 0 || count > most_bytes / bytes)
            return false;
        bytes *= count;
    }
    return n.var->type.array;
}

} // namespace pragmac
