// The processors of workers, where the caller runs on one after the other.
#include "host_threads.h"
#include "thread_placement.h"

#include <gtest/gtest.h>

#include <pthread.h>
#include <sched.h>

#include <atomic>
#include <vector>

namespace pragmac {
namespace {

cpu_set_t only(int processor) {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(processor, &set);
    return set;
}

class ThreadPlacementTest : public testing::Test {
  protected:
    void SetUp() override {
        ASSERT_EQ(sched_getaffinity(0, sizeof before_, &before_), 0);
        for (int p = 0; p < CPU_SETSIZE; p++)
            if (CPU_ISSET(p, &before_))
                processors_.push_back(p);
        if (processors_.size() < 2)
            GTEST_SKIP() << "one processor: there is no other to run on";
    }
    void TearDown() override {
        done_ = true;
        done_.notify_all();
        for (std::thread &worker : workers_)
            worker.join();
    }

    void add_worker() {
        workers_.emplace_back([this] { done_.wait(false); });
        set(workers_.back(), before_);
    }
    static void set(std::thread &worker, const cpu_set_t &set) {
        ASSERT_EQ(pthread_setaffinity_np(worker.native_handle(), sizeof set, &set), 0);
    }
    void call_from(int processor) { placement_.keep_off(processor, workers_); }
    bool may_use(size_t worker, int processor) {
        cpu_set_t set;
        EXPECT_EQ(pthread_getaffinity_np(workers_[worker].native_handle(), sizeof set, &set), 0);
        return CPU_ISSET(processor, &set);
    }

    cpu_set_t before_;
    std::vector<int> processors_;
    std::vector<std::thread> workers_;
    std::atomic<bool> done_ = false;
    ThreadPlacement placement_;
};

TEST_F(ThreadPlacementTest, TheCallersProcessorIsLeftToIt) {
    add_worker();
    for (int round = 0; round < 2; round++)
        for (int p : {0, 1}) {
            call_from(processors_[p]);
            EXPECT_FALSE(may_use(0, processors_[p]));
            EXPECT_TRUE(may_use(0, processors_[1 - p]));
        }
}

TEST_F(ThreadPlacementTest, WorkersThatCameLaterAreKeptOffToo) {
    add_worker();
    call_from(processors_[0]);
    add_worker();
    call_from(processors_[0]);
    EXPECT_FALSE(may_use(1, processors_[0]));
    call_from(processors_[1]);
    for (size_t worker : {0, 1}) {
        EXPECT_TRUE(may_use(worker, processors_[0]));
        EXPECT_FALSE(may_use(worker, processors_[1]));
    }
}

TEST_F(ThreadPlacementTest, AWorkerWithoutAnotherProcessorStays) {
    add_worker();
    set(workers_[0], only(processors_[0]));
    call_from(processors_[0]);
    EXPECT_TRUE(may_use(0, processors_[0]));
}

TEST_F(ThreadPlacementTest, AWorkerThatIsBoundLaterStaysBound) {
    add_worker();
    set(workers_[0], only(processors_[0]));
    call_from(processors_[1]);
    set(workers_[0], only(processors_[1]));
    for (int p : {1, 0}) {
        call_from(processors_[p]);
        EXPECT_FALSE(may_use(0, processors_[0]));
        EXPECT_TRUE(may_use(0, processors_[1]));
    }
}

// The pool itself: where it has a processor for each thread, no worker runs on the caller's.
TEST_F(ThreadPlacementTest, ThePoolKeepsItsWorkersOff) {
    size_t threads = host_thread_count();
    if (threads < 2 || threads > processors_.size())
        GTEST_SKIP() << "the pool has no processor for each of several threads";
    run_on_host_threads(2, [](void *) {}, nullptr); // a worker, which may use what this thread may
    cpu_set_t bound = only(processors_[0]);
    ASSERT_EQ(sched_setaffinity(0, sizeof bound, &bound), 0);
    struct Seen {
        int callers;
        std::atomic<int> there = 0, all = 0;
    } seen{processors_[0]};
    for (int round = 0; round < 10'000 && seen.all < 100; round++)
        run_on_host_threads(
            2,
            [](void *context) {
                auto &seen = *static_cast<Seen *>(context);
                if (host_thread_number() == 0) // leaves the worker time to come
                    for (int spins = 0, all = seen.all; spins < 1000 && seen.all == all; spins++)
                        sched_yield();
                else
                    seen.there += sched_getcpu() == seen.callers, seen.all++;
            },
            &seen);
    sched_setaffinity(0, sizeof before_, &before_);
    EXPECT_GE(seen.all, 100);
    EXPECT_EQ(seen.there, 0);
}

} // namespace
} // namespace pragmac
