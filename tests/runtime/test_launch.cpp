// Launches: chunks, thread counts, nesting, many callers, forks, errors, floating-point modes.
#include "abi.h"
#include "host_threads.h"
#include "launch.h"

#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <limits>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>
#if defined(__SSE__)
#include <xmmintrin.h>
#endif

#if defined(__SANITIZE_THREAD__)
// Without this the sanitizer ends a forked child that makes threads.
extern "C" const char *__tsan_default_options() { return "die_after_fork=0"; }
#endif

namespace pragmac {
namespace {

using Body = std::function<void(int64_t first, int64_t last, pragmac_frame *frame)>;

// pragmac_launch with a closure.
int32_t launch(const Body &body, int64_t trip, int64_t chunk = 0, int32_t threads = 0,
               int32_t schedule = 0, pragmac_frame *frame = nullptr, double work = -1) {
    pragmac_frame own{};
    own.error.site = -1;
    auto call = [](void *context, int64_t first, int64_t last, pragmac_frame *f) {
        (*static_cast<const Body *>(context))(first, last, f);
    };
    return pragmac_launch(frame ? frame : &own, call, const_cast<Body *>(&body), trip, chunk,
                          threads, schedule, work);
}

using Chunks = std::set<std::pair<int64_t, int64_t>>;

Chunks chunks_of(int64_t trip, int64_t chunk, int32_t threads, int32_t schedule) {
    std::mutex mutex;
    Chunks chunks;
    Body body = [&](int64_t first, int64_t last, pragmac_frame *) {
        std::scoped_lock lock(mutex);
        EXPECT_TRUE(chunks.insert({first, last}).second) << first << " ran twice";
    };
    EXPECT_EQ(launch(body, trip, chunk, threads, schedule), 0);
    return chunks;
}

TEST(Launch, ChunksCoverEveryIterationOnce) {
    for (int64_t trip : {0, 1, 2, 7, 64, 255, 256, 257, 1000, 16384, 100003})
        for (int64_t chunk : {0, 1, 3, 64, 200000}) {
            int64_t next = 0;
            for (auto [first, last] : chunks_of(trip, chunk, 4, 1)) {
                EXPECT_EQ(first, next);
                EXPECT_LT(first, last);
                next = last;
            }
            EXPECT_EQ(next, trip) << "chunk " << chunk;
        }
}

// One at a time with a dynamic schedule, else several neighbours as one.
TEST(Launch, BoundariesDependOnTripAndChunkAlone) {
    for (int64_t chunk : {0, 5}) {
        int64_t size = plan_chunks(5000, chunk).size;
        for (int32_t threads : {0, 1, 2, 3, 8})
            for (int32_t schedule : {0, 1, 2})
                for (auto [first, last] : chunks_of(5000, chunk, threads, schedule)) {
                    EXPECT_EQ(first % size, 0);
                    EXPECT_TRUE(last % size == 0 || last == 5000) << last;
                    EXPECT_TRUE(schedule != 1 || last - first <= size);
                }
    }
}

TEST(Launch, OneThreadRunsAllChunksAsOne) {
    EXPECT_EQ(chunks_of(5000, 0, 1, 0), (Chunks{{0, 5000}}));
    EXPECT_GT(chunks_of(5000, 0, 1, 1).size(), 200u);
}

TEST(Launch, ShortLoopsStayOnOneThread) {
    for (double work : {0.0, 1000.0, 20000.0}) {
        std::mutex mutex;
        std::set<std::thread::id> threads;
        launch(
            [&](int64_t, int64_t, pragmac_frame *) {
                std::scoped_lock lock(mutex);
                threads.insert(std::this_thread::get_id());
            },
            1000, 1, 0, 1, nullptr, work);
        EXPECT_EQ(threads, std::set{std::this_thread::get_id()}) << work;
    }
}

TEST(Launch, PlansTheLongestTrip) {
    constexpr int64_t most = std::numeric_limits<int64_t>::max();
    ChunkPlan plan = plan_chunks(most, 0);
    EXPECT_EQ(plan.size % 64, 0);
    EXPECT_LT((plan.count - 1) * plan.size, most);
    EXPECT_GE(plan.size, most / plan.count);
    EXPECT_EQ(plan_chunks(most, most).count, 1);
    EXPECT_EQ(plan_chunks(0, 4).count, 0);
    EXPECT_EQ(plan_chunks(-3, 0).count, 0);
}

// Two bodies that wait for each other can only end on two threads.
TEST(Launch, RunsOnSeveralThreadsAtOnce) {
    std::atomic<int> arrived = 0;
    launch(
        [&](int64_t, int64_t, pragmac_frame *) {
            arrived++;
            while (arrived < 3)
                std::this_thread::yield();
        },
        3, 1, 3);
    EXPECT_EQ(arrived, 3);
}

TEST(Launch, UsesNoMoreThreadsThanAsked) {
    std::atomic<int> now = 0, most = 0;
    for (int32_t threads : {8, 2, 5, 1}) {
        most = 0;
        launch(
            [&](int64_t, int64_t, pragmac_frame *) {
                int running = ++now;
                for (int seen = most; running > seen && !most.compare_exchange_weak(seen, running);)
                    ;
                std::this_thread::yield();
                now--;
            },
            200, 1, threads, 1);
        EXPECT_LE(most, threads);
    }
}

TEST(Launch, NestedLaunchesRunInline) {
    std::atomic<int64_t> sum = 0;
    launch(
        [&](int64_t first, int64_t last, pragmac_frame *) {
            std::thread::id me = std::this_thread::get_id();
            for (int64_t i = first; i < last; i++)
                launch(
                    [&](int64_t f, int64_t l, pragmac_frame *) {
                        EXPECT_EQ(std::this_thread::get_id(), me);
                        sum += l - f;
                    },
                    10, 1, 4);
        },
        50, 1, 4);
    EXPECT_EQ(sum, 500);
    EXPECT_FALSE(on_host_thread());
}

TEST(Launch, ManyThreadsLaunchAtOnce) {
    std::vector<std::thread> callers;
    std::atomic<int64_t> iterations = 0;
    for (int c = 0; c < 8; c++)
        callers.emplace_back([&] {
            for (int i = 0; i < 200; i++) {
                std::atomic<int64_t> mine = 0;
                launch([&](int64_t first, int64_t last, pragmac_frame *) { mine += last - first; },
                       100 + i, 7, 3);
                EXPECT_EQ(mine, 100 + i);
                iterations += mine;
            }
        });
    for (std::thread &caller : callers)
        caller.join();
    EXPECT_EQ(iterations, 8 * (200 * 100 + 199 * 200 / 2));
}

TEST(Launch, ManyShortLaunchesInARow) {
    for (int i = 0; i < 20000; i++) {
        std::atomic<int> ran = 0;
        launch([&](int64_t first, int64_t last, pragmac_frame *) { ran += int(last - first); }, 4,
               1, 4);
        ASSERT_EQ(ran, 4);
    }
}

TEST(Launch, WorksInAForkedChild) {
    launch([](int64_t, int64_t, pragmac_frame *) {}, 100, 1, 4);
    pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        std::atomic<int> ran = 0, arrived = 0;
        launch([&](int64_t first, int64_t last, pragmac_frame *) { ran += int(last - first); }, 100,
               1, 4);
        launch(
            [&](int64_t, int64_t, pragmac_frame *) { // on new workers, not inline
                arrived++;
                while (arrived < 2)
                    std::this_thread::yield();
            },
            2, 1, 2);
        _exit(ran == 100 && arrived == 2 ? 0 : 1);
    }
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), 0);
    EXPECT_EQ(launch([](int64_t, int64_t, pragmac_frame *) {}, 100, 1, 4), 0);
}

