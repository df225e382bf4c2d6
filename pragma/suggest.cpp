// "Did you mean": the word of a list that is nearest to a misspelt one.
#include "suggest.h"

#include <algorithm>
#include <vector>

namespace pragmac {

namespace {

constexpr size_t longest_word = 64; // the table is quadratic; longer words are no misspellings

char lower(char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; }

} // namespace

int edit_distance(std::string_view a, std::string_view b) {
    if (a.size() > longest_word || b.size() > longest_word)
        return a == b ? 0 : int(std::max(a.size(), b.size()));
    std::vector<int> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
    for (size_t j = 0; j <= b.size(); ++j)
        last[j] = int(j);
    for (size_t i = 1; i <= a.size(); ++i) {
        row[0] = int(i);
        for (size_t j = 1; j <= b.size(); ++j) {
            int differs = lower(a[i - 1]) != lower(b[j - 1]);
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + differs});
            bool swapped = i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) &&
                           lower(a[i - 2]) == lower(b[j - 1]);
            if (swapped)
                row[j] = std::min(row[j], before[j - 2] + 1);
        }
        before.swap(last);
        last.swap(row);
    }
    return last[b.size()];
}

std::optional<std::string_view> nearest(std::string_view word,
                                        std::span<const std::string_view> candidates) {
    std::optional<std::string_view> best;
    int best_distance = 0;
    for (std::string_view candidate : candidates) {
        int distance = edit_distance(word, candidate);
        int allowed = std::max(1, int(candidate.size()) / 3);
        // One edit of a word of one or two letters can be any other word.
        bool near = distance == 0 || (distance <= allowed && candidate.size() > 2);
        if (near && (!best || distance < best_distance)) {
            best = candidate;
            best_distance = distance;
        }
    }
    return best;
}

std::string did_you_mean(std::optional<std::string_view> word) {
    return word ? "did you mean `" + std::string(*word) + "`?" : "";
}

} // namespace pragmac
