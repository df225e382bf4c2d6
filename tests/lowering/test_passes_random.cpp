// Random functions mean the same before and after every pass, in any order, and as machine code.
#include "random_case.h"

#include "fields.h"

#include <gmock/gmock.h>

#include <cstdlib>

namespace pragmac::testing {
namespace {

// Loops whose iterations run in any order: launches, and what becomes launches.
bool any_order(const Func *f) {
    bool found = false;
    walk(f, [&](NodeRef n) {
        auto *loop = as<For>(n);
        found |= n->op == Op::Launch;
        found |= loop && loop->kind == ForKind::parallel && loop->clauses && loop->clauses->proved;
    });
    return found;
}

class PassesRandom : public ::testing::TestWithParam<int> {
  public:
    // Many functions per parameter: one test each would spend the time in set-up.
    template <class F> void for_each_seed(int count, F &&check) {
        const char *other = std::getenv("PRAGMAC_SEED"); // for long runs
        uint64_t first = other ? std::strtoull(other, nullptr, 10) : 0;
        for (int i = 0; i < count && !HasFailure(); i++)
            check(first + static_cast<uint64_t>(GetParam() * 1000 + i));
    }
};

// Runs one function through the pipeline; each stage must behave as the source.
void compare_stages(uint64_t seed) {
    RandomCase random(seed);
    std::vector<Datum> at_source = random.arguments();
    Interpretation expected = random.run(random.source, S, at_source);
    if (!expected.faults.empty())
        return; // a loop up to a huge argument
    PipelineState state{random.source, S, {}, {}};
    CompileOptions options;
    for (const Pass &pass : pipeline()) {
        DiagnosticEngine diagnostics;
        const Func *before = state.func;
        pass.run(state, random.build, options, diagnostics);
        if (diagnostics.has_errors())
            return; // a carried scalar in a parallel loop: the user's mistake
        state.level = pass.after;
        ASSERT_THAT(verify(state.func, state.level), ::testing::IsEmpty())
            << "seed " << seed << ", after " << pass.name << "\n"
            << print(state.func);
        bool launches = any_order(state.func);
        for (auto order : {IterationOrder::forward, IterationOrder::shuffled}) {
            if (order != IterationOrder::forward && !launches)
                continue;
            std::vector<Datum> given = random.arguments();
            Interpretation after = random.run(state.func, state.level, given, order, launches);
            if (!after.faults.empty() && after.faults[0].find("too many") != std::string::npos)
                return; // in order an error ends such a loop at once
            bool arrays = !(launches && after.raised);
            ASSERT_EQ(observed(expected, at_source, arrays), observed(after, given, arrays))
                << "seed " << seed << ", after " << pass.name << "\n"
                << print(before) << print(state.func);
            ASSERT_TRUE(after.races.empty())
                << "seed " << seed << ": " << after.races[0].text() << "\n"
                << print(state.func);
        }
    }
}

// The comparison means little when most functions raise at once or nothing is launched.
TEST(PassesRandomCoverage, ManyFunctionsFinishAndLaunch) {
    int finished = 0, launched = 0, raised = 0, fast = 0;
    for (uint64_t seed = 0; seed < 400; seed++) {
        RandomCase random(seed);
        std::vector<Datum> given = random.arguments();
        Interpretation expected = random.run(random.source, S, given);
        finished += expected.faults.empty() && !expected.raised;
        raised += expected.raised.has_value();
        DiagnosticEngine diagnostics;
        PipelineState state = run_pipeline(random.source, random.build, {}, diagnostics);
        launched += state.func && any_order(state.func);
        fast += state.func && print(state.func).find("} else {") != std::string::npos;
    }
    EXPECT_GT(finished, 100);
    EXPECT_GT(raised, 50);
    EXPECT_GT(launched, 40);
    EXPECT_GT(fast, 100);
}

TEST_P(PassesRandom, KeepTheMeaning) { for_each_seed(80, compare_stages); }

TEST_P(PassesRandom, CompileToTheSame) {
    for_each_seed(8, [](uint64_t seed) {
        RandomCase random(seed);
        std::vector<Datum> given = random.arguments();
        Interpretation expected = random.run(random.source, S, given);
        if (!expected.faults.empty())
            return;
        bool arrays = !expected.raised;
        std::string compiled = random.run_compiled(arrays);
        if (compiled.starts_with("refused"))
            return;
        ASSERT_EQ(observed(expected, given, arrays), compiled) << "seed " << seed << "\n"
                                                               << print(random.source);
    });
}

INSTANTIATE_TEST_SUITE_P(Seeds, PassesRandom, ::testing::Range(0, 25));

} // namespace
} // namespace pragmac::testing
