// The builtins sum, max and min of an iterable: a loop over its elements in order.
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
    Value element;
    collect([&] { element = to_scalar(items.element(build_.i64(0, Kind::python)), span); });
    if (!element.is(Form::scalar))
        return {};
    return fold(items, 0, sum_start(start, element, span), span,
                [&](const Value &total, const Value &next) {
                    return operators_.binary("Add", total, next, span);
                });
}

// The value after `next(value, element)` for the elements from `first` on.
Value FunctionBuilder::fold(const Iterable &items, int64_t first, const Value &start, Span span,
                            const std::function<Value(const Value &, const Value &)> &next) {
    if (!start.is(Form::scalar))
        return {};
    build_.span = span;
    NodeRef cell = cell_with("fold", start);
    NodeRef position = build_.value_var("position", python_int());
    NodeRef body = build_.block(collect([&] {
        Value element = spill(to_scalar(items.element(position), span));
        Value held = spill(scalar_value(build_.load(cell)));
        emit(build_.store(cell, {}, next(held, element).node));
    }));
    NodeRef lo = build_.i64(first, Kind::python), one = build_.i64(1, Kind::python);
    emit(build_.for_loop(position, lo, items.length, one, ForKind::serial, {}, body));
    return spill(scalar_value(build_.load(cell)));
}

// max(a) of an array or a range: the first element, and every later one that is larger.
Value FunctionBuilder::extremum_of(const Value &iterated, bool larger, Span span) {
    Iterable items = iterable(iterated, span);
    if (!items.length)
        return {};
    NodeRef zero = build_.i64(0, Kind::python);
    emit(
        build_.check(build_.compare(CompareOp::gt, items.length, zero), Exception::ValueError,
                     larger ? "max() arg is an empty sequence" : "min() arg is an empty sequence"));
    Value first = spill(to_scalar(items.element(zero), span));
    return fold(items, 1, first, span, [&](const Value &best, const Value &next) {
        return operators_.choose(larger, best, next, span);
    });
}

} // namespace pragmac
