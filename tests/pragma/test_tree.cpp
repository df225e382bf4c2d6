// Reading, asking and printing trees.
#include "ir.h"
#include "tree.h"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <limits>
#include <random>
#include <sstream>

namespace pragmac {
namespace {

std::string read_text(const std::string &name) {
    std::ifstream file(std::string(PRAGMAC_TEST_DATA) + "/trees/" + name);
    EXPECT_TRUE(file) << name;
    return (std::ostringstream() << file.rdbuf()).str();
}

Module read_good(std::string_view text) {
    DiagnosticEngine engine;
    Module module = read_tree(text, engine);
    for (const Diagnostic &d : engine.reported())
        ADD_FAILURE() << d.message;
    return module;
}

TEST(Tree, ReadPrintReadOfRealPython) {
    for (const char *name : {"attach_good.tree", "attach_bad.tree", "syntax.tree"}) {
        Module module = read_good(read_text(name));
        ASSERT_FALSE(module.functions.empty());
        std::string printed = print_module(module);
        EXPECT_EQ(print_module(read_good(printed)), printed) << name;
        EXPECT_EQ(module.files.size(), 1u);
    }
}

TEST(Tree, AccessorsFollowTheKindsFields) {
    Module module = read_good(R"((Module 0:0-0:0 "f.py" [(FunctionDef 3:1-4:9 "f"
        (arguments 0:0-0:0 [] [(arg 3:7-3:8 "a" _)] _ [] [_ (Name 1:1-1:2 "k")] _ []) [(Return 4:5-4:9
        (Compare 4:5-4:9 (Name 4:5-4:6 "a") ["Lt" "LtE"] [(Constant 4:7-4:8 1)
        (Constant 4:8-4:9 2)]))] [] _)] []))");
    const Tree &f = *module.functions.at(0);
    EXPECT_TRUE(f.is(TreeKind::FunctionDef));
    EXPECT_EQ(f.span, (Span{0, 3, 1, 4, 9}));
    EXPECT_EQ(f.text("name"), "f");
    EXPECT_EQ(f.child("returns"), nullptr);
    EXPECT_FALSE(f.has("returns"));
    const Tree &arguments = *f.child("args");
    EXPECT_FALSE(arguments.span.known());
    EXPECT_EQ(arguments.list("args")[0]->text("arg"), "a");
    EXPECT_EQ(arguments.list("kw_defaults")[0], nullptr);
    EXPECT_EQ(arguments.list("kw_defaults")[1]->text("id"), "k");
    const Tree &compare = *f.list("body")[0]->child("value");
    ASSERT_EQ(compare.texts("ops").size(), 2u);
    EXPECT_EQ(compare.texts("ops")[1], "LtE");
    EXPECT_EQ(compare.list("comparators")[1]->constant().integer, 2);
}

TEST(Tree, WrongQuestionsAreInternalErrors) {
    Module module = read_good(R"((Module 0:0-0:0 "f" [(Name 1:1-1:2 "a")] []))");
    const Tree &name = *module.functions.at(0);
    EXPECT_THROW(name.child("value"), InternalError);
    EXPECT_THROW(name.child("id"), InternalError);
    EXPECT_THROW(name.list("body"), InternalError);
    EXPECT_THROW(name.constant(), InternalError);
}

TEST(Tree, ConstantsAreExact) {
    Module module = read_good(read_text("syntax.tree"));
    TreeList items = module.functions.at(1)->list("body")[0]->child("value")->list("elts");
    auto constant = [&](size_t i) -> const Constant & { return items[i]->constant(); };
    using Category = Constant::Category;
    EXPECT_EQ(constant(0).integer, 0);
    EXPECT_EQ(constant(2).integer, std::numeric_limits<int64_t>::max());
    EXPECT_EQ(constant(3).integer, std::nullopt);
    EXPECT_EQ(constant(3).digits, "9223372036854775808");
    EXPECT_EQ(constant(4).digits, "123456789012345678901234567890");
    EXPECT_EQ(constant(5).integer, 16);
    EXPECT_EQ(constant(7).category, Category::real);
    EXPECT_EQ(constant(7).number, 0.1);
    EXPECT_EQ(constant(8).number, 1e300);
    EXPECT_EQ(constant(9).number, std::numeric_limits<double>::denorm_min());
    EXPECT_EQ(constant(10).number, std::numeric_limits<double>::infinity());
    EXPECT_EQ(constant(12).category, Category::imaginary);
    EXPECT_EQ(constant(12).number, 3.0);
    EXPECT_EQ(constant(13).number, 2.5e-10);
    EXPECT_TRUE(constant(14).truth);
    EXPECT_EQ(constant(15).category, Category::boolean);
    EXPECT_FALSE(constant(15).truth);
    EXPECT_EQ(constant(16).category, Category::none);
    EXPECT_EQ(constant(17).category, Category::ellipsis);
    using namespace std::string_view_literals;
    EXPECT_EQ(constant(18).text, "a\n\"\\\0\x7f\xC3\xA9\xEF\xBF\xBD"sv); // a lone surrogate: U+FFFD
    EXPECT_EQ(constant(19).category, Category::bytes);
    EXPECT_EQ(constant(19).text, "\0\xFF"
                                 "ab"sv);
    EXPECT_EQ(constant(20).text, "\xC3\xBC\xE6\x97\xA5\xE6\x9C\xAC");
}

