// Two homes for every array of a call: where its newest values are, and the copies between them.
//
// An array is copied in when a launch first uses it, and out when host code is about to touch it or
// the call ends: once each way however many launches use it. Of a strided array the whole range
// from its first to its last byte is copied in, but only its own elements are stored at home:
// between them lie other arrays' elements, which other threads may be changing.
#include "device_call.h"

#include "device_failure.h"
#include "device_grid.h"
#include "device_homes.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <new>
#include <vector>

pragmac_device_call::~pragmac_device_call() {
    for (pragmac::Home &home : homes)
        if (!home.resident)
            device->give(home.copy);
    if (record)
        device->give(record);
    if (last)
        device->give(last);
    pragmac::give_up_rooms(*this);
}

namespace pragmac {

namespace {

Shape shape_of(const pragmac_device_array &array, const uint64_t *slots) {
    Shape shape;
    shape.element = array.element;
    const uint64_t *next = slots + array.slot + 1;
    for (int32_t axis = 0; axis < array.rank; axis++)
        shape.extents.push_back(static_cast<int64_t>(*next++));
    shape.strides.assign(static_cast<size_t>(array.rank), array.element);
    for (int32_t axis = 0; axis < array.strides; axis++)
        shape.strides[static_cast<size_t>(axis)] = static_cast<int64_t>(*next++);
    if (array.strides == 0) // row by row
        for (int32_t axis = array.rank - 1; axis-- > 0;)
            shape.strides[static_cast<size_t>(axis)] =
                shape.strides[static_cast<size_t>(axis) + 1] *
                shape.extents[static_cast<size_t>(axis) + 1];
    measure(shape);
    return shape;
}

// The elements of the range at `from` to their places at home, row by row.
void scatter(const Home &home, const char *from) {
    const Shape &shape = home.shape;
    char *to = const_cast<char *>(home.data) + shape.low;
    if (shape.dense) {
        std::memcpy(to, from, static_cast<size_t>(shape.bytes));
        return;
    }
    std::vector<int64_t> index(shape.extents.size(), 0);
    for (;;) {
        int64_t offset = -shape.low;
        for (size_t axis = 0; axis < index.size(); axis++)
            offset += index[axis] * shape.strides[axis];
        std::memcpy(to + offset, from + offset, static_cast<size_t>(shape.element));
        size_t axis = index.size();
        while (axis > 0 && ++index[axis - 1] == shape.extents[axis - 1])
            index[--axis] = 0;
        if (axis == 0)
            return;
    }
}

} // namespace

void measure(Shape &shape) {
    int64_t high = shape.element, elements = 1;
    for (size_t axis = 0; axis < shape.extents.size(); axis++) {
        int64_t reach = (shape.extents[axis] - 1) * shape.strides[axis];
        (reach < 0 ? shape.low : high) += reach;
        elements *= shape.extents[axis];
    }
    shape.bytes = elements == 0 ? 0 : high - shape.low;
    if (elements == 0)
        shape.low = 0;
    shape.dense = shape.bytes == elements * shape.element;
}

DeviceStatus bring_home(pragmac_device_call &call, Home &home) {
    if (home.host_newest)
        return 0;
    home.host_newest = true;
    char *to = const_cast<char *>(home.data) + home.shape.low;
    if (home.shape.dense || home.resident)
        return call.device->copy_out(to, home.copy, home.shape.bytes);
    std::unique_ptr<char[]> range(new char[static_cast<size_t>(home.shape.bytes)]);
    DeviceStatus status = call.device->copy_out(range.get(), home.copy, home.shape.bytes);
    if (!status)
        scatter(home, range.get());
    return status;
}

namespace {

class DeviceCall {
  public:
    explicit DeviceCall(pragmac_device_call &state) : state_(state), device_(*state.device) {}

    DeviceStatus launch(const pragmac_device_site &site, uint64_t *slots, pragmac_error &error) {
        state_.site = &site;
        for (int32_t i = 0; i < site.array_count; i++)
            if (DeviceStatus status = bring_in(site.arrays[i], slots))
                return status;
        Grid grid = grid_of(device_, site, slots);
        if (DeviceStatus status = prepare_results(site, grid, slots))
            return status;
        if (grid.workers() > 0)
            if (DeviceStatus status =
                    device_.launch(*site.image, site.kernel, grid, slots, site.slot_count))
                return status;
        return take_results(site, grid, slots, error);
    }

