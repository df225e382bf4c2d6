// How neighbouring iterations of a loop move through arrays.
#include "access_patterns.h"
#include "fields.h"
#include "ir_fixture.h"

namespace pragmac {
namespace {

class AccessPatterns : public IrFixture {
  public:
    // Of the loads from %A: f64[_,_] and %p: i64[_] in a body, along %j, in the order of the text.
    std::vector<Pattern> of(const std::string &body, const std::string &layout = "c_order") {
        const Func *f =
            func("func \"f\" [%A: f64[_,_] array " + layout +
                 " parameter, %p: i64[_] array c_order parameter, %n: i64 value "
                 "parameter] -> [] overlap 0 {\nalloc %s: f64 cell [] value 0x0p+0:f64\n"
                 "for %j: i64 value = 0:i64 to %n step 1:i64 serial () {\n" +
                 body + "}\n}");
        const For *loop = nullptr;
        walk(f, [&](NodeRef n) { loop = loop ? loop : as<For>(n); });
        auto axis_of = [&](NodeRef n) {
            return n == loop->var ? std::optional<size_t>(0) : std::nullopt;
        };
        std::vector<Pattern> found;
        for (const AccessPattern &access : access_patterns(loop->body, axis_of, 1)) {
            found.push_back(access.along[0]);
            weights.push_back(access.weight);
        }
        return found;
    }
    std::vector<int64_t> weights;
};

using testing::ElementsAre;

TEST_F(AccessPatterns, OfTheFastestAxis) {
    EXPECT_THAT(of("store %s[] = load %A[0:i64, %j]"), ElementsAre(Pattern::contiguous));
    EXPECT_THAT(of("store %s[] = load %A[%j, 0:i64]"), ElementsAre(Pattern::strided));
    EXPECT_THAT(of("store %s[] = load %A[%j, 0:i64]", "f_order"), ElementsAre(Pattern::contiguous));
    EXPECT_THAT(of("store %s[] = load %A[%n, 3:i64]"), ElementsAre(Pattern::uniform));
    EXPECT_THAT(of("store %s[] = load %A[%j, %j]"), ElementsAre(Pattern::strided));
}

TEST_F(AccessPatterns, ThroughNamesSumsAndProducts) {
    EXPECT_THAT(of("let %k: i64 value = sub(%n, %j)\nstore %s[] = load %A[0:i64, add(%k, 2:i64)]"),
                ElementsAre(Pattern::contiguous));
    EXPECT_THAT(of("store %s[] = load %A[0:i64, mul(%j, 2:i64)]"), ElementsAre(Pattern::strided));
    EXPECT_THAT(of("store %s[] = load %A[0:i64, sub(%j, %j)]"), ElementsAre(Pattern::uniform));
}

TEST_F(AccessPatterns, IndicesThatAreReadGather) {
    EXPECT_THAT(of("store %s[] = load %A[0:i64, load %p[%j]]"),
                ElementsAre(Pattern::gather, Pattern::contiguous));
    EXPECT_THAT(of("store %s[] = load %A[0:i64, mul(%j, %j)]"), ElementsAre(Pattern::gather));
}

TEST_F(AccessPatterns, IndicesThatAreReadFromOnePlaceAreTheSameEverywhere) {
    EXPECT_THAT(of("let %k: i64 value = load %p[%n]\nstore %s[] = load %A[%k, %j]"),
                ElementsAre(Pattern::uniform, Pattern::contiguous));
    EXPECT_THAT(of("store %s[] = load %A[%j, load %p[load %p[0:i64]]]"),
                ElementsAre(Pattern::strided, Pattern::uniform, Pattern::uniform));
    // But not where the loop writes.
    EXPECT_THAT(of("store %s[] = load %A[load %p[%n], %j]\nstore %p[%n] = %j"),
                ElementsAre(Pattern::gather, Pattern::uniform, Pattern::uniform));
}

TEST_F(AccessPatterns, LoopsInsideCountEightTimes) {
    of("store %A[0:i64, %j] = 0x0p+0:f64\n"
       "for %k: i64 value = 0:i64 to %n step 1:i64 serial () {\nstore %A[%k, %j] = "
       "0x0p+0:f64\n}\n");
    EXPECT_THAT(weights, ElementsAre(1, 8));
}

} // namespace
} // namespace pragmac
