// Blocks that a thread has freed: which come back, how many stay, zeros, and the thread's end.
#include "kept_blocks.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

namespace pragmac {
namespace {

constexpr size_t mib = size_t{1} << 20;

TEST(KeptBlocks, TheNextOneOfTheSizeIsTheSame) {
#if defined(__SANITIZE_ADDRESS__)
    GTEST_SKIP() << "the sanitizer gets every block back";
#endif
    std::thread([] {
        void *first = new_block(3 * mib, Clear::no);
        std::memset(first, 1, 3 * mib);
        give_back(first);
        void *larger = new_block(7 * mib, Clear::no), *much_smaller = new_block(mib, Clear::no);
        EXPECT_NE(larger, first);
        EXPECT_NE(much_smaller, first);
        void *second = new_block(2 * mib, Clear::here);
        EXPECT_EQ(second, first);
        auto *bytes = static_cast<unsigned char *>(second);
        EXPECT_TRUE(std::all_of(bytes, bytes + 2 * mib, [](unsigned char b) { return b == 0; }));
        void *third = new_block(2 * mib, Clear::no);
        EXPECT_NE(third, first); // it is taken
        for (void *block : {larger, much_smaller, second, third})
            give_back(block);
    }).join();
}

TEST(KeptBlocks, ThreadsClearAllOfIt) {
    std::thread([] {
        for (size_t bytes : {mib, 3 * mib + 5, 5 * mib - 1}) {
            auto *block = static_cast<unsigned char *>(new_block(bytes + 100, Clear::no));
            std::memset(block, 7, bytes + 100);
            give_back(block);
            auto *again = static_cast<unsigned char *>(new_block(bytes, Clear::on_threads));
            EXPECT_TRUE(std::all_of(again, again + bytes, [](unsigned char b) { return b == 0; }));
#if !defined(__SANITIZE_ADDRESS__)
            ASSERT_EQ(again, block);
            EXPECT_TRUE(std::all_of(again + bytes, again + bytes + 100,
                                    [](unsigned char b) { return b == 7; }));
#endif
            std::free(again);
        }
    }).join();
}

TEST(KeptBlocks, PartsAreAllOfTheMemoryAndNoMore) {
    std::vector<unsigned char> memory(mib + 64);
    auto clears = [&](int parts, size_t bytes) {
        std::fill(memory.begin(), memory.end(), 7);
        clear_in_parts(memory.data(), bytes, parts);
        auto end = memory.begin() + ptrdiff_t(bytes);
        return std::all_of(memory.begin(), end, [](unsigned char b) { return b == 0; }) &&
               std::all_of(end, memory.end(), [](unsigned char b) { return b == 7; });
    };
    for (int parts : {1, 2, 3, 63, 64, 65, 200})
        for (size_t bytes :
             {size_t{0}, size_t{1}, size_t{63}, size_t{64}, size_t{4097}, mib - 1, mib + 1})
            EXPECT_TRUE(clears(parts, bytes)) << parts << " parts of " << bytes;
}

// The flags of the mapping that the address lies in (proc(5)); "hg": huge pages are asked for.
std::string mapping_flags(const void *address) {
    auto wanted = reinterpret_cast<uintptr_t>(address);
    std::ifstream maps("/proc/self/smaps");
    bool inside = false;
    for (std::string line; std::getline(maps, line);) {
        unsigned long begin = 0, end = 0;
        if (std::sscanf(line.c_str(), "%lx-%lx ", &begin, &end) == 2)
            inside = begin <= wanted && wanted < end;
        else if (inside && line.rfind("VmFlags:", 0) == 0)
            return line + " ";
    }
    return "";
}

TEST(KeptBlocks, LargeOnesAskForHugePages) {
    auto *large = static_cast<char *>(new_block(40 * mib, Clear::here));
    auto *small = static_cast<char *>(new_block(3 * mib, Clear::no));
    std::string flags = mapping_flags(large + 20 * mib);
    if (flags.empty() || !std::filesystem::exists("/sys/kernel/mm/transparent_hugepage"))
        GTEST_SKIP() << "this system tells no flags, or has no huge pages";
    EXPECT_NE(flags.find(" hg "), std::string::npos) << flags;
    EXPECT_EQ(mapping_flags(small + mib).find(" hg "), std::string::npos);
    EXPECT_EQ(large[0] + large[17 * mib] + large[40 * mib - 1], 0);
    give_back(large);
    give_back(small);
}

TEST(KeptBlocks, OnlySoManyStay) {
#if defined(__SANITIZE_ADDRESS__)
    GTEST_SKIP() << "the sanitizer gets every block back";
#endif
    std::thread([] {
        std::vector<void *> blocks;
        for (int i = 0; i < 10; i++)
            blocks.push_back(new_block(20 * mib, Clear::no));
        for (void *block : blocks)
            give_back(block);
        EXPECT_GE(kept_bytes(), 60 * mib); // three of them
        EXPECT_LE(kept_bytes(), 64 * mib);
        for (int i = 0; i < 20; i++)
            blocks[i % 10] = new_block(mib / 4 + size_t(i) * mib, Clear::no),
                       give_back(blocks[i % 10]);
        EXPECT_LE(kept_bytes(), 64 * mib);
        size_t before = kept_bytes();
        give_back(nullptr);
        give_back(new_block(10, Clear::here)); // the C library's
        give_back(new_block(100 * mib, Clear::no)); // more than may stay
        EXPECT_EQ(kept_bytes(), before);
    }).join();
}

} // namespace
} // namespace pragmac
