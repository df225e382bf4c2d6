// How a launch is cut into chunks.
#pragma once

#include <cstdint>

namespace pragmac {

// Chunk k covers iterations [k * size, min((k + 1) * size, trip)).
struct ChunkPlan {
    int64_t size = 1;
    int64_t count = 0;
};

// Depends on its arguments alone, never on threads or load. chunk <= 0: about 256 chunks, of whole
// cache lines when there are many iterations.
ChunkPlan plan_chunks(int64_t trip, int64_t chunk);

} // namespace pragmac