  private:
    // The pointer in the array's slot becomes the device's.
    DeviceStatus bring_in(const pragmac_device_array &array, uint64_t *slots) {
        const char *data = reinterpret_cast<const char *>(slots[array.slot]);
        Shape shape = shape_of(array, slots);
        auto same = [&](const Home &h) {
            return h.resident ? h.holds(data) : h.data == data && h.shape == shape;
        };
        auto home = std::find_if(state_.homes.begin(), state_.homes.end(), same);
        if (home == state_.homes.end()) {
            Home made{.data = data, .shape = shape};
            void *memory = nullptr;
            int64_t bytes = std::max<int64_t>(shape.bytes, 1);
            if (DeviceStatus status = device_.take(bytes, memory))
                return status;
            made.copy = static_cast<char *>(memory);
            home = state_.homes.insert(state_.homes.end(), made);
        }
        if (!home->device_newest)
            if (DeviceStatus status = fill(*home))
                return status;
        home->device_newest = true;
        constexpr int32_t written = 2;
        if (array.access & written)
            home->host_newest = false;
        char *place = home->resident ? home->copy + (data - home->data) : home->copy - shape.low;
        slots[array.slot] = reinterpret_cast<uint64_t>(place);
        return 0;
    }

    // New arrays need no copying: nothing, or nothing but zeros, is in them.
    DeviceStatus fill(Home &home) {
        if (home.resident)
            return send_back(state_, home);
        const Shape &shape = home.shape;
        auto same = [&](const Fresh &f) { return f.data == home.data && f.bytes == shape.bytes; };
        auto fresh = std::find_if(state_.fresh.begin(), state_.fresh.end(), same);
        if (fresh == state_.fresh.end())
            return device_.copy_in(home.copy, home.data + shape.low, shape.bytes);
        bool zero = fresh->zero;
        state_.fresh.erase(fresh);
        return zero ? device_.clear(home.copy, shape.bytes) : 0;
    }

    // At least `bytes` behind `memory`, which holds `room`.
    DeviceStatus make_room(void *&memory, int64_t &room, int64_t bytes) {
        if (bytes <= room)
            return 0;
        if (memory)
            device_.give(memory);
        memory = nullptr;
        room = 0;
        DeviceStatus status = device_.take(bytes, memory);
        if (!status)
            room = bytes;
        return status;
    }

    static int64_t entry_offset(int64_t worker) {
        return int64_t{sizeof(uint64_t)} + worker * int64_t{sizeof(pragmac_device_error)};
    }

    // The record and the room for last values.
    DeviceStatus prepare_results(const pragmac_device_site &site, Grid grid, uint64_t *slots) {
        if (site.may_raise) {
            if (DeviceStatus status =
                    make_room(state_.record, state_.record_room, entry_offset(grid.workers())))
                return status;
            if (DeviceStatus status =
                    device_.copy_in(state_.record, &no_failure, sizeof no_failure))
                return status;
        }
        if (site.last_count)
            if (DeviceStatus status =
                    make_room(state_.last, state_.last_room, 8 * int64_t{site.last_count}))
                return status;
        slots[0] = reinterpret_cast<uint64_t>(state_.record);
        slots[1] = reinterpret_cast<uint64_t>(state_.last);
        return 0;
    }

    DeviceStatus take_results(const pragmac_device_site &site, Grid grid, uint64_t *slots,
                              pragmac_error &error) {
        if (site.may_raise) {
            uint64_t first = no_failure;
            if (DeviceStatus status = device_.copy_out(&first, state_.record, sizeof first))
                return status;
            if (first != no_failure)
                return take_error(worker_of(site, grid, slots, static_cast<int64_t>(first)), error);
        }
        if (site.last_count)
            return device_.copy_out(slots + site.slot_count, state_.last,
                                    8 * int64_t{site.last_count});
        return 0;
    }

