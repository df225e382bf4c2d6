// The OpenMP spelling: `omp` construct and clauses.
#include "directive_grammar.h"
#include "suggest.h"

#include <algorithm>
#include <utility>

namespace pragmac {

namespace {

constexpr std::pair<OmpConstruct, std::string_view> constructs[] = {
#define X(name, text) {OmpConstruct::name, text},
    PRAGMAC_OMP_CONSTRUCTS(X)
#undef X
};

// Takes the words of `phrase` if all of them follow.
bool accept_phrase(DirectiveCursor &cursor, std::string_view phrase) {
    DirectiveCursor ahead = cursor;
    int words = 0;
    for (; !phrase.empty(); ++words) {
        std::string_view word = phrase.substr(0, phrase.find(' '));
        phrase.remove_prefix(std::min(word.size() + 1, phrase.size()));
        if (!ahead.accept(word))
            return false;
    }
    while (words-- > 0)
        cursor.take();
    return true;
}

[[noreturn]] void unknown_construct(DirectiveCursor &cursor) {
    DirectiveToken found = cursor.peek();
    if (!found.is_word())
        cursor.malformed("an OpenMP construct", "omp");
    std::vector<std::string_view> names;
    for (auto [construct, text] : constructs)
        if (!text.empty())
            names.push_back(text);
    std::optional<std::string_view> similar = nearest(found.text, names);
    if (found.is("target"))
        similar = "target teams loop";
    Diagnostic &d = cursor.diagnostics().report(
        "P101", cursor.span(found), "unknown OpenMP construct `" + std::string(found.text) + "`");
    if (similar)
        d.with_label(did_you_mean(similar))
            .with_fix("write `" + std::string(*similar) + "`", cursor.span(found),
                      std::string(*similar));
    d.with_fix("constructs are parallel, for, parallel for, single, task, taskwait, barrier, "
               "critical, master, atomic, target teams loop and target teams distribute parallel "
               "for");
    throw MalformedDirective{};
}

bool takes_clauses(OmpConstruct construct) {
    switch (construct) {
    case OmpConstruct::taskwait:
    case OmpConstruct::barrier:
    case OmpConstruct::critical:
    case OmpConstruct::master:
    case OmpConstruct::atomic: return false;
    default: return true;
    }
}

} // namespace

void parse_omp(DirectiveCursor &cursor, Directive &directive) {
    directive.kind = DirectiveKind::omp;
    for (auto [construct, text] : constructs) // longest phrases stand first
        if (directive.omp == OmpConstruct::none && !text.empty() && accept_phrase(cursor, text))
            directive.omp = construct;
    if (directive.omp == OmpConstruct::none)
        unknown_construct(cursor);
    if (directive.omp == OmpConstruct::critical && cursor.accept("(")) {
        directive.omp_name = cursor.name("omp critical").text;
        cursor.expect(")", "omp critical");
    }
    std::string name = "omp " + std::string(name_of(directive.omp));
    if (!takes_clauses(directive.omp) && !cursor.at_end())
        cursor.too_much(name);
    directive.clauses = parse_clauses(cursor, on_omp, name);
}

} // namespace pragmac
