// Texts as formats: what `print`, f-strings and messages of `assert` show of each value.
#include "formatted_text.h"

#include "function_builder.h"

#include <algorithm>

namespace pragmac {
namespace {

using Form = Value::Form;

bool is_text(const Tree *t) {
    return t->is(TreeKind::Constant) && t->constant().category == Constant::Category::text;
}

// Whether Python's repr is the text between two quotes.
bool plain(std::string_view text) {
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return c >= ' ' && c < 127 && c != '\'' && c != '\\'; });
}

// str(x), repr(x): the argument; null for other calls.
const Tree *text_call_argument(const Tree *t) {
    const Tree *f = t->child("func");
    bool names = f->is(TreeKind::Name) && (f->text("id") == "str" || f->text("id") == "repr");
    bool one = t->list("args").size() == 1 && t->list("keywords").empty();
    return names && one ? t->list("args")[0] : nullptr;
}

// The text in front of `%` or `.format(…)`; null for other expressions.
const Tree *template_of(const Tree *t) {
    if (t->is(TreeKind::BinOp) && t->text("op") == "Mod")
        return is_text(t->child("left")) ? t->child("left") : nullptr;
    if (!t->is(TreeKind::Call) || !t->child("func")->is(TreeKind::Attribute))
        return nullptr;
    const Tree *owner = t->child("func")->child("value");
    return is_text(owner) ? owner : nullptr;
}

// Whether `a + b` joins texts.
bool makes_text(const Tree *t) {
    if (t->is(TreeKind::BinOp) && t->text("op") == "Add")
        return makes_text(t->child("left")) || makes_text(t->child("right"));
    return is_text(t) || t->is(TreeKind::JoinedStr) || template_of(t) ||
           (t->is(TreeKind::Call) && text_call_argument(t));
}

} // namespace

std::string escaped(std::string_view text) {
    std::string out;
    for (char c : text)
        out += (c == '{' || c == '}') ? std::string(2, c) : std::string(1, c);
    return out;
}

std::string FunctionBuilder::place_for(const Value &number, std::vector<NodeRef> &values) {
    if (!number.is(Form::scalar))
        return "";
    std::string place = "{" + std::to_string(values.size()) + "}";
    values.push_back(spill(number, "printed").node);
    return place;
}

// str(v).
std::string FunctionBuilder::printed(const Value &v, Span span, std::vector<NodeRef> &values) {
    if (v.is(Form::text))
        return escaped(v.text);
    if (v.is(Form::none) || v.is(Form::tuple))
        return represented(v, span, values);
    if (v.is(Form::dtype)) {
        std::string name = dtype_text(v.type);
        return v.index == 1 ? name : "<class 'numpy." + name + "'>";
    }
    return place_for(to_scalar(v, span), values);
}

// repr(v).
std::string FunctionBuilder::represented(const Value &v, Span span, std::vector<NodeRef> &values) {
    if (v.is(Form::none))
        return "None";
    if (v.is(Form::text) && plain(v.text))
        return "'" + escaped(v.text) + "'";
    if (v.is(Form::tuple)) {
        std::string text;
        for (const Value &item : v.items)
            text += (text.empty() ? "" : ", ") + represented(item, span, values);
        return "(" + text + (v.items.size() == 1 ? ",)" : ")");
    }
    Value number = to_scalar(v, span);
    if (!number.is(Form::scalar) || is_python(number.type))
        return place_for(number, values);
    if (is_bool(number.type.dtype) || is_complex(number.type.dtype)) {
        diagnostics()
            .report("P233", span, "`" + python_name(number.type) + "` is not shown inside a tuple")
            .with_fix("show the number itself, or convert it with `bool()` or `complex()`");
        return "";
    }
    return python_name(number.type) + "(" + place_for(number, values) + ")";
}

// An f-string.
std::string FunctionBuilder::formatted(TreeRef t, std::vector<NodeRef> &values) {
    std::string text;
    for (TreeRef piece : t->list("values")) {
        if (piece->is(TreeKind::Constant)) {
            text += escaped(piece->constant().text);
            continue;
        }
        if (piece->has("format_spec")) {
            diagnostics()
                .report("P240", piece->span, "format specifications are not compiled")
                .with_fix("write the value without one: `{x}`");
            continue;
        }
        text += field_text(piece, values);
    }
    return text;
}

// `{x}`, `{x!r}` and `{x!s}` of an f-string. format() of NumPy's numbers is that of Python's, with
// more digits than str().
std::string FunctionBuilder::field_text(TreeRef t, std::vector<NodeRef> &values) {
    Value v = expression(t->child("value"));
    int64_t conversion = t->integer("conversion");
    if (conversion == 'r')
        return represented(v, t->span, values);
    bool numpy = v.is(Form::scalar) && is_numpy(v.type) && conversion != 's';
    return printed(numpy ? item_method(v, t->span) : v, t->span, values);
}

// ---- messages of assert --------------------------------------------------------------------

// The message as far as it can be made: nothing that a message holds refuses a program.
std::string FunctionBuilder::message_text(TreeRef t, std::vector<NodeRef> &values) {
    if (t->is(TreeKind::JoinedStr)) {
        std::string text;
        for (TreeRef piece : t->list("values"))
            text += message_text(piece, values);
        return text;
    }
    if (t->is(TreeKind::FormattedValue) && makes_text(t->child("value")))
        return message_text(t->child("value"), values);
    if (t->is(TreeKind::BinOp) && makes_text(t) && !template_of(t)) {
        std::string left = message_text(t->child("left"), values);
        return left + message_text(t->child("right"), values);
    }
    if (TreeRef text = template_of(t))
        return message_text(text, values);
    if (t->is(TreeKind::Call))
        if (TreeRef argument = text_call_argument(t))
            return message_text(argument, values);
    return message_value(t, values);
}

// What is not compiled is left out; names that do not exist stay errors. An error carries four
// slots: what comes after them is left out too.
std::string FunctionBuilder::message_value(TreeRef t, std::vector<NodeRef> &values) {
    DiagnosticEngine found, *outer = diagnostics_;
    auto conflicts = conflicts_;
    bool lost = lost_;
    size_t mark = out_->size(), count = values.size();
    diagnostics_ = &found;
    std::string text = t->is(TreeKind::FormattedValue) ? field_text(t, values)
                                                       : printed(expression(t), t->span, values);
    diagnostics_ = outer;
    size_t slots = 0;
    for (NodeRef value : values)
        slots += is_complex(value->type.dtype) ? 2 : 1;
    constexpr size_t most_slots = 4;
    if (!found.has_errors() && slots <= most_slots)
        return text;
    for (const Diagnostic &d : found.reported())
        if (d.code == "P411" || d.code == "P412")
            outer->report(Code(*find_code(d.code)), d.span, d.message) = d;
    out_->resize(mark);
    values.resize(count);
    lost_ = lost;
    conflicts_ = conflicts;
    return slots > most_slots ? "..." : "";
}

} // namespace pragmac
