// Arrays made inside a compiled function: np.empty, zeros, ones, full, *_like, arange.
#include "dtype_names.h"
#include "library.h"

namespace pragmac {

DType FunctionBuilder::known_dtype(const Value &v) {
    if (v.is(Value::Form::dtype))
        return v.type.dtype;
    if (v.is(Value::Form::library) && v.text.starts_with("builtins."))
        for (std::string_view name : {"bool", "int", "float", "complex"})
            if (v.text.substr(9) == name)
                return dtype_of_string(name);
    return v.is(Value::Form::text) ? dtype_of_string(v.text) : DType::none;
}

DType FunctionBuilder::dtype_of(const Value &v, Span span) {
    DType d = known_dtype(v);
    if (d != DType::none || v.is(Value::Form::unknown))
        return d;
    bool text = v.is(Value::Form::text);
    diagnostics()
        .report("P423", span,
                text ? "unknown dtype '" + v.text + "'"
                     : std::string("a dtype must be known at compile time"))
        .with_fix("write `np.float64`, `x.dtype` or a string such as \"float64\"");
    return DType::none;
}

// Extents of a shape argument: an int, or a tuple of ints.
std::vector<Value> FunctionBuilder::shape_of(const Value &v, Span span) {
    std::vector<Value> extents;
    for (const Value &item : v.is(Value::Form::tuple) ? v.items : std::vector<Value>{v}) {
        Value number = to_scalar(item, span);
        NodeRef node = count_node(number, span);
        if (!node)
            return {};
        extents.push_back(spill(scalar_value(node, number.range), "extent"));
    }
    return extents;
}

Value FunctionBuilder::array_creation(LibraryCall &call) {
    TreeRef t = call.tree;
    std::string name(call.row->name);
    bool like = name.ends_with("_like"), full = name.starts_with("full");
    std::vector<Value> args;
    Value dtype, fill, shape;
    for (TreeRef a : t->list("args"))
        args.push_back(expression(a));
    for (TreeRef keyword : t->list("keywords")) {
        std::string_view key = keyword->text("arg");
        Value v = expression(keyword->child("value"));
        if (key == "dtype")
            dtype = v;
        else if (key == "fill_value" && full)
            fill = v;
        else if (key == "shape" && !like && name != "arange")
            shape = v;
        else
            diagnostics()
                .report("P229", keyword->span,
                        "`np." + name + "` takes no `" + std::string(key) + "` here")
                .with_fix("remove the argument");
    }
    bool arange_call = name == "arange";
    auto wrong_number = [&] {
        diagnostics()
            .report("P413", t->span, "wrong number of arguments for `np." + name + "`")
            .with_fix("it takes " + std::string(call.row->takes));
        return Value{};
    };
    if (args.size() + t->list("keywords").size() < static_cast<size_t>(call.row->least))
        return wrong_number();
    size_t next = 0;
    if (!arange_call) {
        if (shape.is(Value::Form::unknown) && next < args.size())
            shape = args[next++];
        if (full && fill.is(Value::Form::unknown) && next < args.size())
            fill = args[next++];
    }
    size_t numbers = arange_call ? std::min<size_t>(args.size(), 3) : next;
    if (args.size() > numbers && dtype.is(Value::Form::unknown))
        dtype = args[numbers++];
    if (args.size() > numbers || (arange_call && args.empty()))
        return wrong_number();
    DType d = dtype.is(Value::Form::unknown) ? DType::none : dtype_of(dtype, t->span);
    if (arange_call)
        return arange(t, args, d);
    Value init;
    if (full) {
        init = to_scalar(fill, t->span);
        if (!init.is(Value::Form::scalar))
            return {};
        if (d == DType::none && !like)
            d = init.type.dtype;
    }
    std::vector<Value> extents;
    if (like) {
        if (!shape.is(Value::Form::array) || !shape.items.empty()) {
            if (!shape.is(Value::Form::unknown))
                diagnostics()
                    .report("P414", t->span, "`np." + name + "` takes an array")
                    .with_fix("pass an array, or call `np." + name.substr(0, name.find('_')) +
                              "` with a shape");
            return {};
        }
        d = d == DType::none ? shape.type.dtype : d;
        for (int axis = 0; axis < shape.type.rank; axis++)
            extents.push_back(scalar_value(build_.dim(shape.node, axis, Kind::python)));
    } else {
        if (shape.is(Value::Form::unknown))
            return {};
        extents = shape_of(shape, t->span);
        bool empty_tuple = shape.is(Value::Form::tuple) && shape.items.empty();
        if (extents.empty() && !empty_tuple)
            return {};
    }
    d = d == DType::none ? DType::f64 : d;
    build_.span = t->span;
    if (name.starts_with("ones"))
        init = operators_.integer(1);
    Fill how = name.starts_with("empty")   ? Fill::none
               : name.starts_with("zeros") ? Fill::zero
                                           : Fill::value;
    return new_array(t, extents, d, how, init);
}

// An array made here in every iteration has one storage: another name must not keep the last one.
void FunctionBuilder::refuse_kept_array(NodeRef made, Span span) {
    std::string target = array_name_; // in a caller: what the call's result is assigned to
    for (const Frame *frame = frame_; frame; target = frame->result_name, frame = frame->caller)
        for (const auto &[name, state] : frame->variables) {
            if (target.empty() || name == target ||
                state.form != VariableState::Form::array || state.array != made)
                continue;
            diagnostics()
                .report("P401", span,
                        "`" + name + "` still holds the array that was made here before")
                .with_note(state.assigned, "`" + name + "` is assigned here")
                .with_fix("make the arrays before the loop, and copy elements");
            return;
        }
}

Value FunctionBuilder::new_array(TreeRef t, const std::vector<Value> &extents, DType d, Fill fill,
                                 const Value &init) {
    build_.span = t->span;
    int type = static_cast<int>(d) * 64 + static_cast<int>(extents.size());
    NodeRef &var = arrays_[{key_of(t), type}];
    if (!var) {
        Type array = array_of(d, static_cast<int>(extents.size()));
        array.kind = Kind::numpy;
        var = build_.var(
            {.name = array_name_.empty() ? "array" : array_name_, .role = VarRole::array}, array);
    }
    std::vector<NodeRef> nodes;
    for (const Value &e : extents)
        nodes.push_back(e.node);
    NodeRef value = fill == Fill::value ? operators_.convert(init, numpy_type(d), true) : nullptr;
    refuse_kept_array(var, t->span);
    emit(build_.alloc_array(var, nodes, fill, value));
    live_.insert(var);
    return array_value(var);
}

// np.arange: length and elements as NumPy computes them.
Value FunctionBuilder::arange(TreeRef t, const std::vector<Value> &args, DType dtype) {
    std::vector<Value> numbers;
    bool whole = true;
    for (size_t i = 0; i < args.size() && i < 3; i++) {
        numbers.push_back(spill(to_scalar(args[i], t->span)));
        if (!numbers.back().is(Value::Form::scalar))
            return {};
        whole = whole && is_integer(numbers.back().type.dtype);
    }
    if (numbers.size() == 1)
        numbers.insert(numbers.begin(), operators_.integer(0));
    if (numbers.size() == 2)
        numbers.push_back(operators_.integer(1));
    if (!whole)
        return float_arange(t, numbers, dtype);
    if (dtype != DType::none && !is_integer(dtype) && !is_float(dtype)) {
        diagnostics()
            .report("P414", t->span, "`np.arange` makes integers and floats here")
            .with_fix("fill the array in a loop: `a[i] = start + i * step`");
        return {};
    }
    for (Value &n : numbers)
        n = spill(scalar_value(build_.cast(index_node(n, t->span), python_int(), CastMode::wrap),
                               n.range));
    build_.span = t->span;
    NodeRef zero = build_.i64(0, Kind::python), one = build_.i64(1, Kind::python);
    emit(build_.check(build_.compare(CompareOp::ne, numbers[2].node, zero),
                      Exception::ZeroDivisionError, "division by zero"));
    Value length =
        spill(scalar_value(build_.range_length(numbers[0].node, numbers[1].node, numbers[2].node)));
    DType d = dtype == DType::none ? DType::i64 : dtype;
    Value array = new_array(t, {length}, d, Fill::none, {});
    NodeRef k = build_.value_var("k", python_int());
    Value range;
    range.form = Value::Form::range;
    range.items = numbers;
    NodeRef body = build_.block(collect([&] {
        Value element = iterable(range, t->span).element(k);
        emit(build_.store(array.node, {k}, operators_.convert(element, numpy_type(d))));
    }));
    emit(build_.for_loop(k, zero, length.node, one, ForKind::serial, {}, body));
    return array;
}

// The steps from start to stop, rounded up; a distance that vanishes beside the step is one element
// nevertheless.
Value FunctionBuilder::float_arange_length(const std::vector<Value> &numbers, Span span) {
    auto number = [&](double v) { return build_.f64(v, Kind::numpy); };
    auto check = [&](CompareOp op, NodeRef a, NodeRef b, std::string_view message) {
        emit(build_.check(build_.compare(op, a, b), Exception::ValueError, message));
    };
    Type plain = numpy_type(DType::f64);
    Value distance = spill(operators_.binary("Sub", numbers[1], numbers[0], span));
    Value ratio = operators_.binary("Div", distance, numbers[2], span);
    NodeRef steps = spill(scalar_value(operators_.convert(ratio, plain))).node;
    build_.span = span;
    FunctionId ceil;
    internal_assert(parse_name("ceil", ceil), "arange needs ceil");
    check(CompareOp::eq, steps, steps, "arange: cannot compute length");
    check(CompareOp::lt, steps, number(0x1p47), "Maximum allowed size exceeded");
    NodeRef whole = build_.math(ceil, {build_.binary(BinaryOp::np_max, steps, number(0.0))}, plain);
    NodeRef length = build_.cast(whole, python_int(), CastMode::saturate);
    NodeRef far = build_.compare(CompareOp::ne, operators_.convert(distance, plain), number(0.0));
    FunctionId signbit;
    internal_assert(parse_name("signbit", signbit), "arange needs signbit");
    NodeRef forward =
        build_.unary(UnaryOp::logical_not, build_.math(signbit, {steps}, numpy_type(DType::b1)));
    NodeRef none = build_.compare(CompareOp::eq, steps, number(0.0));
    NodeRef tiny =
        build_.binary(BinaryOp::bit_and, none, build_.binary(BinaryOp::bit_and, far, forward));
    tiny = build_.cast(tiny, python_bool(), CastMode::wrap);
    NodeRef one = build_.i64(1, Kind::python);
    return spill(scalar_value(build_.select(tiny, one, length), extent_range));
}

// As NumPy: the length in the numbers' own arithmetic, two elements from them, and the others from
// the difference of these two, in the array's type.
Value FunctionBuilder::float_arange(TreeRef t, const std::vector<Value> &numbers, DType dtype) {
    DType d = dtype == DType::none ? DType::f64 : dtype;
    bool wide = d == DType::f64 || d == DType::f32;
    for (const Value &n : numbers)
        wide = wide && (n.type.dtype == DType::f64 || is_integer(n.type.dtype));
    if (!wide) {
        diagnostics()
            .report("P414", t->span, "`np.arange` takes integers and float64 here")
            .with_fix("fill the array in a loop: `a[i] = start + i * step`");
        return {};
    }
    Type element = numpy_type(d);
    NodeRef zero = build_.i64(0, Kind::python), one = build_.i64(1, Kind::python);
    Value extent = float_arange_length(numbers, t->span);
    const Value &start = numbers[0];
    NodeRef first = spill(scalar_value(operators_.convert(start, element))).node;
    Value next = operators_.binary("Add", start, numbers[2], t->span);
    NodeRef second = spill(scalar_value(operators_.convert(next, element))).node;
    build_.span = t->span;
    NodeRef delta = spill(scalar_value(build_.binary(BinaryOp::sub, second, first))).node;
    Value array = new_array(t, {extent}, d, Fill::none, {});
    NodeRef k = build_.value_var("k", python_int());
    auto at = [&](NodeRef position) {
        return build_.cast(build_.compare(CompareOp::eq, k, position), python_bool(),
                           CastMode::wrap);
    };
    NodeRef offset = build_.binary(BinaryOp::mul, build_.cast(k, element, CastMode::wrap), delta);
    NodeRef value = build_.binary(BinaryOp::add, first, offset);
    value = build_.select(at(zero), first, build_.select(at(one), second, value));
    NodeRef body = build_.block({build_.store(array.node, {k}, value)});
    emit(build_.for_loop(k, zero, extent.node, one, ForKind::serial, {}, body));
    return array;
}

} // namespace pragmac