// The pool of a forked child is new: it reads the environment and the affinity mask again.
int threads_in_child(const char *variable) {
    pid_t child = fork();
    if (child == 0) {
        cpu_set_t one;
        CPU_ZERO(&one);
        CPU_SET(sched_getcpu(), &one);
        sched_setaffinity(0, sizeof one, &one);
        setenv("PRAGMAC_NUM_THREADS", variable, 1);
        _exit(host_thread_count());
    }
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(Launch, TheEnvironmentSetsTheNumberOfThreads) {
    EXPECT_EQ(threads_in_child("5"), 5); // more than processors: as asked
    for (const char *none : {"", "0", "-3", "many", "4x"})
        EXPECT_EQ(threads_in_child(none), 1) << none; // the one processor of the affinity mask
}

// An exit while another thread is inside a launch neither hangs nor crashes.
TEST(Launch, ExitsCleanly) {
#if defined(__SANITIZE_THREAD__)
    GTEST_SKIP() << "the thread sanitizer cannot follow threads made after a fork";
#endif
    pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        std::atomic<bool> inside = false;
        std::thread endless([&] {
            launch(
                [&](int64_t, int64_t, pragmac_frame *) {
                    inside = true;
                    for (;;)
                        pause();
                },
                2, 1, 2);
        });
        endless.detach();
        while (!inside)
            std::this_thread::yield();
        exit(7);
    }
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), 7);
}

