// The table of codes, and the engine that collects diagnostics.
#include "diagnostics.h"

#include <gtest/gtest.h>

#include <set>

namespace pragmac {
namespace {

TEST(Codes, AreUniqueWellFormedAndExplained) {
    std::set<std::string_view> seen;
    for (const CodeInfo &row : code_table) {
        EXPECT_TRUE(seen.insert(row.code).second) << row.code << " occurs twice";
        ASSERT_EQ(row.code.size(), 4u);
        EXPECT_NE(std::string_view("PN").find(row.code[0]), std::string_view::npos) << row.code;
        EXPECT_EQ(row.code[0] == 'N', row.severity == Severity::note) << row.code;
        EXPECT_FALSE(row.title.ends_with('.')) << row.code;
        EXPECT_GT(row.explanation.size(), 20u) << row.code;
        EXPECT_TRUE(row.explanation.ends_with('.')) << row.code;
    }
}

TEST(Codes, AreFoundByName) {
    ASSERT_NE(find_code("P301"), nullptr);
    EXPECT_EQ(find_code("P301")->code, "P301");
    EXPECT_EQ(find_code("P300"), nullptr);
    EXPECT_EQ(find_code(""), nullptr);
}

TEST(DiagnosticEngine, SeverityComesFromTheTable) {
    DiagnosticEngine engine;
    engine.report("P310", {}, "warning");
    engine.report("N501", {}, "note");
    EXPECT_FALSE(engine.has_errors());
    engine.report("P310", {}, "as an error").with_severity(Severity::error);
    EXPECT_TRUE(engine.has_errors());
}

TEST(DiagnosticEngine, ListsByPlaceWithoutRepetition) {
    DiagnosticEngine engine;
    engine.report("P411", {0, 9, 1, 9, 2}, "late");
    engine.report("P411", {0, 2, 5, 2, 6}, "early");
    engine.report("P411", {0, 9, 1, 9, 2}, "late");
    engine.report("P411", {0, 2, 1, 2, 2}, "earliest");
    std::vector<Diagnostic> listed = engine.diagnostics();
    ASSERT_EQ(listed.size(), 3u);
    EXPECT_EQ(listed[0].message, "earliest");
    EXPECT_EQ(listed[1].message, "early");
    EXPECT_EQ(listed[2].message, "late");
}

TEST(Source, LinesEndAtAnyLineEnd) {
    SourceFile file = make_source("a.py", "a\r\nb\rc\n\nd");
    EXPECT_EQ(file.lines, (std::vector<std::string>{"a", "b", "c", "", "d"}));
}

} // namespace
} // namespace pragmac
