// The checker of certificates: what it accepts, and that doctored certificates are refused.
#include "presburger_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace checker {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// The findings on one certificate, a word each.
std::vector<std::string> found(const std::string &text) {
    std::vector<std::string> words;
    for (const Certificate &c : read_certificates(text))
        for (const Finding &f : check(c))
            words.push_back(f.kind == Finding::Kind::holds     ? "holds"
                            : f.kind == Finding::Kind::refused ? "refused"
                                                               : "not affine");
    return words;
}

std::string replaced(std::string text, const std::string &part, const std::string &by) {
    size_t at = text.find(part);
    EXPECT_NE(at, text.npos) << part;
    return text.replace(at, part.size(), by);
}

// for i in range(n): y[i] = y[i + n]
const char *const shifted = R"(loop over i
parameter n: n
given [n] -> { : true }
access 0 reads `y[i + n]`: [n] -> { [i0] -> [o0] : n + i0 - o0 = 0 and n - i0 - 1 >= 0 and i0 >= 0 }
access 1 writes `y[i]`: [n] -> { [i0] -> [o0] : i0 - o0 = 0 and n - i0 - 1 >= 0 and i0 >= 0 }
apart 1 1 by subscripts: y[i] meets itself in one iteration only
apart 0 1 by relations: no two iterations meet
)";

TEST(presburger_check, accepts_what_holds) {
    EXPECT_THAT(found(shifted), ElementsAre("holds", "holds"));
}

TEST(presburger_check, refuses_another_offset) {
    EXPECT_THAT(found(replaced(shifted, "n + i0 - o0 = 0", "n + i0 - o0 - 1 = 0")),
                ElementsAre("holds", "refused"));
    EXPECT_THAT(found(replaced(shifted, "[o0] : i0 - o0 = 0", "[o0] : i0 - 2*o0 >= 0")),
                ElementsAre("refused", "holds"));
}

TEST(presburger_check, refuses_a_wider_domain) {
    EXPECT_THAT(found(replaced(shifted, " and i0 >= 0 }\naccess 1", " }\naccess 1")),
                ElementsAre("holds", "refused"));
    EXPECT_THAT(found(replaced(shifted, "n - i0 - 1 >= 0 and i0 >= 0 }\napart",
                               "n - i0 >= 0 and i0 >= 0 }\napart")),
                ElementsAre("holds", "refused"));
}

// for i in range(n): if i % 2 == 0: y[i] = y[i + 1]
const char *const even = R"(loop over i
given [n] -> { : true }
access 0 reads `y[i + 1]`: [n] -> { [i0] -> [o0] : exists (e0 : i0 - o0 + 1 = 0 and i0 - 2*e0 = 0 and i0 >= 0) }
access 1 writes `y[i]`: [n] -> { [i0] -> [o0] : exists (e0 : i0 - o0 = 0 and i0 - 2*e0 = 0 and i0 >= 0) }
apart 0 1 by relations: no two iterations meet
)";

TEST(presburger_check, refuses_a_dropped_guard) {
    EXPECT_THAT(found(even), ElementsAre("holds"));
    EXPECT_THAT(found(replaced(even, "i0 - 2*e0 = 0 and ", "")), ElementsAre("refused"));
}

// y[i] = y[i + k], behind a test that 0 < |k| < n does not hold
const char *const guarded = R"(loop over i
given [n, k] -> { : true }
access 0 reads `y[i + k]`: [n, k] -> { [i0] -> [o0] : k + i0 - o0 = 0 and n - i0 - 1 >= 0 and i0 >= 0 }
access 1 writes `y[i]`: [n] -> { [i0] -> [o0] : i0 - o0 = 0 and n - i0 - 1 >= 0 and i0 >= 0 }
apart 0 1 by relations unless [n, k] -> { : k - 1 >= 0 and n - k - 1 >= 0 or -k - 1 >= 0 and n + k - 1 >= 0 }: tested
)";

TEST(presburger_check, refuses_a_weaker_test) {
    EXPECT_THAT(found(guarded), ElementsAre("holds"));
    EXPECT_THAT(found(replaced(guarded, " or -k - 1 >= 0 and n + k - 1 >= 0", "")),
                ElementsAre("refused"));
    EXPECT_THAT(found(replaced(guarded, "k - 1 >= 0 and n - k - 1", "k - 2 >= 0 and n - k - 1")),
                ElementsAre("refused"));
}

TEST(presburger_check, uses_what_is_given) {
    std::string one = replaced(shifted, ": true }", ": -n + 1 >= 0 }");
    one = replaced(one, "n + i0 - o0 = 0", "o0 >= 0");
    one = replaced(one, "n - i0 - 1 >= 0 and i0 >= 0 }\naccess", "-i0 >= 0 and i0 >= 0 }\naccess");
    EXPECT_THAT(found(one), ElementsAre("holds", "holds"));
    EXPECT_THAT(found(replaced(one, "-n + 1 >= 0", "-n + 2 >= 0")),
                ElementsAre("holds", "refused"));
}

TEST(presburger_check, other_evidence_is_no_question_of_integers) {
    EXPECT_THAT(found(replaced(shifted, "by relations", "by inspection")),
                ElementsAre("holds", "not affine"));
    EXPECT_THAT(found(replaced(shifted,
                               "`y[i + n]`: [n] -> { [i0] -> [o0] : n + i0 - o0 = 0 and "
                               "n - i0 - 1 >= 0 and i0 >= 0 }",
                               "`y[i + n]`: unknown")),
                ElementsAre("holds", "refused"));
}

TEST(presburger_check, says_where_two_iterations_meet) {
    auto all = read_certificates(replaced(shifted, "n + i0 - o0 = 0", "i0 - o0 + 1 = 0"));
    Finding f = check(all.at(0)).at(1);
    EXPECT_EQ(f.kind, Finding::Kind::refused);
    EXPECT_THAT(f.reason, HasSubstr("two iterations meet at i0 = "));
}

TEST(presburger_check, bad_text_is_an_error) {
    EXPECT_THROW(read_certificates("apart 0 1 by relations: too early"), std::runtime_error);
    EXPECT_THROW(read_certificates("loop over i\ngiven [n] -> { : n > 0 }"), std::runtime_error);
    EXPECT_THROW(read_certificates("loop over i\nproof by intimidation"), std::runtime_error);
}

} // namespace
} // namespace checker
