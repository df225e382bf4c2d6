// print: one format with the constant texts in it, and the numbers as its values.
#include "library.h"

namespace pragmac {
namespace {

// Braces of the program's own text stand for themselves in a format.
std::string escaped(std::string_view text) {
    std::string out;
    for (char c : text)
        out += (c == '{' || c == '}') ? std::string(2, c) : std::string(1, c);
    return out;
}

const Constant *constant_text(const Tree *t) {
    bool text = t->is(TreeKind::Constant) && t->constant().category == Constant::Category::text;
    return text ? &t->constant() : nullptr;
}

} // namespace

std::string FunctionBuilder::message_text(TreeRef t) {
    const Constant *text = constant_text(t);
    if (text)
        return escaped(text->text);
    diagnostics()
        .report("P243", t->span, "the message of an `assert` must be a constant string")
        .with_fix("write the text itself");
    return "";
}

Value FunctionBuilder::print_call(LibraryCall &call) {
    TreeRef t = call.tree;
    Value none{.form = Value::Form::none};
    if (in_parallel_loop()) {
        diagnostics()
            .report("P231", t->span, "`print` inside a parallel loop")
            .with_fix("store the values and print them after the loop");
        return none;
    }
    std::string separator = " ", end = "\n", format;
    for (TreeRef keyword : t->list("keywords")) {
        const Constant *text = constant_text(keyword->child("value"));
        if (text && keyword->text("arg") == "sep")
            separator = text->text;
        else if (text && keyword->text("arg") == "end")
            end = text->text;
        else
            diagnostics()
                .report("P229", keyword->span, "`print` takes constant `sep` and `end` here")
                .with_fix("remove the argument");
    }
    std::vector<NodeRef> values;
    bool first = true;
    for (TreeRef a : t->list("args")) {
        format += first ? "" : escaped(separator);
        first = false;
        format += printed(expression(a), a->span, values);
    }
    format += escaped(end);
    build_.span = t->span;
    emit(build_.print(format, values));
    return none;
}

// The piece of the format that shows one argument.
std::string FunctionBuilder::printed(const Value &v, Span span, std::vector<NodeRef> &values) {
    if (v.is(Value::Form::text))
        return escaped(v.text);
    if (v.is(Value::Form::none))
        return "None";
    Value number = to_scalar(v, span);
    if (!number.is(Value::Form::scalar))
        return "";
    std::string place = "{" + std::to_string(values.size()) + "}";
    values.push_back(spill(number, "printed").node);
    return place;
}

} // namespace pragmac
