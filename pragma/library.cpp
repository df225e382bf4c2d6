// Library functions on scalars: Python's builtins, the math module, NumPy's functions.
#include "function_builder.h"

#include "functions.h"

#include <bit>
#include <cmath>
#include <limits>

namespace pragmac {
namespace {

struct Named {
    std::string_view name;
    std::string_view op; // CPython's operator class
};
constexpr Named numpy_binary[] = {
    {"add", "Add"},           {"subtract", "Sub"},       {"multiply", "Mult"},
    {"divide", "Div"},        {"true_divide", "Div"},    {"floor_divide", "FloorDiv"},
    {"mod", "Mod"},           {"remainder", "Mod"},      {"power", "Pow"},
    {"pow", "Pow"},           {"bitwise_and", "BitAnd"}, {"bitwise_or", "BitOr"},
    {"bitwise_xor", "BitXor"}, {"left_shift", "LShift"}, {"right_shift", "RShift"},
};
constexpr Named numpy_compare[] = {{"equal", "Eq"},      {"not_equal", "NotEq"},
                                   {"less", "Lt"},       {"less_equal", "LtE"},
                                   {"greater", "Gt"},    {"greater_equal", "GtE"}};

template <size_t N> const Named *find(const Named (&rows)[N], std::string_view name) {
    for (const Named &row : rows)
        if (row.name == name)
            return &row;
    return nullptr;
}

// The float type in which NumPy computes a float function of d.
DType float_for(DType d) {
    if (is_bool(d) || (is_integer(d) && byte_size(d) == 1))
        return DType::f16;
    if (is_integer(d))
        return byte_size(d) == 2 ? DType::f32 : DType::f64;
    return d;
}

bool creates_array(std::string_view name) {
    return name == "empty" || name == "zeros" || name == "ones" || name == "full" ||
           name == "arange" || name == "empty_like" || name == "zeros_like" ||
           name == "ones_like" || name == "full_like";
}

} // namespace

Value FunctionBuilder::library_constant(const std::string &name, Span span) {
    std::string_view rest = name;
    bool numpy = rest.starts_with("numpy."), math = rest.starts_with("math.");
    rest.remove_prefix(rest.find('.') + 1);
    struct Row {
        std::string_view name;
        double value;
    };
    static const Row rows[] = {{"pi", M_PI}, {"e", M_E}, {"tau", 2 * M_PI},
                               {"inf", std::numeric_limits<double>::infinity()},
                               {"nan", std::numeric_limits<double>::quiet_NaN()}};
    for (const Row &row : rows)
        if ((numpy || math) && row.name == rest && (math || rest != "tau"))
            return scalar_value(build_.f64(row.value, Kind::python));
    Value function;
    function.form = Value::Form::library;
    function.text = name;
    DType d = DType::none;
    std::string_view type = rest;
    if (numpy && type == "bool_")
        type = "bool";
    for (auto [prefix, letter] : {std::pair{"int", 'i'}, {"uint", 'u'}, {"float", 'f'},
                                  {"complex", 'c'}, {"bool", 'b'}}) {
        if (!numpy || !type.starts_with(prefix))
            continue;
        std::string ir = letter == 'b' ? std::string(type)
                                       : letter + std::string(type.substr(std::string_view(prefix).size()));
        if (parse_name(ir, d)) {
            function.form = Value::Form::dtype;
            function.type = numpy_type(d);
        }
    }
    (void)span;
    return function;
}

Value FunctionBuilder::library_call(TreeRef t, const std::string &name) {
    std::string module = name.substr(0, name.find('.')), base = name.substr(name.find('.') + 1);
    if (module == "numpy" && creates_array(base))
        return array_creation(t, base);
    if (name == "builtins.print") {
        print_call(t);
        Value none;
        none.form = Value::Form::none;
        return none;
    }
    if (!t->list("keywords").empty()) {
        diagnostics().report("P229", t->list("keywords")[0]->span,
                             "`" + base + "` takes no keyword arguments here");
        return {};
    }
    std::vector<Value> args;
    TreeList given = t->list("args");
    for (size_t i = 0; i < given.size(); i++) {
        args.push_back(expression(given[i]));
        if (i + 1 < given.size() && calls_function(given[i + 1]))
            for (Value &a : args)
                a = spill(a);
    }
    build_.span = t->span;
    if (module == "builtins")
        return builtin_call(t, base, args);
    for (size_t i = 0; i < args.size(); i++) {
        args[i] = to_scalar(args[i], given[i]->span);
        if (!args[i].is(Value::Form::scalar))
            return {};
    }
    build_.span = t->span;
    if (module == "math")
        return math_call(t, base, args);
    if (module == "numpy")
        return numpy_call(t, base, args);
    diagnostics().report("P212", t->span, "`" + name + "` is not compiled")
        .with_fix("call a function of docs/supported.md, or a Python function with source");
    return {};
}

// ---- builtins ------------------------------------------------------------------------------

Value FunctionBuilder::builtin_call(TreeRef t, const std::string &name, std::vector<Value> &args) {
    Span span = t->span;
    auto wrong = [&](const char *what) {
        diagnostics().report("P413", span, "`" + name + "` takes " + what);
        return Value{};
    };
    auto scalars = [&] {
        for (size_t i = 0; i < args.size(); i++)
            args[i] = to_scalar(args[i], t->list("args")[i]->span);
        for (const Value &a : args)
            if (!a.is(Value::Form::scalar))
                return false;
        build_.span = span;
        return true;
    };
    if (name == "range") {
        if (args.empty() || args.size() > 3)
            return wrong("one to three integers");
        if (!scalars())
            return {};
        std::vector<Value> bounds;
        for (Value &a : args) {
            NodeRef node = index_node(a, span);
            if (!node)
                return {};
            node = build_.cast(node, python_int(), CastMode::wrap);
            bounds.push_back(spill(scalar_value(node, a.range), "bound"));
        }
        if (bounds.size() == 1)
            bounds.insert(bounds.begin(), operators_.integer(0));
        if (bounds.size() == 2)
            bounds.push_back(operators_.integer(1));
        Value range;
        range.form = Value::Form::range;
        range.items = bounds;
        return range;
    }
    if (name == "enumerate" || name == "zip") {
        Value v;
        v.form = name == "zip" ? Value::Form::zip : Value::Form::enumerate;
        v.items = args;
        if (name == "enumerate") {
            if (args.empty() || args.size() > 2)
                return wrong("an iterable and a start");
            if (args.size() == 1)
                v.items.push_back(operators_.integer(0));
        }
        return v;
    }
    if (name == "len") {
        if (args.size() != 1)
            return wrong("one array");
        if (args[0].is(Value::Form::tuple))
            return operators_.integer(static_cast<int64_t>(args[0].items.size()));
        if (args[0].is(Value::Form::array) && args[0].type.rank > args[0].items.size())
            return scalar_value(build_.dim(args[0].node,
                                           static_cast<int64_t>(args[0].items.size()),
                                           Kind::python), {0, int64_t{1} << 47});
        if (!args[0].is(Value::Form::unknown))
            diagnostics().report("P414", span, "`len` takes an array with dimensions or a tuple");
        return {};
    }
    if ((name == "min" || name == "max") && args.size() == 1 && args[0].is(Value::Form::tuple))
        args = std::vector<Value>(args[0].items);
    if (!scalars())
        return {};
    if (name == "min" || name == "max") {
        if (args.size() < 2)
            return wrong("two or more numbers");
        Value best = args[0];
        for (size_t i = 1; i < args.size(); i++)
            best = operators_.choose(name == "max", spill(best), spill(args[i]), span);
        return best;
    }
    if (name == "int" || name == "float" || name == "bool") {
        Type to = name == "int" ? python_int() : name == "float" ? python_float() : python_bool();
        if (args.empty())
            return scalar_value(build_.constant(to, {}), {0, 0});
        return args.size() == 1 ? operators_.construct(to, args[0], span) : wrong("one number");
    }
    if (name == "complex") {
        if (args.size() == 1 && is_complex(args[0].type.dtype))
            return operators_.construct(python_complex(), args[0], span);
        if (args.empty() || args.size() > 2)
            return wrong("one or two real numbers");
        Value zero = scalar_value(build_.f64(0.0, Kind::python));
        Value re = operators_.construct(python_float(), args[0], span);
        Value im = args.size() == 2 ? operators_.construct(python_float(), args[1], span) : zero;
        if (!re.is(Value::Form::scalar) || !im.is(Value::Form::scalar))
            return {};
        return scalar_value(build_.binary(BinaryOp::make_complex, re.node, im.node));
    }
    if (name == "abs")
        return args.size() == 1 ? absolute(args[0], span) : wrong("one number");
    if (name == "round")
        return round_call(t, args);
    if (name == "pow" && args.size() == 2)
        return operators_.binary("Pow", args[0], args[1], span);
    if (name == "divmod" && args.size() == 2) {
        Value a = spill(args[0]), b = spill(args[1]);
        Value quotient = operators_.binary("FloorDiv", a, b, span);
        return tuple_value({quotient, operators_.binary("Mod", a, b, span)});
    }
    diagnostics().report("P212", span, "the builtin `" + name + "` is not compiled")
        .with_fix("supported are abs, bool, complex, divmod, enumerate, float, int, len, max, min, "
                  "pow, print, range, round and zip");
    return {};
}

Value FunctionBuilder::absolute(const Value &x, Span span) {
    build_.span = span;
    Value v = x;
    if (is_bool(x.type.dtype)) {
        if (is_numpy(x.type))
            return x;
        v = scalar_value(operators_.convert(x, python_int()));
    }
    if (is_unsigned(v.type.dtype))
        return v;
    Value size = scalar_value(build_.unary(UnaryOp::abs, v.node));
    if (v.type == python_int() && v.range.lo > INT64_MIN)
        size.range = {0, std::max(std::abs(v.range.lo), std::abs(v.range.hi))};
    return size;
}

// round(x) is an int, half to even; round(x, n) of a Python float is a float.
Value FunctionBuilder::round_call(TreeRef t, std::vector<Value> &args) {
    Span span = t->span;
    FunctionId rint, digits;
    internal_assert(parse_name("rint", rint) && parse_name("round_digits", digits),
                    "round needs its functions");
    if (args.size() == 1) {
        const Value &x = args[0];
        if (is_integer(x.type.dtype) || is_bool(x.type.dtype))
            return operators_.construct(python_int(), x, span);
        if (is_float(x.type.dtype))
            return operators_.construct(
                python_int(), scalar_value(build_.math(rint, {x.node}, x.type)), span);
    }
    if (args.size() == 2 && args[0].type == python_float() && args[1].type == python_int()) {
        NodeRef n = build_.cast(args[1].node, python_float(), CastMode::wrap);
        return scalar_value(build_.math(digits, {args[0].node, n}, python_float()));
    }
    diagnostics().report("P414", span, "`round` takes a number, or a Python float and digits");
    return {};
}

// ---- math ----------------------------------------------------------------------------------

Value FunctionBuilder::math_call(TreeRef t, const std::string &name, std::vector<Value> &args) {
    Span span = t->span;
    if (name == "floor" || name == "ceil" || name == "trunc") {
        FunctionId f;
        parse_name(name, f);
        if (args.size() != 1 || is_complex(args[0].type.dtype)) {
            diagnostics().report("P414", span, "`math." + name + "` takes one real number");
            return {};
        }
        const Value &x = args[0];
        if (!is_float(x.type.dtype))
            return operators_.construct(python_int(), x, span);
        Value wide = operators_.construct(python_float(), x, span);
        NodeRef whole = build_.math(f, {wide.node}, python_float());
        return operators_.construct(python_int(), scalar_value(whole), span);
    }
    if (name == "log" && args.size() == 2) {
        std::vector<Value> base{args[1]}, x{args[0]};
        Value numerator = spill(math_call(t, "log", x));
        return operators_.binary("Div", numerator, math_call(t, "log", base), span);
    }
    FunctionId f;
    if (!find_math_function(name, f)) {
        diagnostics().report("P212", span, "`math." + name + "` is not compiled")
            .with_fix("docs/supported.md lists the functions of `math` that are");
        return {};
    }
    const FunctionInfo &info = info_of(f);
    if (static_cast<int>(args.size()) != info.arity) {
        diagnostics().report("P413", span, "`math." + name + "` takes " +
                                               std::to_string(info.arity) + " numbers");
        return {};
    }
    std::vector<NodeRef> nodes;
    for (const Value &a : args) {
        Value real = operators_.construct(python_float(), a, span);
        if (!real.is(Value::Form::scalar))
            return {};
        nodes.push_back(real.node);
    }
    return scalar_value(build_.math(f, nodes, info.truth ? python_bool() : python_float()));
}

// ---- numpy ---------------------------------------------------------------------------------

Value FunctionBuilder::numpy_call(TreeRef t, const std::string &name, std::vector<Value> &args) {
    Span span = t->span;
    // Python numbers become NumPy's when a ufunc meets nothing else.
    auto as_numpy = [&](const Value &v) {
        return is_python(v.type) ? scalar_value(operators_.convert(v, numpy_type(v.type.dtype)),
                                                v.range)
                                 : v;
    };
    auto result = [&](const Value &v) { return v.is(Value::Form::scalar) ? as_numpy(v) : v; };
    // np.real and np.imag take the attribute, which a Python number keeps Python's.
    if (args.size() == 1 && (name == "real" || name == "imag") && !is_complex(args[0].type.dtype))
        return name == "real" ? args[0] : scalar_value(build_.constant(args[0].type, {}));
    bool all_python = true;
    for (const Value &a : args)
        all_python = all_python && is_python(a.type);
    if (all_python)
        for (Value &a : args)
            a = as_numpy(a);
    if (args.size() == 2) {
        if (const Named *row = find(numpy_binary, name))
            return result(operators_.binary(row->op, args[0], args[1], span));
        if (const Named *row = find(numpy_compare, name))
            return result(operators_.compare(row->op, args[0], args[1], span));
        if (name == "maximum" || name == "minimum") {
            Type common = common_type(args[0].type, args[1].type);
            BinaryOp op = name == "maximum" ? BinaryOp::np_max : BinaryOp::np_min;
            return scalar_value(build_.binary(op, operators_.convert(args[0], common),
                                              operators_.convert(args[1], common)));
        }
        if (name == "logical_and" || name == "logical_or" || name == "logical_xor") {
            NodeRef a = operators_.truth(args[0]), b = operators_.truth(args[1]);
            BinaryOp op = name == "logical_and"  ? BinaryOp::bit_and
                          : name == "logical_or" ? BinaryOp::bit_or
                                                 : BinaryOp::bit_xor;
            return result(scalar_value(build_.binary(op, a, b)));
        }
    }
    if (args.size() == 1) {
        if (name == "abs" || name == "absolute")
            return absolute(args[0], span);
        if (name == "negative")
            return operators_.unary("USub", args[0], span);
        if (name == "logical_not")
            return result(scalar_value(build_.unary(UnaryOp::logical_not,
                                                    operators_.truth(args[0]))));
        if (name == "invert" || name == "bitwise_not")
            return operators_.unary("Invert", args[0], span);
        if (name == "square")
            return operators_.binary("Mult", spill(args[0]), spill(args[0]), span);
        if (name == "conj" || name == "conjugate")
            return is_complex(args[0].type.dtype)
                       ? scalar_value(build_.unary(UnaryOp::conj, args[0].node))
                       : args[0];
        if (name == "real" || name == "imag") {
            return scalar_value(build_.unary(name == "real" ? UnaryOp::real : UnaryOp::imag,
                                             args[0].node));
        }
    }
    if (name == "where" && args.size() == 3) {
        Type common = common_type(args[1].type, args[2].type);
        NodeRef a = operators_.convert(args[1], common), b = operators_.convert(args[2], common);
        return result(scalar_value(build_.select(operators_.truth(args[0]), a, b)));
    }
    return numpy_function(name, args, span);
}

Value FunctionBuilder::numpy_function(const std::string &name, std::vector<Value> &args,
                                      Span span) {
    FunctionId f;
    if (!find_numpy_function(name, f)) {
        diagnostics().report("P212", span, "`np." + name + "` is not compiled")
            .with_fix("docs/supported.md lists the functions of NumPy that are");
        return {};
    }
    const FunctionInfo &info = info_of(f);
    if (static_cast<int>(args.size()) != info.arity) {
        diagnostics().report("P413", span, "`np." + name + "` takes " +
                                               std::to_string(info.arity) + " numbers");
        return {};
    }
    Type common = args[0].type;
    for (const Value &a : args)
        common = common_type(common, a.type);
    common.kind = Kind::numpy;
    bool whole = is_integer(common.dtype) || is_bool(common.dtype);
    if (whole && (name == "floor" || name == "ceil" || name == "trunc"))
        return args[0];
    if (whole && (name == "fmax" || name == "fmin"))
        return scalar_value(build_.binary(name == "fmax" ? BinaryOp::np_max : BinaryOp::np_min,
                                          operators_.convert(args[0], common),
                                          operators_.convert(args[1], common)));
    if (whole && name == "fmod" && !is_bool(common.dtype))
        return integer_fmod(operators_.convert(args[0], common),
                            operators_.convert(args[1], common));
    if (whole && name == "sign" && !is_bool(common.dtype)) {
        NodeRef zero = build_.constant(common, {}), one = build_.constant(common, {1, 0});
        NodeRef minus = build_.unary(UnaryOp::neg, one);
        NodeRef below = build_.cast(build_.compare(CompareOp::lt, args[0].node, zero),
                                    python_bool(), CastMode::wrap);
        NodeRef above = build_.cast(build_.compare(CompareOp::gt, args[0].node, zero),
                                    python_bool(), CastMode::wrap);
        NodeRef not_above = is_unsigned(common.dtype) ? zero : build_.select(below, minus, zero);
        return scalar_value(build_.select(above, one, not_above));
    }
    common.dtype = float_for(common.dtype);
    if (!accepts(info, common.dtype)) {
        diagnostics().report("P403", span, "`np." + name + "` is not defined for `" +
                                               python_name(args[0].type) + "`");
        return {};
    }
    std::vector<NodeRef> nodes;
    for (const Value &a : args)
        nodes.push_back(operators_.convert(a, common));
    return scalar_value(build_.math(f, nodes, info.truth ? numpy_type(DType::b1) : common));
}

// C's remainder: the sign of the dividend. Python's differs from it by the divisor.
Value FunctionBuilder::integer_fmod(NodeRef x, NodeRef divisor) {
    NodeRef a = spill(scalar_value(x)).node, b = spill(scalar_value(divisor)).node;
    NodeRef m = spill(scalar_value(build_.binary(BinaryOp::mod, a, b))).node;
    if (is_unsigned(a->type.dtype))
        return scalar_value(m);
    NodeRef zero = build_.constant(a->type, {});
    auto negative = [&](NodeRef v) { return build_.compare(CompareOp::lt, v, zero); };
    NodeRef differ = build_.binary(BinaryOp::bit_xor, negative(a), negative(m));
    NodeRef inexact = build_.compare(CompareOp::ne, m, zero);
    NodeRef shifted = build_.binary(BinaryOp::sub, m, b);
    return scalar_value(
        build_.select(build_.binary(BinaryOp::bit_and, inexact, differ), shifted, m));
}

// ---- print ---------------------------------------------------------------------------------

void FunctionBuilder::print_call(TreeRef call) {
    if (in_parallel_loop()) {
        diagnostics().report("P231", call->span, "`print` inside a parallel loop")
            .with_fix("store the values and print them after the loop");
        return;
    }
    std::string separator = " ", end = "\n", format;
    for (TreeRef keyword : call->list("keywords")) {
        TreeRef value = keyword->child("value");
        bool text = value->is(TreeKind::Constant) &&
                    value->constant().category == Constant::Category::text;
        if (text && keyword->text("arg") == "sep")
            separator = value->constant().text;
        else if (text && keyword->text("arg") == "end")
            end = value->constant().text;
        else
            diagnostics().report("P229", keyword->span,
                                 "`print` takes constant `sep` and `end` here");
    }
    auto literal = [&](std::string_view text) {
        for (char c : text)
            format += (c == '{' || c == '}') ? std::string(2, c) : std::string(1, c);
    };
    std::vector<NodeRef> values;
    std::function<void(const Value &, Span)> item = [&](const Value &v, Span span) {
        if (v.is(Value::Form::text))
            return literal(v.text);
        if (v.is(Value::Form::none))
            return literal("None");
        Value number = to_scalar(v, span);
        if (!number.is(Value::Form::scalar))
            return;
        format += "{" + std::to_string(values.size()) + "}";
        values.push_back(spill(number, "printed").node);
    };
    bool first = true;
    for (TreeRef a : call->list("args")) {
        if (!first)
            literal(separator);
        first = false;
        item(expression(a), a->span);
    }
    literal(end);
    build_.span = call->span;
    emit(build_.print(format, values));
}

} // namespace pragmac
