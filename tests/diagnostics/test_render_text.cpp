// The terminal form of diagnostics, character for character.
#include "diagnostics.h"

#include <gtest/gtest.h>

namespace pragmac {
namespace {

Sources wave() {
    return {make_source("wave.py",
                        "def step(x, y, n):\n"
                        "    #pragma parallel for\n"
                        "    for i in range(n):\n"
                        "        y[i//2] += x[i]\n",
                        11)};
}

TEST(RenderText, TwoPlacesAndAFix) {
    DiagnosticEngine engine;
    engine
        .report("P301", {0, 14, 9, 14, 16},
                "iterations of this parallel loop write the same element of `y`")
        .with_label("iteration i=0 and iteration i=1 both update y[0]")
        .with_note({0, 12, 6, 12, 25}, "you asked for these iterations to run in any order")
        .with_fix("combine updates safely: put `#pragma atomic` before this statement");
    EXPECT_EQ(render_text(engine.reported()[0], wave()),
              "error[P301]: iterations of this parallel loop write the same element of `y`\n"
              "  --> wave.py:14:9\n"
              "   |\n"
              "12 |     #pragma parallel for\n"
              "   |      ------------------- you asked for these iterations to run in any order\n"
              "14 |         y[i//2] += x[i]\n"
              "   |         ^^^^^^^ iteration i=0 and iteration i=1 both update y[0]\n"
              "help: combine updates safely: put `#pragma atomic` before this statement\n");
}

TEST(RenderText, NoPlaceIsOneLine) {
    DiagnosticEngine engine;
    engine.report("P605", {}, "no source").with_note("typed into a shell").with_fix("use a file");
    EXPECT_EQ(render_text(engine.reported()[0], {}),
              "error[P605]: no source\nnote: typed into a shell\nhelp: use a file\n");
}

TEST(RenderText, ALineWithoutSourceKeepsItsPlace) {
    DiagnosticEngine engine;
    engine.report("P411", {3, 7, 2, 7, 3}, "undefined name `q`");
    EXPECT_EQ(render_text(engine.reported()[0], wave()),
              "error[P411]: undefined name `q`\n --> <unknown>:7:2\n");
}

TEST(RenderText, OtherFileFollowsWithItsOwnArrow) {
    Sources sources = {make_source("a.py", "x = f(1)\n"), make_source("b.py", "def f(s):\n")};
    DiagnosticEngine engine;
    engine.report("P413", {0, 1, 5, 1, 9}, "too few arguments")
        .with_note({1, 1, 5, 1, 6}, "defined here");
    EXPECT_EQ(render_text(engine.reported()[0], sources), "error[P413]: too few arguments\n"
                                                          " --> a.py:1:5\n"
                                                          "  |\n"
                                                          "1 | x = f(1)\n"
                                                          "  |     ^^^^\n"
                                                          " ::: b.py:1:5\n"
                                                          "  |\n"
                                                          "1 | def f(s):\n"
                                                          "  |     - defined here\n");
}

TEST(RenderText, TabsAndWideCharactersLineUp) {
    Sources sources = {make_source("a.py", "\t\xE4\xBD\x8D\xE7\xBD\xAE = \xC3\xA9 + zz\n")};
    DiagnosticEngine engine;
    engine.report("P411", {0, 1, 2, 1, 4}, "undefined");
    engine.report("P411", {0, 1, 11, 1, 13}, "undefined");
    EXPECT_EQ(render_text(engine.reported()[0], sources),
              "error[P411]: undefined\n --> a.py:1:2\n  |\n"
              "1 | \t\xE4\xBD\x8D\xE7\xBD\xAE = \xC3\xA9 + zz\n  | \t^^^^\n");
    EXPECT_EQ(render_text(engine.reported()[1], sources),
              "error[P411]: undefined\n --> a.py:1:11\n  |\n"
              "1 | \t\xE4\xBD\x8D\xE7\xBD\xAE = \xC3\xA9 + zz\n  | \t           ^^\n");
}

TEST(RenderText, TerminalEscapesInSourceAreHarmless) {
    Sources sources = {make_source("a.py", "x = '\033[2J'\n")};
    DiagnosticEngine engine;
    engine.report("P204", {0, 1, 5, 1, 11}, "strings \033[31mx");
    EXPECT_EQ(render_text(engine.reported()[0], sources).find('\033'), std::string::npos);
}

TEST(RenderText, ARangeOverLinesIsMarkedToTheEndOfItsFirst) {
    Sources sources = {make_source("a.py", "x = (a +\n     b)\n")};
    DiagnosticEngine engine;
    engine.report("P403", {0, 1, 5, 2, 8}, "no such operator");
    EXPECT_EQ(render_text(engine.reported()[0], sources),
              "error[P403]: no such operator\n --> a.py:1:5\n  |\n1 | x = (a +\n  |     ^^^^\n");
}

TEST(RenderText, ColorAddsOnlyEscapes) {
    DiagnosticEngine engine;
    engine.report("P310", {0, 12, 6, 12, 25}, "runs in order").with_label("here").with_fix("x");
    std::string plain = render_text(engine.reported()[0], wave());
    std::string colored = render_text(engine.reported()[0], wave(), true);
    EXPECT_NE(plain, colored);
    for (size_t at; (at = colored.find('\033')) != std::string::npos;)
        colored.erase(at, colored.find('m', at) - at + 1);
    EXPECT_EQ(plain, colored);
    EXPECT_EQ(plain.substr(0, 13), "warning[P310]");
}

} // namespace
} // namespace pragmac
