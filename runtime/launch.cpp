// pragmac_launch, pragmac_team: chunks handed out to threads with frames of their own, the first
// error in loop order.
#include "launch.h"

#include "abi.h"
#include "host_threads.h"

#include <algorithm>
#include <atomic>
#include <limits>
#include <mutex>
#include <span>

namespace pragmac {

ChunkPlan plan_chunks(int64_t trip, int64_t chunk) {
    constexpr int64_t chunks = 256, line = 64;
    auto quotient_up = [](int64_t a, int64_t b) { return a / b + (a % b != 0); };
    if (trip <= 0)
        return {};
    if (chunk <= 0) {
        chunk = quotient_up(trip, chunks);
        if (chunk > line) // so many iterations are cheap ones: vectors without remainders
            chunk = quotient_up(chunk, line) * line;
    }
    return {chunk, quotient_up(trip, chunk)};
}

namespace {

// One launch of the team while it runs. Unused ones are left as they are: a short loop should not
// pay for them.
struct Part {
    const pragmac_part *work;
    ChunkPlan plan;
    int64_t base; // number of its first chunk among those of all parts
    int64_t lowest; // first failed iteration, for std::atomic_ref
    pragmac_error error; // of that iteration
    int64_t first_failed() { return std::atomic_ref(lowest).load(std::memory_order_relaxed); }
};

class Team {
  public:
    Team(pragmac_frame *frame, std::span<const pragmac_part> parts, bool by_chunk)
        : frame_(frame), size_(parts.size()), by_chunk_(by_chunk) {
        int64_t common = by_chunk ? 0 : common_chunk(parts);
        side_by_side_ = by_chunk || common;
        for (size_t p = 0; p < size_; p++) {
            parts_[p].work = &parts[p];
            parts_[p].plan = plan_chunks(parts[p].trip, common ? common : parts[p].chunk);
            parts_[p].base = side_by_side_ ? 0 : count_;
            parts_[p].lowest = none;
            count_ = std::max(count_, parts_[p].base + parts_[p].plan.count);
        }
    }

    // Chunks of all parts together; those of one number count once when they run together.
    int64_t count() const { return count_; }

    // To each thread a range of neighbouring chunks, of which it takes fewer and fewer as their end
    // comes near, but at least `least`; or `one_by_one`.
    void hand_out(int threads, int64_t least, bool one_by_one) {
        ranges_ = std::min(threads, most_ranges);
        least_ = std::max<int64_t>(least, 1);
        one_by_one_ = one_by_one;
        for (int r = 0; r < ranges_; r++) {
            int64_t longer = count_ % ranges_; // ranges, by one chunk
            range_[r].next = count_ / ranges_ * r + std::min<int64_t>(r, longer);
            range_[r].end = range_[r].next + count_ / ranges_ + (r < longer);
        }
    }

    // Works until no chunk is left: on its own range first, then on what others have not begun.
    void work() {
        pragmac_frame own = {};
        own.error.site = -1;
        own.print = frame_->print;
        own.caller = frame_->caller;
        int first_range = host_thread_number() % ranges_;
        for (int r = 0; r < ranges_; r++) {
            Range &range = range_[(first_range + r) % ranges_];
            for (int64_t first = 0, last = 0; take(range, first, last);)
                run_all(first, last, own);
        }
    }

    // The error of the first part that failed.
    int32_t finish() {
        for (size_t p = 0; p < size_; p++)
            if (parts_[p].first_failed() != none) {
                frame_->error = parts_[p].error;
                return 1;
            }
        return 0;
    }

  private:
    static constexpr int64_t none = std::numeric_limits<int64_t>::max();

    // The size of chunks of parts that have about as many iterations, 0 for others: a thread then
    // has the same ones in all parts, and elements that several parts touch stay in its cache.
    static int64_t common_chunk(std::span<const pragmac_part> parts) {
        if (parts.size() < 2)
            return 0;
        auto [least, most] = std::ranges::minmax(parts, {}, &pragmac_part::trip);
        auto chosen = [](const pragmac_part &part) { return part.chunk > 0; };
        if (least.trip < most.trip - most.trip / 4 || std::ranges::any_of(parts, chosen))
            return 0;
        return plan_chunks(most.trip, 0).size;
    }

    struct alignas(64) Range {
        int64_t next; // the first chunk not handed out, for std::atomic_ref
        int64_t end;
    };

    bool take(Range &range, int64_t &first, int64_t &last) {
        std::atomic_ref next(range.next);
        first = next.load(std::memory_order_relaxed);
        do {
            int64_t left = range.end - first;
            if (left <= 0)
                return false;
            last = first + (one_by_one_ ? 1 : std::min(std::max(left / 4, least_), left));
        } while (!next.compare_exchange_weak(first, last, std::memory_order_relaxed));
        return true;
    }