    // Of the worker that ran the iteration.
    DeviceStatus take_error(int64_t worker, pragmac_error &error) {
        pragmac_device_error entry = {};
        const char *record = static_cast<const char *>(state_.record);
        DeviceStatus status = device_.copy_out(&entry, record + entry_offset(worker), sizeof entry);
        error.site = entry.site;
        std::copy(std::begin(entry.payload), std::end(entry.payload), error.payload);
        return status;
    }

    static constexpr uint64_t no_failure = ~uint64_t{0};
    pragmac_device_call &state_;
    Device &device_;
};

// The device that takes the image's code.
Device *device_for(const pragmac_device_image &image) {
    switch (image.format) {
    case PRAGMAC_IMAGE_PTX: return cuda_device(image.ordinal);
    case PRAGMAC_IMAGE_SPIRV: return opencl_device(image.ordinal);
    default: return &emulated_device();
    }
}

// What the host has no memory for is an error of the call too: nothing is thrown through
// generated code.
template <class Work>
int32_t guarded(pragmac_frame *frame, const Device *device, const pragmac_device_site *site,
                Work work) {
    DeviceStatus status = no_device_memory;
    try {
        status = work();
    } catch (const std::bad_alloc &) {
    }
    return status ? failed_on_device(frame->error, device, site, status) : 0;
}

// At the end of the call an array's newest values are where the caller has it.
DeviceStatus settle(pragmac_device_call &call, Home &home) {
    if (home.resident)
        return home.device_newest ? 0 : send_back(call, home);
    return home.result && call.results_stay ? 0 : bring_home(call, home);
}

} // namespace

void forget_on_device(pragmac_device_call &call, const void *data) {
    std::erase_if(call.homes, [&](const Home &home) {
        if (home.resident || home.data != data)
            return false;
        call.device->give(home.copy);
        return true;
    });
    std::erase_if(call.fresh, [&](const Fresh &fresh) { return fresh.data == data; });
}

void returned_from_device(pragmac_device_call &call, const void *data) {
    for (Home &home : call.homes)
        home.result = home.result || home.data == data;
}

} // namespace pragmac

extern "C" {

int32_t pragmac_device_launch(pragmac_frame *frame, const pragmac_device_site *site,
                              uint64_t *slots) {
    using namespace pragmac;
    Device *device = frame->device ? frame->device->device : nullptr;
    if (!device)
        device = device_for(*site->image);
    pragmac_error error = {};
    error.site = -1;
    int32_t failed = guarded(frame, device, site, [&]() -> DeviceStatus {
        if (!device)
            return no_device;
        if (!frame->device)
            frame->device = new pragmac_device_call;
        frame->device->device = device;
        return DeviceCall(*frame->device).launch(*site, slots, error);
    });
    if (failed || error.site < 0)
        return failed;
    frame->error = error;
    return 1;
}

int32_t pragmac_device_host_access(pragmac_frame *frame, const void *data, int32_t write) {
    using namespace pragmac;
    pragmac_device_call *call = frame->device;
    if (!call)
        return 0;
    for (Home &home : call->homes) {
        if (!home.holds(data))
            continue;
        if (guarded(frame, call->device, call->site, [&] { return bring_home(*call, home); }))
            return 1;
        home.device_newest = home.device_newest && !write;
    }
    if (write) // no longer what it was when it was made
        std::erase_if(call->fresh, [&](const Fresh &fresh) { return fresh.data == data; });
    return 0;
}

// Without memory for the note the array is copied in as any other: it holds what it should.
void pragmac_device_fresh(pragmac_frame *frame, const void *data, int64_t bytes, int32_t zero) {
    using namespace pragmac;
    try {
        if (!frame->device)
            frame->device = new pragmac_device_call;
        forget_on_device(*frame->device, data);
        frame->device->fresh.push_back({data, bytes, zero != 0});
    } catch (const std::bad_alloc &) {
    }
}

int32_t pragmac_device_end(pragmac_frame *frame, int32_t status) {
    using namespace pragmac;
    pragmac_device_call *call = frame->device;
    if (!call)
        return status;
    for (Home &home : call->homes) {
        pragmac_error first = frame->error; // the one that counts
        if (!guarded(frame, call->device, call->site, [&] { return settle(*call, home); }))
            continue;
        if (status)
            frame->error = first;
        status = 1;
    }
    if (!call->results_stay)
        end_on_device(*frame);
    return status;
}

} // extern "C"
