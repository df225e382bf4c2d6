// Diagnostics as JSON and SARIF, character for character.
#include "diagnostics.h"

#include <gtest/gtest.h>

namespace pragmac {
namespace {

Sources sources() { return {make_source("a b.py", "#pragma paralel for\n")}; }

DiagnosticEngine misspelt() {
    DiagnosticEngine engine;
    engine.report("P101", {0, 1, 9, 1, 16}, "unknown directive `paralel`")
        .with_label("did you mean `parallel`?")
        .with_note({0, 1, 2, 1, 8}, "here")
        .with_note("no place")
        .with_fix("write `parallel`", {0, 1, 9, 1, 16}, "parallel")
        .with_fix("or remove it");
    return engine;
}

TEST(RenderJson, AllFields) {
    EXPECT_EQ(render_json(misspelt().reported()[0], sources()),
              R"({"code": "P101", "severity": "error", "file": "a b.py", "line": 1, "column": 9, )"
              R"("end_line": 1, "end_column": 16, "message": "unknown directive `paralel`", )"
              R"("label": "did you mean `parallel`?", "notes": [{"file": "a b.py", "line": 1, )"
              R"("column": 2, "end_line": 1, "end_column": 8, "text": "here"}, {"file": null, )"
              R"("line": 0, "column": 0, "end_line": 0, "end_column": 0, "text": "no place"}], )"
              R"("fixes": [{"text": "write `parallel`", "edit": {"file": "a b.py", "line": 1, )"
              R"("column": 9, "end_line": 1, "end_column": 16, "replacement": "parallel"}}, )"
              R"({"text": "or remove it", "edit": null}]})");
}

TEST(RenderJson, ArrayAndEscapes) {
    DiagnosticEngine engine;
    EXPECT_EQ(render_json(engine.diagnostics(), {}), "[]");
    engine.report("P104", {}, "\"\\\n\t\x01\xC3\xA9\xFF");
    std::string json = render_json(engine.diagnostics(), {});
    EXPECT_NE(json.find(R"("message": "\"\\\u000a\u0009\u0001)"
                        "\xC3\xA9\xEF\xBF\xBD\""),
              std::string::npos)
        << json;
}

TEST(RenderSarif, OneRunWithRuleResultRelatedPlaceAndFix) {
    EXPECT_EQ(
        render_sarif(misspelt().diagnostics(), sources()),
        R"({"version": "2.1.0", "$schema": "https://json.schemastore.org/sarif-2.1.0.json", )"
        R"("runs": [{"columnKind": "unicodeCodePoints", "tool": {"driver": {"name": "pragmac", )"
        R"("rules": [{"id": "P101", "shortDescription": {"text": "unknown directive"}, )"
        R"("fullDescription": {"text": ")" +
            std::string(find_code("P101")->explanation) +
            R"("}}]}}, "results": [{"ruleId": "P101", "level": "error", "message": )"
            R"({"text": "unknown directive `paralel`\u000anote: no place\u000ahelp: write )"
            R"(`parallel`\u000ahelp: or remove it"}, "locations": [{"physicalLocation": )"
            R"({"artifactLocation": {"uri": "a%20b.py"}, "region": {"startLine": 1, )"
            R"("startColumn": 9, "endLine": 1, "endColumn": 16}}, "message": )"
            R"({"text": "did you mean `parallel`?"}}], "relatedLocations": [{"physicalLocation": )"
            R"({"artifactLocation": {"uri": "a%20b.py"}, "region": {"startLine": 1, )"
            R"("startColumn": 2, "endLine": 1, "endColumn": 8}}, "message": {"text": "here"}}], )"
            R"("fixes": [{"description": {"text": "write `parallel`"}, "artifactChanges": )"
            R"([{"artifactLocation": {"uri": "a%20b.py"}, "replacements": [{"deletedRegion": )"
            R"({"startLine": 1, "startColumn": 9, "endLine": 1, "endColumn": 16}, )"
            R"("insertedContent": {"text": "parallel"}}]}]}]}]}]})");
}

} // namespace
} // namespace pragmac