TEST(Launch, FirstErrorInLoopOrderWins) {
    for (int32_t threads : {1, 2, 4})
        for (int round = 0; round < 50; round++) {
            pragmac_frame frame{};
            frame.error.site = -1;
            int32_t failed = launch(
                [](int64_t first, int64_t last, pragmac_frame *f) {
                    for (int64_t i = first; i < last; i++)
                        if (i >= 37 && f->error.site < 0)
                            f->error = {static_cast<int32_t>(i % 5), 0, i, {uint64_t(10 * i)}};
                },
                1000, 3, threads, 1, &frame);
            EXPECT_EQ(failed, 1);
            EXPECT_EQ(frame.error.iteration, 37);
            EXPECT_EQ(frame.error.site, 2);
            EXPECT_EQ(frame.error.payload[0], 370u);
        }
}

TEST(Launch, IterationsBeforeTheErrorAllRun) {
    std::vector<std::atomic<int>> ran(1000);
    launch(
        [&](int64_t first, int64_t last, pragmac_frame *f) {
            for (int64_t i = first; i < last; i++) {
                ran[static_cast<size_t>(i)]++;
                if (i >= 500 && f->error.site < 0)
                    f->error = {1, 0, i, {}};
            }
        },
        1000, 1, 4);
    for (size_t i = 0; i <= 500; i++)
        EXPECT_EQ(ran[i], 1) << i;
}

// pragmac_team with closures.
int32_t team(const std::vector<Body> &bodies, int64_t trip, bool by_chunk, int32_t threads,
             pragmac_frame &frame, int64_t chunk = 3, double work = -1) {
    frame = {};
    frame.error.site = -1;
    auto call = [](void *context, int64_t first, int64_t last, pragmac_frame *f) {
        (*static_cast<const Body *>(context))(first, last, f);
    };
    std::vector<pragmac_part> parts;
    for (const Body &body : bodies)
        parts.push_back({call, const_cast<Body *>(&body), trip, chunk});
    return pragmac_team(&frame, parts.data(), static_cast<int32_t>(parts.size()), by_chunk, threads,
                        0, work);
}

TEST(Team, RunsEveryIterationOnceAndChunksInOrder) {
    for (int32_t threads : {1, 2, 3, 8})
        for (bool by_chunk : {false, true}) {
            std::vector<std::atomic<int>> done(100);
            std::atomic<int> early = 0;
            auto step = [&](int want) {
                return [&, want](int64_t first, int64_t last, pragmac_frame *) {
                    for (int64_t i = first; i < last; i++)
                        early += done[static_cast<size_t>(i)]++ != want;
                };
            };
            pragmac_frame frame;
            EXPECT_EQ(team({step(0), step(1), step(2)}, 100, by_chunk, threads, frame), 0);
            for (const auto &count : done)
                EXPECT_EQ(count, 3);
            EXPECT_TRUE(!by_chunk || early == 0) << early;
        }
}

