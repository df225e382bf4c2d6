// Reductions in strips: the form they take, and the value of the plan.
#include "ir_fixture.h"
#include "strip_lanes.h"
#include "strips_obstacle.h"

#include "fields.h"

#include <bit>

namespace pragmac {
namespace {

class StripLanes : public IrFixture {
  public:
    const Func *sum(const std::string &body) {
        return func("func \"f\" [%x: f64[_] array c_order parameter, %n: i64 value parameter] -> "
                    "[f64] overlap 0 {\nalloc %s: f64 cell [] value 0x1p+0:f64\n"
                    "for %j: i64 value = 0:i64 to %n step 1:i64 simd () {\n" +
                    body + "\n}\nlet %r: f64 value = load %s[]\nreturn [%r]\n}");
    }
    static const For *loop_of(const Func *f) {
        const For *found = nullptr;
        walk(f, [&](NodeRef n) { found = found ? found : as<For>(n); });
        return found;
    }
    const Func *in_strips(const Func *f, int32_t width) {
        DependenceContext context;
        std::optional<LaneLoop> loop = as_lane_loop(*loop_of(f), f, context);
        EXPECT_TRUE(loop);
        const Func *made = strip_lanes(f, build, {{loop->loop, {*loop, width}}});
        EXPECT_THAT(verify(made, P), testing::IsEmpty());
        return made;
    }
    std::string obstacle(const std::string &body) {
        const Func *f = sum(body);
        DependenceContext context;
        return strips_obstacle(*loop_of(f), scalar_uses(loop_of(f), f, context));
    }
    std::string result_of(const Func *f, const std::vector<double> &x) {
        std::vector<Datum> given{f64_array(x), i64_argument(int64_t(x.size()))};
        InterpretOptions options;
        options.level = P;
        Interpretation run = interpret(f, given, options);
        EXPECT_THAT(run.faults, testing::IsEmpty());
        return python_text(DType::f64, run.results.at(0).bits);
    }
};

using testing::HasSubstr;

const char *const add = "update %s[] add load %x[%j] plain";

TEST_F(StripLanes, OneLaneAfterTheOther) {
    std::string text = print(in_strips(sum(add), 8));
    EXPECT_THAT(text, HasSubstr("alloc %s_lanes: f64[_] array c_order [8:i64] uninitialised _"));
    EXPECT_THAT(text, HasSubstr("store %s_lanes[%lane] = -0x0p+0:f64"));
    EXPECT_THAT(text, HasSubstr("= 0:i64 to 8:i64 step 1:i64 simd (proved simd 8)"));
    EXPECT_THAT(text, HasSubstr("= 0:i64 to 4:i64 step 1:i64 simd (proved simd 8)"));
    EXPECT_THAT(text, HasSubstr("to %hi step 1:i64 serial ()"));
}

// 2^53 + 1 - 2^53: in order the ones before the large terms survive, along the plan others do.
TEST_F(StripLanes, TheOrderIsThePlans) {
    double large = 0x1p53;
    std::vector<double> x{large, 1, 1, 1, 1, 1, 1, 1, -large, 1, 1, 1, 1, 1, 1, 1, 1};
    EXPECT_EQ(result_of(sum(add), x), "8.0");
    EXPECT_EQ(result_of(in_strips(sum(add), 8), x), "16.0");
    EXPECT_EQ(result_of(in_strips(sum(add), 32), x), "8.0"); // no strip is full
    EXPECT_EQ(result_of(in_strips(sum(add), 8), {}), "1.0");
}

// Wherever the array lies, a position's values are summed in one order.
TEST_F(StripLanes, TheOrderIsThePlansFromACacheLineOn) {
    EXPECT_THAT(print(in_strips(sum(add), 8)), HasSubstr("address %x[%lo]"));
    std::vector<double> x;
    for (int k = 0; k < 523; k++)
        x.push_back(k % 3 ? 0x1p-40 * k : k % 2 ? 0x1p50 : -0x1p50 * k);
    double lanes[8] = {};
    for (int k = 0; k < 520; k++)
        lanes[k % 8] += x[size_t(k)];
    for (int half = 4; half >= 1; half /= 2)
        for (int l = 0; l < half; l++)
            lanes[l] += lanes[l + half];
    double wanted = ((1.0 + lanes[0] + x[520]) + x[521]) + x[522];
    EXPECT_EQ(result_of(in_strips(sum(add), 8), x),
              python_text(DType::f64, {std::bit_cast<uint64_t>(wanted)}));
}

TEST_F(StripLanes, WhatTheyAreNotFor) {
    EXPECT_EQ(obstacle(add), "");
    EXPECT_THAT(obstacle("for %k: i64 value = 0:i64 to 2:i64 step 1:i64 serial () {\n" +
                         std::string(add) + "\n}"),
                HasSubstr("holds a loop"));
    EXPECT_THAT(obstacle("update %s[] add load %x[cast(load %x[%j], i64, wrap)] plain"),
                HasSubstr("gathers"));
    EXPECT_THAT(obstacle("check lt(%j, 9:i64) IndexError \"no\" []\n" + std::string(add)),
                HasSubstr("may raise"));
    EXPECT_THAT(obstacle("update %s[] sub load %s[] plain"), HasSubstr("carries a value"));
}

} // namespace
} // namespace pragmac
