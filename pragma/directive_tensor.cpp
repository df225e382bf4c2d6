// Tensor directives: `1:N-1 => parallel, block(64)  :M => simd`, and the expressions in them.
#include "directive_grammar.h"
#include "suggest.h"

namespace pragmac {

namespace {

constexpr int deepest_nesting = 32;
constexpr size_t most_items = 64;

// Recursive descent over expressions; only the text is kept, meaning comes with attachment.
class ExpressionParser {
  public:
    ExpressionParser(DirectiveCursor &cursor, std::string_view context)
        : cursor_(cursor), context_(context) {}

    std::string expr() {
        std::string text = term();
        while (cursor_.peek().is("+") || cursor_.peek().is("-"))
            text += binary(&ExpressionParser::term);
        return text;
    }

  private:
    std::string binary(std::string (ExpressionParser::*operand)()) {
        std::string op = " " + std::string(cursor_.take().text) + " ";
        return op + (this->*operand)();
    }

    std::string term() {
        std::string text = factor();
        while (cursor_.peek().is("*") || cursor_.peek().is("//") || cursor_.peek().is("%"))
            text += binary(&ExpressionParser::factor);
        return text;
    }

    std::string factor() {
        if (!cursor_.peek().is("+") && !cursor_.peek().is("-"))
            return primary();
        enter();
        std::string sign(cursor_.take().text);
        std::string text = sign + factor();
        --depth_;
        return text;
    }

    std::string primary() {
        std::string text = atom();
        while (true) {
            if (cursor_.accept("."))
                text += "." + cursor_.name(context_).text;
            else if (cursor_.accept("["))
                text += "[" + closed(nested(), "]");
            else if (cursor_.accept("("))
                text += "(" + closed(arguments(), ")");
            else
                return text;
        }
    }

    std::string atom() {
        if (cursor_.accept("("))
            return "(" + closed(nested(), ")");
        if (cursor_.at_word())
            return cursor_.name(context_).text;
        if (cursor_.peek().category != DirectiveToken::Category::number)
            cursor_.malformed("a number, a name or `(`", context_);
        std::string_view digits = cursor_.peek().text;
        bool leading_zero = digits.size() > 1 && digits[0] == '0';
        if (digits.find_first_not_of("0123456789") != digits.npos || digits.size() > 18 ||
            leading_zero)
            cursor_.malformed("a whole number below 10**18", context_);
        return std::string(cursor_.take().text);
    }

    std::string arguments() {
        if (cursor_.peek().is(")"))
            return "";
        std::string text = nested();
        while (cursor_.accept(","))
            text += ", " + nested();
        return text;
    }

    std::string nested() {
        enter();
        std::string text = expr();
        --depth_;
        return text;
    }

    std::string closed(std::string inside, std::string_view bracket) {
        cursor_.expect(bracket, context_);
        return inside + std::string(bracket);
    }

    void enter() {
        if (++depth_ <= deepest_nesting)
            return;
        cursor_.diagnostics()
            .report("P115", cursor_.span(cursor_.peek()), "parentheses are nested too deeply")
            .with_fix("compute the expression before the loop and name it");
        throw MalformedDirective{};
    }

    DirectiveCursor &cursor_;
    std::string_view context_;
    int depth_ = 0;
};

// [expr], up to a token that ends it.
std::string optional_expression(DirectiveCursor &cursor, std::string_view end, Span &span) {
    if (cursor.peek().is(end))
        return "";
    size_t begin = cursor.peek().begin;
    std::string text = parse_expression(cursor, "tensor directive");
    span = cursor.span_from(begin);
    return text;
}

[[noreturn]] void unknown_property(DirectiveCursor &cursor) {
    std::vector<std::string_view> names;
    for (const ClauseRow &row : clause_rows())
        if (row.places & on_item)
            names.push_back(row.name);
    DirectiveToken found = cursor.peek();
    if (!found.is_word())
        cursor.malformed("a property", "tensor directive");
    std::optional<std::string_view> similar = nearest(found.text, names);
    Diagnostic &d = cursor.diagnostics().report(
        "P103", cursor.span(found), "unknown property `" + std::string(found.text) + "`");
    if (similar)
        d.with_label(did_you_mean(similar))
            .with_fix("write `" + std::string(*similar) + "`", cursor.span(found),
                      std::string(*similar));
    else
        d.with_fix("properties are parallel, simd, block, single_block, in_reg, le, reduction "
                   "and reduce");
    throw MalformedDirective{};
}

Clause parse_property(DirectiveCursor &cursor) {
    for (const ClauseRow &row : clause_rows()) {
        if (!(row.places & on_item) || !cursor.peek().is(row.name))
            continue;
        size_t begin = cursor.take().begin;
        ClauseRow item = row;
        if (row.kind == ClauseKind::reduction)
            item.arguments = ClauseArguments::item_reduction;
        if (row.kind == ClauseKind::block) // one size per dimension
            item.arguments = ClauseArguments::optional_size;
        if (row.kind == ClauseKind::block && !cursor.peek().is("("))
            cursor.malformed("`(`", row.name);
        return parse_clause_arguments(cursor, item, begin);
    }
    unknown_property(cursor);
}

TensorItem parse_item(DirectiveCursor &cursor) {
    TensorItem item;
    size_t begin = cursor.peek().begin;
    item.lower = optional_expression(cursor, ":", item.lower_span);
    cursor.expect(":", "tensor directive");
    item.upper = optional_expression(cursor, "=>", item.upper_span);
    cursor.expect("=>", "tensor directive");
    do {
        item.properties.push_back(parse_property(cursor));
    } while (cursor.accept(","));
    item.span = cursor.span_from(begin);
    return item;
}

} // namespace

std::string parse_expression(DirectiveCursor &cursor, std::string_view context) {
    return ExpressionParser(cursor, context).expr();
}

std::vector<TensorItem> parse_tensor_items(DirectiveCursor &cursor) {
    std::vector<TensorItem> items;
    while (!cursor.at_end()) {
        if (items.size() == most_items) {
            cursor.diagnostics()
                .report("P115", cursor.span(cursor.peek()), "a directive takes at most 64 items")
                .with_fix("no array has so many dimensions");
            throw MalformedDirective{};
        }
        items.push_back(parse_item(cursor));
    }
    return items;
}

} // namespace pragmac
