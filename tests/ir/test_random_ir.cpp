// Random functions print, read back, verify, clone and run the same.
#include "ir_fixture.h"
#include "random_ir.h"

namespace pragmac {
namespace {

class RandomText : public IrFixture, public testing::WithParamInterface<int> {};

TEST_P(RandomText, ComesBackEqual) {
    const Func *f = RandomIr(build, static_cast<uint64_t>(GetParam())).function();
    build.span = {};
    EXPECT_THAT(verify(f, S), testing::IsEmpty()) << print(f);
    const Func *again = func(print(f));
    ASSERT_NE(again, nullptr);
    EXPECT_TRUE(equal(f, again));
    EXPECT_EQ(hash(f), hash(again));
    EXPECT_EQ(print(f, true), print(func(print(f, true)), true));
    NodeRef copy = build.clone(f->body);
    EXPECT_TRUE(equal(f->body, copy));
    EXPECT_EQ(hash(f->body), hash(copy));
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomText, testing::Range(0, 200));

} // namespace
} // namespace pragmac
