// kept_blocks: large blocks of memory that a thread has freed, for its next call.
//
// A function that makes arrays frees them at its end; the C library then gives large ones back to
// the system, and the next call pays for every page again, ten times what its loops take. Up to 64
// MiB per thread stay here instead, in up to eight blocks. Blocks of 4 MiB and more ask for huge
// pages, since the arrays that a function returns are new ones at every call.
#pragma once

#include <cstddef>
#include <cstdint>

namespace pragmac {

// Whether memory is cleared, and who does it. One thread alone does not get all that memory can
// take, and each has the part in its cache then that it has of a loop over it.
enum class Clear : uint8_t { no, here, on_threads };
// As malloc and calloc, from a kept block that is not much larger where there is one.
void *new_block(std::size_t bytes, Clear clear);
// As free.
void give_back(void *block);
// Of this thread.
std::size_t kept_bytes();

} // namespace pragmac