// The rows that a thread has in one part it has in the other, right afterwards.
TEST(Team, PartsOfAsManyIterationsAreSharedOutAlike) {
    struct Piece {
        int64_t first = -1, last = -1;
    };
    static thread_local Piece of_first;
    std::atomic<int> alike = 0, ran = 0;
    Body first = [&](int64_t from, int64_t to, pragmac_frame *) { of_first = {from, to}; };
    std::vector<std::atomic<int>> done(10000);
    Body second = [&](int64_t from, int64_t to, pragmac_frame *) {
        for (int64_t i = from; i < to; i++)
            done[static_cast<size_t>(i)]++;
        ran++;
        alike += of_first.first == from && of_first.last == to;
    };
    pragmac_frame frame;
    EXPECT_EQ(team({first, second}, 10000, false, 2, frame, 0, 3e5), 0); // 17 chunks at a time
    EXPECT_GT(ran, 2);
    EXPECT_EQ(alike, ran);
    for (const auto &count : done)
        EXPECT_EQ(count, 1);
}

TEST(Team, TheFirstLaunchsErrorWinsAndOthersRunToTheirEnd) {
    std::atomic<int> ran = 0;
    auto fails = [](int64_t at, int32_t site) {
        return [=](int64_t first, int64_t last, pragmac_frame *f) {
            if (first <= at && at < last)
                f->error = {site, 0, at, {}};
        };
    };
    Body counts = [&](int64_t first, int64_t last, pragmac_frame *) {
        ran += static_cast<int>(last - first);
    };
    pragmac_frame frame;
    EXPECT_EQ(team({counts, fails(50, 1), fails(2, 2)}, 100, false, 4, frame), 1);
    EXPECT_EQ(frame.error.site, 1);
    EXPECT_EQ(frame.error.iteration, 50);
    EXPECT_EQ(ran, 100);
}

// Each chunk finds an empty frame that is not the caller's; its memory is gone afterwards (the
// sanitizers check that).
TEST(Launch, WorkersHaveTheirOwnFrames) {
    pragmac_frame frame{};
    frame.error.site = -1;
    frame.caller = &frame;
    launch(
        [&](int64_t, int64_t, pragmac_frame *own) {
            EXPECT_NE(own, &frame);
            EXPECT_EQ(own->caller, &frame);
            EXPECT_EQ(own->error.site, -1);
            EXPECT_EQ(own->allocations, nullptr);
            EXPECT_NE(pragmac_allocate(own, 100, 0), nullptr);
        },
        64, 1, 4, 0, &frame);
    EXPECT_EQ(frame.allocations, nullptr);
}

#if defined(__SSE__)
TEST(Launch, WorkersHaveTheCallersFloatingPointModes) {
    constexpr unsigned flush_to_zero = 1u << 15;
    unsigned before = _mm_getcsr();
    for (unsigned modes : {before | flush_to_zero, before}) {
        _mm_setcsr(modes);
        std::atomic<int> arrived = 0, different = 0;
        launch(
            [&](int64_t, int64_t, pragmac_frame *) {
                different += (_mm_getcsr() & flush_to_zero) != (modes & flush_to_zero);
                arrived++;
                while (arrived < 3)
                    std::this_thread::yield();
            },
            3, 1, 3);
        EXPECT_EQ(different, 0);
    }
    _mm_setcsr(before);
}

// Linking or loading the run time may not change how the process treats subnormals.
TEST(Launch, LoadingLeavesTheFloatingPointModesAlone) {
    EXPECT_EQ(_mm_getcsr() & 0xffc0u, 0x1f80u);
    volatile double least = 5e-324;
    EXPECT_NE(least * 1.0, 0.0);
}
#endif

} // namespace
} // namespace pragmac
