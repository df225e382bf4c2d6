// The clauses of directives: one table of them, and the parsing of their arguments.
#include "directive_grammar.h"
#include "suggest.h"

#include <algorithm>
#include <array>
#include <optional>

namespace pragmac {

namespace {

using enum ClauseArguments;

constexpr int64_t most_lanes = 1 << 16;
constexpr int64_t most_threads = 1 << 16;
constexpr int64_t most_loops = 16;
constexpr int64_t largest_size = INT32_MAX;
constexpr size_t most_clauses = 64;

constexpr ClauseWord workers[] = {ClauseWord::thread, ClauseWord::subgroup, ClauseWord::group};
constexpr ClauseWord schedules[] = {ClauseWord::static_, ClauseWord::dynamic, ClauseWord::guided};
constexpr ClauseWord facts[] = {ClauseWord::unique, ClauseWord::sorted, ClauseWord::inrange,
                                ClauseWord::samevalue, ClauseWord::disjoint};
constexpr ClauseWord families[] = {ClauseWord::cpu, ClauseWord::gpu};
constexpr ClauseWord layouts[] = {ClauseWord::block, ClauseWord::cyclic};
constexpr ClauseWord sharing[] = {ClauseWord::shared, ClauseWord::none_shared};
constexpr ClauseWord directions[] = {ClauseWord::to, ClauseWord::from, ClauseWord::tofrom,
                                     ClauseWord::alloc};

constexpr unsigned on_loop = on_parallel | on_simd;
constexpr unsigned on_data = on_parallel | on_simd | on_omp;

// The rows of tensor properties come after those of clauses of the same name.
constexpr ClauseRow rows[] = {
    {"simd", ClauseKind::simd, optional_size, on_parallel | on_item, false, most_lanes, {}},
    {"single", ClauseKind::single, none, on_parallel, false, 0, {}},
    {"collapse", ClauseKind::collapse, number, on_data, false, most_loops, {}},
    {"block", ClauseKind::block, sizes, on_loop | on_item, false, largest_size, {}},
    {"worker", ClauseKind::worker, word, on_parallel, false, 0, workers},
    {"num_threads", ClauseKind::num_threads, size, on_parallel | on_omp, false, most_threads, {}},
    {"reduction", ClauseKind::reduction, reduction, on_data | on_item, true, 0, {}},
    {"private", ClauseKind::private_, names, on_data, true, 0, {}},
    {"firstprivate", ClauseKind::firstprivate, names, on_data, true, 0, {}},
    {"lastprivate", ClauseKind::lastprivate, names, on_data, true, 0, {}},
    {"shared", ClauseKind::shared, names, on_data, true, 0, {}},
    {"schedule", ClauseKind::schedule, schedule, on_parallel | on_omp, false, largest_size,
     schedules},
    {"assume", ClauseKind::assume, assume, on_loop, true, 0, facts},
    {"target", ClauseKind::target, word, on_loop, false, 0, families},
    {"distribute", ClauseKind::distribute, schedule, 0, false, largest_size, layouts},
    {"parallel", ClauseKind::parallel, none, on_item, false, 0, {}},
    {"single_block", ClauseKind::single_block, none, on_item, false, 0, {}},
    {"in_reg", ClauseKind::single_block, none, on_item, false, 0, {}},
    {"le", ClauseKind::le, number, on_item, false, INT64_MAX, {}},
    {"reduce", ClauseKind::reduce, item_reduction, on_item, false, 0, {}},
    {"default", ClauseKind::default_, word, on_omp, false, 0, sharing},
    {"nowait", ClauseKind::nowait, none, on_omp, false, 0, {}},
    {"map", ClauseKind::map, map, on_omp, true, 0, directions},
    {"if", ClauseKind::if_, condition, on_omp, false, 0, {}},
};

struct OpSpelling {
    std::string_view text;
    ReductionOp op;
};
constexpr OpSpelling op_spellings[] = {
    {"+", ReductionOp::add},     {"*", ReductionOp::mul},           {"min", ReductionOp::min},
    {"max", ReductionOp::max},   {"&", ReductionOp::bit_and},       {"|", ReductionOp::bit_or},
    {"^", ReductionOp::bit_xor}, {"and", ReductionOp::logical_and}, {"or", ReductionOp::logical_or},
    {"sum", ReductionOp::add},   {"prod", ReductionOp::mul},
};

// Skips a balanced "(" … ")" so that parsing can go on behind an unknown clause.
void skip_arguments(DirectiveCursor &cursor) {
    if (!cursor.accept("("))
        return;
    for (int open = 1; open > 0;) {
        if (cursor.at_end())
            cursor.malformed("`)`", "the clause", ")");
        DirectiveToken token = cursor.take();
        open += token.is("(") - token.is(")");
    }
}

void report_unknown_clause(DirectiveCursor &cursor, const DirectiveToken &word, unsigned place,
                           std::string_view directive) {
    std::vector<std::string_view> names;
    for (const ClauseRow &row : rows)
        if (row.places & place)
            names.push_back(row.name);
    if (directive == "parallel for" && (word.is("for") || word.is("parallel"))) {
        cursor.diagnostics()
            .report("P106", cursor.span(word), "`" + std::string(word.text) + "` is repeated")
            .with_fix("remove it", cursor.span(word), "");
        cursor.reject();
        return;
    }
    std::optional<std::string_view> similar = nearest(word.text, names);
    if (!similar && directive == "parallel for" && edit_distance(word.text, "for") <= 2)
        similar = "for";
    Diagnostic &d = cursor.diagnostics().report("P103", cursor.span(word),
                                                "unknown clause `" + std::string(word.text) +
                                                    "` in `" + std::string(directive) + "`");
    cursor.reject();
    if (similar) {
        d.with_label(did_you_mean(similar))
            .with_fix("write `" + std::string(*similar) + "`", cursor.span(word),
                      std::string(*similar));
        return;
    }
    std::string list;
    for (std::string_view name : names)
        list += (list.empty() ? "" : ", ") + std::string(name);
    d.with_fix("clauses are " + list);
}

// The row of a clause name, among those that may stand at `place` first.
const ClauseRow *find_row(std::string_view name, unsigned place) {
    const ClauseRow *elsewhere = nullptr;
    for (const ClauseRow &row : rows)
        if (row.name == name && (row.places & place))
            return &row;
        else if (row.name == name && (row.places & (on_loop | on_omp)))
            elsewhere = &row;
    return elsewhere;
}

void parse_op(DirectiveCursor &cursor, Clause &clause) {
    clause.op_span = cursor.span(cursor.peek());
    for (const OpSpelling &spelling : op_spellings)
        if (cursor.accept(spelling.text)) {
            clause.op = spelling.op;
            return;
        }
    if (cursor.at_end() || cursor.peek().is(")") || cursor.peek().is(":"))
        cursor.malformed("an operation", "reduction");
    std::vector<std::string_view> names;
    for (const OpSpelling &spelling : op_spellings)
        names.push_back(spelling.text);
    DirectiveToken found = cursor.take();
    std::optional<std::string_view> similar = nearest(found.text, names);
    if (found.is("-"))
        similar = "+"; // `s -= x` adds -x
    Diagnostic &d = cursor.diagnostics().report("P123", cursor.span(found),
                                                "unknown reduction operation `" +
                                                    std::string(found.text) + "`");
    if (similar)
        d.with_label(did_you_mean(similar))
            .with_fix("write `" + std::string(*similar) + "`", cursor.span(found),
                      std::string(*similar));
    else
        d.with_fix("operations are + * min max & | ^ and or sum prod");
    cursor.reject();
    if (!cursor.peek().is(":")) // `reduction(s)`: what follows would be misread
        throw MalformedDirective{};
}

void parse_names(DirectiveCursor &cursor, Clause &clause, std::string_view context) {
    do {
        clause.names.push_back(cursor.name(context));
    } while (cursor.accept(","));
}

void parse_assume(DirectiveCursor &cursor, const ClauseRow &row, Clause &clause) {
    clause.word = parse_word(cursor, row.words, row.name);
    cursor.expect(":", row.name);
    clause.names.push_back(cursor.name(row.name));
    if (clause.word == ClauseWord::disjoint) {
        cursor.expect(",", "assume(disjoint: a, b)");
        clause.names.push_back(cursor.name("assume(disjoint: a, b)"));
    }
}

// [word ":"] names: a direction is a word followed by a colon, else it is a variable's name.
void parse_map(DirectiveCursor &cursor, const ClauseRow &row, Clause &clause) {
    std::string_view rest = cursor.rest();
    size_t colon = rest.find(':');
    if (colon != rest.npos && colon < rest.find_first_of(",)")) {
        clause.word = parse_word(cursor, row.words, row.name);
        cursor.expect(":", row.name);
    }
    parse_names(cursor, clause, row.name);
}

std::string parse_condition(DirectiveCursor &cursor) {
    std::string text = parse_expression(cursor, "if");
    for (std::string_view op : {"<=", ">=", "==", "!=", "<", ">"})
        if (cursor.accept(op))
            return text + " " + std::string(op) + " " + parse_expression(cursor, "if");
    return text;
}

void parse_parenthesised(DirectiveCursor &cursor, const ClauseRow &row, Clause &clause) {
    switch (row.arguments) {
    case none: break;
    case size:
    case optional_size: clause.sizes.push_back(cursor.size(row.name, row.limit)); break;
    case number: clause.sizes.push_back(cursor.integer(row.name, row.limit)); break;
    case sizes: do { clause.sizes.push_back(cursor.size(row.name, row.limit));
        } while (cursor.accept(","));
        break;
    case word: clause.word = parse_word(cursor, row.words, row.name); break;
    case names: parse_names(cursor, clause, row.name); break;
    case reduction:
        parse_op(cursor, clause);
        cursor.expect(":", row.name);
        parse_names(cursor, clause, row.name);
        break;
    case item_reduction:
        parse_op(cursor, clause);
        if (cursor.accept(":"))
            clause.names.push_back(cursor.name(row.name));
        break;
    case schedule:
        clause.word = parse_word(cursor, row.words, row.name);
        if (cursor.accept(","))
            clause.sizes.push_back(cursor.integer(row.name, row.limit));
        break;
    case assume: parse_assume(cursor, row, clause); break;
    case map: parse_map(cursor, row, clause); break;
    case condition: clause.expression = parse_condition(cursor); break;
    }
}

// Whether a program has the same results without the clause, or without the arguments that it need
// not have. An item of a tensor directive needs its property.
bool may_go(const ClauseRow &row) {
    bool block_of_item = row.kind == ClauseKind::block && row.arguments == optional_size;
    return row.arguments != reduction && row.arguments != item_reduction && row.places != on_item &&
           !block_of_item;
}

// Arguments of a clause that has none, and what ends a line of other languages, may go.
[[noreturn]] void report_no_clause(DirectiveCursor &cursor, const std::vector<Clause> &clauses,
                                   std::string_view directive) {
    const DirectiveToken &found = cursor.peek();
    bool no_arguments =
        !clauses.empty() && row_of(clauses.back().kind).arguments == ClauseArguments::none;
    size_t close = found.is("(") ? cursor.closing(found.begin) : cursor.no_place;
    if (no_arguments && close != cursor.no_place)
        cursor.no_clause(directive, close + 1);
    if (found.is("#") || (found.is(";") && found.end == cursor.end()))
        cursor.no_clause(directive, cursor.end());
    cursor.malformed("a clause", directive);
}

} // namespace

std::span<const ClauseRow> clause_rows() { return rows; }

std::string arguments_in_words(const ClauseRow &row) {
    std::string words;
    for (ClauseWord word : row.words)
        words += (words.empty() ? "" : " | ") + std::string(name_of(word));
    switch (row.arguments) {
    case none: return "";
    case optional_size: return "[(size)]";
    case number: return "(number)";
    case size: return "(size)";
    case sizes: return "(size {, size})";
    case word: return "(" + words + ")";
    case names: return "(name {, name})";
    case reduction: return "(operation: name {, name})";
    case item_reduction: return "(operation[: name])";
    case schedule: return "(" + words + "[, number])";
    case assume: return "(" + words + ": name {, name})";
    case map: return "([" + words + ":] name {, name})";
    case condition: break;
    }
    return "(condition)";
}

const ClauseRow &row_of(ClauseKind kind) {
    return *std::find_if(std::begin(rows), std::end(rows),
                         [&](const ClauseRow &row) { return row.kind == kind; });
}

ClauseWord parse_word(DirectiveCursor &cursor, std::span<const ClauseWord> words,
                      std::string_view context) {
    if (!cursor.at_word())
        cursor.malformed("a word", context);
    DirectiveToken found = cursor.take();
    std::vector<std::string_view> names;
    std::string list;
    for (ClauseWord w : words) {
        if (found.is(name_of(w)))
            return w;
        names.push_back(name_of(w));
        list += (list.empty() ? "" : ", ") + std::string(name_of(w));
    }
    std::optional<std::string_view> similar = nearest(found.text, names);
    Diagnostic &d = cursor.diagnostics().report(
        "P105", cursor.span(found),
        "`" + std::string(found.text) + "` is no choice of `" + std::string(context) + "`");
    if (similar)
        d.with_label(did_you_mean(similar))
            .with_fix("write `" + std::string(*similar) + "`", cursor.span(found),
                      std::string(*similar));
    else
        d.with_fix("choices are " + list);
    cursor.reject();
    return words.front();
}

Clause parse_clause_arguments(DirectiveCursor &cursor, const ClauseRow &row, size_t begin) {
    Clause clause;
    clause.kind = row.kind;
    bool optional = row.arguments == optional_size || row.kind == ClauseKind::distribute;
    if (row.arguments != none && (!optional || cursor.peek().is("("))) {
        cursor.enter_arguments(!may_go(row) ? cursor.no_place
                               : optional   ? cursor.peek().begin
                                            : begin);
        cursor.expect("(", row.name);
        parse_parenthesised(cursor, row, clause);
        cursor.expect(")", row.name);
        cursor.leave_arguments();
    }
    clause.span = cursor.span_from(begin);
    return clause;
}

std::vector<Clause> parse_clauses(DirectiveCursor &cursor, ClausePlace place,
                                  std::string_view directive) {
    std::vector<Clause> clauses;
    while (!cursor.at_end()) {
        if (place == on_omp && !clauses.empty())
            cursor.accept(",");
        if (!cursor.at_word())
            report_no_clause(cursor, clauses, directive);
        DirectiveToken word = cursor.take();
        const ClauseRow *row = find_row(word.text, place);
        if (!row) {
            report_unknown_clause(cursor, word, place, directive);
            skip_arguments(cursor);
            continue;
        }
        Clause clause = parse_clause_arguments(cursor, *row, word.begin);
        if (!(row->places & place)) {
            cursor.diagnostics()
                .report("P109", clause.span,
                        "`" + std::string(directive) + "` takes no clause `" +
                            std::string(row->name) + "`")
                .with_fix("remove the clause", clause.span, "");
            cursor.reject();
        }
        clauses.push_back(std::move(clause));
        if (clauses.size() > most_clauses) {
            cursor.diagnostics()
                .report("P115", cursor.span(word), "a directive takes at most 64 clauses")
                .with_fix("join the names of clauses of one kind");
            throw MalformedDirective{};
        }
    }
    return clauses;
}

} // namespace pragmac
