// host_threads: the process's pool of threads, which runs one task on several of them at once.
#pragma once

namespace pragmac {

// Threads a launch uses when it does not say: PRAGMAC_NUM_THREADS, else the processors this process
// may run on. Read when the pool is made, and again after a fork.
int host_thread_count();

// True on a thread that is running a task: a launch there must run inline.
bool on_host_thread();

// 1, 2, … for the pool's workers, 0 for every other thread: whoever ran a part of the last task
// has its data at hand for the same part of the next.
int host_thread_number();

// Calls task(context) once on the caller and on up to threads - 1 workers, each at most once at a
// time, and returns when all calls have returned. Workers have the caller's floating-point modes.
// The task is called on the caller alone when the pool serves another thread, when the caller runs
// a task already, and when the process is about to exit. So it must do all work however few call
// it, and end at once when nothing is left.
void run_on_host_threads(int threads, void (*task)(void *), void *context);

} // namespace pragmac
