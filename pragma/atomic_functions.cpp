// pragmac's own functions: atomic updates that yield the old value.
#include "library.h"

namespace pragmac {

FunctionBuilder::LibraryRows FunctionBuilder::pragmac_rows() {
    using F = FunctionBuilder;
    using Arguments = LibraryFunction::Arguments;
    static const LibraryFunction rows[] = {
        {"atomic_add", 3, 3, Arguments::values, "an array, an index or a tuple of them, a number",
         &F::atomic_add_call, "", "array index value"},
    };
    return rows;
}

// The indices of one element; false after an error.
bool FunctionBuilder::add_indices(Value &element, const Value &index, Span span) {
    std::vector<Value> given{index};
    if (index.is(Value::Form::tuple))
        given = index.items;
    for (const Value &i : given) {
        Value whole = to_scalar(i, span);
        NodeRef node = index_node(whole, span);
        if (!node)
            return false;
        element.items.push_back(scalar_value(node, whole.range));
    }
    if (element.items.size() == element.type.rank)
        return true;
    refuse_wrong_count(span, element, element.items.size());
    return false;
}

// Integers of another width wrap when they are added and when they are converted first: it is the
// same. Everything else must be computed in the element's own dtype.
Value FunctionBuilder::atomic_add_call(LibraryCall &call) {
    Value element = call.args[0];
    if (!element.is(Value::Form::array)) {
        if (!element.is(Value::Form::unknown))
            diagnostics()
                .report("P407", call.span, "`atomic_add` changes an element of an array")
                .with_fix("keep the number in an array of one element");
        return {};
    }
    Value value = to_scalar(call.args[2], call.span);
    if (!add_indices(element, call.args[1], call.span) || !value.is(Value::Form::scalar))
        return {};
    DType d = element.type.dtype;
    Type common = common_type(numpy_type(d), value.type);
    bool wraps = is_integer(d) && is_integer(common.dtype);
    if (is_bool(d) || (common.dtype != d && !wraps)) {
        diagnostics()
            .report("P430", call.span,
                    "`" + python_name(value.type) + "` cannot be added to an element of dtype `" +
                        python_name(numpy_type(d)).substr(3) + "` in one step")
            .with_fix("convert it first: `" + python_name(numpy_type(d)) + "(…)`");
        return {};
    }
    build_.span = call.span;
    if (!as<Var>(element.node)->info->writeable) {
        emit(build_.check(build_.boolean(false, Kind::python), Exception::ValueError,
                          "assignment destination is read-only"));
        return scalar_value(build_.constant(numpy_type(d), {}));
    }
    std::vector<NodeRef> indices;
    for (const Value &i : element.items)
        indices.push_back(i.node);
    NodeRef old = build_.value_var("old", numpy_type(d));
    emit(build_.fetch_update(old, element.node, indices, BinaryOp::add,
                             operators_.convert(value, numpy_type(d), common.dtype != d)));
    note_written(element.node);
    return scalar_value(old);
}

} // namespace pragmac
