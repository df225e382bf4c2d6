// Python's builtin functions on numbers and iterables.
#include "formatted_text.h"
#include "functions.h"
#include "library.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <optional>

namespace pragmac {
namespace {

// The number that Python's float() reads; nothing where it raises, or reads underscores.
std::optional<double> parse_float(std::string_view text) {
    constexpr std::string_view blanks = " \t\n\r\f\v";
    size_t first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos)
        return std::nullopt;
    text = text.substr(first, text.find_last_not_of(blanks) + 1 - first);
    bool negative = text[0] == '-';
    if (negative || text[0] == '+')
        text.remove_prefix(1);
    double number = 0;
    // Longer words of from_chars, nan(…), are none of Python's.
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error == std::errc::result_out_of_range)
        number = std::strtod(std::string(text).c_str(), nullptr);
    else if (error != std::errc())
        return std::nullopt;
    bool word = text.empty() || text[0] == '-' || text.find('(') != std::string_view::npos;
    if (word || end != text.data() + text.size())
        return std::nullopt;
    return negative ? -number : number;
}

} // namespace

using Form = Value::Form;

std::span<const FunctionBuilder::LibraryFunction> FunctionBuilder::builtin_rows() {
    using B = FunctionBuilder;
    using enum LibraryFunction::Arguments;
    constexpr int any = LibraryFunction::any;
    static constexpr std::string_view extremum =
        "two or more numbers, a tuple, a one-dimensional array or a range";
    static constexpr LibraryFunction rows[] = {
        {"abs", 1, 1, numbers, "one number", &B::absolute_call, ""},
        {"bool", 0, 1, numbers, "at most one number", &B::convert_call, ""},
        {"complex", 0, 2, numbers, "at most two numbers", &B::complex_call, "", "real imag"},
        {"divmod", 2, 2, numbers, "two numbers", &B::divmod_call, ""},
        {"enumerate", 1, 2, values, "an iterable and a start", &B::enumerate_call, "",
         "iterable start"},
        {"float", 0, 1, values, "at most one number, or a constant text", &B::float_call, ""},
        {"int", 0, 1, numbers, "at most one number", &B::convert_call, ""},
        {"len", 1, 1, values, "an array or a tuple", &B::length_call, ""},
        {"max", 1, any, values, extremum, &B::extremum_call, ""},
        {"min", 1, any, values, extremum, &B::extremum_call, ""},
        {"pow", 2, 2, numbers, "two numbers", &B::operator_call, "Pow", "base exp"},
        {"print", 0, any, tree, "numbers, texts, f-strings, tuples; constant `sep` and `end`",
         &B::print_call, ""},
        {"range", 1, 3, numbers, "one to three integers", &B::range_call, ""},
        {"round", 1, 2, numbers, "a number, or a Python float and digits", &B::round_call, "",
         "number ndigits"},
        {"sum", 1, 2, values, "a one-dimensional array, a range or a tuple, and a start",
         &B::sum_call, "", "/ start"},
        {"zip", 0, any, values, "iterables", &B::zip_call, ""},
    };
    return rows;
}

Value FunctionBuilder::range_call(LibraryCall &call) {
    std::vector<Value> bounds;
    for (Value &a : call.args) {
        NodeRef node = count_node(a, call.span);
        if (!node)
            return {};
        bounds.push_back(spill(scalar_value(node, a.range), "bound"));
    }
    if (bounds.size() == 1)
        bounds.insert(bounds.begin(), operators_.integer(0));
    if (bounds.size() == 2)
        bounds.push_back(operators_.integer(1));
    return {.form = Form::range, .items = bounds};
}

Value FunctionBuilder::enumerate_call(LibraryCall &call) {
    if (call.args.size() == 1)
        call.args.push_back(operators_.integer(0));
    return {.form = Form::enumerate, .items = call.args};
}

Value FunctionBuilder::zip_call(LibraryCall &call) {
    return {.form = Form::zip, .items = call.args};
}

Value FunctionBuilder::length_call(LibraryCall &call) {
    const Value &v = call.args[0];
    if (v.is(Form::tuple))
        return operators_.integer(static_cast<int64_t>(v.items.size()));
    if (v.is(Form::array) && v.type.rank > v.items.size()) {
        auto axis = static_cast<int64_t>(v.items.size());
        return scalar_value(build_.dim(v.node, axis, Kind::python), extent_range);
    }
    if (!v.is(Form::unknown))
        diagnostics()
            .report("P414", call.span, "`len` takes an array with dimensions or a tuple")
            .with_fix("pass an array");
    return {};
}

