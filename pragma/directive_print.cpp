// print_directive: one canonical line that reads back as an equal directive.
#include "directive.h"
#include "directive_grammar.h"

namespace pragmac {

namespace {

std::string text_of(const Size &size) {
    return size.name.empty() ? std::to_string(size.value) : size.name;
}

template <class List, class Print> std::string joined(const List &list, Print print) {
    std::string out;
    for (const auto &item : list)
        out += (out.empty() ? "" : ", ") + print(item);
    return out;
}

// The part before the colon: an operation or a word.
std::string prefix_of(const Clause &clause) {
    switch (row_of(clause.kind).arguments) {
    case ClauseArguments::reduction:
    case ClauseArguments::item_reduction: return std::string(name_of(clause.op));
    default: return std::string(name_of(clause.word));
    }
}

std::string arguments_of(const Clause &clause) {
    if (!clause.expression.empty())
        return clause.expression;
    std::string names = joined(clause.names, [](const ClauseName &n) { return n.text; });
    std::string sizes = joined(clause.sizes, text_of);
    std::string prefix = prefix_of(clause);
    std::string rest = names + sizes; // no clause has both
    if (prefix.empty() || rest.empty())
        return prefix + rest;
    return prefix + (names.empty() ? ", " : ": ") + rest;
}

std::string text_of(const Clause &clause) {
    std::string name(name_of(clause.kind));
    if (row_of(clause.kind).arguments == ClauseArguments::none)
        return name;
    std::string arguments = arguments_of(clause);
    return arguments.empty() ? name : name + "(" + arguments + ")";
}

std::string text_of(const TensorItem &item) {
    auto property = [](const Clause &c) { return text_of(c); };
    return item.lower + ":" + item.upper + " => " + joined(item.properties, property);
}

// The words before the clauses, and how many clauses they already contain.
std::string head_of(const Directive &directive, size_t &printed) {
    switch (directive.kind) {
    case DirectiveKind::distribute:
        printed = 1;
        return "parallel for " + text_of(directive.clauses[0]);
    case DirectiveKind::simd:
        printed = directive.find(ClauseKind::simd) ? 1 : 0;
        return printed ? text_of(directive.clauses[0]) : "simd";
    case DirectiveKind::omp:
        return "omp " + std::string(name_of(directive.omp)) +
               (directive.omp_name.empty() ? "" : "(" + directive.omp_name + ")");
    case DirectiveKind::tensor: return "";
    default: return std::string(name_of(directive.kind));
    }
}

} // namespace

std::string print_directive(const Directive &directive) {
    size_t printed = 0;
    std::string head = head_of(directive, printed);
    std::string out = "pragma" + (head.empty() ? "" : " " + head);
    for (size_t i = printed; i < directive.clauses.size(); ++i)
        out += " " + text_of(directive.clauses[i]);
    for (const TensorItem &item : directive.items)
        out += " " + text_of(item);
    return out;
}

} // namespace pragmac
