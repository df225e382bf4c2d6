// Iterations side by side: the form they take, the same values, and what stands in the way.
#include "ir_fixture.h"
#include "jam_lanes.h"

#include "fields.h"

namespace pragmac {
namespace {

class JamLanes : public IrFixture {
  public:
    // The columns of %A: f64[_,_], with %s declared in front of the loop over them.
    const Func *columns(const std::string &body) {
        return func("func \"f\" [%A: f64[_,_] array c_order parameter, %y: f64[_] array c_order "
                    "parameter] -> [] overlap 0 {\nalloc %s: f64 cell [] uninitialised _\n"
                    "for %j: i64 value = 0:i64 to dim(%A, 1) step 1:i64 serial () {\n" +
                    body + "\n}\nreturn []\n}");
    }
    static std::string rows(const std::string &body, const std::string &to = "dim(%A, 0)") {
        return "for %k: i64 value = 0:i64 to " + to + " step 1:i64 serial () {\n" + body + "\n}\n";
    }
    static const For *loop_of(const Func *f) {
        const For *found = nullptr;
        walk(f, [&](NodeRef n) { found = found ? found : as<For>(n); });
        return found;
    }
    const Func *jammed(const Func *f, int32_t width) {
        const Func *made = jam_lanes(f, build, {.widths = {{loop_of(f), width}}});
        EXPECT_THAT(verify(made, P), testing::IsEmpty());
        return made;
    }
    std::string obstacle(const std::string &body) { return jam_obstacle(*loop_of(columns(body))); }

