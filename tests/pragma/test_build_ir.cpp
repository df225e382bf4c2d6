// Source-level IR of the accepted programs, and code and line of every refusal.
#include "program_fixture.h"

#include <gtest/gtest.h>

#include <set>
#include <sstream>

namespace pragmac {
namespace {

// `line: code` of the comments `#! code …` at the end of lines and `#!below code …` above them.
std::multiset<std::string> expected_codes(const Module &module) {
    std::multiset<std::string> codes;
    for (const Comment &c : module.comments) {
        bool below = c.text.starts_with("#!below ");
        if (!below && !c.text.starts_with("#! "))
            continue;
        std::istringstream in(std::string(c.text.substr(c.text.find(' '))));
        for (std::string code; in >> code;)
            codes.insert(std::to_string(c.span.line + below) + ": " + code);
    }
    return codes;
}

std::multiset<std::string> reported_codes(const DiagnosticEngine &engine) {
    std::multiset<std::string> codes;
    for (const Diagnostic &d : engine.diagnostics())
        codes.insert(std::to_string(d.span.line) + ": " + d.code);
    return codes;
}

std::string print_result(const FrontEndResult &r) {
    std::string text = "// returns" + std::string(r.tuple ? " tuple of" : "");
    for (const ResultInfo &info : r.results)
        text += " " + (info.argument >= 0 ? "argument " + std::to_string(info.argument)
                       : info.chosen      ? "chosen array " + python_name(numpy_type(info.type.dtype))
                       : info.type.array  ? "array " + python_name(numpy_type(info.type.dtype))
                                          : python_name(info.type));
    text += "; writes";
    for (size_t i = 0; i < r.written.size(); i++)
        if (r.written[i])
            text += " " + std::to_string(i);
    return text + "\n";
}

class Accepted : public testing::TestWithParam<const char *> {};

TEST_P(Accepted, BuildsTheExpectedIr) {
    Programs programs(GetParam());
    Arena arena;
    Builder build(arena);
    DiagnosticEngine engine;
    std::string text;
    std::vector<Programs::Built> all = programs.build_all(build, engine);
    for (const Programs::Built &built : all) {
        ASSERT_NE(built.result.func, nullptr)
            << built.function << ": " << engine.reported().back().message;
        EXPECT_EQ(verify(built.result.func, Level::S), std::vector<std::string>());
        std::string printed = print(built.result.func);
        ReadError error;
        NodeRef again = read(printed, build, error);
        ASSERT_NE(again, nullptr) << built.function << ": " << error.message;
        EXPECT_TRUE(equal(again, built.result.func)) << built.function;
        text += print_result(built.result) + printed + "\n";
    }
    EXPECT_EQ(reported_codes(engine), expected_codes(programs.module()));
    EXPECT_FALSE(all.empty());
    expect_file(std::string(GetParam()) + ".ir", text);
}

INSTANTIATE_TEST_SUITE_P(BuildIr, Accepted,
                         testing::Values("joins", "calls", "iterables", "conditions", "loops",
                                         "arrays", "array_names", "updates", "library", "text"),
                         [](const auto &info) { return std::string(info.param); });

class Rejected : public testing::TestWithParam<const char *> {};

TEST_P(Rejected, WithCodeAndLine) {
    Programs programs(GetParam());
    Arena arena;
    Builder build(arena);
    DiagnosticEngine engine;
    for (const Programs::Built &built : programs.build_all(build, engine))
        EXPECT_EQ(built.result.func, nullptr) << built.function << " was accepted";
    EXPECT_GE(expected_codes(programs.module()).size(), 10u);
    EXPECT_EQ(reported_codes(engine), expected_codes(programs.module()));
    for (const Diagnostic &d : engine.reported()) {
        EXPECT_FALSE(d.message.empty());
        EXPECT_FALSE(d.fixes.empty()) << d.code << ": " << d.message;
    }
}

INSTANTIATE_TEST_SUITE_P(BuildIr, Rejected,
                         testing::Values("reject_python", "reject_types", "reject_calls",
                                         "reject_loops"),
                         [](const auto &info) { return std::string(info.param); });

// The same text twice gives the same IR: nothing depends on addresses or on earlier compiles.
TEST(BuildIr, IsDeterministic) {
    std::string first;
    for (int round = 0; round < 2; round++) {
        Programs programs("calls");
        Arena arena;
        Builder build(arena);
        DiagnosticEngine engine;
        std::string text;
        for (const Programs::Built &built : programs.build_all(build, engine))
            text += print(built.result.func, true);
        if (round == 0)
            first = text;
        EXPECT_EQ(text, first);
    }
}

} // namespace
} // namespace pragmac
