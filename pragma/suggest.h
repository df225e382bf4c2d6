// "Did you mean": the word of a list that is nearest to a misspelt one.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace pragmac {

// Fewest insertions, deletions, substitutions and swaps of neighbours that turn `a` into `b`
// (optimal string alignment), over bytes; letters that differ only in case count as equal.
int edit_distance(std::string_view a, std::string_view b);

// The nearest candidate if it is near enough to be a misspelling (a third of its length, at least
// one edit); the first one on ties.
std::optional<std::string_view> nearest(std::string_view word,
                                        std::span<const std::string_view> candidates);

// "did you mean `x`?", or empty.
std::string did_you_mean(std::optional<std::string_view> word);

} // namespace pragmac