    std::vector<double> run(const Func *f, int64_t n, int64_t m) {
        Datum table{array_of(DType::f64, 2), {}, make_array(DType::f64, {n, m})};
        for (int64_t i = 0; i < n * m; i++)
            store_bits(DType::f64, table.array.data + 8 * i,
                       {std::bit_cast<uint64_t>(double(i % 7) - 2), 0});
        std::vector<Datum> given{table, f64_array(std::vector<double>(size_t(m), 0.5))};
        InterpretOptions options;
        options.level = P;
        EXPECT_THAT(interpret(f, given, options).faults, testing::IsEmpty());
        return values(given[1]);
    }
};

using testing::HasSubstr;
using testing::Not;

const std::string sums = "store %s[] = 0x0p+0:f64\n" +
                         JamLanes::rows("update %s[] add load %A[%k, %j] plain") +
                         "store %y[%j] = load %s[]";

TEST_F(JamLanes, TheLoopInsideRunsOnceForAll) {
    std::string text = print(jammed(columns(sums), 16));
    EXPECT_THAT(text, HasSubstr("alloc %s_lanes: f64[_] array c_order [16:i64] zero _"));
    EXPECT_THAT(text, HasSubstr("to dim(%A, 0) step 1:i64 serial () {\n"
                                "          for %lane#2: i64 value = 0:i64 to 16:i64"));
    EXPECT_THAT(text, HasSubstr("[8:i64] zero _")); // what is left, in narrower strips
}

TEST_F(JamLanes, TheSameValues) {
    std::string bodies[] = {
        sums,
        "let %t: f64 value = load %y[%j]\nstore %s[] = mul(%t, %t)\n" +
            rows("let %u: f64 value = mul(load %A[%k, %j], %t)\n"
                 "if gt(%u, load %s[]) {\nstore %s[] = %u\n} else {}") +
            "store %y[%j] = add(load %s[], %t)",
        "store %s[] = 0x0p+0:f64\nif gt(dim(%A, 0), 2:i64) {\n" +
            rows("update %s[] sub load %A[%k, %j] plain") +
            "} else {\nstore %s[] = 0x1p+0:f64\n}\n" + "store %y[%j] = load %s[]",
        // Iterations end the loop inside at different times, or leave a called function there.
        "store %s[] = 0x0p+0:f64\n" +
            rows("if gt(load %A[%k, %j], 0x1p+1:f64) {\nbreak\n} else {}\n"
                 "if lt(load %A[%k, %j], 0x0p+0:f64) {\ncontinue\n} else {}\n"
                 "store %s[] = add(load %s[], 0x1p+0:f64)") +
            "store %y[%j] = load %s[]",
        "inline \"far\" {\n" +
            rows("store %y[%j] = cast(%k, f64, wrap)\n" +
                 rows("if gt(load %A[%k, %j], 0x1p+1:f64) {\nleave\n} else {}")) +
            "store %y[%j] = -0x1p+0:f64\nleave\n}",
        "store %s[] = mul(load %A[0:i64, %j], 0x1p+0:f64)\nif gt(dim(%A, 0), 0:i64) {\n"
        "while lt(load %s[], 0x1p+3:f64) {\nstore %s[] = add(load %s[], 0x1.8p+0:f64)\n"
        "if gt(load %s[], 0x1p+2:f64) {\nbreak\n} else {}\n}\n} else {}\n"
        "store %y[%j] = load %s[]",
        // A loop that some of them run, and one that the others do.
        "store %s[] = load %y[%j]\nif gt(load %A[0:i64, %j], 0x1p+0:f64) {\n" +
            rows("let %t: f64 value = load %A[%k, %j]\nstore %s[] = add(load %s[], %t)") +
            "} else {\n" + rows("store %s[] = sub(load %s[], load %A[%k, %j])") +
            "store %y[%j] = 0x1p+0:f64\n}\nstore %y[%j] = add(load %y[%j], load %s[])",
        "if eq(load %A[0:i64, %j], 0x0p+0:f64) {\ncontinue\n} else {}\n"
        "store %s[] = 0x0p+0:f64\n" +
            rows("store %s[] = add(load %s[], load %A[%k, %j])") + "store %y[%j] = load %s[]",
    };
    for (const std::string &body : bodies)
        for (int64_t m : {0, 1, 8, 15, 16, 17, 41})
            for (int64_t n : {1, 3, 9})
                EXPECT_EQ(run(jammed(columns(body), 16), n, m), run(columns(body), n, m))
                    << body << n << " x " << m;
}

// Two rows of %y's columns at a time, whose elements of %A are loaded once.
TEST_F(JamLanes, RowsTogether) {
    auto nest = [&](const std::string &names, const std::string &to) {
        return func("func \"f\" [%A: f64[_,_] array c_order parameter, %y: f64[_] array c_order "
                    "parameter] -> [] overlap 0 {\nalloc %s: f64 cell [] uninitialised _\n"
                    "let %m: i64 value = floor_div(dim(%A, 1), 5:i64)\n"
                    "for %i: i64 value = 0:i64 to 5:i64 step 1:i64 serial () {\n" +
                    names + "for %j: i64 value = 0:i64 to " + to + " step 1:i64 serial () {\n" +
                    "store %s[] = 0x0p+0:f64\n" +
                    rows("store %s[] = add(load %s[], mul(load %A[%k, %j], cast(%i, f64, wrap)))") +
                    "store %y[add(mul(%i, %m), %j)] = load %s[]\n}\n}\nreturn []\n}");
    };
    auto loops = [](const Func *f) {
        std::vector<const For *> found;
        walk(f, [&](NodeRef n) {
            if (auto *loop = as<For>(n))
                found.push_back(loop);
        });
        return found;
    };
    const std::string names = "let %t: i64 value = add(%i, 0:i64)\nlet %u: i64 value = mul(%m, "
                              "1:i64)\n";
    for (auto [m, end] : {std::pair(0, "%u"),
                          {5, "%u"},
                          {40, "%u"},
                          {45, "%u"},
                          {105, "%u"},
                          {45, "%t"},
                          {45, "np_min(%m, add(%t, 7:i64))"}}) {
        const Func *f = nest(names, end);
        auto [outer, inner] = std::pair(loops(f)[0], loops(f)[1]);
        EXPECT_EQ(rows_obstacle(*outer, *inner), "");
        const Func *made = jam_lanes(f, build, {{{inner, 8}}, {{outer, {inner, 2}}}});
        EXPECT_THAT(verify(made, P), testing::IsEmpty());
        EXPECT_THAT(print(made), HasSubstr("for %tile"));
        EXPECT_EQ(run(made, 3, m), run(f, 3, m)) << m << " " << end;

        ASSERT_EQ(depth_loop(*outer, *inner), loops(f)[2]);
        DepthSizes sizes{.depth = 2, .columns = 16};
        const Func *cut = jam_lanes(f, build, {{{inner, 8}}, {{outer, {inner, 2, sizes}}}});
        EXPECT_THAT(verify(cut, P), testing::IsEmpty());
        EXPECT_THAT(print(cut), HasSubstr("for %block"));
        for (int64_t n : {0, 1, 2, 3, 4, 7})
            EXPECT_EQ(run(cut, n, m), run(f, n, m)) << n << " x " << m << " " << end;
    }
    auto depth_of = [&](const std::string &before, const std::string &inside) {
        const Func *f =
            func("func \"f\" [%A: f64[_,_] array c_order parameter, %y: f64[_] array c_order "
                 "parameter] -> [] overlap 0 {\nalloc %s: f64 cell [] uninitialised _\n"
                 "for %i: i64 value = 0:i64 to 5:i64 step 1:i64 serial () {\n"
                 "for %j: i64 value = 0:i64 to 9:i64 step 1:i64 serial () {\n" +
                 before + rows(inside) + "store %y[add(mul(%i, 9:i64), %j)] = load %s[]\n}\n}\n" +
                 "return []\n}");
        return depth_loop(*loops(f)[0], *loops(f)[1]) != nullptr;
    };
    const std::string zero = "store %s[] = 0x0p+0:f64\n", sum = "store %s[] = add(load %s[], ";
    EXPECT_TRUE(depth_of(zero, sum + "load %A[%k, %j])"));
    EXPECT_TRUE(depth_of("let %t: f64 value = load %y[%j]\n" + zero, sum + "%t)"));
    EXPECT_TRUE(depth_of("if gt(%i, 2:i64) {\n" + zero + "} else {\nstore %s[] = 0x1p+0:f64\n}\n",
                         sum + "load %A[%k, %j])"));
    // What would be computed again could have another value by then, or happen twice.
    EXPECT_FALSE(depth_of("store %y[%j] = 0x0p+0:f64\n" + zero, sum + "load %A[%k, %j])"));
    EXPECT_FALSE(depth_of(zero + "let %t: f64 value = load %s[]\n", sum + "%t)"));
    EXPECT_FALSE(depth_of(zero, sum + "load %A[%k, %j])\nstore %A[%k, %j] = load %s[]"));
    EXPECT_FALSE(depth_of(zero, "if gt(load %s[], 0x1p+0:f64) {\nbreak\n} else {}\n" + sum +
                                    "load %A[%k, %j])"));
    EXPECT_FALSE(depth_of("", "let %u: f64 value = load %A[%k, %j]")); // nothing to wait for
    const Func *ragged = nest(names, "cast(load %y[%i], i64, wrap)");
    EXPECT_THAT(rows_obstacle(*loops(ragged)[0], *loops(ragged)[1]), HasSubstr("columns"));
}

TEST_F(JamLanes, WhatStandsInTheWay) {
    EXPECT_EQ(obstacle(sums), "");
    EXPECT_THAT(obstacle("store %y[%j] = 0x0p+0:f64"), HasSubstr("no loop"));
    EXPECT_THAT(obstacle(rows("store %y[%j] = 0x0p+0:f64", "%j")), HasSubstr("other bounds"));
    EXPECT_THAT(obstacle(rows("check lt(%k, 9:i64) IndexError \"no\" []")), HasSubstr("raise"));
    EXPECT_THAT(obstacle(rows("update %y[0:i64] add 0x1p+0:f64 atomic")), HasSubstr("meet"));
    EXPECT_EQ(obstacle(rows("break")), "");
    EXPECT_THAT(obstacle(sums + "break"), HasSubstr("end it"));
    EXPECT_THAT(obstacle(rows("return []")), HasSubstr("end the function"));
}

} // namespace
} // namespace pragmac