// min(a, b, …) and min of a tuple; the first of equals wins.
Value FunctionBuilder::extremum_call(LibraryCall &call) {
    std::vector<Value> numbers = call.args;
    bool whole =
        call.args.size() == 1 &&
        ((call.args[0].is(Form::array) && call.args[0].type.rank > call.args[0].items.size()) ||
         call.args[0].is(Form::range));
    if (whole)
        return extremum_of(call.args[0], call.row->name == "max", call.span);
    if (numbers.size() == 1 && numbers[0].is(Form::tuple))
        numbers = std::vector<Value>(numbers[0].items);
    TreeList given = call.tree->list("args");
    for (size_t i = 0; i < numbers.size(); i++) {
        numbers[i] = to_scalar(numbers[i], given[std::min(i, given.size() - 1)]->span);
        if (!numbers[i].is(Form::scalar))
            return {};
    }
    if (numbers.empty() || call.args.size() + numbers.size() == 2) {
        diagnostics()
            .report("P413", call.span,
                    "`" + std::string(call.row->name) + "` takes " + std::string(call.row->takes))
            .with_fix("give it that many arguments");
        return {};
    }
    Value best = numbers[0];
    for (size_t i = 1; i < numbers.size(); i++) {
        best = spill(best); // in Python's order: the arguments of a C++ call have none
        Value next = spill(numbers[i]);
        best = operators_.choose(call.row->name == "max", best, next, call.span);
    }
    return best;
}

Value FunctionBuilder::convert_call(LibraryCall &call) {
    std::string_view name = call.row->name;
    Type to = name == "int" ? python_int() : name == "float" ? python_float() : python_bool();
    if (call.args.empty())
        return scalar_value(build_.constant(to, {}), {0, 0});
    return operators_.construct(to, call.args[0], call.span);
}

// float("inf"): the usual way to write infinities and NaN.
Value FunctionBuilder::float_call(LibraryCall &call) {
    if (call.args.empty() || !call.args[0].is(Form::text)) {
        if (!call.args.empty())
            call.args[0] = to_scalar(call.args[0], call.tree->list("args")[0]->span);
        return convert_call(call);
    }
    if (std::optional<double> number = parse_float(call.args[0].text))
        return scalar_value(build_.f64(*number, Kind::python));
    emit(build_.check(build_.boolean(false, Kind::python), Exception::ValueError,
                      "could not convert string to float: '" + escaped(call.args[0].text) + "'"));
    return scalar_value(build_.f64(0.0, Kind::python));
}

Value FunctionBuilder::complex_call(LibraryCall &call) {
    std::vector<Value> &args = call.args;
    if (args.empty())
        return scalar_value(build_.constant(python_complex(), {}));
    if (args.size() == 1 && is_complex(args[0].type.dtype))
        return operators_.construct(python_complex(), args[0], call.span);
    Value re = operators_.construct(python_float(), args[0], call.span);
    Value im = args.size() == 2 ? operators_.construct(python_float(), args[1], call.span)
                                : scalar_value(build_.f64(0.0, Kind::python));
    if (!re.is(Form::scalar) || !im.is(Form::scalar))
        return {};
    return scalar_value(build_.binary(BinaryOp::make_complex, re.node, im.node));
}

Value FunctionBuilder::absolute_call(LibraryCall &call) {
    return absolute(call.args[0], call.span);
}

Value FunctionBuilder::absolute(const Value &x, Span span) {
    build_.span = span;
    Value v = x;
    if (is_bool(x.type.dtype)) {
        if (is_numpy(x.type))
            return x;
        v = scalar_value(operators_.convert(x, python_int()), {0, 1});
    }
    if (is_unsigned(v.type.dtype))
        return v;
    Value size = scalar_value(build_.unary(UnaryOp::abs, v.node));
    if (v.type == python_int() && v.range.lo > INT64_MIN)
        size.range = {0, std::max(std::abs(v.range.lo), std::abs(v.range.hi))};
    return size;
}

Value FunctionBuilder::operator_call(LibraryCall &call) {
    return operators_.binary(call.row->op, call.args[0], call.args[1], call.span);
}

Value FunctionBuilder::divmod_call(LibraryCall &call) {
    Value a = spill(call.args[0]), b = spill(call.args[1]);
    Value quotient = operators_.binary("FloorDiv", a, b, call.span);
    return tuple_value({quotient, operators_.binary("Mod", a, b, call.span)});
}

// round(x) is an int, half to even; round(x, n) of a Python float is a float.
Value FunctionBuilder::round_call(LibraryCall &call) {
    FunctionId rint, digits;
    internal_assert(parse_name("rint", rint) && parse_name("round_digits", digits),
                    "round needs its functions");
    const Value &x = call.args[0];
    if (call.args.size() == 1) {
        if (is_integer(x.type.dtype) || x.type == python_bool())
            return operators_.construct(python_int(), x, call.span);
        if (is_float(x.type.dtype))
            return operators_.construct(
                python_int(), scalar_value(build_.math(rint, {x.node}, x.type)), call.span);
    } else if (x.type == python_float() && call.args[1].type == python_int()) {
        NodeRef n = build_.cast(call.args[1].node, python_float(), CastMode::wrap);
        return scalar_value(build_.math(digits, {x.node, n}, python_float()));
    }
    diagnostics()
        .report("P414", call.span, "`round` takes a number, or a Python float and digits")
        .with_fix("write `np.rint(x * 100) / 100`");
    return {};
}

} // namespace pragmac
