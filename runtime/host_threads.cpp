// The thread pool.
//
// A task is offered, not dealt out: the caller opens the gate, works like everybody else, closes
// the gate when its own share is done, and waits only for the workers that came in. A worker that
// wakes up too late finds the gate closed, so a short loop never pays for a sleeping thread. The
// gate is one word (open bit, workers inside, how many may be), hence no worker can slip in after
// the caller has seen "closed and empty", and the next task may reuse every field.
//
// Workers spin for a few microseconds after a task, because loops come in rows, then sleep; they
// wake up on other processors than the caller's (thread_placement). A fork leaves the child without
// workers: it puts the pool aside and makes another when it needs one.
#include "host_threads.h"

#include "thread_placement.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

#if defined(__SSE__)
#include <xmmintrin.h>
#endif

namespace pragmac {
namespace {

constexpr int most_threads = 4096;

thread_local bool inside_task = false;
thread_local int thread_number = 0;

#if defined(__SSE__)
unsigned floating_point_modes() { return _mm_getcsr(); }
void set_floating_point_modes(unsigned modes) { _mm_setcsr(modes); }
void pause_briefly() { _mm_pause(); }
#else
unsigned floating_point_modes() { return 0; }
void set_floating_point_modes(unsigned) {}
void pause_briefly() {}
#endif

int usable_processors() {
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) == 0)
        return std::max(1, CPU_COUNT(&set));
    return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

int wanted_threads() {
    if (const char *text = std::getenv("PRAGMAC_NUM_THREADS")) {
        char *end = nullptr;
        long number = std::strtol(text, &end, 10);
        if (end != text && *end == '\0' && number > 0)
            return static_cast<int>(std::min<long>(number, most_threads));
    }
    return usable_processors();
}

// Signals go to the program's own threads.
class SignalsBlocked {
  public:
    SignalsBlocked() {
        sigset_t all;
        sigfillset(&all);
        pthread_sigmask(SIG_SETMASK, &all, &before_);
    }
    ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

  private:
    sigset_t before_;
};

class Pool {
  public:
    Pool() : size_(wanted_threads()), processors_(usable_processors()) {}

    int size() const { return size_; }

    // False when another thread's task is running, or after stop().
    bool run(int threads, void (*task)(void *), void *context) {
        std::unique_lock lock(running_, std::try_to_lock);
        if (!lock || stopping_.load(std::memory_order_relaxed))
            return false;
        grow(threads - 1);
        task_ = task;
        context_ = context;
        modes_ = floating_point_modes();
        if (threads <= processors_) // one for each
            placement_.keep_off_caller(workers_);
        gate_.store(open | static_cast<uint32_t>(threads - 1) << limit_shift,
                    std::memory_order_release);
        tasks_.fetch_add(1, std::memory_order_release);
        tasks_.notify_all();
        task(context);
        wait_until_empty();
        return true;
    }

    // Ends the workers, unless a task is running: then they end with the process.
    void stop() {
        std::unique_lock lock(running_, std::try_to_lock);
        if (!lock)
            return;
        stopping_.store(true, std::memory_order_relaxed);
        tasks_.fetch_add(1, std::memory_order_release);
        tasks_.notify_all();
        for (std::thread &worker : workers_)
            worker.join();
        workers_.clear();
    }

  private:
    // The gate: workers inside, how many may be, whether it is open.
    static constexpr int limit_shift = 12;
    static constexpr uint32_t inside_mask = (1u << limit_shift) - 1;
    static constexpr uint32_t open = 1u << 24;
    static_assert(most_threads <= static_cast<int>(inside_mask) + 1);

