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

// One launch of the team while it runs.
struct Part {
    const pragmac_part *work = nullptr;
    ChunkPlan plan;
    int64_t base = 0; // number of its first chunk among those of all parts
    std::atomic<int64_t> lowest = std::numeric_limits<int64_t>::max(); // first failed iteration
    pragmac_error error = {}; // of that iteration
};

class Team {
  public:
    Team(pragmac_frame *frame, std::span<const pragmac_part> parts, bool by_chunk)
        : frame_(frame), size_(parts.size()) {
        for (size_t p = 0; p < size_; p++) {
            parts_[p].work = &parts[p];
            parts_[p].plan = plan_chunks(parts[p].trip, parts[p].chunk);
            parts_[p].base = by_chunk ? 0 : count_;
            count_ = std::max(count_, parts_[p].base + parts_[p].plan.count);
        }
    }

    // Chunks of all parts together; those of one number count once when they run together.
    int64_t count() const { return count_; }

    // One chunk at a time when `threads` is 0; else fewer and fewer as the end comes near.
    void hand_out(int threads) { share_ = 4 * int64_t{threads}; }

    // Works until no chunk is left.
    void work() {
        pragmac_frame own = {};
        own.error.site = -1;
        own.print = frame_->print;
        own.caller = frame_->caller;
        int64_t first = 0, last = 0;
        while (take(first, last))
            for (int64_t k = first; k < last; k++)
                for (size_t p = 0; p < size_; p++)
                    if (int64_t own_number = k - parts_[p].base;
                        own_number >= 0 && own_number < parts_[p].plan.count)
                        run(parts_[p], own_number, own);
    }

    // The error of the first part that failed.
    int32_t finish() {
        for (size_t p = 0; p < size_; p++)
            if (parts_[p].lowest.load() != none) {
                frame_->error = parts_[p].error;
                return 1;
            }
        return 0;
    }

  private:
    static constexpr int64_t none = std::numeric_limits<int64_t>::max();

    bool take(int64_t &first, int64_t &last) {
        first = next_.load(std::memory_order_relaxed);
        do {
            if (first >= count_)
                return false;
            int64_t share = share_ ? (count_ - first) / share_ : 1;
            last = first + std::max<int64_t>(share, 1);
        } while (!next_.compare_exchange_weak(first, last, std::memory_order_relaxed));
        return true;
    }

    // Leaves `own` as it was: no memory, no error.
    void run(Part &part, int64_t k, pragmac_frame &own) {
        int64_t size = part.plan.size, trip = part.work->trip, begin = k * size;
        int64_t end = trip - begin > size ? begin + size : trip;
        if (begin > part.lowest.load(std::memory_order_relaxed))
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
        if (error.iteration < part.lowest.load(std::memory_order_relaxed)) {
            part.error = error;
            part.lowest.store(error.iteration, std::memory_order_relaxed);
        }
    }

    pragmac_frame *frame_;
    size_t size_;   // of parts_

    int64_t count_ = 0;
    int64_t share_ = 0; // each turn takes 1/share_ of the chunks left; 0: one
    alignas(64) std::atomic<int64_t> next_ = 0; // the first chunk not handed out
    alignas(64) Part parts_[PRAGMAC_MOST_PARTS];
    std::mutex mutex_; // of the errors
};

int32_t run_team(pragmac_frame *frame, std::span<const pragmac_part> parts, bool by_chunk,
                 int32_t threads, int32_t schedule) {
    constexpr int32_t dynamic = 1;
    Team team(frame, parts, by_chunk);
    if (team.count() == 0)
        return 0;
    if (team.count() == 1 || on_host_thread())
        threads = 1;
    else if (threads <= 0)
        threads = host_thread_count();
    threads = static_cast<int32_t>(std::min<int64_t>(threads, team.count()));
    team.hand_out(schedule == dynamic ? 0 : threads);
    run_on_host_threads(threads, [](void *t) { static_cast<Team *>(t)->work(); }, &team);
    return team.finish();
}

} // namespace
} // namespace pragmac

extern "C" int32_t pragmac_launch(pragmac_frame *frame, pragmac_body body, void *context,
                                  int64_t trip, int64_t chunk, int32_t threads, int32_t schedule) {
    pragmac_part part{body, context, trip, chunk};
    return pragmac::run_team(frame, {&part, 1}, false, threads, schedule);
}

extern "C" int32_t pragmac_team(pragmac_frame *frame, const pragmac_part *parts, int32_t count,
                                int32_t by_chunk, int32_t threads, int32_t schedule) {
    return pragmac::run_team(frame, {parts, static_cast<size_t>(count)}, by_chunk != 0, threads,
                             schedule);
}
