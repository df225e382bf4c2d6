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

// State of one call (or of one worker's share of a launch); lives on the caller's stack.
struct pragmac_frame {
    pragmac_error error;
    pragmac_allocation *allocations; // newest first; freed to a mark at the end of a block
    // Prints one line for `site` with its values as slots; returns non-zero when it failed. For the
    // site of a note, without values: remembers that the call came there. May be null without
    // prints.
    int32_t (*print)(pragmac_frame *frame, int32_t site, const uint64_t *values);
    void *caller; // whatever `print` needs; generated code never looks inside
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

// One launch of a team.
struct pragmac_part {
    pragmac_body body;
    void *context;
    int64_t trip, chunk;
};
#define PRAGMAC_MOST_PARTS 8

// Runs up to PRAGMAC_MOST_PARTS launches with one join at the end. by_chunk 0: chunks of all of
// them run in any order. by_chunk 1: they have one trip count and one chunk size, and each chunk
// runs after the chunk of the same number of the launches before. Returns 0, or 1 with the first
// error of the first launch that failed; the other launches run to their end.
int32_t pragmac_team(pragmac_frame *frame, const pragmac_part *parts, int32_t count,
                     int32_t by_chunk, int32_t threads, int32_t schedule);

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

// 64-byte aligned memory that belongs to the frame; `zero` != 0 clears it. Null when out of memory.
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
