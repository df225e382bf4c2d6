// What an iteration reads of its own copy, and what it leaves: proofs and their near misses.
#include "loop_fixture.h"
#include "private_arrays.h"

namespace pragmac {
namespace {

class PrivateArrays : public LoopFixture {
  public:
    // Of array b in a parallel loop over %i.
    PrivateArray judge(const std::string &body, const std::string &step = "1:i64") {
        f = func(
            parallel(body, step[0] == '-' ? "%n" : "0:i64", step[0] == '-' ? "0:i64" : "%n", step));
        return private_array(f->params[2], context.accesses(loop_of(f), f), context.sets());
    }
    bool reads_own(const std::string &body, const std::string &step = "1:i64") {
        PrivateArray found = judge(body, step);
        return !found.early_read && !found.reads_old;
    }
    static std::string row(const std::string &body, const std::string &lo = "0:i64",
                           const std::string &hi = "%m") {
        return serial("j", lo, hi, body);
    }
    static constexpr const char *fill = "store %b[%j] = load %a[%i]\n";
    static constexpr const char *use = "store %y[%i] = load %b[0:i64]\n";
    static constexpr const char *put = "store %b[0:i64] = load %a[%i]\n";
    const Func *f = nullptr;
    DependenceContext context{200'000, 2'000'000};
};

TEST_F(PrivateArrays, a_store_covers_later_reads_of_its_element) {
    EXPECT_TRUE(reads_own(std::string(put) + use));
    EXPECT_FALSE(reads_own(std::string(use) + put));
    EXPECT_TRUE(judge(std::string(use) + put).certain);
    EXPECT_TRUE(reads_own(std::string(put) + use, "-2:i64"));
}

TEST_F(PrivateArrays, a_loop_covers_what_it_stores) {
    EXPECT_TRUE(reads_own(row(fill) + serial("k", "0:i64", "%m", "store %y[%i] = load %b[%k]\n")));
    EXPECT_FALSE(
        reads_own(row(fill, "1:i64") + serial("k", "0:i64", "%m", "store %y[%i] = load %b[%k]\n")));
    EXPECT_FALSE(reads_own(row(fill) + use)); // the row may have no element
}

TEST_F(PrivateArrays, conditional_stores_cover_nothing) {
    std::string some = "if gt(load %a[%i], 0x0p+0:f64) {" + std::string(put) + "} else {}\n";
    EXPECT_FALSE(reads_own(some + use));
    EXPECT_TRUE(reads_own(put + some + use));
    EXPECT_TRUE(judge(some).varying_write);
}

TEST_F(PrivateArrays, a_row_reads_what_earlier_rounds_stored) {
    std::string first = put;
    std::string before = "store %b[%j] = load %b[sub(%j, 1:i64)]\n";
    std::string after = "store %b[%j] = load %b[add(%j, 1:i64)]\n";
    EXPECT_TRUE(reads_own(first + row(before, "1:i64")));
    EXPECT_FALSE(reads_own(first + row(after, "0:i64")));
    EXPECT_FALSE(reads_own(row(before, "1:i64")));
}

TEST_F(PrivateArrays, old_elements_are_those_that_no_iteration_writes) {
    PrivateArray found = judge(std::string(put) + "store %y[%i] = load %b[1:i64]\n");
    EXPECT_TRUE(found.reads_old);
    EXPECT_FALSE(found.early_read);
    found = judge("store %y[%i] = load %b[1:i64]\n");
    EXPECT_TRUE(found.reads_old);
    EXPECT_FALSE(found.written);
}

TEST_F(PrivateArrays, results_vary_scratch_does_not) {
    EXPECT_FALSE(judge(row(fill)).varying_write);
    EXPECT_TRUE(judge("store %b[%i] = load %a[%i]\n").varying_write);
    EXPECT_TRUE(judge(row(fill, "0:i64", "%i")).varying_write);
    EXPECT_FALSE(judge(put + std::string("store %b[1:i64] = load %a[%i]\n")).varying_write);
}

TEST_F(PrivateArrays, updates_read_and_are_no_plain_stores) {
    std::string update = "update %b[0:i64] add load %a[%i] plain\n";
    EXPECT_FALSE(reads_own(update));
    EXPECT_TRUE(reads_own(put + update + use));
}

} // namespace
} // namespace pragmac
