// Functions of the math module that are more than one row of numeric_functions.def.
#include "functions.h"
#include "library.h"

namespace pragmac {

std::span<const FunctionBuilder::LibraryFunction> FunctionBuilder::math_rows() {
    using B = FunctionBuilder;
    using enum LibraryFunction::Arguments;
    constexpr int any = LibraryFunction::any;
    static constexpr LibraryFunction rows[] = {
        {"ceil", 1, 1, numbers, "one real number", &B::whole_call, ""},
        {"comb", 2, 2, numbers, "two integers", &B::comb_call, ""},
        {"factorial", 1, 1, numbers, "one integer", &B::factorial_call, ""},
        {"floor", 1, 1, numbers, "one real number", &B::whole_call, ""},
        {"gcd", 0, any, numbers, "integers", &B::gcd_call, ""},
        {"isqrt", 1, 1, numbers, "one integer", &B::isqrt_call, ""},
        {"lcm", 0, any, numbers, "integers", &B::lcm_call, ""},
        {"ldexp", 2, 2, numbers, "a number and a Python int", &B::scale_call, ""},
        {"log", 1, 2, numbers, "a number, and a base", &B::logarithm_call, ""},
        {"perm", 1, 2, numbers, "one or two integers", &B::perm_call, ""},
        {"trunc", 1, 1, numbers, "one real number", &B::whole_call, ""},
        {"ulp", 1, 1, numbers, "one number", &B::ulp_call, ""},
    };
    return rows;
}

// math.floor and its like give an int.
Value FunctionBuilder::whole_call(LibraryCall &call) {
    const Value &x = call.args[0];
    if (is_complex(x.type.dtype)) {
        diagnostics()
            .report("P414", call.span,
                    "`math." + std::string(call.row->name) + "` takes one real number")
            .with_fix("take `.real` first");
        return {};
    }
    bool python = is_python(x.type) || x.type.dtype == DType::f64; // a float by inheritance
    if (call.row->name == "trunc" && !python) {
        diagnostics()
            .report("P414", call.span,
                    "`math.trunc` does not take `" + python_name(x.type) + "`: TypeError in Python")
            .with_fix("write `int()`, or `np.trunc()`");
        return {};
    }
    // NumPy's integers have no __floor__ of their own: they go through float, as in CPython.
    if (is_python(x.type) && !is_float(x.type.dtype))
        return operators_.construct(python_int(), x, call.span);
    FunctionId f;
    internal_assert(parse_name(call.row->name, f), "no such function");
    Value wide = operators_.construct(python_float(), x, call.span);
    NodeRef whole = build_.math(f, {wide.node}, python_float());
    return operators_.construct(python_int(), scalar_value(whole), call.span);
}

// x * 2**n in at most three factors, of which only the last may round: a result that is not zero
// leaves the others normal.
Value FunctionBuilder::scale_call(LibraryCall &call) {
    if (call.args[1].type != python_int() && call.args[1].type != python_bool()) {
        diagnostics()
            .report("P414", call.span, "the second argument of `math.ldexp` is a Python int")
            .with_fix("write `int()` around it");
        return {};
    }
    Value x = spill(operators_.construct(python_float(), call.args[0], call.span));
    if (!x.is(Value::Form::scalar))
        return {};
    Type plain = numpy_type(DType::i64), real = numpy_type(DType::f64);
    auto number = [&](int64_t v) { return build_.i64(v, Kind::numpy); };
    auto within = [&](NodeRef n, int64_t lo, int64_t hi) {
        n = build_.binary(BinaryOp::np_max, n, number(lo));
        return spill(scalar_value(build_.binary(BinaryOp::np_min, n, number(hi)))).node;
    };
    auto either = [&](CompareOp op, NodeRef n, int64_t limit, NodeRef yes, NodeRef no) {
        NodeRef holds = build_.compare(op, n, number(limit));
        return build_.select(build_.cast(holds, python_bool(), CastMode::wrap), yes, no);
    };
    auto scaled = [&](NodeRef y, NodeRef n) {
        NodeRef exponent = build_.cast(n, real, CastMode::wrap);
        NodeRef two = build_.f64(2.0, Kind::numpy);
        return build_.binary(BinaryOp::mul, y, build_.binary(BinaryOp::pow, two, exponent));
    };
    constexpr int64_t least = -1022, most = 1023, digits = 53;
    NodeRef n = within(build_.cast(call.args[1].node, plain, CastMode::wrap), -4000, 4000);
    NodeRef y = build_.cast(x.node, real, CastMode::wrap);
    for (int round = 0; round < 2; round++) {
        NodeRef down = either(CompareOp::lt, n, least, number(least + digits), number(0));
        NodeRef step = either(CompareOp::gt, n, most, number(most), down);
        step = spill(scalar_value(step)).node;
        y = spill(scalar_value(scaled(y, step))).node;
        n = spill(scalar_value(build_.binary(BinaryOp::sub, n, step))).node;
    }
    y = build_.cast(scaled(y, within(n, least, most)), python_float(), CastMode::wrap);
    y = spill(scalar_value(y)).node;
    FunctionId isinf;
    internal_assert(parse_name("isinf", isinf), "ldexp needs isinf");
    NodeRef grew = build_.compare(CompareOp::ne, build_.math(isinf, {y}, python_bool()),
                                  build_.math(isinf, {x.node}, python_bool()));
    emit(build_.check(build_.unary(UnaryOp::logical_not, grew), Exception::OverflowError,
                      "math range error"));
    return scalar_value(y);
}

Value FunctionBuilder::logarithm_call(LibraryCall &call) {
    LibraryCall of_x = call;
    of_x.args.resize(1);
    Value numerator = numeric_call(of_x, "math", "log");
    if (call.args.size() == 1)
        return numerator;
    LibraryCall of_base = call;
    of_base.args.erase(of_base.args.begin());
    numerator = spill(numerator);
    return operators_.binary("Div", numerator, numeric_call(of_base, "math", "log"), call.span);
}

// A function of the table, by its name in that module.
Value FunctionBuilder::numeric_call(LibraryCall &call, const std::string &module,
                                    const std::string &name) {
    FunctionId f;
    bool math = module == "math";
    if (!(math ? find_math_function(name, f) : find_numpy_function(name, f)))
        return refuse_function(call.span, module, name);
    const FunctionInfo &info = info_of(f);
    if (static_cast<int>(call.args.size()) != info.arity) {
        diagnostics()
            .report("P413", call.span,
                    "`" + name + "` takes " + (info.arity == 1 ? "one number" : "two numbers"))
            .with_fix("give it that many arguments");
        return {};
    }
    if (!math)
        return numpy_function(call, f);
    std::vector<NodeRef> nodes;
    for (const Value &a : call.args) {
        Value real = operators_.construct(python_float(), a, call.span);
        if (!real.is(Value::Form::scalar))
            return {};
        nodes.push_back(real.node);
    }
    return scalar_value(build_.math(f, nodes, info.truth ? python_bool() : python_float()));
}

} // namespace pragmac
