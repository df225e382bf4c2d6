// Bounds of every array first (almost always enough), then the exact test on the pairs left.
#include "overlap_test.h"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace pragmac::native {

namespace {

// The bytes from the lowest to one past the highest element; empty arrays have low == high.
struct Bounds {
    uint64_t low = 0, high = 0;
};

Bounds bounds_of(const ArrayArgument &array, const uint64_t *slots, int64_t &elements) {
    const uint64_t *slot = slots + array.slot;
    int64_t below = 0, above = 0, count = 1;
    for (int d = 0; d < array.rank; ++d) {
        int64_t extent = static_cast<int64_t>(slot[1 + d]);
        int64_t reach = (extent - 1) * static_cast<int64_t>(slot[1 + array.rank + d]);
        (reach < 0 ? below : above) += reach;
        count *= extent;
    }
    if (count == 0)
        return {slot[0], slot[0]};
    elements += count;
    return {slot[0] + static_cast<uint64_t>(below),
            slot[0] + static_cast<uint64_t>(above + array.bytes)};
}

bool intersect(const Bounds &a, const Bounds &b) { return a.low < b.high && b.low < a.high; }

// True unless the strides, sorted by size, each step over everything the smaller ones reach: then
// no two index tuples address one byte. (Layouts with known strides never do.)
bool may_overlap_itself(const ArrayArgument &array, const uint64_t *slots) {
    if (array.layout == LayoutClass::c_order || array.layout == LayoutClass::f_order)
        return false;
    const uint64_t *extents = slots + array.slot + 1, *strides = extents + array.rank;
    std::array<std::pair<int64_t, int64_t>, 64> steps; // size of the stride, extent
    size_t count = 0;
    for (int d = 0; d < array.rank; ++d) {
        int64_t extent = static_cast<int64_t>(extents[d]);
        if (extent == 0)
            return false;
        if (extent > 1)
            steps[count++] = {std::abs(static_cast<int64_t>(strides[d])), extent};
    }
    std::sort(steps.begin(), steps.begin() + count);
    int64_t reached = array.bytes;
    for (size_t i = 0; i < count; ++i) {
        if (steps[i].first < reached)
            return true;
        reached += steps[i].first * (steps[i].second - 1);
    }
    return false;
}

} // namespace

CallShape inspect_arrays(const std::vector<ArrayArgument> &arrays, const uint64_t *slots) {
    constexpr size_t on_stack = 16;
    Bounds few[on_stack];
    std::vector<Bounds> many;
    Bounds *bounds = few;
    if (arrays.size() > on_stack) {
        many.resize(arrays.size());
        bounds = many.data();
    }
    CallShape shape;
    for (size_t i = 0; i < arrays.size(); ++i)
        bounds[i] = bounds_of(arrays[i], slots, shape.elements);
    for (size_t i = 0; i < arrays.size() && !shape.overlap; ++i) {
        if (!arrays[i].written)
            continue;
        shape.overlap = may_overlap_itself(arrays[i], slots);
        for (size_t j = 0; j < arrays.size() && !shape.overlap; ++j)
            shape.overlap = i != j && intersect(bounds[i], bounds[j]);
    }
    return shape;
}

} // namespace pragmac::native
