// Which statement each directive of tests/pragma/trees/attach_*.py belongs to, or which error says
// why there is none. The Python files hold the expectations in comments.
#include "attach.h"

#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>

namespace pragmac {
namespace {

std::string read_text(const std::string &name) {
    std::ifstream file(std::string(PRAGMAC_TEST_DATA) + "/trees/" + name);
    EXPECT_TRUE(file) << name;
    return (std::ostringstream() << file.rdbuf()).str();
}

// The comments that begin with `mark`, without it.
std::multiset<std::string> expected(const Module &module, std::string_view mark) {
    std::multiset<std::string> lines;
    for (const Comment &c : module.comments)
        if (c.text.starts_with(mark))
            lines.emplace(c.text.substr(mark.size()));
    return lines;
}

std::multiset<std::string> attached(const Attachments &attachments) {
    std::multiset<std::string> lines;
    for (const auto &[statement, directives] : attachments)
        for (const Directive &d : directives)
            lines.insert(std::to_string(statement->span.line) + ": " + print_directive(d));
    return lines;
}

std::multiset<std::string> reported(const DiagnosticEngine &engine) {
    std::multiset<std::string> lines;
    for (const Diagnostic &d : engine.reported())
        lines.insert(std::to_string(d.span.line) + ": " + d.code);
    return lines;
}

TEST(Attach, DirectivesFindTheirStatements) {
    DiagnosticEngine engine;
    Module module = read_tree(read_text("attach_good.tree"), engine);
    Attachments attachments = attach(module, engine);
    EXPECT_EQ(reported(engine), std::multiset<std::string>());
    std::multiset<std::string> wanted = expected(module, "#= ");
    EXPECT_GE(wanted.size(), 15u);
    EXPECT_EQ(attached(attachments), wanted);
}

TEST(Attach, LostAndMisplacedDirectivesAreErrors) {
    DiagnosticEngine engine;
    Module module = read_tree(read_text("attach_bad.tree"), engine);
    Attachments attachments = attach(module, engine);
    std::multiset<std::string> wanted = expected(module, "#! ");
    EXPECT_GE(wanted.size(), 20u);
    EXPECT_EQ(reported(engine), wanted);
    for (const Diagnostic &d : engine.reported())
        EXPECT_FALSE(d.fixes.empty()) << d.message;
    // Of two that contradict each other the first one stays.
    for (const std::string &line : attached(attachments))
        EXPECT_TRUE(line.find("pragma parallel for") != std::string::npos) << line;
}

TEST(Attach, FindsADirectiveByKind) {
    DiagnosticEngine engine;
    Module module = read_tree(read_text("attach_good.tree"), engine);
    Attachments attachments = attach(module, engine);
    const Tree *loop = module.functions[0]->list("body")[0];
    ASSERT_NE(find_directive(attachments, loop, DirectiveKind::parallel), nullptr);
    EXPECT_EQ(find_directive(attachments, loop, DirectiveKind::simd), nullptr);
    EXPECT_EQ(find_directive(attachments, module.functions[0], DirectiveKind::simd), nullptr);
}

TEST(Attach, DirectiveSpansAreThoseOfTheFile) {
    DiagnosticEngine engine;
    Module module = read_tree(read_text("attach_good.tree"), engine);
    Attachments attachments = attach(module, engine);
    const Tree *function = nullptr;
    for (const Tree *f : module.functions)
        if (f->text("name") == "größe")
            function = f;
    ASSERT_NE(function, nullptr);
    const Tree *loop = function->list("body")[1];
    ASSERT_TRUE(attachments.count(loop));
    const Directive &d = attachments.at(loop)[0];
    EXPECT_EQ(d.span, (Span{0, 103, 6, 103, 65}));
    EXPECT_EQ(d.clauses[1].names[0].span, (Span{0, 103, 61, 103, 64}));
}

} // namespace
} // namespace pragmac
