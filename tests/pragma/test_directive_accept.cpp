// Every production of the directive grammar accepts what it should, and prints what it read.
#include "test_directive_input.h"

#include <gtest/gtest.h>

namespace pragmac {
namespace {

struct Accepted {
    const char *text;
    const char *printed; // null = as written, without `#`
};

constexpr Accepted accepted[] = {
    // directive
    {"#pragma parallel for", nullptr},
    {"#pragma parallel", "pragma parallel for"},
    {"#pragma sequential", nullptr},
    {"#pragma sequential for", "pragma sequential"},
    {"#pragma atomic", nullptr},
    {"#pragma simd", nullptr},
    {"#pragma simd(8)", nullptr},
    {"#pragma simd(LANES)", nullptr},
    {"#pragma simd(4) reduction(+: s) assume(unique: idx)", nullptr},
    // clause
    {"#pragma parallel for simd", nullptr},
    {"#pragma parallel for simd(16)", nullptr},
    {"#pragma parallel for single", nullptr},
    {"#pragma parallel for single num_threads(1)", nullptr},
    {"#pragma parallel for collapse(3)", nullptr},
    {"#pragma parallel for block(32)", nullptr},
    {"#pragma parallel for block(32, TILE)", nullptr},
    {"#pragma parallel for worker(thread)", nullptr},
    {"#pragma parallel for worker(subgroup)", nullptr},
    {"#pragma parallel for worker(group)", nullptr},
    {"#pragma parallel for num_threads(4)", nullptr},
    {"#pragma parallel for num_threads(WORKERS)", nullptr},
    {"#pragma parallel for reduction(+: s)", nullptr},
    {"#pragma parallel for reduction(+: s, t) reduction(max: m)", nullptr},
    {"#pragma parallel for private(a)", nullptr},
    {"#pragma parallel for firstprivate(a, b)", nullptr},
    {"#pragma parallel for lastprivate(a)", nullptr},
    {"#pragma parallel for firstprivate(a) lastprivate(a)", nullptr},
    {"#pragma parallel for shared(a)", nullptr},
    {"#pragma parallel for schedule(static)", nullptr},
    {"#pragma parallel for schedule(dynamic, 16)", nullptr},
    {"#pragma parallel for schedule(guided)", nullptr},
    {"#pragma parallel for assume(unique: b)", nullptr},
    {"#pragma parallel for assume(sorted: row)", nullptr},
    {"#pragma parallel for assume(inrange: col)", nullptr},
    {"#pragma parallel for assume(samevalue: path)", nullptr},
    {"#pragma parallel for assume(disjoint: a, b)", nullptr},
    {"#pragma parallel for assume(disjoint: a, b) assume(disjoint: a, c)", nullptr},
    {"#pragma parallel for target(cpu)", nullptr},
    {"#pragma parallel for target(gpu)", nullptr},
    // op
    {"#pragma simd reduction(*: s)", nullptr},
    {"#pragma simd reduction(min: s)", nullptr},
    {"#pragma simd reduction(max: s)", nullptr},
    {"#pragma simd reduction(&: s)", nullptr},
    {"#pragma simd reduction(|: s)", nullptr},
    {"#pragma simd reduction(^: s)", nullptr},
    {"#pragma simd reduction(and: s)", nullptr},
    {"#pragma simd reduction(or: s)", nullptr},
    {"#pragma simd reduction(sum: s)", "pragma simd reduction(+: s)"},
    {"#pragma simd reduction(prod: s)", "pragma simd reduction(*: s)"},
    // distribute
    {"#pragma parallel for distribute", nullptr},
    {"#pragma parallel for distribute(block)", nullptr},
    {"#pragma parallel for distribute(cyclic, 8) num_threads(2)", nullptr},
    // tensor: item, prop, expr
    {"#pragma :N => parallel", nullptr},
    {"#pragma 1:N-1=>parallel,block(64) :M=>simd(8)",
     "pragma 1:N - 1 => parallel, block(64) :M => simd(8)"},
    {"#pragma : => simd", nullptr},
    {"#pragma 1:-1 => single_block", nullptr},
    {"#pragma :N => in_reg", "pragma :N => single_block"},
    {"#pragma :N => le(1024)", nullptr},
    {"#pragma :N => reduce(+)", nullptr},
    {"#pragma :N => reduction(max: m)", nullptr},
    {"#pragma :N => simd :M => block(B)", nullptr},
    {"#pragma 0:x.shape[0] // 2 => parallel", nullptr},
    {"#pragma (a + 1) * 2:min(n, len(x)) % 7 => parallel", nullptr},
    {"#pragma f():-(-n) => parallel", nullptr},
    // omp
    {"#pragma omp parallel", nullptr},
    {"#pragma omp for", nullptr},
    {"#pragma omp parallel for", nullptr},
    {"#pragma omp single", nullptr},
    {"#pragma omp task", nullptr},
    {"#pragma omp taskwait", nullptr},
    {"#pragma omp barrier", nullptr},
    {"#pragma omp critical", nullptr},
    {"#pragma omp critical(name)", nullptr},
    {"#pragma omp master", nullptr},
    {"#pragma omp atomic", nullptr},
    {"#pragma omp target teams loop", nullptr},
    {"#pragma omp target teams distribute parallel for", nullptr},
    {"#pragma omp parallel for schedule(static, 4) num_threads(8) collapse(2)", nullptr},
    {"#pragma omp parallel default(none) shared(a), private(b)",
     "pragma omp parallel default(none) shared(a) private(b)"},
    {"#pragma omp parallel default(shared) firstprivate(c) lastprivate(d)", nullptr},
    {"#pragma omp for reduction(+: s) nowait", nullptr},
    {"#pragma omp target teams loop map(tofrom: a, b) map(c) map(to: d)", nullptr},
    {"#pragma omp task if(n > 2 * k)", nullptr},
    {"#pragma omp parallel if(n)", nullptr},
    // spelling
    {"#  pragma   parallel\tfor  ", "pragma parallel for"},
    {"#pragma parallel for reduction( + :s ,t )", "pragma parallel for reduction(+: s, t)"},
    {"#pragma parallel for private(\xC3\xA9t\xC3\xA9)", nullptr},
    {"#pragma parallel for \\\n# reduction(+: s) \\\n#num_threads(4)",
     "pragma parallel for reduction(+: s) num_threads(4)"},
    {"#pragma parallel \\\n# for\n#pragma simd", "pragma parallel for; pragma simd"},
};

class Accepts : public testing::TestWithParam<Accepted> {};

TEST_P(Accepts, AndPrints) {
    std::string text = GetParam().text;
    std::string printed = GetParam().printed ? GetParam().printed : text.substr(1);
    EXPECT_EQ(outcome(text), printed) << text;
}

// Formatters add a blank behind `#`; the meaning stays.
TEST_P(Accepts, WithTheFormattersBlank) {
    std::string text = GetParam().text;
    std::string blank = "# " + text.substr(1);
    EXPECT_EQ(outcome(blank), outcome(text));
}

// What is printed reads back as itself.
TEST_P(Accepts, ItsOwnPrint) {
    std::string printed = outcome(GetParam().text);
    if (printed.find(';') == std::string::npos) {
        EXPECT_EQ(outcome("#" + printed), printed);
    }
}

INSTANTIATE_TEST_SUITE_P(Directive, Accepts, testing::ValuesIn(accepted));

TEST(Directive, SequentialIsOneWorker) {
    for (const char *text : {"#pragma sequential", "#pragma parallel for single"}) {
        CommentLines lines(text);
        DiagnosticEngine engine;
        EXPECT_TRUE(read_directives(lines.comments(), engine).at(0).directive.one_worker());
    }
    CommentLines lines("#pragma parallel for num_threads(1)");
    DiagnosticEngine engine;
    EXPECT_FALSE(read_directives(lines.comments(), engine).at(0).directive.one_worker());
}

TEST(Directive, PlacesCountCharactersAndFollowContinuationLines) {
    CommentLines lines("#pragma parallel for private(\xC3\xA9) \\\n#  num_threads(4)");
    DiagnosticEngine engine;
    auto found = read_directives(lines.comments(), engine);
    ASSERT_EQ(found.size(), 1u);
    const Directive &d = found[0].directive;
    EXPECT_EQ(d.span, (Span{0, 1, 2, 2, 18}));
    EXPECT_EQ(d.clauses[0].span, (Span{0, 1, 22, 1, 32}));
    EXPECT_EQ(d.clauses[0].names[0].span, (Span{0, 1, 30, 1, 31}));
    EXPECT_EQ(d.clauses[1].span, (Span{0, 2, 4, 2, 18}));
    EXPECT_EQ(d.clauses[1].sizes[0].span, (Span{0, 2, 16, 2, 17}));
    EXPECT_EQ(found[0].next_line, 3u);
}

} // namespace
} // namespace pragmac
