// pragmac_unique, pragmac_sorted: what a loop needs to know of the index arrays it is called with.
//
// Both read the range once. Uniqueness marks seen elements in a bit map while the map is not much
// larger than the range, and sorts a copy otherwise.
#include "abi.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <new>
#include <unordered_map>
#include <vector>

namespace {

template <class T> int64_t value_at(const char *at) {
    T value;
    std::memcpy(&value, at, sizeof value);
    return static_cast<int64_t>(value);
}

// `element`: the size of an element in bytes, negative for signed integers.
using Reader = int64_t (*)(const char *);
Reader reader_of(int32_t element) {
    switch (element) {
    case -1: return value_at<int8_t>;
    case -2: return value_at<int16_t>;
    case -4: return value_at<int32_t>;
    case -8: return value_at<int64_t>;
    case 1: return value_at<uint8_t>;
    case 2: return value_at<uint16_t>;
    case 4: return value_at<uint32_t>;
    default: return value_at<uint64_t>; // beyond int64 it becomes negative: no index of anything
    }
}

// An index map costs a bit per element of the indexed array: worth it up to 64 times the range.
bool unique_by_map(const std::vector<int64_t> &indices, int64_t extent) {
    std::unique_ptr<uint64_t[]> seen(new (std::nothrow) uint64_t[extent / 64 + 1]());
    if (!seen)
        return false;
    for (int64_t i : indices) {
        uint64_t bit = uint64_t{1} << (i % 64), &word = seen[i / 64];
        if (word & bit)
            return false;
        word |= bit;
    }
    return true;
}

bool unique_by_sorting(std::vector<int64_t> &indices) {
    std::sort(indices.begin(), indices.end());
    return std::adjacent_find(indices.begin(), indices.end()) == indices.end();
}

} // namespace

extern "C" int32_t pragmac_unique(const void *data, int64_t stride, int32_t element, int64_t length,
                                  int64_t lo, int64_t hi, int64_t extent) {
    if (lo >= hi)
        return 1;
    if (lo < 0 || hi > length)
        return 0;
    Reader read = reader_of(element);
    bool wide = element == 8; // unsigned 64-bit values from 2^63 on do not count from the end
    std::vector<int64_t> indices;
    try {
        indices.reserve(static_cast<size_t>(hi - lo));
    } catch (const std::exception &) {
        return 0;
    }
    const char *at = static_cast<const char *>(data) + lo * stride;
    for (int64_t k = lo; k < hi; k++, at += stride) {
        int64_t i = read(at);
        if (i < 0 && wide)
            return 0;
        i += i < 0 ? extent : 0;
        if (i < 0 || i >= extent)
            return 0;
        indices.push_back(i);
    }
    bool small = extent / 64 <= static_cast<int64_t>(indices.size()) + 64;
    return small ? unique_by_map(indices, extent) : unique_by_sorting(indices);
}

extern "C" int32_t pragmac_sorted(const void *data, int64_t stride, int32_t element, int64_t length,
                                  int64_t lo, int64_t hi, int64_t least) {
    if (lo >= hi)
        return 1;
    if (lo < 0 || hi > length)
        return 0;
    Reader read = reader_of(element);
    const char *at = static_cast<const char *>(data) + lo * stride;
    int64_t before = least;
    for (int64_t k = lo; k < hi; k++, at += stride) {
        int64_t value = read(at);
        if (value < before || (element == 8 && value < 0))
            return 0;
        before = value;
    }
    return 1;
}

extern "C" int64_t pragmac_breach(const void *data, int64_t stride, int32_t element, int64_t length,
                                  int64_t lo, int64_t hi, int64_t limit, int32_t unique,
                                  int32_t later) {
    Reader read = reader_of(element);
    auto value = [&](int64_t k) { return read(static_cast<const char *>(data) + k * stride); };
    lo = std::max<int64_t>(lo, 0), hi = std::min(hi, length);
    if (!unique) {
        bool negative = lo + 1 < hi && element != 8 && value(lo) < limit;
        for (int64_t k = lo + 1; k < hi; k++)
            if (negative || value(k) < value(k - 1))
                return later ? k : k - 1;
        return -1;
    }
    try {
        std::unordered_map<int64_t, int64_t> seen;
        for (int64_t k = lo; k < hi; k++) {
            int64_t index = value(k);
            index += index < 0 && element != 8 ? limit : 0;
            if (index < 0 || index >= limit)
                continue;
            auto [at, fresh] = seen.emplace(index, k);
            if (!fresh)
                return later ? k : at->second;
        }
    } catch (const std::exception &) { // no memory: the position stays unknown
    }
    return -1;
}
