// The builtin sum: a loop over the elements, which adds in order.
#include "library.h"

#include <algorithm>

namespace pragmac {

using Form = Value::Form;

// The type that holds the start and every partial sum: adding an element once more keeps it.
Value FunctionBuilder::sum_start(Value start, const Value &element, Span span) {
    constexpr int widenings = 4; // int, float, complex, and NumPy's of them
    for (int i = 0; i < widenings && start.is(Form::scalar); i++) {
        Value sum;
        collect([&] { sum = operators_.binary("Add", start, element, span); });
        if (!sum.is(Form::scalar) || sum.type == start.type)
            break;
        start = scalar_value(operators_.convert(start, sum.type));
    }
    return start;
}

Value FunctionBuilder::sum_call(LibraryCall &call) {
    Span span = call.span;
    Value start = operators_.integer(0);
    if (call.args.size() == 2)
        start = to_scalar(call.args[1], span);
    if (call.args[0].is(Form::tuple)) {
        auto is_float = [](const Value &v) { return v.type == python_float(); };
        const std::vector<Value> &items = call.args[0].items;
        if (std::count_if(items.begin(), items.end(), is_float) > 2) {
            diagnostics()
                .report("P414", span,
                        "how `sum` rounds Python floats depends on the version of Python")
                .with_fix("write `a + b + c`");
            return {};
        }
        for (const Value &item : call.args[0].items)
            start = operators_.binary("Add", spill(start), to_scalar(item, span), span);
        return start;
    }
    Iterable items = iterable(call.args[0], span);
    if (!items.length || !start.is(Form::scalar))
        return {};
    NodeRef position = build_.value_var("position", python_int());
    Value element;
    Statements body = collect([&] { element = to_scalar(items.element(position), span); });
    start = sum_start(start, element, span);
    if (!element.is(Form::scalar) || !start.is(Form::scalar))
        return {};
    build_.span = span;
    NodeRef total = build_.cell_var("sum", start.type);
    emit(build_.alloc_cell(total));
    emit(build_.store(total, {}, start.node));
    Value sum = operators_.binary("Add", scalar_value(build_.load(total)), element, span);
    body.push_back(build_.store(total, {}, sum.node));
    NodeRef zero = build_.i64(0, Kind::python), one = build_.i64(1, Kind::python);
    emit(build_.for_loop(position, zero, items.length, one, ForKind::serial, {},
                         build_.block(body)));
    return spill(scalar_value(build_.load(total)));
}

} // namespace pragmac
