// device_homes: the arrays of one call and where their newest values are.
#pragma once

#include "device_launches.h"
#include "device_workspace.h"

#include <memory>

namespace pragmac {

// Extents and byte strides, and the bytes that the array lies in.
struct Shape {
    std::vector<int64_t> extents, strides;
    int64_t element = 0;
    int64_t low = 0; // of the range, relative to the data pointer: 0 or negative
    int64_t bytes = 0;
    bool dense = false; // every byte of the range belongs to the array

    friend bool operator==(const Shape &, const Shape &) = default;
};

// Fills in the range from extents, strides and element.
void measure(Shape &shape);

// An array of the call: at home in host memory, with a copy on the device.
struct Home {
    const char *data = nullptr;
    Shape shape;
    char *copy = nullptr; // of the range's first byte
    bool host_newest = true, device_newest = false; // both: they are equal
    // An argument that lives on the device: `copy` is the caller's own memory, and the host's side
    // a room of the call in which host code finds its elements.
    bool resident = false;
    bool result = false; // a new array that the call returns
    // The arrays in a resident range, by the place of their data pointers in it: arguments that
    // share bytes have one range, so that a store to one is seen in the other.
    std::vector<std::pair<int64_t, Shape>> parts = {};

    bool holds(const void *address) const {
        auto *at = static_cast<const char *>(address);
        return resident ? at >= data && at < data + (shape.bytes ? shape.bytes : 1) : at == data;
    }
};

struct Fresh {
    const void *data;
    int64_t bytes;
    bool zero;
};

// A copy on its way home, into memory from which its array's own elements are then stored.
struct Arrival {
    const Home *home;
    std::unique_ptr<char[]> range;
};

// Memory of the host that stands for arrays on the device.
struct Room {
    void *memory;
    size_t bytes;
};

} // namespace pragmac

struct pragmac_device_call {
    pragmac_device_call() = default;
    pragmac_device_call(const pragmac_device_call &) = delete;
    pragmac_device_call &operator=(const pragmac_device_call &) = delete;
    ~pragmac_device_call();

    pragmac::Device *device = nullptr; // of the first launch; there are no homes before it
    std::vector<pragmac::Home> homes;
    std::vector<pragmac::Fresh> fresh;
    std::vector<pragmac::Room> rooms;
    bool results_stay = false; // on the device; whoever began the call ends it
    const pragmac_device_site *site = nullptr; // of the last launch: what errors at the end name
    pragmac::DeviceLaunches launches; // that the host has not waited for
    pragmac::DeviceWorkspace workspace;
    bool copying = false; // copies to the host have been started and not waited for
    std::vector<pragmac::Arrival> arrivals; // those of strided arrays
    void *last = nullptr; // on the device: last values
    int64_t last_room = 0; // bytes behind it
};

namespace pragmac {

// Starts to copy the newest values to the host; `await_device` comes before anything else.
DeviceStatus bring_home(pragmac_device_call &call, Home &home) noexcept;
// Waits once for copies that were started and launches that may have failed; `error` is that of the
// first launch that did. Without either there is nothing to wait for.
DeviceStatus await_device(pragmac_device_call &call, pragmac_error &error) noexcept;
// The host's values of an argument that lives on the device, back to it; only its own elements.
DeviceStatus send_back(pragmac_device_call &call, Home &home);
void give_up_rooms(pragmac_device_call &call);

} // namespace pragmac