TEST(Tree, FilesOfSeveralFormsAreNumbered) {
    Module module = read_good("(Module 0:0-0:0 \"a\" [(Pass 1:1-1:5)] [])\n"
                              "(Module 0:0-0:0 \"b\" [(Pass 1:1-1:5)] "
                              "[(Comment 9:1-9:2 \"#\" 1 0 0) (Comment 2:1-2:2 \"#\" 0 3 4)])\n"
                              "(Module 0:0-0:0 \"a\" [(Pass 7:1-7:5)] [])");
    EXPECT_EQ(module.files, (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(module.functions[0]->span.file, 0);
    EXPECT_EQ(module.functions[1]->span.file, 1);
    EXPECT_EQ(module.functions[2]->span.file, 0);
    ASSERT_EQ(module.comments.size(), 2u);
    EXPECT_EQ(module.comments[0].span, (Span{1, 2, 1, 2, 2}));
    EXPECT_FALSE(module.comments[0].own_line);
    EXPECT_EQ(module.comments[0].next_line, 3u);
    EXPECT_EQ(module.comments[0].next_column, 4u);
}

TEST(Tree, MalformedTextIsP904) {
    for (const char *text :
         {"", "(", "()", "(Module", "(Module 0:0-0:0 \"f\" [] [])x", "(Module 0:0-0:0 \"f\" [] []",
          "(Module 0:0-0:0 \"f\" [(Nonsense 1:1-1:1)] [])", "(Module 1:1 \"f\" [] [])",
          "(Module 0:0-0:0 \"f\" [(Name 1:1-1:2 7)] [])",
          "(Module 0:0-0:0 \"f\" [(Name 1:1-1:2 _)] [])", "(Module 0:0-0:0 \"f\" [_] [])",
          "(Module 0:0-0:0 \"f\" [(Constant 1:1-1:2 1.5)] [])",
          "(Module 0:0-0:0 \"f\" [(Constant 1:1-1:2 0xz)] [])",
          "(Module 0:0-0:0 \"f\" [(Name 1:1-99999999999:2 \"a\")] [])",
          "(Module 0:0-0:0 \"\\q\" [] [])", "(Module 0:0-0:0 \"\\u12\" [] [])",
          "(Module 0:0-0:0 \"f\" [] [(Comment 1:1-1:2 \"#\")])"}) {
        DiagnosticEngine engine;
        Module module = read_tree(text, engine);
        ASSERT_EQ(engine.size(), 1u) << text;
        EXPECT_EQ(engine.reported()[0].code, "P904");
        EXPECT_TRUE(module.functions.empty());
    }
}

TEST(Tree, DeepNestingIsRefusedNotACrash) {
    std::string deep = "(Module 0:0-0:0 \"f\" [";
    for (int i = 0; i < 100000; ++i)
        deep += "(Expr 1:1-1:1 ";
    DiagnosticEngine engine;
    read_tree(deep, engine);
    ASSERT_EQ(engine.size(), 1u);
    EXPECT_EQ(engine.reported()[0].code, "P904");
}

// Damaged trees give P904 or another tree, never a crash; seeded.
TEST(Tree, MutatedTextNeverCrashes) {
    std::string original = read_text("syntax.tree");
    std::mt19937 random(20261121);
    auto pick = [&](size_t n) { return std::uniform_int_distribution<size_t>(0, n - 1)(random); };
    int refused = 0;
    for (int i = 0; i < 2000; ++i) {
        std::string text = original;
        for (size_t edits = 1 + pick(3); edits > 0; --edits) {
            size_t at = pick(text.size());
            switch (pick(3)) {
            case 0: text[at] = char(pick(256)); break;
            case 1: text.erase(at, 1 + pick(20)); break;
            default: text.insert(at, text.substr(pick(text.size()), pick(30)));
            }
        }
        DiagnosticEngine engine;
        Module module = read_tree(text, engine);
        EXPECT_EQ(engine.has_errors(), module.functions.empty());
        refused += engine.has_errors();
        if (!engine.has_errors())
            print_module(module);
    }
    EXPECT_GT(refused, 1000);
}

} // namespace
} // namespace pragmac
