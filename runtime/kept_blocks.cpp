// The newest blocks; the oldest goes when there are too many.
#include "kept_blocks.h"

#include "host_threads.h"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <malloc.h>
#include <sys/mman.h>

namespace pragmac {
namespace {

// Below, the C library keeps freed memory itself.
constexpr size_t least = size_t{1} << 17;
constexpr size_t most = size_t{1} << 26; // of all together
constexpr int places = 8;
constexpr size_t least_huge = size_t{1} << 22; // as NumPy's

#if defined(__SANITIZE_ADDRESS__)
constexpr bool keeps = false; // the sanitizer watches what malloc's caller does with freed blocks
#else
constexpr bool keeps = true;
#endif

class KeptBlocks {
  public:
    ~KeptBlocks() {
        while (count_)
            std::free(take(0));
        ended_ = true;
    }

    // Null where none fits.
    void *find(size_t bytes) {
        for (int i = count_; i-- > 0;)
            if (sizes_[i] >= bytes && sizes_[i] / 2 <= bytes)
                return take(i);
        return nullptr;
    }

    size_t bytes() const { return all_; }

    void keep(void *block, size_t size) {
        if (ended_ || size > most)
            return std::free(block);
        while (count_ == places || all_ + size > most)
            std::free(take(0));
        blocks_[count_] = block;
        sizes_[count_++] = size;
        all_ += size;
    }

  private:
    void *take(int i) {
        void *block = blocks_[i];
        all_ -= sizes_[i];
        count_--;
        for (; i < count_; i++)
            blocks_[i] = blocks_[i + 1], sizes_[i] = sizes_[i + 1];
        return block;
    }

    void *blocks_[places] = {}; // oldest first
    size_t sizes_[places] = {};
    size_t all_ = 0;
    int count_ = 0;
    bool ended_ = false; // the thread is: arrays may outlive its variables
};

thread_local KeptBlocks kept;

// Nobody has touched the block yet: the system may give it in pages of 2 MiB, one fault each in
// place of 512. Where it does not, nothing is lost.
void ask_for_huge_pages(void *block, size_t bytes) {
    constexpr uintptr_t page = 4096;
    uintptr_t begin = reinterpret_cast<uintptr_t>(block), end = (begin + bytes) & ~(page - 1);
    begin = (begin + page - 1) & ~(page - 1);
    madvise(reinterpret_cast<void *>(begin), end - begin, MADV_HUGEPAGE);
}

// Memory in as many parts as there are threads, at most 64; each thread begins with its own.
class Clearing {
  public:
    Clearing(void *memory, size_t bytes, int parts)
        : memory_(static_cast<char *>(memory)), bytes_(bytes), parts_(std::min(parts, most_parts)) {
        constexpr size_t line = 64;
        size_ = (bytes / size_t(parts_) + line) / line * line;
    }

    void run() {
        auto task = [](void *clearing) { static_cast<Clearing *>(clearing)->work(); };
        run_on_host_threads(parts_, task, this);
    }

  private:
    void work() {
        int own = host_thread_number();
        for (int k = 0; k < parts_; k++) {
            int part = (own + k) % parts_;
            std::atomic<bool> &taken = taken_[part];
            // Looked at first: an exchange takes the line of all flags from the other threads.
            if (taken.load(std::memory_order_relaxed) ||
                taken.exchange(true, std::memory_order_relaxed))
                continue;
            size_t first = std::min(size_ * size_t(part), bytes_);
            std::memset(memory_ + first, 0, std::min(size_, bytes_ - first));
        }
    }

    static constexpr int most_parts = 64;
    char *memory_;
    size_t bytes_, size_ = 0; // of all, of one part
    int parts_;
    std::atomic<bool> taken_[most_parts] = {};
};

constexpr size_t worth_threads = size_t{1} << 20; // bytes: some 100 us for one thread

void clear_block(void *block, size_t bytes, Clear how) {
    if (how == Clear::on_threads && bytes >= worth_threads)
        clear_in_parts(block, bytes, host_thread_count());
    else
        std::memset(block, 0, bytes);
}

} // namespace

void clear_in_parts(void *memory, size_t bytes, int parts) { Clearing(memory, bytes, parts).run(); }

void *new_block(size_t bytes, Clear clear) {
    bool zero = clear != Clear::no;
    if (keeps && bytes >= least)
        if (void *block = kept.find(bytes)) {
            if (zero)
                clear_block(block, bytes, clear);
            return block;
        }
    void *block = zero ? std::calloc(bytes, 1) : std::malloc(bytes);
    if (block && bytes >= least_huge)
        ask_for_huge_pages(block, bytes);
    return block;
}

void give_back(void *block) {
    size_t size = keeps && block ? malloc_usable_size(block) : 0;
    if (size >= least)
        kept.keep(block, size);
    else
        std::free(block);
}

size_t kept_bytes() { return kept.bytes(); }

} // namespace pragmac
