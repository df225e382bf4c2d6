// Arguments that live on a device, and results that stay there.
//
// Compiled host code addresses arrays in host memory, so each range of device memory gets a room of
// the same size there, at the same offset in a cache line. A room costs nothing until host code
// looks: large ones are address space without pages. Ranges that share bytes share a room, laid out
// as on the device, so that addresses relate as the tests for overlaps expect.
#include "device_call.h"
#include "device_homes.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstdlib>
#include <new>

namespace pragmac {

namespace {

constexpr size_t line = 64, small = 64 << 10;

struct Range {
    char *low;
    int64_t bytes;
    std::vector<const ResidentArray *> arrays = {};

    bool meets(const Range &other) const {
        return low < other.low + other.bytes && other.low < low + bytes;
    }
};

Shape shape_of(const ResidentArray &array) {
    Shape shape;
    shape.element = array.element;
    const uint64_t *extents = array.slots + 1;
    for (int axis = 0; axis < array.rank; axis++) {
        shape.extents.push_back(static_cast<int64_t>(extents[axis]));
        shape.strides.push_back(static_cast<int64_t>(extents[array.rank + axis]));
    }
    measure(shape);
    return shape;
}

char *address_of(const ResidentArray &array) { return reinterpret_cast<char *>(array.slots[0]); }

// The ranges of device memory that the arrays lie in, those that share bytes as one.
std::vector<Range> ranges_of(std::span<const ResidentArray> arrays) {
    std::vector<Range> all;
    for (const ResidentArray &array : arrays) {
        Shape shape = shape_of(array);
        all.push_back({address_of(array) + shape.low, shape.bytes, {&array}});
    }
    std::sort(all.begin(), all.end(), [](const Range &a, const Range &b) { return a.low < b.low; });
    std::vector<Range> merged;
    for (Range &range : all) {
        if (merged.empty() || !merged.back().meets(range)) {
            merged.push_back(std::move(range));
            continue;
        }
        Range &last = merged.back();
        last.bytes = std::max(last.low + last.bytes, range.low + range.bytes) - last.low;
        last.arrays.push_back(range.arrays[0]);
    }
    return merged;
}

// Large rooms are mapped without a promise of pages: a device may have more memory than the host.
void *make_room(pragmac_device_call &call, size_t bytes) {
    call.rooms.push_back({nullptr, 0});
    void *memory = bytes < small ? std::malloc(bytes)
                                 : mmap(nullptr, bytes, PROT_READ | PROT_WRITE,
                                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (!memory || memory == MAP_FAILED) {
        call.rooms.pop_back();
        throw std::bad_alloc();
    }
    call.rooms.back() = {memory, bytes};
    return memory;
}

void give_home(pragmac_device_call &call, const Range &range) {
    auto offset = reinterpret_cast<uintptr_t>(range.low) % line;
    auto bytes = static_cast<size_t>(std::max<int64_t>(range.bytes, 1));
    auto start = reinterpret_cast<uintptr_t>(make_room(call, bytes + 2 * line));
    char *room = reinterpret_cast<char *>((start + line - 1) / line * line + offset);
    Home home{.data = room,
              .copy = range.low,
              .host_newest = false,
              .device_newest = true,
              .resident = true};
    home.shape.bytes = range.bytes;
    for (const ResidentArray *array : range.arrays) {
        int64_t place = address_of(*array) - range.low;
        home.parts.emplace_back(place, shape_of(*array));
        array->slots[0] = reinterpret_cast<uint64_t>(room + place);
    }
    call.homes.push_back(std::move(home));
}

// The elements of one array of the range, in runs that lie side by side.
DeviceStatus send_runs(Device &device, const Home &home, int64_t place, const Shape &shape) {
    int64_t run = shape.element;
    size_t axes = shape.extents.size();
    while (axes > 0 && (shape.strides[axes - 1] == run || shape.extents[axes - 1] == 1))
        run *= shape.extents[--axes];
    std::vector<int64_t> index(axes, 0);
    for (;;) {
        int64_t at = place;
        for (size_t axis = 0; axis < axes; axis++)
            at += index[axis] * shape.strides[axis];
        if (DeviceStatus status = device.copy_in(home.copy + at, home.data + at, run))
            return status;
        size_t axis = axes;
        while (axis > 0 && ++index[axis - 1] == shape.extents[axis - 1])
            index[--axis] = 0;
        if (axis == 0)
            return 0;
    }
}

template <class Work> DeviceStatus with_memory(Work work) {
    try {
        return work();
    } catch (const std::bad_alloc &) {
        return no_device_memory;
    }
}

} // namespace

void give_up_rooms(pragmac_device_call &call) {
    for (const Room &room : call.rooms) {
        if (room.bytes < small)
            std::free(room.memory);
        else
            munmap(room.memory, room.bytes);
    }
}

// Between the elements of a strided array lie elements that others may be changing.
DeviceStatus send_back(pragmac_device_call &call, Home &home) {
    for (const auto &[place, shape] : home.parts) {
        if (shape.bytes == 0)
            continue;
        DeviceStatus status = shape.dense
                                  ? call.device->copy_in(home.copy + place + shape.low,
                                                         home.data + place + shape.low, shape.bytes)
                                  : send_runs(*call.device, home, place, shape);
        if (status)
            return status;
    }
    return 0;
}

DeviceStatus begin_on_device(pragmac_frame &frame, Device &device,
                             std::span<const ResidentArray> arrays) {
    return with_memory([&]() -> DeviceStatus {
        frame.device = new pragmac_device_call;
        frame.device->device = &device;
        frame.device->results_stay = true;
        for (const Range &range : ranges_of(arrays))
            give_home(*frame.device, range);
        return 0;
    });
}

DeviceStatus take_from_device(pragmac_frame &frame, const void *data, int64_t bytes,
                              void *&memory) {
    pragmac_device_call &call = *frame.device;
    for (Home &home : call.homes) {
        if (home.resident || home.data != data || home.shape.bytes != bytes || !home.device_newest)
            continue;
        memory = home.copy;
        home.copy = nullptr;
        return 0;
    }
    // Only host code has made it, or has stored to it last.
    return with_memory([&]() -> DeviceStatus {
        pragmac_error unused = {};
        for (Home &home : call.homes)
            if (!home.resident && home.data == data)
                if (DeviceStatus status = bring_home(call, home))
                    return status;
        if (DeviceStatus status = await_device(call, unused))
            return status;
        DeviceStatus status = call.device->take(std::max<int64_t>(bytes, 1), memory);
        if (!status)
            status = call.device->copy_in(memory, data, bytes);
        return status;
    });
}

Device &device_of(const pragmac_device_call &call) { return *call.device; }

void end_on_device(pragmac_frame &frame) {
    delete frame.device;
    frame.device = nullptr;
}

} // namespace pragmac
