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

struct pragmac_allocation;  // owned by runtime/frame.cpp
struct pragmac_device_call; // what one call has on a device; owned by runtime/device_call.cpp

// State of one call (or of one worker's share of a launch); lives on the caller's stack.
struct pragmac_frame {
    pragmac_error error;
    pragmac_allocation *allocations; // newest first; freed to a mark at the end of a block
    // Prints one line for `site` with its values as slots; returns non-zero when it failed. For the
    // site of a note, without values: remembers that the call came there. May be null without
    // prints.
    int32_t (*print)(pragmac_frame *frame, int32_t site, const uint64_t *values);
    void *caller; // whatever `print` needs; generated code never looks inside
    pragmac_device_call *device; // null until the first launch on a device
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

// Runs `body` over [0, trip) on the pool, for one or several whole chunks at a time (one when the
// schedule is dynamic). `chunk` <= 0 lets the runtime choose; chunk boundaries depend on trip and
// chunk alone. threads <= 0 means as many as the pool has and `work`, about the number of
// operations of the whole launch (-1: unknown), keeps busy; schedule: 0 static, 1 dynamic, 2 guided.
// Nested launches run inline. Returns 0, or 1 with the first error in loop order.
int32_t pragmac_launch(pragmac_frame *frame, pragmac_body body, void *context, int64_t trip,
                       int64_t chunk, int32_t threads, int32_t schedule, double work);

// One launch of a team.
struct pragmac_part {
    pragmac_body body;
    void *context;
    int64_t trip, chunk;
};
#define PRAGMAC_MOST_PARTS 8

// Runs up to PRAGMAC_MOST_PARTS launches, of `work` operations together, with one join at the end. by_chunk 0: chunks of all of
// them run in any order. by_chunk 1: they have one trip count and one chunk size, and each chunk
// runs after the chunk of the same number of the launches before. Returns 0, or 1 with the first
// error of the first launch that failed; the other launches run to their end.
int32_t pragmac_team(pragmac_frame *frame, const pragmac_part *parts, int32_t count,
                     int32_t by_chunk, int32_t threads, int32_t schedule, double work);

// ---- launches on a device --------------------------------------------------------------------

// The kernels of one compiled function. `loaded` belongs to the runtime and starts null.
struct pragmac_device_image {
    const char *code;
    int64_t bytes; // of the code, without a text's closing zero
    const void *const *kernels; // names, or functions
    void *loaded;
    int32_t kernel_count;
    int32_t format; // of the code, and so the devices that take it
    // For each kernel a letter per parameter: p a pointer, i 64 bits. Null with functions.
    const char *const *parameters;
    int32_t ordinal; // of the device among those of its kind
    int32_t reserved;
};
#define PRAGMAC_IMAGE_HOST 0 // no code: `kernels` are functions of the host,
                             // void (const int64_t *place, uint64_t *slots); place: the worker
                             // along x, y and z, then the workers along them
#define PRAGMAC_IMAGE_PTX 1 // text with its closing zero
#define PRAGMAC_IMAGE_SPIRV 2 // the words of a module
#define PRAGMAC_IMAGE_OPENCL_C 3 // source text with its closing zero

// An array among the slots of a launch: data pointer, `rank` extents, then the last `strides` of
// its byte strides (0: dense; rank - 1: the last dimension is dense; rank: all).
struct pragmac_device_array {
    int32_t slot, rank, strides;
    int32_t element; // bytes
    int32_t access; // 1 read, 2 written, 3 both
};

// A joined loop along which a dimension of the grid runs.
struct pragmac_grid_axis {
    int32_t slot; // of the loop's number of iterations
    int32_t dimension; // 0 x, 1 y, 2 z
    int32_t threads; // of a group
};

// What is fixed about a launch. The kernel takes the slots as its parameters, in order:
//   0 the call's pragmac_device_failure, 1 the errors of the launch's workers,
//   2 the launch's number, or 0 when no launch in front of it can have failed: then 0 may be null,
//   3 where the last iteration leaves the values of cells,
//   4 memory for the arrays of the workers' iterations, worker after worker, or null when there is
//     none; the host's code puts the bytes of one worker here,
//   5 trip count, 6 first value of the loop variable, 7 its step, 8... captured values;
// the runtime fills 0 to 4 and the arrays' pointers. `last_count` slots behind them take the cells'
// last values.
#define PRAGMAC_RUNTIME_SLOTS 5
struct pragmac_device_site {
    pragmac_device_image *image;
    const pragmac_device_array *arrays;
    int32_t array_count, slot_count, last_count;
    int32_t kernel; // index into the image's kernels
    int32_t block; // workers per group; 0 = chosen by the runtime, or one that has lanes
    int32_t lanes; // threads of one worker; 0 = it is one thread
    int32_t may_raise; // the kernel has checks
    int32_t memory_site; // errors: no memory on the device; the driver failed
    int32_t driver_site;
    int32_t axis_count; // 0: the grid is flat
    struct pragmac_grid_axis axes[3]; // outermost loop first
};

// What went wrong on the device since the host last looked. Launches are started before the ones in
// front of them are known to have ended well: a kernel that finds another launch's number here does
// nothing, so that memory stays as after the launch that failed.
struct pragmac_device_failure {
    int32_t launch; // number of the launch that failed; 0 = none
    int32_t reserved;
    uint64_t first; // complement of the smallest iteration that failed in it
};

// The first failed check of one worker. A launch with checks has one such entry per worker, in
// their order; entries of workers without a failure hold anything.
struct pragmac_device_error {
    int32_t site;
    int32_t reserved;
    uint64_t payload[4];
};

// Starts the launch; its arrays are on the device afterwards, and newest there when written. Of
// `slots` only the last values are results; without any the host need not wait. Returns 0, or 1
// with an error in the frame, of this launch or one before it.
int32_t pragmac_device_launch(pragmac_frame *frame, const pragmac_device_site *site,
                              uint64_t *slots);
// Waits for the launches that may have failed: what follows must not happen behind one that did.
int32_t pragmac_device_settle(pragmac_frame *frame);
// Host code is about to read (write = 0) or change (1) elements of the array at `data`.
int32_t pragmac_device_host_access(pragmac_frame *frame, const void *data, int32_t write);
// `bytes` at `data` were allocated just now; `zero`: they hold zeros, else nothing yet.
void pragmac_device_fresh(pragmac_frame *frame, const void *data, int64_t bytes, int32_t zero);
// The end of the call, whose status is known so far: what is newer on the device comes home, and a
// launch that failed is known. Returns the call's status.
int32_t pragmac_device_end(pragmac_frame *frame, int32_t status);

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

// Where such a fact is broken, for an error message: the later position of the first pair of values
// that contradict it, or (`later` == 0) the earlier one; -1 when no pair does. `limit` is the
// extent of a unique array's target, and the least value of a sorted one, which two positions
// contradict when its first value is below. Values that are no index of it are passed over.
int64_t pragmac_breach(const void *data, int64_t stride, int32_t element, int64_t length,
                       int64_t lo, int64_t hi, int64_t limit, int32_t unique, int32_t later);

// Whether two arrays share no byte: 1, or 0 also where that takes too long to find out. A shape is
// the extents and then the strides in bytes; `bytes` is the size of an element.
int32_t pragmac_separate(const void *a, const int64_t *shape_a, int32_t rank_a, int32_t bytes_a,
                         const void *b, const int64_t *shape_b, int32_t rank_b, int32_t bytes_b);

// Nanoseconds since some moment; only differences mean something.
int64_t pragmac_now();

// 64-byte aligned memory that belongs to the frame. `zero`: 0 leaves it as it is, 1 clears it, 2
// clears it on several threads where it is large. Null when out of memory.
void *pragmac_allocate(pragmac_frame *frame, int64_t bytes, int32_t zero);
// Frees everything allocated after `mark` (a value of frame->allocations).
void pragmac_release(pragmac_frame *frame, pragmac_allocation *mark);

/* Around an atomic update of an element that no instruction changes in one step. */
void pragmac_lock_element(const void *element);
void pragmac_unlock_element(const void *element);
// Takes `data` out of the frame so that it outlives the call; free it with pragmac_free.
void pragmac_detach(pragmac_frame *frame, void *data);
void pragmac_free(void *data);

} // extern "C"
