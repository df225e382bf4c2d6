// What the directive grammar rejects, with code, place and the word it offers instead.
#include "test_directive_input.h"

#include <gtest/gtest.h>

namespace pragmac {
namespace {

struct Rejected {
    const char *text;
    const char *code;
    const char *says; // part of the message, the label or a fix
};

const Rejected rejected[] = {
    // unknown directive
    {"#pragma paralel for", "P101", "did you mean `parallel`?"},
    {"#pragma parallel_for", "P101", "did you mean `parallel for`?"},
    {"#pragma Parallel for", "P101", "did you mean `parallel`?"},
    {"#pragma for", "P101", "did you mean `parallel for`?"},
    {"#pragma sequental", "P101", "did you mean `sequential`?"},
    {"#pragma smid", "P101", "did you mean `simd`?"},
    {"#pragma atomc", "P101", "did you mean `atomic`?"},
    {"#pragma once", "P101", "directives are"},
    {"#pragma", "P101", "directives are"},
    {"#pragma parallel\xC2\xA0"
     "for",
     "P101", "did you mean"},
    // misspelt pragma
    {"# pragma: parallel for", "P102", "write `#pragma parallel for`"},
    {"#pragma:parallel for", "P102", "write `#pragma parallel for`"},
    {"#pragam parallel for", "P102", "write `#pragma parallel for`"},
    {"#Pragma parallel for", "P102", "write `#pragma parallel for`"},
    {"# PRAGMA simd", "P102", "write `#pragma simd`"},
    {"#pragma-parallel for", "P102", "write `#pragma parallel for`"},
    {"#pragmaparallel for", "P102", "write `#pragma parallel for`"},
    {"#pragma_simd", "P102", "write `#pragma simd`"},
    {"#pragma: paralel for", "P102", "not spelt as one"},
    {"#pragma::N => parallel", "P102", "write `#pragma :N => parallel`"},
    {"#pragma:N => parallel", "P102", "write `#pragma :N => parallel`"},
    {"# pragma: 1:N => parallel", "P102", "write `#pragma 1:N => parallel`"},
    {"#pragma\xC2\xA0parallel for", "P102", "#pragma"},
    {"#\xC2\xA0pragma parallel for", "P102", "write `#pragma parallel for`"},
    // unknown clause
    {"#pragma parallel fro", "P103", "did you mean `for`?"},
    {"#pragma parallel for redution(+: s)", "P103", "did you mean `reduction`?"},
    {"#pragma parallel for numthreads(2)", "P103", "did you mean `num_threads`?"},
    {"#pragma parallel for fast", "P103", "clauses are"},
    {"#pragma :N => paralel", "P103", "did you mean `parallel`?"},
    {"#pragma :N => quick", "P103", "properties are"},
    {"#pragma omp paralel", "P101", "did you mean `parallel`?"},
    {"#pragma omp target", "P101", "did you mean `target teams loop`?"},
    {"#pragma omp for worker(thread)", "P109", "takes no clause `worker`"},
    // malformed
    {"#pragma parallel-for", "P104", "found `-`"},
    {"#pragma parallel for, simd", "P104", "found `,`"},
    {"#pragma parallel for collapse", "P104", "expected `(`"},
    {"#pragma parallel for collapse()", "P104", "a whole number"},
    {"#pragma parallel for collapse(2", "P104", "expected `)`"},
    {"#pragma parallel for collapse(n)", "P104", "a whole number"},
    {"#pragma parallel for block()", "P104", "a whole number or a name"},
    {"#pragma parallel for block(4,)", "P104", "a whole number or a name"},
    {"#pragma parallel for simd()", "P104", "a whole number or a name"},
    {"#pragma parallel for worker", "P104", "expected `(`"},
    {"#pragma parallel for num_threads(-1)", "P104", "found `-`"},
    {"#pragma parallel for num_threads(4x)", "P104", "a whole number"},
    {"#pragma parallel for num_threads(04)", "P104", "a whole number"},
    {"#pragma :010 => simd", "P104", "a whole number"},
    {"#pragma parallel for num_threads(1.5)", "P104", "expected `)`"},
    {"#pragma parallel for reduction(s)", "P123", "unknown reduction operation `s`"},
    {"#pragma parallel for reduction(+)", "P104", "expected `:`"},
    {"#pragma parallel for reduction(+:)", "P104", "expected a name"},
    {"#pragma parallel for reduction(: s)", "P104", "expected an operation"},
    {"#pragma parallel for private()", "P104", "expected a name"},
    {"#pragma parallel for private(a b)", "P104", "expected `)`"},
    {"#pragma parallel for firstprivate(1)", "P104", "expected a name"},
    {"#pragma parallel for lastprivate(for)", "P104", "expected a name"},
    {"#pragma parallel for shared(a[0])", "P104", "expected `)`"},
    {"#pragma parallel for schedule()", "P104", "expected a word"},
    {"#pragma parallel for schedule(static,)", "P104", "a whole number"},
    {"#pragma parallel for assume(unique)", "P104", "expected `:`"},
    {"#pragma parallel for assume(unique: a, b)", "P104", "expected `)`"},
    {"#pragma parallel for assume(disjoint: a)", "P104", "expected `,`"},
    {"#pragma parallel for target()", "P104", "expected a word"},
    {"#pragma simd(8", "P104", "expected `)`"},
    {"#pragma sequential for now", "P104", "the end of the directive"},
    {"#pragma parallel for distribute(block,)", "P104", "a whole number"},
    {"#pragma :N => ", "P104", "a property"},
    {"#pragma N => parallel", "P104", "expected `:`"},
    {"#pragma :N parallel", "P104", "expected `=>`"},
    {"#pragma :N => parallel,", "P104", "a property"},
    {"#pragma :N => block", "P104", "expected `(`"},
    {"#pragma :N => le()", "P104", "a whole number"},
    {"#pragma :(N => parallel", "P104", "expected `)`"},
    {"#pragma :x[0 => parallel", "P104", "expected `]`"},
    {"#pragma :N+ => parallel", "P104", "a number, a name or `(`"},
    {"#pragma :x. => parallel", "P104", "expected a name"},
    {"#pragma omp", "P104", "an OpenMP construct"},
    {"#pragma omp barrier nowait", "P104", "the end of the directive"},
    {"#pragma omp critical(", "P104", "expected a name"},
    {"#pragma omp parallel if()", "P104", "a number, a name or `(`"},
    {"#pragma omp parallel default()", "P104", "expected a word"},
    {"#pragma omp target teams loop map()", "P104", "expected a name"},
    // bad values
    {"#pragma parallel for collapse(0)", "P105", "from 1 to 16"},
    {"#pragma parallel for collapse(17)", "P105", "from 1 to 16"},
    {"#pragma parallel for num_threads(99999999999999999999)", "P105", "out of range"},
    {"#pragma simd(65537)", "P105", "from 1 to 65536"},
    {"#pragma parallel for block(0)", "P105", "out of range"},
    {"#pragma parallel for worker(warp)", "P105", "thread, subgroup, group"},
    {"#pragma parallel for worker(grop)", "P105", "did you mean `group`?"},
    {"#pragma parallel for schedule(dinamic)", "P105", "did you mean `dynamic`?"},
    {"#pragma parallel for assume(uniq: a)", "P105", "did you mean `unique`?"},
    {"#pragma parallel for target(cuda)", "P105", "cpu, gpu"},
    {"#pragma parallel for distribute(blocks)", "P105", "did you mean `block`?"},
    {"#pragma omp parallel default(private)", "P105", "shared, none"},
    {"#pragma omp target teams loop map(form: a)", "P105", "did you mean `from`?"},
    // repeated
    {"#pragma parallel for for", "P106", "`for` is repeated"},
    {"#pragma parallel for parallel", "P106", "`parallel` is repeated"},
    {"#pragma parallel for simd simd(4)", "P106", "`simd` is repeated"},
    {"#pragma parallel for single single", "P106", "`single` is repeated"},
    {"#pragma parallel for num_threads(2) num_threads(2)", "P106", "repeated"},
    {"#pragma parallel for private(a, a)", "P106", "`a` is listed twice"},
    {"#pragma parallel for private(a) private(a)", "P106", "listed twice"},
    {"#pragma parallel for reduction(+: s) reduction(sum: s)", "P106", "listed twice"},
    {"#pragma parallel for assume(sorted: a) assume(sorted: a)", "P106", "listed twice"},
    {"#pragma parallel for assume(disjoint: a, a)", "P106", "listed twice"},
    {"#pragma parallel for assume(disjoint: a, b) assume(disjoint: a, b)", "P106", "assumed twice"},
    {"#pragma parallel for assume(disjoint: a, b) assume(disjoint: b, a)", "P106", "assumed twice"},
    {"#pragma :N => parallel, parallel", "P106", "property `parallel` is repeated"},
    {"#pragma :N => reduce(+), reduction(+)", "P106", "repeated"},
    // contradictory
    {"#pragma parallel for single num_threads(4)", "P107", "`single` and `num_threads`"},
    {"#pragma parallel for num_threads(4) single", "P107", "contradict"},
    {"#pragma parallel for single schedule(dynamic)", "P107", "contradict"},
    {"#pragma parallel for private(a) shared(a)", "P107", "both `private` and `shared`"},
    {"#pragma parallel for private(a) firstprivate(a)", "P107", "both"},
    {"#pragma parallel for reduction(+: s) private(s)", "P107", "both"},
    {"#pragma parallel for reduction(+: s) reduction(*: s)", "P107", "both"},
    {"#pragma :N => single_block, block(4)", "P107", "contradict"},
    {"#pragma :N => parallel, in_reg", "P107", "contradict"},
    // clauses of other directives
    {"#pragma simd num_threads(2)", "P109", "`simd` takes no clause `num_threads`"},
    {"#pragma simd single", "P109", "takes no clause"},
    {"#pragma sequential num_threads(2)", "P109", "takes no clause `num_threads`"},
    {"#pragma atomic simd", "P109", "`atomic` takes no clause `simd`"},
    {"#pragma parallel for nowait", "P109", "takes no clause `nowait`"},
    // continuation
    {"#pragma parallel for \\", "P116", "no comment follows"},
    // unknown operation
    {"#pragma simd reduction(-: s)", "P123", "did you mean `+`?"},
    {"#pragma simd reduction(mux: s)", "P123", "did you mean `max`?"},
    {"#pragma simd reduction(xor: s)", "P123", "operations are"},
    {"#pragma :N => reduce(/)", "P123", "operations are"},
};

class Rejects : public testing::TestWithParam<Rejected> {};

TEST_P(Rejects, WithCodePlaceAndFix) {
    CommentLines lines(GetParam().text);
    DiagnosticEngine engine;
    EXPECT_TRUE(read_directives(lines.comments(), engine).empty());
    ASSERT_EQ(engine.size(), 1u) << GetParam().text;
    const Diagnostic &d = engine.reported()[0];
    EXPECT_EQ(d.code, GetParam().code) << d.message;
    EXPECT_EQ(d.span.line, 1u);
    EXPECT_GE(d.span.column, 1u);
    EXPECT_LE(d.span.column, d.span.end_column);
    EXPECT_LE(d.span.end_column, lines.comments()[0].span.end_column + 1);
    ASSERT_FALSE(d.fixes.empty()) << d.message;
    std::string all = d.message + "\n" + d.label;
    for (const Fix &fix : d.fixes)
        all += "\n" + fix.text;
    EXPECT_NE(all.find(GetParam().says), std::string::npos) << all;
}

INSTANTIATE_TEST_SUITE_P(Directive, Rejects, testing::ValuesIn(rejected));

TEST(Directive, SeveralMistakesAreReportedAtOnce) {
    EXPECT_EQ(outcome("#pragma parallel for redution(+: s) num_threads(0) worker(x)"),
              "P103 P105 P105");
    EXPECT_EQ(outcome("#pragma paralel\n#pragma smid"), "P101 P101");
}

TEST(Directive, FixesCanBeApplied) {
    CommentLines lines("# pragma: parallel for single\n#pragma parallel for redution(+: s)");
    DiagnosticEngine engine;
    read_directives(lines.comments(), engine);
    ASSERT_EQ(engine.size(), 2u);
    for (const Diagnostic &d : engine.reported()) {
        ASSERT_TRUE(d.fixes[0].edit);
        const Edit &edit = *d.fixes[0].edit;
        std::string text(lines.comments()[edit.span.line - 1].text);
        text.replace(edit.span.column - 1, edit.span.end_column - edit.span.column,
                     edit.replacement);
        EXPECT_TRUE(outcome(text).starts_with("pragma parallel for")) << text;
    }
}

TEST(Directive, LimitsHold) {
    std::string names = "a0";
    for (int i = 1; i < 2000; ++i)
        names += ", a" + std::to_string(i);
    EXPECT_EQ(outcome("#pragma parallel for private(" + names + ")"), "P115");
    std::string deep(100, '(');
    EXPECT_EQ(outcome("#pragma :" + deep + " => simd"), "P115");
    EXPECT_EQ(outcome("#pragma :" + std::string(100, '-') + "n => simd"), "P115");
    std::string items;
    for (int i = 0; i < 65; ++i)
        items += " :n=>simd";
    EXPECT_EQ(outcome("#pragma" + items), "P115");
    std::string clauses;
    for (int i = 0; i < 65; ++i)
        clauses += " private(a" + std::to_string(i) + ")";
    EXPECT_EQ(outcome("#pragma parallel for" + clauses), "P115");
    EXPECT_EQ(outcome("#pragma :1000000000000000000000:n => simd"), "P104");
}

TEST(Directive, OtherCommentsAreLeftAlone) {
    for (const char *text :
         {"# pragma: no cover", "#pragma: no branch", "# pragma no cover", "# PRAGMA: NO COVER",
          "# pragma: nocover", "# pragma: allowlist secret", "# pragma: allowlist nextline secret",
          "# pragma: no mutate", "# pragma: whatever", "# pragmas are comments", "# pragmatic",
          "# #pragma parallel for", "# the pragma parallel for", "#", "# program parallel for",
          "# parallel for", "#!pragma parallel for", "# magma parallel"})
        EXPECT_EQ(outcome(text), "") << text;
}

TEST(Directive, OneSignInFrontOfTheWord) {
    for (const char *text : {"##pragma parallel for", "##pragma :N => parallel", "##pragma simd"})
        EXPECT_EQ(outcome(text), "N104") << text;
    for (const char *text : {"#-pragma parallel for", "#*pragma simd", "#:pragma atomic"})
        EXPECT_EQ(outcome(text), "P102") << text;
    for (const char *text : {"##pragma: no cover", "###pragma simd", "#-pragma whatever"})
        EXPECT_EQ(outcome(text), "") << text;
}

} // namespace
} // namespace pragmac
