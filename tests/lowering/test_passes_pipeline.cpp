// The pipeline as a whole: its order, where it stops, and the same text from every run.
#include "pipeline.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace pragmac {
namespace {

class Pipeline : public ::testing::Test {
  public:
    const Func *func(const std::string &body) {
        ReadError error;
        NodeRef n = read("func \"f\" [%y: f64[_] array c_order parameter, %a: f64[_] array c_order "
                         "parameter, %n: i64.py value parameter, %m: i64.py value parameter] -> [] "
                         "overlap 0 {" +
                             body + "}",
                         build, error);
        EXPECT_NE(n, nullptr) << error.message;
        return as<Func>(n);
    }
    static std::string loop(const std::string &body) {
        return "for %i: i64.py value = 0:i64.py to %n step 1:i64.py parallel () {" + body + "}";
    }
    Arena arena;
    Builder build{arena};
    DiagnosticEngine diagnostics;
    CompileOptions options;
};

TEST_F(Pipeline, Order) {
    std::vector<std::string> names;
    for (const Pass &pass : pipeline())
        names.push_back(pass.name);
    EXPECT_EQ(names.front(), "lower_python");
    EXPECT_EQ(names.back(), "time_loops");
    auto place = [&](const char *name) { return std::find(names.begin(), names.end(), name); };
    EXPECT_LT(place("count_work"), place("version_loops")); // of loops as they are written
    EXPECT_LT(place("forward_scalars"), place("version_loops")); // bounds look through lets alone
    EXPECT_LT(place("drop_barriers"), place("split_reductions"));
    EXPECT_LT(place("collapse_loops"), place("split_reductions")); // blocks are no joined loops
    EXPECT_LT(place("split_reductions"), place("narrow_indices"));
    EXPECT_LT(place("split_reductions"), place("privatize_updates")); // exact updates are left
    EXPECT_LT(place("privatize_updates"), place("spread_lanes")); // its blocks have lanes
    EXPECT_LT(place("narrow_indices"), place("map_to_machine"));
    EXPECT_LT(place("version_loops"), place("decide_parallel")); // plain indices have relations
    EXPECT_LT(place("check_device"), place("map_to_machine")); // kernels have no such nodes
    EXPECT_NE(place("decide_parallel"), names.end());
}

TEST_F(Pipeline, StopsAfterTheNamedPass) {
    const Func *f = func(loop("store %y[%i] = load %a[%i]"));
    PipelineState state = run_pipeline(f, build, options, diagnostics, "version_loops");
    EXPECT_EQ(state.level, P);
    EXPECT_EQ(print(state.func).find("launch"), std::string::npos);
    state = run_pipeline(f, build, options, diagnostics);
    EXPECT_EQ(state.level, H);
    EXPECT_NE(print(state.func).find("launch"), std::string::npos);
}

TEST_F(Pipeline, StopsAtTheUsersError) {
    const Func *f = func("alloc %s: f64.py cell [] value 0x0p+0:f64.py " +
                         loop("store %s[] = mul(load %s[], load %s[]) store %y[%i] = load %s[]"));
    PipelineState state = run_pipeline(f, build, options, diagnostics);
    EXPECT_EQ(state.func, nullptr);
    EXPECT_TRUE(diagnostics.has_errors());
    EXPECT_EQ(diagnostics.reported()[0].code, "P303");
}

TEST_F(Pipeline, LeavesTheSourceAlone) {
    const Func *f = func(loop("store %y[%i] = load %a[%i]"));
    std::string before = print(f);
    run_pipeline(f, build, options, diagnostics);
    EXPECT_EQ(print(f), before);
}

// Addresses differ between two arenas; the outcome must not.
TEST_F(Pipeline, TheSameTextFromEveryRun) {
    const std::string body = loop("let %j: i64.py value = mul(%i, %m) let %k: i64.py value = "
                                  "add(%j, %n) store %y[%k] = load %a[%j]");
    std::vector<std::unique_ptr<Arena>> arenas;
    std::vector<std::unique_ptr<char[]>> gaps; // moves what the next arena allocates
    std::string first;
    for (int run = 0; run < 8; run++) {
        gaps.push_back(std::make_unique<char[]>(100000 * static_cast<size_t>(run % 3 + 1)));
        if (run % 2)
            gaps.erase(gaps.begin());
        arenas.push_back(std::make_unique<Arena>());
        Builder other(*arenas.back());
        ReadError error;
        const Func *f = as<Func>(read(print(func(body)), other, error));
        ASSERT_NE(f, nullptr) << error.message;
        std::string text = print(run_pipeline(f, other, options, diagnostics).func);
        first = first.empty() ? text : first;
        EXPECT_EQ(text, first);
    }
}

} // namespace
} // namespace pragmac
