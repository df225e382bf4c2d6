// Loops shared out over lanes: the form they take, and the same answers as in order.
#include "fields.h"
#include "ir_fixture.h"
#include "lane_loops.h"
#include "spread_lanes.h"

namespace pragmac {
namespace {

class SpreadLanes : public IrFixture {
  public:
    // A parallel loop over the rows of %A: f64[_,_], with workers of four lanes.
    const Func *rows(const std::string &body) {
        return func("func \"f\" [%A: f64[_,_] array c_order parameter, %y: f64[_] array c_order "
                    "parameter] -> [] overlap 0 {\n"
                    "for %i: i64 value = 0:i64 to dim(%A, 0) step 1:i64 parallel (proved) "
                    "{\n" +
                    body + "}\n}");
    }
    static std::string columns(const std::string &kind, const std::string &body) {
        return "for %j: i64 value = 0:i64 to dim(%A, 1) step 1:i64 " + kind + " {\n" + body +
               "\n}\n";
    }
    std::string spread(const std::string &body) {
        const Func *f = spread(rows(body));
        EXPECT_THAT(verify(f, P), testing::IsEmpty());
        return pragmac::print(f);
    }
    const Func *spread(const Func *f) { return spread_lanes(f, build, {{parallel(f), 4}}); }
    static const For *parallel(const Func *f) {
        const For *found = nullptr;
        walk(f, [&](NodeRef n) { found = found ? found : as<For>(n); });
        return found;
    }
    size_t loops(const std::string &body) {
        const Func *f = rows(body);
        DependenceContext context;
        return lane_loops(*parallel(f), f, context).size();
    }
};

using testing::HasSubstr;
using testing::Not;

TEST_F(SpreadLanes, SumsOfLanesAreCombined) {
    std::string text = spread("alloc %s: f64 cell [] value 0x0p+0:f64\n" +
                              columns("simd (reduces)", "update %s[] add load %A[%i, %j] plain") +
                              "store %y[%i] = load %s[]\n");
    EXPECT_THAT(text, HasSubstr("lane_cell %s_own: f64 cell = -0x0p+0:f64"));
    EXPECT_THAT(text, HasSubstr("update %s_own[] add load %A[%i, %j] plain"));
    EXPECT_THAT(text, HasSubstr("combine_lanes %s add %s_own"));
    // One lane writes the element.
    EXPECT_THAT(text, HasSubstr("= 0:i64 to 1:i64 step 1:i64 lanes () {\n      store %y[%i]"));
}

TEST_F(SpreadLanes, ConditionalMaximaToo) {
    std::string text = spread("alloc %m: f64 cell [] value 0x0p+0:f64\n" +
                              columns("simd (reduces)", "if gt(load %A[%i, %j], load %m[]) {\n"
                                                        "store %m[] = load %A[%i, %j]\n} else {}") +
                              "store %y[%i] = load %m[]\n");
    EXPECT_THAT(text, HasSubstr("combine_lanes %m py_max %m_own"));
}

TEST_F(SpreadLanes, PrivateScalarsAreTheLanes) {
    std::string text = spread("alloc %t: f64 cell [] uninitialised _\n" +
                              columns("simd (proved)", "store %t[] = load %A[%i, %j]\n"
                                                       "store %A[%i, %j] = neg(load %t[])"));
    EXPECT_THAT(text, HasSubstr("lanes () {\n      alloc %t_own"));
}

// Independent iterations need no directive; a sum in order does.
TEST_F(SpreadLanes, UnaskedLoops) {
    EXPECT_EQ(loops(columns("serial ()", "store %A[%i, %j] = 0x1p+0:f64")), 1u);
    EXPECT_EQ(loops("alloc %s: f64 cell [] value 0x0p+0:f64\n" +
                    columns("serial ()", "update %s[] add load %A[%i, %j] plain") +
                    "store %y[%i] = load %s[]\n"),
              0u);
    EXPECT_EQ(loops(columns("serial ()", "store %A[%i, 0:i64] = load %A[%i, %j]")), 0u);
}

TEST_F(SpreadLanes, LastValuesAreThoseOfTheLaneOfTheLastIteration) {
    std::string text = spread("alloc %t: f64 cell [] uninitialised _\n" +
                              columns("simd (proved)", "store %t[] = load %A[%i, %j]") +
                              "store %y[%i] = load %t[]\n");
    EXPECT_THAT(text, HasSubstr("let %trip: i64 value = range_length(%lo, %hi, 1:i64)"));
    EXPECT_THAT(text, HasSubstr("lane_cell %t_own: f64 cell"));
    EXPECT_THAT(text, HasSubstr("if gt(%trip, 0:i64) {\n      take_lane %t = %t_own at "
                                "sub(%trip, 1:i64)"));
}

TEST_F(SpreadLanes, WhatSomeIterationsAssignComesWithItsPosition) {
    std::string text = spread("alloc %t: f64 cell [] value 0x0p+0:f64\n" +
                              columns("simd ()", "if gt(load %A[%i, %j], 0x0p+0:f64) {\n"
                                                 "store %t[] = load %A[%i, %j]\n} else {}") +
                              "store %y[%i] = load %t[]\n");
    EXPECT_THAT(text, HasSubstr("store %t_at[] = sub(%j, %lo)"));
    EXPECT_THAT(text, HasSubstr("combine_lanes %last np_max %t_at"));
    EXPECT_THAT(text, HasSubstr("take_lane %t = %t_own at load %last[]"));
}

TEST_F(SpreadLanes, TheFirstOfEqualExtremaWins) {
    const std::string body =
        "alloc %m: f64 cell [] value 0x0p+0:f64\nalloc %k: i64 cell [] value 0:i64\n" +
        columns("serial ()", "if gt(load %A[%i, %j], load %m[]) {\n"
                             "store %m[] = load %A[%i, %j]\nstore %k[] = %j\n} else {}") +
        "store %y[%i] = add(load %m[], cast(load %k[], f64, value))\n";
    EXPECT_EQ(loops(body), 1u) << "their order cannot be seen";
    std::string text = spread(body);
    EXPECT_THAT(text, HasSubstr("combine_lanes %best py_max %m_own"));
    EXPECT_THAT(text, HasSubstr("if ne(load %m_own[], load %best[])"));
    EXPECT_THAT(text, HasSubstr("combine_lanes %first np_min %m_at"));
    EXPECT_THAT(text, HasSubstr("if gt(load %best[], load %m[]) {\n"
                                "      take_lane %k = %k_own at load %first[]\n"
                                "      take_lane %m = %m_own at load %first[]"));
}

// The partial values fit 64 bits, and their sum may not.
TEST_F(SpreadLanes, SumsOfPythonIntsDoNotWrap) {
    auto python = [&](const char *fits, const char *op) {
        return spread("alloc %s: i64 cell [] value 1:i64\n" +
                      columns("simd (reduces)", std::string("check ") + fits +
                                                    "(load %s[], %j) OverflowError \"large\" []\n"
                                                    "update %s[] " +
                                                    op + " %j plain") +
                      "store %y[%i] = cast(load %s[], f64, value)\n");
    };
    EXPECT_THAT(python("add_fits", "add"), HasSubstr("check fits(%top, i32) OverflowError"));
    std::string product = python("mul_fits", "mul");
    EXPECT_THAT(product, HasSubstr("take_lane %part = %s_own at %lane"));
    EXPECT_THAT(product, HasSubstr("check mul_fits(load %s[], load %part[]) OverflowError"));
}

// s += i + j; A[i, j] = s
const char *const running_sum = "let %t: i64 value = add(load %s[], add(%i, %j))\n"
                                "store %s[] = %t\n"
                                "store %A[%i, %j] = cast(%t, f64, value)\n";

TEST_F(SpreadLanes, RunningValuesAreScannedStripByStrip) {
    std::string text =
        spread("alloc %s: i64 cell [] value 0:i64\n" + columns("serial ()", running_sum) +
               "store %y[%i] = cast(load %s[], f64, value)\n");
    EXPECT_THAT(text, HasSubstr("for %strip: i64 value = 0:i64 to %trip step 4:i64 serial ()"));
    EXPECT_THAT(text, HasSubstr("store %s_own[] = add(%i, %j)"));
    EXPECT_THAT(text, HasSubstr("scan_lanes %s add %s_own"));
}

TEST_F(SpreadLanes, RunningValuesOfFloatsAndUnderADirectiveStayInOrder) {
    EXPECT_EQ(loops("alloc %s: i64 cell [] value 0:i64\n" + columns("simd ()", running_sum) +
                    "store %y[%i] = cast(load %s[], f64, value)\n"),
              0u);
    EXPECT_EQ(loops("alloc %s: f64 cell [] value 0x0p+0:f64\n" +
                    columns("serial ()", "update %s[] add load %A[%i, %j] plain\n"
                                         "store %A[%i, %j] = load %s[]\n") +
                    "store %y[%i] = load %s[]\n"),
              0u);
}

TEST_F(SpreadLanes, OldValuesOfAtomicUpdatesAreNoMattersOfAllLanes) {
    const Func *f = rows("fetch_update %old: f64 value = %y[0:i64] add 0x1p+0:f64\n" +
                         columns("simd (proved)", "store %A[%i, %j] = 0x1p+0:f64"));
    DependenceContext context;
    EXPECT_THAT(lanes_obstacle(*parallel(f), lane_loops(*parallel(f), f, context)),
                HasSubstr("`y`"));
}

// Rows of Python's ints, each reduced to %y[i] by updates that test whether they fit.
std::string int_rows(const std::string &op) {
    return "func \"f\" [%A: i64[_,_] array c_order parameter, %y: i64[_] array c_order "
           "parameter] -> [] overlap 0 {\n"
           "for %i: i64 value = 0:i64 to dim(%A, 0) step 1:i64 parallel (proved) {\n"
           "alloc %s: i64 cell [] value 0:i64\n" +
           SpreadLanes::columns("simd (reduces)", "let %a: i64 value = load %s[]\n"
                                                  "let %b: i64 value = load %A[%i, %j]\n"
                                                  "check " +
                                                      op +
                                                      "_fits(%a, %b) OverflowError \"wide\" []\n"
                                                      "store %s[] = " +
                                                      op + "(%a, %b)") +
           "store %y[%i] = load %s[]\n}\n}";
}

TEST_F(SpreadLanes, SumsOfPythonIntsAreTestedForAllLanesTogether) {
    const Func *f = spread(func(int_rows("add")));
    EXPECT_THAT(verify(f, P), testing::IsEmpty());
    auto fits = [&](const std::vector<int64_t> &row) {
        Datum a{array_of(DType::i64, 2), {}, make_array(DType::i64, {1, int64_t(row.size())})};
        Datum y{array_of(DType::i64, 1), {}, make_array(DType::i64, {1})};
        uint64_t sum = 0;
        for (size_t i = 0; i < row.size(); i++) {
            store_bits(DType::i64, a.array.data + 8 * i, {uint64_t(row[i]), 0});
            sum += uint64_t(row[i]);
        }
        std::vector<Datum> arguments{a, y};
        InterpretOptions options;
        options.level = P;
        Interpretation outcome = interpret(f, arguments, options);
        EXPECT_THAT(outcome.faults, testing::IsEmpty());
        EXPECT_TRUE(outcome.raised || load_bits(DType::i64, y.array.data).lo == sum);
        return !outcome.raised;
    };
    constexpr int64_t half = int64_t{1} << 62, all = INT64_MAX;
    EXPECT_TRUE(fits({1, -2, 3, half, 5}));
    EXPECT_TRUE(fits({half, half, -half, -3, 4})); // though two of them alone do not
    EXPECT_TRUE(fits({all, -1, 1, 0, 0}));
    EXPECT_FALSE(fits({0, half, half, 0}));
    EXPECT_FALSE(fits({-half, -half, -1, 0}));
    EXPECT_FALSE(fits({all, 0, 0, 1}));
}

// In all orders of the lanes the answers are those of the loops in order.
TEST_F(SpreadLanes, SameAnswers) {
    const std::string body =
        "alloc %m: f64 cell [] value load %A[%i, 0:i64]\n" +
        columns("simd (reduces)", "store %m[] = py_max(load %m[], load %A[%i, %j])") +
        columns("simd (proved)", "store %A[%i, %j] = sub(load %A[%i, %j], load %m[])") +
        "store %y[%i] = load %m[]\n";
    auto run = [&](const Func *f, IterationOrder order) {
        Datum a{array_of(DType::f64, 2), {}, make_array(DType::f64, {3, 7})};
        for (int64_t i = 0; i < a.array.size(); i++)
            store_bits(DType::f64, a.array.data + 8 * i,
                       {std::bit_cast<uint64_t>(double(i * 5 % 11)), 0});
        Datum y = f64_array({0, 0, 0});
        std::vector<Datum> arguments{a, y};
        InterpretOptions options;
        options.level = P;
        options.order = order;
        Interpretation outcome = interpret(f, arguments, options);
        EXPECT_THAT(outcome.faults, testing::IsEmpty());
        std::vector<double> out = values(y);
        for (int64_t i = 0; i < a.array.size(); i++)
            out.push_back(std::bit_cast<double>(load_bits(DType::f64, a.array.data + 8 * i).lo));
        return out;
    };
    const Func *f = rows(body);
    std::vector<double> expected = run(spread(f), IterationOrder::forward);
    EXPECT_EQ(expected[0], 10.0);
    EXPECT_EQ(run(spread(f), IterationOrder::reversed), expected);
    EXPECT_EQ(run(spread(f), IterationOrder::shuffled), expected);
}

} // namespace
} // namespace pragmac
