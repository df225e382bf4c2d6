// Attributes of arrays and numbers, and the few methods of numbers, by tables.
#include "library.h"

#include <algorithm>

namespace pragmac {

std::span<const FunctionBuilder::Attribute> FunctionBuilder::array_attributes() {
    using B = FunctionBuilder;
    static constexpr Attribute rows[] = {
        {"shape", "tuple of int", &B::shape_attribute},
        {"size", "int", &B::size_attribute},
        {"ndim", "int", &B::rank_attribute},
        {"dtype", "a dtype", &B::dtype_attribute},
        {"itemsize", "int", &B::itemsize_attribute},
        {"nbytes", "int", &B::nbytes_attribute},
    };
    return rows;
}

std::span<const FunctionBuilder::Attribute> FunctionBuilder::number_attributes() {
    using B = FunctionBuilder;
    static constexpr Attribute rows[] = {
        {"real", "the real part", &B::real_attribute},
        {"imag", "the imaginary part", &B::imag_attribute},
        {"dtype", "a dtype, of NumPy numbers", &B::dtype_attribute},
    };
    return rows;
}

std::span<const FunctionBuilder::Attribute> FunctionBuilder::dtype_attributes() {
    using B = FunctionBuilder;
    static constexpr Attribute rows[] = {
        {"itemsize", "int", &B::itemsize_attribute},
        {"kind", "a text, to be compared", &B::kind_attribute},
        {"name", "a text, to be compared", &B::name_attribute},
        {"type", "the type of its numbers", &B::type_attribute},
    };
    return rows;
}

std::span<const FunctionBuilder::Attribute> FunctionBuilder::number_methods() {
    using B = FunctionBuilder;
    static constexpr Attribute rows[] = {
        {"conjugate", "the conjugate", &B::conjugate_method},
        {"item", "Python's number, of NumPy numbers and 0-d arrays", &B::item_method},
    };
    return rows;
}

Value FunctionBuilder::attribute(TreeRef t) {
    return attribute_of(expression(t->child("value")), t);
}

Value FunctionBuilder::attribute_of(const Value &v, TreeRef t) {
    std::string name(t->text("attr"));
    build_.span = t->span;
    if (v.is(Value::Form::unknown))
        return v;
    if (v.is(Value::Form::library)) {
        std::string dotted = v.text + "." + name;
        bool bound = frame_->source->names.count(dotted) > 0;
        return bound ? read_global(dotted, t->span) : library_constant(dotted);
    }
    if (v.is(Value::Form::limits))
        return limit(v, t);
    AttributeRows rows;
    if (v.is(Value::Form::array))
        rows = array_attributes();
    else if (v.is(Value::Form::scalar))
        rows = number_attributes();
    else if (v.is(Value::Form::dtype) && v.index == 1)
        rows = dtype_attributes();
    for (const Attribute &row : rows)
        if (row.name == name && !(name == "dtype" && is_python(v.type)))
            return (this->*row.rule)(v, t->span);
    bool of_array = std::any_of(array_attributes().begin(), array_attributes().end(),
                                [&](const Attribute &row) { return row.name == name; });
    TreeRef owner = t->child("value");
    if (v.is(Value::Form::scalar) && of_array) {
        std::string what = owner->is(TreeKind::Name) ? "`" + std::string(owner->text("id")) + "`"
                                                     : std::string("this");
        diagnostics()
            .report("P230", t->span,
                    what + " is a number (`" + python_name(v.type) + "`) and has no `." + name +
                        "`")
            .with_fix("pass an array");
        return {};
    }
    return refuse_attribute(t);
}

Value FunctionBuilder::refuse_attribute(TreeRef t) {
    auto listed = [](AttributeRows rows) {
        std::string names;
        for (const Attribute &row : rows)
            names += (names.empty() ? "." : ", .") + std::string(row.name);
        return names;
    };
    diagnostics()
        .report("P230", t->span,
                "the attribute `" + std::string(t->text("attr")) + "` is not supported")
        .with_fix("supported are " + listed(array_attributes()) + " of arrays and " +
                  listed(number_attributes()) + " of numbers and " + listed(dtype_attributes()) +
                  " of dtypes");
    return {};
}

// `t` is the call; its function is the attribute of a number.
Value FunctionBuilder::method_call(const Value &v, TreeRef t) {
    TreeRef function = t->child("func");
    std::string_view name = function->text("attr");
    for (const Attribute &row : number_methods()) {
        if (row.name != name || (name == "item" && is_python(v.type)))
            continue;
        if (t->list("args").empty() && t->list("keywords").empty())
            return (this->*row.rule)(v, t->span);
        diagnostics()
            .report("P413", t->span, "`." + std::string(name) + "` takes no arguments")
            .with_fix("remove the arguments");
        return {};
    }
    return refuse_attribute(function);
}

// ---- of arrays; a row of an array (C[i]) has used the first indices ------------------------

Value FunctionBuilder::extent_of(const Value &v, size_t axis) {
    return scalar_value(build_.dim(v.node, static_cast<int64_t>(axis), Kind::python), extent_range);
}

Value FunctionBuilder::shape_attribute(const Value &v, Span) {
    std::vector<Value> extents;
    for (size_t axis = v.items.size(); axis < v.type.rank; axis++)
        extents.push_back(extent_of(v, axis));
    return tuple_value(extents);
}

Value FunctionBuilder::size_attribute(const Value &v, Span span) {
    size_t first = v.items.size();
    if (first == v.type.rank)
        return operators_.integer(1);
    Value size = extent_of(v, first);
    for (size_t axis = first + 1; axis < v.type.rank; axis++)
        size = operators_.binary("Mult", size, extent_of(v, axis), span);
    return size;
}

Value FunctionBuilder::rank_attribute(const Value &v, Span) {
    return operators_.integer(static_cast<int64_t>(v.type.rank - v.items.size()));
}

Value FunctionBuilder::dtype_attribute(const Value &v, Span) {
    return {.form = Value::Form::dtype, .type = numpy_type(v.type.dtype), .index = 1};
}

Value FunctionBuilder::itemsize_attribute(const Value &v, Span) {
    return operators_.integer(byte_size(v.type.dtype));
}

Value FunctionBuilder::nbytes_attribute(const Value &v, Span span) {
    return operators_.binary("Mult", size_attribute(v, span), itemsize_attribute(v, span), span);
}

// ---- of dtypes -----------------------------------------------------------------------------

Value FunctionBuilder::kind_attribute(const Value &v, Span) {
    DType d = v.type.dtype;
    std::string kind = is_bool(d)       ? "b"
                       : is_signed(d)   ? "i"
                       : is_unsigned(d) ? "u"
                       : is_float(d)    ? "f"
                                        : "c";
    return {.form = Value::Form::text, .text = kind};
}

Value FunctionBuilder::name_attribute(const Value &v, Span) {
    return {.form = Value::Form::text, .text = dtype_text(v.type)};
}

Value FunctionBuilder::type_attribute(const Value &v, Span) {
    return {.form = Value::Form::dtype, .type = v.type};
}

// ---- of numbers ----------------------------------------------------------------------------

Value FunctionBuilder::real_attribute(const Value &v, Span) { return part_of_number(v, "real"); }

Value FunctionBuilder::imag_attribute(const Value &v, Span) { return part_of_number(v, "imag"); }

Value FunctionBuilder::conjugate_method(const Value &v, Span) {
    return v.type == numpy_type(DType::b1) ? v : part_of_number(v, "conj");
}

Value FunctionBuilder::item_method(const Value &v, Span span) {
    DType d = v.type.dtype;
    Type python = is_bool(d)      ? python_bool()
                  : is_integer(d) ? python_int()
                  : is_float(d)   ? python_float()
                                  : python_complex();
    return operators_.construct(python, v, span);
}

std::vector<SupportedName> FunctionBuilder::rows_of_attributes(bool methods) {
    std::vector<SupportedName> names;
    if (methods)
        for (const Attribute &row : number_methods())
            names.push_back({"number", row.name, row.gives});
    for (const Attribute &row : methods ? AttributeRows{} : array_attributes())
        names.push_back({"array", row.name, row.gives});
    for (const Attribute &row : methods ? AttributeRows{} : number_attributes())
        names.push_back({"number", row.name, row.gives});
    for (const Attribute &row : methods ? AttributeRows{} : dtype_attributes())
        names.push_back({"dtype", row.name, row.gives});
    return names;
}

std::vector<SupportedName> supported_attributes() {
    return FunctionBuilder::rows_of_attributes(false);
}

std::vector<SupportedName> supported_methods() { return FunctionBuilder::rows_of_attributes(true); }

} // namespace pragmac
