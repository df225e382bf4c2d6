// pragmac_launch: chunks handed out to threads with frames of their own, the first error in loop
// order.
#include "launch.h"

#include "abi.h"
#include "host_threads.h"

#include <algorithm>
#include <atomic>
#include <limits>
#include <mutex>

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

class Launch {
  public:
    Launch(pragmac_frame *frame, pragmac_body body, void *context, int64_t trip, ChunkPlan plan)
        : frame_(frame), body_(body), context_(context), trip_(trip), plan_(plan) {}

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
                run(k, own);
    }

    int32_t finish() {
        if (lowest_.load() == none)
            return 0;
        frame_->error = error_;
        return 1;
    }

  private:
    static constexpr int64_t none = std::numeric_limits<int64_t>::max();

    bool take(int64_t &first, int64_t &last) {
        first = next_.load(std::memory_order_relaxed);
        do {
            if (first >= plan_.count)
                return false;
            int64_t share = share_ ? (plan_.count - first) / share_ : 1;
            last = first + std::max<int64_t>(share, 1);
        } while (!next_.compare_exchange_weak(first, last, std::memory_order_relaxed));
        return true;
    }

    // Leaves `own` as it was: no memory, no error.
    void run(int64_t k, pragmac_frame &own) {
        int64_t begin = k * plan_.size;
        int64_t end = trip_ - begin > plan_.size ? begin + plan_.size : trip_;
        if (begin > lowest_.load(std::memory_order_relaxed))
            return; // an earlier iteration failed: nothing here can be the first error
        body_(context_, begin, end, &own);
        if (own.allocations)
            pragmac_release(&own, nullptr);
        if (own.error.site >= 0) {
            record(own.error);
            own.error.site = -1;
        }
    }

    void record(const pragmac_error &error) {
        std::scoped_lock lock(mutex_);
        if (error.iteration < lowest_.load(std::memory_order_relaxed)) {
            error_ = error;
            lowest_.store(error.iteration, std::memory_order_relaxed);
        }
    }

    pragmac_frame *frame_;
    pragmac_body body_;
    void *context_;
    int64_t trip_;
    ChunkPlan plan_;
    int64_t share_ = 0;                  // each turn takes 1/share_ of the chunks left; 0: one
    alignas(64) std::atomic<int64_t> next_ = 0; // the first chunk not handed out
    alignas(64) std::atomic<int64_t> lowest_ = none; // the first iteration known to have failed
    std::mutex mutex_;
    pragmac_error error_ = {};
};

} // namespace
} // namespace pragmac

extern "C" int32_t pragmac_launch(pragmac_frame *frame, pragmac_body body, void *context,
                                  int64_t trip, int64_t chunk, int32_t threads, int32_t schedule) {
    using namespace pragmac;
    constexpr int32_t dynamic = 1;
    ChunkPlan plan = plan_chunks(trip, chunk);
    if (plan.count == 0)
        return 0;
    if (plan.count == 1 || on_host_thread())
        threads = 1;
    else if (threads <= 0)
        threads = host_thread_count();
    threads = static_cast<int32_t>(std::min<int64_t>(threads, plan.count));
    Launch launch(frame, body, context, trip, plan);
    launch.hand_out(schedule == dynamic ? 0 : threads);
    run_on_host_threads(threads, [](void *l) { static_cast<Launch *>(l)->work(); }, &launch);
    return launch.finish();
}
