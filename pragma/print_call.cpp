// print: one format with the constant texts in it, and the numbers as its values.
#include "formatted_text.h"
#include "library.h"

namespace pragmac {

Value FunctionBuilder::print_call(LibraryCall &call) {
    TreeRef t = call.tree;
    Value none{.form = Value::Form::none};
    if (const Loop *loop = parallel_loop()) {
        diagnostics()
            .report("P231", t->span, "`print` inside a parallel loop")
            .with_fix("store the values and print them after the loop")
            .with_fix_in_order(loop->tree->span);
        return none;
    }
    std::string separator = " ", end = "\n", format;
    for (TreeRef keyword : t->list("keywords"))
        if (!print_option(keyword, separator, end))
            diagnostics()
                .report("P229", keyword->span,
                        "`print` takes constant `sep`, `end` and `flush` here")
                .with_fix("remove the argument");
    std::vector<NodeRef> values;
    bool first = true;
    for (TreeRef a : t->list("args")) {
        format += first ? "" : escaped(separator);
        first = false;
        format += a->is(TreeKind::JoinedStr) ? formatted(a, values)
                                             : printed(expression(a), a->span, values);
    }
    format += escaped(end);
    build_.span = t->span;
    emit(build_.print(format, values));
    return none;
}

// None stands for the default; every print is written at once, so that `flush` asks nothing more.
bool FunctionBuilder::print_option(TreeRef keyword, std::string &separator, std::string &end) {
    TreeRef value = keyword->child("value");
    if (!value->is(TreeKind::Constant))
        return false;
    using enum Constant::Category;
    Constant::Category given = value->constant().category;
    std::string_view option = keyword->text("arg");
    if (option == "flush")
        return given == boolean;
    if (option == "file")
        return given == none;
    if ((option != "sep" && option != "end") || (given != text && given != none))
        return false;
    if (given == text)
        (option == "sep" ? separator : end) = value->constant().text;
    return true;
}

} // namespace pragmac
