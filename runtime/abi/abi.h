// The binary contract between generated host code and whoever calls it: slots, frame, errors.
#pragma once

#include <cstdint>

extern "C" {

// The error of one call. `site` indexes the check table compiled with the function; -1 = none.
// In a parallel loop the error of the iteration that comes first in loop order wins.
struct pragmac_error {
    int32_t site;
    int32_t reserved;
    int64_t iteration;   // position in loop order inside the parallel loop that raised it
    uint64_t payload[4]; // values named by the message, as slot bits
};

struct pragmac_allocation; // owned by runtime/frame.cpp
struct pragmac_device_call; // the device's side of one call; owned by runtime/device_call.cpp

// Values of pragmac_error.site for failures that no check of the program names: `failure` has the
// words.
enum { pragmac_failed = -2, pragmac_out_of_memory = -3 };

// State of one call (or of one worker's share of a launch); lives on the caller's stack.
struct pragmac_frame {
    pragmac_error error;
    pragmac_allocation *allocations; // newest first; freed to a mark at the end of a block
    // Prints one line for `site` with its values as slots; returns non-zero when it failed.
    int32_t (*print)(pragmac_frame *frame, int32_t site, const uint64_t *values);
    void *caller; // whatever `print` needs; generated code never looks inside
    pragmac_device_call *device; // null until the first launch on a device
    char *failure;               // text of pragmac_failed, owned by the frame; freed by pragmac_free_text
};

// Slots: parameters in order, then results.
//   array of rank r   1 + 2r slots: data pointer, r extents, r strides in bytes
//   scalar            1 slot: integers extended to 64 bits, floats as bit patterns in the low bits
//   complex scalar    2 slots: real, imaginary
//   result array      1 + r slots: pointer from pragmac_allocate, r extents (C-contiguous)
// Returns 0, or 1 when frame->error.site names the check that failed.
typedef int32_t (*pragmac_entry)(uint64_t *slots, pragmac_frame *frame);

// One worker's share of a launch: iterations [first, last) of the launch's normalised 0-based
// index space; `context` holds the captured values. Records errors in `frame` with the iteration.
typedef void (*pragmac_body)(void *context, int64_t first, int64_t last, pragmac_frame *frame);

// Runs `body` over [0, trip) in chunks on the pool. `chunk` <= 0 lets the runtime choose; chunk
// boundaries depend on trip and chunk alone. threads <= 0 means the pool's size; schedule: 0
// static, 1 dynamic, 2 guided. Nested launches run inline. Returns 0, or 1 with the first error in
// loop order.
int32_t pragmac_launch(pragmac_frame *frame, pragmac_body body, void *context, int64_t trip,
                       int64_t chunk, int32_t threads, int32_t schedule);

// ---- launches on a device --------------------------------------------------------------------

// The kernels of one compiled function. `loaded` belongs to the runtime and starts null.
struct pragmac_device_image {
    const char *code; // PTX text, with its closing zero
    int64_t bytes;    // without the zero
    const char *const *kernels;
    void *loaded;
    int32_t kernel_count;
    int32_t may_raise; // some kernel has checks
};

// An array among the slots of a launch: data pointer, `rank` extents, then the last `strides` of
// its byte strides (0: dense; rank - 1: the last dimension is dense; rank: all).
struct pragmac_device_array {
    int32_t slot, rank, strides;
    int32_t element; // bytes
    int32_t access;  // 1 read, 2 written, 3 both
};

// What is fixed about a launch. The kernel takes the slots as its parameters, in order:
//   0 the call's error record, 1 the number of this launch in its call, 2 where the last iteration
//   leaves the values of cells, 3 trip count, 4 first value of the loop variable, 5 its step,
//   6... captured values; the runtime fills 0 to 2 and the arrays' pointers.
// `last_count` slots behind them take the cells' last values.
struct pragmac_device_launch_site {
    pragmac_device_image *image;
    const pragmac_device_array *arrays;
    int32_t array_count, slot_count, last_count;
    int32_t kernel; // index into the image's kernels
    int32_t block;  // workers per group; 0 = chosen by the runtime
    int32_t reserved;
};

// The device's record of a failed check. Kernels of later launches do nothing once it is set.
struct pragmac_device_error {
    int32_t lock;
    int32_t site; // -1 = none
    int64_t launch;
    int64_t iteration;
    uint64_t payload[4];
};

// Starts the launch; its arrays are on the device afterwards and newest there when written. The
// host's `slots` are unchanged but for the last values. Returns 0, or 1 with an error in the frame.
int32_t pragmac_device_launch(pragmac_frame *frame, const pragmac_device_launch_site *site,
                              uint64_t *slots);
// Host code is about to read (write = 0) or change (1) elements of the array at `data`, or of any
// array (null). Returns 0, or 1 with an error in the frame.
int32_t pragmac_device_host_access(pragmac_frame *frame, const void *data, int32_t write);
// `bytes` at `data` were allocated just now; `zero`: they hold zeros, else nothing yet.
void pragmac_device_fresh(pragmac_frame *frame, const void *data, int64_t bytes, int32_t zero);
// The end of the call: everything comes home. `status` is the call's so far; an error on the device
// came before it. Returns the call's status.
int32_t pragmac_device_end(pragmac_frame *frame, int32_t status);
void pragmac_free_text(char *text);

// Facts about the values [lo, hi) of a one-dimensional integer array of `length` elements that lie
// `stride` bytes apart; `element` is their size in bytes, negative when signed. A range that leaves
// the array gives 0, an empty one 1.
// unique: the values are indices of an array of `extent` elements (negative ones count from its
// end), each of another element. sorted: no value is below the one before it, the first not below
// `least`.
int32_t pragmac_unique(const void *data, int64_t stride, int32_t element, int64_t length,
                       int64_t lo, int64_t hi, int64_t extent);
int32_t pragmac_sorted(const void *data, int64_t stride, int32_t element, int64_t length,
                       int64_t lo, int64_t hi, int64_t least);

// 64-byte aligned memory that belongs to the frame; `zero` != 0 clears it. Null when out of memory.
void *pragmac_allocate(pragmac_frame *frame, int64_t bytes, int32_t zero);
// Frees everything allocated after `mark` (a value of frame->allocations).
void pragmac_release(pragmac_frame *frame, pragmac_allocation *mark);
// Takes `data` out of the frame so that it outlives the call; free it with pragmac_free.
void pragmac_detach(pragmac_frame *frame, void *data);
void pragmac_free(void *data);

} // extern "C"
