// conflict_words: why two accesses stand in the way, in the user's words.
#pragma once

#include "parallel_loops.h"

namespace pragmac {

// Of the accesses numbered i and j, between which `conflict` was found or not excluded.
std::string conflict_in_user_words(size_t i, size_t j, const Conflict &conflict,
                                   LoopAccesses &accesses);

} // namespace pragmac
