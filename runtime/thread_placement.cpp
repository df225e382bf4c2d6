// The sets of processors by the C library's functions; what they do not allow stays as it is.
#include "thread_placement.h"

#include <pthread.h>

namespace pragmac {

void ThreadPlacement::keep_off(int here, std::vector<std::thread> &workers) {
    placed_.resize(workers.size());
    for (size_t i = 0; i < workers.size(); i++) {
        Placed &placed = placed_[i];
        cpu_set_t set;
        if (pthread_getaffinity_np(workers[i].native_handle(), sizeof set, &set) != 0)
            continue;
        if (placed.taken >= 0 && CPU_EQUAL(&set, &placed.set))
            CPU_SET(placed.taken, &set);
        bool others = CPU_COUNT(&set) > CPU_ISSET(here, &set);
        placed.taken = others && CPU_ISSET(here, &set) ? here : -1;
        if (placed.taken >= 0)
            CPU_CLR(here, &set);
        placed.set = set;
        pthread_setaffinity_np(workers[i].native_handle(), sizeof set, &set);
    }
    avoided_ = here;
}

} // namespace pragmac