    void grow(int wanted) {
        if (wanted <= static_cast<int>(workers_.size()))
            return;
        SignalsBlocked blocked;
        try {
            while (static_cast<int>(workers_.size()) < wanted)
                workers_.emplace_back(
                    [this, seen = tasks_.load(), number = static_cast<int>(workers_.size()) + 1] {
                        thread_number = number;
                        work(seen);
                    });
        } catch (const std::system_error &) {
            // Fewer workers do the same work.
        }
        // About 50 microseconds, while there are processors to spin on.
        spins_.store(static_cast<int>(workers_.size()) < processors_ ? 2000 : 0,
                     std::memory_order_relaxed);
    }

    void work(uint32_t seen) {
        inside_task = true;
        while (!stopping_.load(std::memory_order_relaxed)) {
            if (enter()) {
                set_floating_point_modes(modes_);
                task_(context_);
                leave();
            }
            seen = wait_while(tasks_, seen);
        }
    }

    bool enter() {
        uint32_t gate = gate_.load(std::memory_order_acquire);
        while ((gate & open) && (gate & inside_mask) < (gate >> limit_shift & inside_mask))
            if (gate_.compare_exchange_weak(gate, gate + 1, std::memory_order_acquire))
                return true;
        return false;
    }

    void leave() {
        if (gate_.fetch_sub(1, std::memory_order_release) == 1) // closed, and now empty
            gate_.notify_one();
    }

    void wait_until_empty() {
        uint32_t gate = gate_.fetch_and(inside_mask, std::memory_order_acq_rel) & inside_mask;
        while (gate != 0)
            gate = wait_while(gate_, gate);
    }

    // Spins, then sleeps, until the word is not `old`; returns its value.
    uint32_t wait_while(const std::atomic<uint32_t> &word, uint32_t old) const {
        for (int i = spins_.load(std::memory_order_relaxed); i > 0; i--) {
            uint32_t value = word.load(std::memory_order_acquire);
            if (value != old)
                return value;
            pause_briefly();
        }
        word.wait(old, std::memory_order_acquire);
        return word.load(std::memory_order_acquire);
    }

    const int size_, processors_;
    std::mutex running_; // held by the thread whose task runs
    std::vector<std::thread> workers_; // changed under running_
    ThreadPlacement placement_; // likewise
    std::atomic<bool> stopping_ = false;
    std::atomic<int> spins_ = 0;
    alignas(64) std::atomic<uint32_t> tasks_ = 0; // counts tasks: workers sleep on it
    alignas(64) std::atomic<uint32_t> gate_ = 0;
    // The task; written while the gate is closed and nobody inside.
    void (*task_)(void *) = nullptr;
    void *context_ = nullptr;
    unsigned modes_ = 0;
};

// The pool is never freed: a thread may still be in it when the process exits.
std::atomic<Pool *> current = nullptr;
Pool *left_by_fork = nullptr; // the parent's, unusable here; kept so that it is no leak
std::mutex making; // held while the pool is made, and across a fork

Pool &pool() {
    if (Pool *existing = current.load(std::memory_order_acquire))
        return *existing;
    std::scoped_lock lock(making);
    if (!current.load(std::memory_order_relaxed))
        current.store(new Pool, std::memory_order_release);
    return *current.load(std::memory_order_relaxed);
}

void before_fork() { making.lock(); }
void after_fork_in_parent() { making.unlock(); }
void after_fork_in_child() {
    left_by_fork = current.exchange(nullptr);
    making.unlock();
}

struct ProcessHooks {
    ProcessHooks() { pthread_atfork(before_fork, after_fork_in_parent, after_fork_in_child); }
    ~ProcessHooks() { pool().stop(); }
} hooks;

} // namespace

int host_thread_count() { return pool().size(); }

bool on_host_thread() { return inside_task; }

int host_thread_number() { return thread_number; }

void run_on_host_threads(int threads, void (*task)(void *), void *context) {
    if (threads <= 1 || inside_task)
        return task(context);
    inside_task = true;
    if (!pool().run(std::min(threads, most_threads), task, context))
        task(context);
    inside_task = false;
}

} // namespace pragmac
