// Loops whose iterations meet in ways that a shortcut of the cheap tests would miss.
#include "loop_fixture.h"

namespace pragmac {
namespace {

using Shortcuts = LoopFixture;

TEST_F(Shortcuts, strides_of_both_subscripts_count) { // 2i = 3i' + 1
    Verdict v = decide_in(parallel("store %y[mul(2:i64, %i)] = 0x1p+0:f64\n"
                                   "store %y[add(mul(3:i64, %i), 1:i64)] = 0x1p+1:f64"));
    EXPECT_FALSE(v.free()) << v.certificate;
}

TEST_F(Shortcuts, offsets_known_at_run_time_count) { // 2i = 2i' + k + 1
    Verdict v = decide_in(parallel("store %y[mul(2:i64, %i)] = 0x1p+0:f64\n"
                                   "store %y[add(add(mul(2:i64, %i), %k), 1:i64)] = 0x1p+1:f64"));
    EXPECT_FALSE(v.free()) << v.certificate;
}

TEST_F(Shortcuts, an_offset_may_be_negative) { // y[i + k] wraps for k < 0
    Verdict v = decide_in(
        parallel("store %y[wrap_index(add(%i, %k), dim(%y, 0))] = load %a[%i]"));
    EXPECT_FALSE(v.free()) << v.certificate;
}

TEST_F(Shortcuts, rows_with_a_halo_touch) { // y[j] and y[j + 1]
    Verdict v = decide_in(parallel(serial("j", "load %idx[%i]", "load %idx[add(%i, 1:i64)]",
                                          "store %y[%j] = load %y[add(%j, 1:i64)]")));
    EXPECT_FALSE(v.free()) << v.certificate;
    EXPECT_TRUE(v.facts.empty());
}

} // namespace
} // namespace pragmac
