// Bounds of every array first (almost always enough), then the exact test on the pairs left.
#include "overlap_test.h"

#include "overlap.h"

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

StridedArray strided(const ArrayArgument &array, const uint64_t *slots) {
    const uint64_t *slot = slots + array.slot;
    // Slots hold extents and strides as the bits of int64_t.
    auto *extents = reinterpret_cast<const int64_t *>(slot + 1);
    return {reinterpret_cast<const void *>(slot[0]), array.rank, extents, extents + array.rank,
            array.bytes};
}

// Arrays with known strides address every element once.
bool overlaps_itself(const ArrayArgument &array, const uint64_t *slots) {
    bool free_strides = array.layout == LayoutClass::strided || array.layout == LayoutClass::last;
    return free_strides && may_overlap_itself(strided(array, slots));
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
    auto meets = [&](size_t i, size_t j) {
        return i != j && intersect(bounds[i], bounds[j]) &&
               may_overlap(strided(arrays[i], slots), strided(arrays[j], slots));
    };
    for (size_t i = 0; i < arrays.size(); ++i) {
        if (!arrays[i].written)
            continue;
        if (overlaps_itself(arrays[i], slots)) {
            shape.overlap = Overlap::itself;
            return shape;
        }
        for (size_t j = 0; j < arrays.size() && shape.overlap == Overlap::none; ++j)
            if (meets(i, j))
                shape.overlap = Overlap::others;
    }
    return shape;
}

} // namespace pragmac::native
