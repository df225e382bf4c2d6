// 100,000 mutated pragma texts: none may crash the parser or lose part of its meaning silently.
#include "directive_comment.h"
#include "test_directive_input.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <random>

namespace pragmac {
namespace {

constexpr uint32_t seed = 20261121;
constexpr int mutants = 100000;

const std::string originals[] = {
    "#pragma parallel for",
    "# pragma parallel for collapse(2) num_threads(4) schedule(dynamic, 16)",
    "#pragma simd(8) reduction(+: s, t) private(tmp)",
    "#pragma sequential for",
    "# pragma atomic",
    "#pragma parallel for assume(disjoint: a, b) assume(unique: idx) target(cpu)",
    "#pragma parallel for worker(group) block(32, TILE) lastprivate(x) firstprivate(x)",
    "#pragma 1:N-1 => parallel, block(64) :M => simd(8), reduction(max: m)",
    "#pragma parallel for distribute(cyclic, 4)",
    "#pragma omp target teams loop map(tofrom: a) if(n > 10)",
    "# pragma: no cover",
    "# pragma: allowlist secret",
};

// Without blanks and a line end's carriage return; the spellings that mean the same are made one.
std::string essence(std::string text) {
    text.resize(text.find_last_not_of("\r \t\f") + 1);
    std::erase_if(text, [](unsigned char c) { return c == ' ' || c == '\t' || c == '\f'; });
    auto replace_all = [&](std::string_view from, std::string_view to) {
        for (size_t at; (at = text.find(from)) != std::string::npos;)
            text.replace(at, from.size(), to);
    };
    if (text.starts_with("#pragmaomp")) // OpenMP allows commas between clauses
        replace_all("),", ")");
    replace_all("parallelfor", "parallel");
    replace_all("sequentialfor", "sequential");
    replace_all("in_reg", "single_block");
    replace_all("(sum:", "(+:");
    replace_all("(prod:", "(*:");
    return text;
}

class Mutator {
  public:
    std::string mutate(std::string text) {
        for (int edits = 1 + pick(3); edits > 0; --edits)
            edit(text);
        return text;
    }
    size_t pick(size_t n) { return std::uniform_int_distribution<size_t>(0, n - 1)(random_); }

  private:
    void edit(std::string &text) {
        static const std::string tokens[] = {" ",  "(",        ")",    ",",      ":",   "=>",
                                             "-",  "#",        "\\",   "0",      "99",  "for",
                                             "no", "parallel", "simd", "single", "x",   "\xC2\xA0",
                                             "\t", "pragma",   "+",    "\xFF",   "\x01"};
        size_t at = pick(text.size() + 1);
        switch (pick(6)) {
        case 0: text.insert(at, tokens[pick(std::size(tokens))]); break;
        case 1: text.insert(at, 1, char(1 + pick(255))); break;
        case 2: text.erase(at, 1 + pick(3)); break;
        case 3:
            if (at < text.size())
                text[at] = char(1 + pick(255));
            break;
        case 4:
            if (at + 1 < text.size())
                std::swap(text[at], text[at + 1]);
            break;
        default: // a piece of the text once more
            text.insert(at, text.substr(pick(text.size() + 1), pick(12)));
        }
        std::erase(text, '\n');
    }

    std::mt19937 random_{seed};
};

// What may come out of a mutant, and nothing else.
struct Counts {
    int accepted = 0, rejected = 0, other_tool = 0, prose = 0;
};

void judge(const std::string &text, Counts &counts) {
    CommentLines lines(text);
    DiagnosticEngine engine;
    std::vector<PlacedDirective> found = read_directives(lines.comments(), engine);
    CommentMatch match = classify_comment(text);
    if (engine.size() > 0) {
        ++counts.rejected;
        EXPECT_TRUE(found.empty()) << text;
        for (const Diagnostic &d : engine.reported()) {
            EXPECT_FALSE(d.fixes.empty()) << text;
            EXPECT_TRUE(d.span.known()) << text;
        }
    } else if (!found.empty()) {
        ++counts.accepted;
        // Nothing of the text was dropped: what was understood is what is written.
        EXPECT_EQ(essence("#" + print_directive(found[0].directive)), essence(text));
    } else if (match.category == CommentClass::other_tool) {
        ++counts.other_tool;
    } else {
        ++counts.prose;
        EXPECT_EQ(match.category, CommentClass::ordinary) << text;
        // Prose is only what lost its `#pragma`.
        EXPECT_FALSE(text.starts_with("#pragma ") || text.starts_with("# pragma ")) << text;
    }
}

TEST(DirectiveMutation, AcceptedInFullOrRejectedOrSomebodyElses) {
    Mutator mutator;
    Counts counts;
    for (int i = 0; i < mutants && !testing::Test::HasFailure(); ++i) {
        std::string text = mutator.mutate(originals[mutator.pick(std::size(originals))]);
        SCOPED_TRACE("seed " + std::to_string(seed) + ", mutant " + std::to_string(i));
        if (text.empty() || text[0] != '#') // no comment any more
            continue;
        judge(text, counts);
    }
    // Every way out is taken, so that the test says something about each.
    EXPECT_GT(counts.accepted, 2000);
    EXPECT_GT(counts.rejected, 40000);
    EXPECT_GT(counts.other_tool, 5000);
    EXPECT_LT(counts.prose, 20000)
        << counts.accepted << ' ' << counts.rejected << ' ' << counts.other_tool;
}

} // namespace
} // namespace pragmac
