// Two homes for every array of a call: where its newest values are, and the copies between them.
//
// An array is copied in when a launch first uses it, and out when host code is about to touch it or
// the call ends: once each way however many launches use it. The host waits only there, and where a
// launch leaves scalars. Of a strided array the whole range
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
#include <utility>
#include <vector>

pragmac_device_call::~pragmac_device_call() {
    if (copying) // an error came between
        device->synchronize();
    for (pragmac::Home &home : homes)
        if (!home.resident)
            device->give(home.copy);
    if (device) {
        launches.give_up(*device);
        workspace.give_up(*device);
    }
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

DeviceStatus bring_home(pragmac_device_call &call, Home &home) noexcept try {
    if (home.host_newest)
        return 0;
    home.host_newest = true;
    char *to = const_cast<char *>(home.data) + home.shape.low;
    if (!home.shape.dense && !home.resident) {
        std::unique_ptr<char[]> range(new char[static_cast<size_t>(home.shape.bytes)]);
        to = range.get();
        call.arrivals.push_back({&home, std::move(range)});
    }
    call.copying = true;
    return call.device->copy_out(to, home.copy, home.shape.bytes);
} catch (const std::bad_alloc &) {
    return no_device_memory;
}

DeviceStatus await_device(pragmac_device_call &call, pragmac_error &error) noexcept try {
    bool launched = call.launches.may_have_failed();
    if (!launched && !call.copying)
        return 0;
    DeviceStatus status = launched ? call.launches.fetch(*call.device) : 0;
    if (DeviceStatus waited = call.device->synchronize(); !status)
        status = waited;
    call.copying = false;
    std::vector<Arrival> arrivals = std::exchange(call.arrivals, {});
    if (!status && launched)
        status = call.launches.take_error(*call.device, error);
    if (!status)
        for (const Arrival &arrival : arrivals)
            scatter(*arrival.home, arrival.range.get());
    return status;
} catch (const std::bad_alloc &) {
    return no_device_memory;
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
        if (grid.workers() == 0)
            return 0;
        if (DeviceStatus status = start(site, grid, slots))
            return status;
        return site.last_count || state_.launches.full() ? take_last(site, slots, error) : 0;
    }

  private:
    static constexpr int32_t last_slot = 3;

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

    DeviceStatus start(const pragmac_device_site &site, Grid grid, uint64_t *slots) {
        if (DeviceStatus status = state_.workspace.prepare(device_, site, grid, slots))
            return status;
        if (DeviceStatus status = state_.launches.prepare(device_, site, grid, slots))
            return status;
        int64_t bytes = 8 * int64_t{site.last_count};
        if (bytes > state_.last_room) {
            if (state_.last)
                device_.give(state_.last);
            state_.last = nullptr;
            state_.last_room = 0;
            if (DeviceStatus status = device_.take(bytes, state_.last))
                return status;
            state_.last_room = bytes;
        }
        slots[last_slot] = reinterpret_cast<uint64_t>(state_.last);
        DeviceStatus status =
            device_.launch(*site.image, site.kernel, grid, slots, site.slot_count);
        if (!status)
            state_.launches.add(site, grid, slots);
        return status;
    }

    // Waits for the values of cells, and with them for what may have failed.
    DeviceStatus take_last(const pragmac_device_site &site, uint64_t *slots, pragmac_error &error) {
        DeviceStatus status = 0;
        if (site.last_count) {
            state_.copying = true;
            status = device_.copy_out(slots + site.slot_count, state_.last,
                                      8 * int64_t{site.last_count});
        }
        DeviceStatus waited = await_device(state_, error);
        return status ? status : waited;
    }

    pragmac_device_call &state_;
    Device &device_;
};

// The device that takes the image's code.
Device *device_for(const pragmac_device_image &image) {
    switch (image.format) {
    case PRAGMAC_IMAGE_PTX: return cuda_device(image.ordinal);
    case PRAGMAC_IMAGE_SPIRV:
    case PRAGMAC_IMAGE_OPENCL_C: return opencl_device(image.ordinal);
    default: return &emulated_device();
    }
}

// What the host has no memory for is an error of the call too: nothing is thrown through
// generated code. `work` gives a status and may leave a launch's error, which comes first.
template <class Work>
int32_t guarded(pragmac_frame *frame, const Device *device, const pragmac_device_site *site,
                Work work) {
    DeviceStatus status = no_device_memory;
    pragmac_error error = {};
    error.site = -1;
    try {
        status = work(error);
    } catch (const std::bad_alloc &) {
    }
    if (error.site >= 0) {
        frame->error = error;
        return 1;
    }
    return status ? failed_on_device(frame->error, device, site, status) : 0;
}

// At the end of the call an array's newest values are where the caller has it.
DeviceStatus settle(pragmac_device_call &call, Home &home) noexcept try {
    if (home.resident)
        return home.device_newest ? 0 : send_back(call, home);
    return home.result && call.results_stay ? 0 : bring_home(call, home);
} catch (const std::bad_alloc &) {
    return no_device_memory;
}

DeviceStatus settle_all(pragmac_device_call &call, pragmac_error &error) {
    DeviceStatus first = 0;
    for (Home &home : call.homes)
        if (DeviceStatus status = settle(call, home); !first)
            first = status;
    DeviceStatus waited = await_device(call, error);
    return first ? first : waited;
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
    return guarded(frame, device, site, [&](pragmac_error &error) -> DeviceStatus {
        if (!device)
            return no_device;
        if (!frame->device)
            frame->device = new pragmac_device_call;
        frame->device->device = device;
        return DeviceCall(*frame->device).launch(*site, slots, error);
    });
}

int32_t pragmac_device_settle(pragmac_frame *frame) {
    using namespace pragmac;
    pragmac_device_call *call = frame->device;
    if (!call || !call->launches.may_have_failed())
        return 0;
    return guarded(frame, call->device, call->site,
                   [&](pragmac_error &error) { return await_device(*call, error); });
}

int32_t pragmac_device_host_access(pragmac_frame *frame, const void *data, int32_t write) {
    using namespace pragmac;
    pragmac_device_call *call = frame->device;
    if (!call)
        return 0;
    int32_t failed = guarded(frame, call->device, call->site, [&](pragmac_error &error) {
        DeviceStatus first = 0;
        for (Home &home : call->homes)
            if (home.holds(data)) {
                if (DeviceStatus status = bring_home(*call, home); !first)
                    first = status;
                home.device_newest = home.device_newest && !write;
            }
        DeviceStatus waited = write || call->copying ? await_device(*call, error) : 0;
        return first ? first : waited;
    });
    if (write) // no longer what it was when it was made
        std::erase_if(call->fresh, [&](const Fresh &fresh) { return fresh.data == data; });
    return failed;
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
    pragmac_error of_host = frame->error;
    bool launch_failed = false;
    int32_t failed = guarded(frame, call->device, call->site, [&](pragmac_error &error) {
        DeviceStatus first = settle_all(*call, error);
        launch_failed = error.site >= 0;
        return first;
    });
    // What the host found wrong lies behind every launch, and in front of the copies made here.
    if (status && !launch_failed)
        frame->error = of_host;
    status = status || failed;
    if (!call->results_stay)
        end_on_device(*frame);
    return status;
}

} // extern "C"
