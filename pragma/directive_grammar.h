// The parts of the directive parser: one function per production, spread over three files.
#pragma once

#include "directive.h"
#include "directive_cursor.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pragmac {

// Where a clause may stand.
enum ClausePlace : unsigned {
    on_parallel = 1,
    on_simd = 2,
    on_item = 4, // property of a tensor item
    on_omp = 8,
};

// What follows the clause's name.
enum class ClauseArguments {
    none,
    optional_size,  // ["(" size ")"]
    number,         // "(" INT ")"
    size,           // "(" size ")"
    sizes,          // "(" size {"," size} ")"
    word,           // "(" one of the words ")"
    names,          // "(" name {"," name} ")"
    reduction,      // "(" op ":" name {"," name} ")"
    item_reduction, // "(" op [":" name] ")"
    schedule,       // "(" word ["," INT] ")"
    assume,         // "(" word ":" name {"," name} ")"
    map,            // "(" [word ":"] name {"," name} ")"
    condition,      // "(" expr ")"
};

// One row of the clause table.
struct ClauseRow {
    std::string_view name;
    ClauseKind kind;
    ClauseArguments arguments;
    unsigned places;      // ClausePlace bits
    bool repeatable;      // may stand several times with different names
    int64_t limit;        // largest number, where numbers are taken
    std::span<const ClauseWord> words;
};
std::span<const ClauseRow> clause_rows();
// What stands behind the clause's name, for readers: "(size {, size})".
std::string arguments_in_words(const ClauseRow &row);
const ClauseRow &row_of(ClauseKind kind);

// Clauses up to the end of the text; unknown ones are reported and skipped.
std::vector<Clause> parse_clauses(DirectiveCursor &cursor, ClausePlace place,
                                  std::string_view directive);
// What follows the name, which has been taken and begins at `begin`.
Clause parse_clause_arguments(DirectiveCursor &cursor, const ClauseRow &row, size_t begin);
ClauseWord parse_word(DirectiveCursor &cursor, std::span<const ClauseWord> words,
                      std::string_view context);

// An arithmetic expression as it stands in the source, blanks normalised.
std::string parse_expression(DirectiveCursor &cursor, std::string_view context);

std::vector<TensorItem> parse_tensor_items(DirectiveCursor &cursor);
void parse_omp(DirectiveCursor &cursor, Directive &directive);

// Repeated (P106) and contradictory (P107) clauses.
void check_clauses(const Directive &directive, DirectiveCursor &cursor);

} // namespace pragmac
