// thread_placement: keeps sleeping workers from waking up on the processor of who wakes them.
//
// Some schedulers put a woken thread on its waker's processor while others are idle: the worker
// then begins when the caller has done all the work, and two threads are as slow as one. So the
// caller's processor is taken out of what the workers may use, each time the caller has another.
#pragma once

#include <sched.h>

#include <thread>
#include <vector>

namespace pragmac {

class ThreadPlacement {
  public:
    // Before workers are woken, by the one caller of the moment.
    void keep_off_caller(std::vector<std::thread> &workers) {
        int here = sched_getcpu();
        if (here >= 0 && (here != avoided_ || workers.size() != placed_.size()))
            keep_off(here, workers);
    }

    // Takes the processor `here` from all workers but those that have no other, and gives them back
    // the one that was taken before; but not where somebody has bound a worker since.
    void keep_off(int here, std::vector<std::thread> &workers);

  private:
    struct Placed {
        cpu_set_t set; // what the worker was left with
        int taken = -1; // -1: nothing
    };
    std::vector<Placed> placed_; // per worker
    int avoided_ = -1; // -1: none
};

} // namespace pragmac
