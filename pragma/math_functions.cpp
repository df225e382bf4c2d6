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