    void run_all(int64_t first, int64_t last, pragmac_frame &own) {
        // Parts of one number follow each other while their elements are in the cache.
        int64_t at_once = by_chunk_ ? 1 : side_by_side_ ? least_ : last - first;
        for (int64_t k = first; k < last; k += at_once)
            for (size_t p = 0; p < size_; p++) {
                int64_t from = std::max<int64_t>(k - parts_[p].base, 0);
                int64_t to =
                    std::min(std::min(k + at_once, last) - parts_[p].base, parts_[p].plan.count);
                if (from < to)
                    run(parts_[p], from, to, own);
            }
    }

    // The chunks [from, to) as one. Leaves `own` as it was: no memory, no error.
    void run(Part &part, int64_t from, int64_t to, pragmac_frame &own) {
        int64_t size = part.plan.size, begin = from * size;
        int64_t end = to == part.plan.count ? part.work->trip : to * size;
        if (begin > part.first_failed())
            return; // an earlier iteration failed: nothing here can be the first error
        part.work->body(part.work->context, begin, end, &own);
        if (own.allocations)
            pragmac_release(&own, nullptr);
        if (own.error.site >= 0) {
            record(part, own.error);
            own.error.site = -1;
        }
    }

    void record(Part &part, const pragmac_error &error) {
        std::scoped_lock lock(mutex_);
        if (error.iteration < part.first_failed()) {
            part.error = error;
            std::atomic_ref(part.lowest).store(error.iteration, std::memory_order_relaxed);
        }
    }

    pragmac_frame *frame_;
    size_t size_; // of parts_
    bool by_chunk_; // chunks of one number in the parts' order
    bool side_by_side_ = false; // the parts have one numbering
    bool one_by_one_ = false;
    int ranges_ = 1;
    int64_t count_ = 0, least_ = 1;
    static constexpr int most_ranges = 64; // more threads share one
    Range range_[most_ranges];
    alignas(64) Part parts_[PRAGMAC_MOST_PARTS];
    std::mutex mutex_; // of the errors
};

constexpr int32_t dynamic = 1; // schedule: chunks one by one
constexpr double worth_a_thread = 32768; // operations: a few microseconds

// As many threads as have enough to do: where a loop is short, starting them takes longer.
int worthwhile_threads(double work) {
    return static_cast<int>(std::clamp(work / worth_a_thread, 1.0, double(host_thread_count())));
}

// How many chunks are worth being taken by themselves.
int64_t worthwhile_chunks(int64_t count, double work) {
    return work > worth_a_thread ? static_cast<int64_t>(double(count) * (worth_a_thread / work))
           : work < 0            ? 1
                                 : count;
}

// A loop that one thread runs as a whole, in the frame of its call: nothing to share out.
int32_t run_alone(pragmac_frame *frame, pragmac_body body, void *context, int64_t trip) {
    if (trip <= 0)
        return 0;
    pragmac_allocation *mark = frame->allocations;
    body(context, 0, trip, frame);
    if (frame->allocations != mark)
        pragmac_release(frame, mark);
    return frame->error.site >= 0;
}

int32_t run_team(pragmac_frame *frame, std::span<const pragmac_part> parts, bool by_chunk,
                 int32_t threads, int32_t schedule, double work) {
    Team team(frame, parts, by_chunk);
    if (team.count() == 0)
        return 0;
    if (team.count() == 1 || on_host_thread())
        threads = 1;
    else if (threads <= 0)
        threads = work < 0 ? host_thread_count() : worthwhile_threads(work);
    threads = static_cast<int32_t>(std::min<int64_t>(threads, team.count()));
    int64_t least = threads == 1 ? team.count() : worthwhile_chunks(team.count(), work);
    team.hand_out(threads, least, schedule == dynamic);
    run_on_host_threads(threads, [](void *t) { static_cast<Team *>(t)->work(); }, &team);
    return team.finish();
}

} // namespace
} // namespace pragmac

extern "C" int32_t pragmac_launch(pragmac_frame *frame, pragmac_body body, void *context,
                                  int64_t trip, int64_t chunk, int32_t threads, int32_t schedule,
                                  double work) {
    bool short_loop = threads <= 0 && work >= 0 && work < 2 * pragmac::worth_a_thread;
    if ((threads == 1 || short_loop) && schedule != pragmac::dynamic)
        return pragmac::run_alone(frame, body, context, trip);
    pragmac_part part{body, context, trip, chunk};
    return pragmac::run_team(frame, {&part, 1}, false, threads, schedule, work);
}

extern "C" int32_t pragmac_team(pragmac_frame *frame, const pragmac_part *parts, int32_t count,
                                int32_t by_chunk, int32_t threads, int32_t schedule, double work) {
    return pragmac::run_team(frame, {parts, static_cast<size_t>(count)}, by_chunk != 0, threads,
                             schedule, work);
}
