// NumPy's functions on scalars: operators by name, selections, and the float functions' dtypes.
#include "functions.h"
#include "library.h"

namespace pragmac {
namespace {

// The float type in which NumPy computes a float function of d.
DType float_for(DType d) {
    if (is_bool(d) || (is_integer(d) && byte_size(d) == 1))
        return DType::f16;
    if (is_integer(d))
        return byte_size(d) == 2 ? DType::f32 : DType::f64;
    return d;
}

// The first float loop that holds every NumPy operand; a Python number of a higher category (a
// float beside integers) makes it the loop of their common type.
DType float_loop(const std::vector<Value> &operands) {
    DType loop = DType::none, strong = DType::none;
    for (const Value &v : operands)
        if (is_numpy(v.type)) {
            DType d = v.type.dtype;
            loop = loop == DType::none ? float_for(d) : promote(loop, float_for(d));
            strong = strong == DType::none ? d : promote(strong, d);
        }
    for (const Value &v : operands)
        if (is_python(v.type)) {
            Type common = common_type(v.type, numpy_type(strong));
            if (common.dtype != strong)
                loop = promote(loop, float_for(common.dtype));
        }
    return loop;
}

} // namespace

std::span<const FunctionBuilder::LibraryFunction> FunctionBuilder::numpy_rows() {
    using B = FunctionBuilder;
    using enum LibraryFunction::Arguments;
    constexpr int any = LibraryFunction::any;
    static constexpr std::string_view one = "one number", two = "two numbers";
    static constexpr std::string_view shape = "a shape, a dtype", array = "an array, a dtype";
    static constexpr LibraryFunction rows[] = {
        {"empty", 1, any, tree, shape, &B::array_creation, ""},
        {"zeros", 1, any, tree, shape, &B::array_creation, ""},
        {"ones", 1, any, tree, shape, &B::array_creation, ""},
        {"full", 2, any, tree, "a shape, a number, a dtype", &B::array_creation, ""},
        {"empty_like", 1, any, tree, array, &B::array_creation, ""},
        {"zeros_like", 1, any, tree, array, &B::array_creation, ""},
        {"ones_like", 1, any, tree, array, &B::array_creation, ""},
        {"full_like", 2, any, tree, "an array, a number, a dtype", &B::array_creation, ""},
        {"arange", 1, any, tree, "one to three numbers, a dtype", &B::array_creation, ""},
        {"dtype", 1, 1, values, "a type or its name", &B::dtype_call, ""},
        {"iinfo", 1, 1, values, "an integer type", &B::limits_call, ""},
        {"finfo", 1, 1, values, "a float type", &B::limits_call, ""},
        {"add", 2, 2, numbers, two, &B::numpy_operator, "Add"},
        {"subtract", 2, 2, numbers, two, &B::numpy_operator, "Sub"},
        {"multiply", 2, 2, numbers, two, &B::numpy_operator, "Mult"},
        {"divide", 2, 2, numbers, two, &B::numpy_operator, "Div"},
        {"true_divide", 2, 2, numbers, two, &B::numpy_operator, "Div"},
        {"floor_divide", 2, 2, numbers, two, &B::numpy_operator, "FloorDiv"},
        {"mod", 2, 2, numbers, two, &B::numpy_operator, "Mod"},
        {"remainder", 2, 2, numbers, two, &B::numpy_operator, "Mod"},
        {"power", 2, 2, numbers, two, &B::numpy_operator, "Pow"},
        {"pow", 2, 2, numbers, two, &B::numpy_operator, "Pow"},
        {"bitwise_and", 2, 2, numbers, two, &B::numpy_operator, "BitAnd"},
        {"bitwise_or", 2, 2, numbers, two, &B::numpy_operator, "BitOr"},
        {"bitwise_xor", 2, 2, numbers, two, &B::numpy_operator, "BitXor"},
        {"left_shift", 2, 2, numbers, two, &B::numpy_operator, "LShift"},
        {"right_shift", 2, 2, numbers, two, &B::numpy_operator, "RShift"},
        {"equal", 2, 2, numbers, two, &B::numpy_comparison, "Eq"},
        {"not_equal", 2, 2, numbers, two, &B::numpy_comparison, "NotEq"},
        {"less", 2, 2, numbers, two, &B::numpy_comparison, "Lt"},
        {"less_equal", 2, 2, numbers, two, &B::numpy_comparison, "LtE"},
        {"greater", 2, 2, numbers, two, &B::numpy_comparison, "Gt"},
        {"greater_equal", 2, 2, numbers, two, &B::numpy_comparison, "GtE"},
        {"maximum", 2, 2, numbers, two, &B::numpy_extremum, "np_max"},
        {"minimum", 2, 2, numbers, two, &B::numpy_extremum, "np_min"},
        {"fmax", 2, 2, numbers, two, &B::numpy_extremum, "np_max"},
        {"fmin", 2, 2, numbers, two, &B::numpy_extremum, "np_min"},
        {"fmod", 2, 2, numbers, two, &B::numpy_fmod, ""},
        {"clip", 3, 3, values, "a number and two bounds, which may be None", &B::numpy_clip, "",
         "a a_min a_max"},
        {"logical_and", 2, 2, numbers, two, &B::numpy_logic, "bit_and"},
        {"logical_or", 2, 2, numbers, two, &B::numpy_logic, "bit_or"},
        {"logical_xor", 2, 2, numbers, two, &B::numpy_logic, "bit_xor"},
        {"abs", 1, 1, numbers, one, &B::numpy_absolute, ""},
        {"absolute", 1, 1, numbers, one, &B::numpy_absolute, ""},
        {"negative", 1, 1, numbers, one, &B::numpy_unary, "USub"},
        {"positive", 1, 1, numbers, one, &B::numpy_unary, "UAdd"},
        {"invert", 1, 1, numbers, one, &B::numpy_unary, "Invert"},
        {"bitwise_not", 1, 1, numbers, one, &B::numpy_unary, "Invert"},
        {"logical_not", 1, 1, numbers, one, &B::numpy_unary, "Not"},
        {"deg2rad", 1, 1, numbers, one, &B::numpy_alias, "radians"},
        {"rad2deg", 1, 1, numbers, one, &B::numpy_alias, "degrees"},
        {"reciprocal", 1, 1, numbers, "one float", &B::numpy_reciprocal, ""},
        {"square", 1, 1, numbers, one, &B::numpy_square, ""},
        {"sign", 1, 1, numbers, one, &B::numpy_sign, ""},
        {"floor", 1, 1, numbers, one, &B::numpy_whole, ""},
        {"ceil", 1, 1, numbers, one, &B::numpy_whole, ""},
        {"trunc", 1, 1, numbers, one, &B::numpy_whole, ""},
        {"conj", 1, 1, numbers, one, &B::numpy_part, "conj"},
        {"conjugate", 1, 1, numbers, one, &B::numpy_part, "conj"},
        {"real", 1, 1, numbers, one, &B::numpy_part, "real"},
        {"imag", 1, 1, numbers, one, &B::numpy_part, "imag"},
        {"where", 3, 3, numbers, "a condition and two numbers; gives a number, no 0-d array",
         &B::numpy_where, ""},
    };
    return rows;
}

// A NumPy function of Python numbers alone takes them as NumPy's default types.
Value FunctionBuilder::as_numpy(const Value &v) {
    if (!v.is(Value::Form::scalar) || is_numpy(v.type))
        return v;
    return scalar_value(operators_.convert(v, numpy_type(v.type.dtype)), v.range);
}

void FunctionBuilder::numpy_operands(LibraryCall &call) {
    for (const Value &a : call.args)
        if (is_numpy(a.type))
            return;
    for (Value &a : call.args)
        a = as_numpy(a);
}

Value FunctionBuilder::numpy_operator(LibraryCall &call) {
    numpy_operands(call);
    return as_numpy(operators_.binary(call.row->op, call.args[0], call.args[1], call.span));
}

Value FunctionBuilder::numpy_comparison(LibraryCall &call) {
    numpy_operands(call);
    return as_numpy(operators_.compare(call.row->op, call.args[0], call.args[1], call.span));
}

Value FunctionBuilder::numpy_unary(LibraryCall &call) {
    numpy_operands(call);
    return as_numpy(operators_.unary(call.row->op, call.args[0], call.span));
}

Value FunctionBuilder::numpy_extremum(LibraryCall &call) {
    numpy_operands(call);
    BinaryOp op;
    internal_assert(parse_name(call.row->op, op), "no such operation");
    Type common = common_type(call.args[0].type, call.args[1].type);
    bool whole = is_integer(common.dtype) || is_bool(common.dtype);
    if (call.row->name.starts_with("f") && !whole) // fmax and fmin of floats skip NaN
        return numeric_call(call, "numpy", std::string(call.row->name));
    NodeRef a = operators_.convert(call.args[0], common);
    NodeRef b = operators_.convert(call.args[1], common);
    return scalar_value(build_.binary(op, a, b));
}

// The value is an array to np.clip: it is strong even where it is Python's.
Value FunctionBuilder::numpy_clip(LibraryCall &call) {
    bool no_low = call.args[1].is(Value::Form::none), no_high = call.args[2].is(Value::Form::none);
    for (size_t i = 0; i < call.args.size(); i++) {
        bool absent = (i == 1 && no_low) || (i == 2 && no_high);
        call.args[i] = absent ? call.args[0] : spill(to_scalar(call.args[i], call.span));
        if (!call.args[i].is(Value::Form::scalar))
            return {};
    }
    Value x = as_numpy(call.args[0]), low = call.args[1], high = call.args[2];
    // Where a Python int lies outside of an integer type, NumPy clips at the type's own limit.
    auto beyond = [&](const Value &bound, bool above) {
        auto *c = as<Const>(bound.node);
        bool whole = bound.type == python_int() && is_integer(x.type.dtype);
        return c && whole && !bound.range.fits(x.type.dtype) && (bound.range.lo > 0) == above;
    };
    no_low = no_low || beyond(low, false);
    no_high = no_high || beyond(high, true);
    low = no_low ? x : low;
    high = no_high ? x : high;
    Type common = common_type(common_type(x.type, low.type), high.type);
    if (is_bool(common.dtype)) {
        diagnostics()
            .report("P403", call.span, "`np.clip` is not supported for `np.bool_`")
            .with_fix("convert the value first, for example with `np.int8()`");
        return {};
    }
    auto converted = [&](const Value &v) {
        return spill(scalar_value(operators_.convert(v, common))).node;
    };
    NodeRef value = converted(x), least = converted(low), most = converted(high);
    value = no_low ? value : build_.binary(BinaryOp::np_max, value, least);
    return scalar_value(no_high ? value : build_.binary(BinaryOp::np_min, value, most));
}

Value FunctionBuilder::numpy_alias(LibraryCall &call) {
    return numeric_call(call, "numpy", std::string(call.row->op));
}

Value FunctionBuilder::numpy_reciprocal(LibraryCall &call) {
    numpy_operands(call);
    const Value &x = call.args[0];
    if (is_float(x.type.dtype))
        return operators_.binary("Div", operators_.integer(1), x, call.span);
    diagnostics()
        .report("P403", call.span,
                "`np.reciprocal` is not defined for `" + python_name(x.type) + "`")
        .with_fix("write `1 / x`; NumPy's reciprocal of an integer is 0 but for 1 and -1");
    return {};
}

// C's remainder of integers has the sign of the dividend; Python's differs from it by the divisor.
Value FunctionBuilder::numpy_fmod(LibraryCall &call) {
    numpy_operands(call);
    Type common = common_type(call.args[0].type, call.args[1].type);
    common.dtype = small_integer_for_bool(common.dtype);
    if (!is_integer(common.dtype))
        return numeric_call(call, "numpy", "fmod");
    call.args[0] = spill(call.args[0]); // both are evaluated before one is converted
    call.args[1] = spill(call.args[1]);
    NodeRef a = spill(scalar_value(operators_.convert(call.args[0], common))).node;
    NodeRef b = spill(scalar_value(operators_.convert(call.args[1], common))).node;
    NodeRef m = spill(scalar_value(build_.binary(BinaryOp::mod, a, b))).node;
    if (is_unsigned(common.dtype))
        return scalar_value(m);
    NodeRef zero = build_.constant(common, {});
    auto negative = [&](NodeRef v) { return build_.compare(CompareOp::lt, v, zero); };
    NodeRef differ = build_.binary(BinaryOp::bit_xor, negative(a), negative(m));
    NodeRef inexact = build_.compare(CompareOp::ne, m, zero);
    NodeRef shifted = build_.binary(BinaryOp::sub, m, b);
    return scalar_value(
        build_.select(build_.binary(BinaryOp::bit_and, inexact, differ), shifted, m));
}

Value FunctionBuilder::numpy_logic(LibraryCall &call) {
    BinaryOp op;
    internal_assert(parse_name(call.row->op, op), "no such operation");
    NodeRef a = operators_.truth(call.args[0]), b = operators_.truth(call.args[1]);
    return as_numpy(scalar_value(build_.binary(op, a, b)));
}

Value FunctionBuilder::numpy_absolute(LibraryCall &call) {
    numpy_operands(call);
    return absolute(call.args[0], call.span);
}

// NumPy squares a bool in int8.
Value FunctionBuilder::numpy_square(LibraryCall &call) {
    numpy_operands(call);
    Value x = call.args[0];
    if (is_bool(x.type.dtype))
        x = scalar_value(operators_.convert(x, numpy_type(DType::i8)));
    x = spill(x);
    return operators_.binary("Mult", x, x, call.span);
}

Value FunctionBuilder::numpy_whole(LibraryCall &call) {
    numpy_operands(call);
    if (is_integer(call.args[0].type.dtype) || is_bool(call.args[0].type.dtype))
        return call.args[0];
    return numeric_call(call, "numpy", std::string(call.row->name));
}

Value FunctionBuilder::numpy_sign(LibraryCall &call) {
    numpy_operands(call);
    Value x = call.args[0];
    if (!is_integer(x.type.dtype) && !is_bool(x.type.dtype))
        return numeric_call(call, "numpy", "sign");
    if (is_bool(x.type.dtype)) {
        diagnostics()
            .report("P403", call.span, "`np.sign` is not defined for `np.bool_`")
            .with_fix("convert the operand first, for example with `np.int8()`");
        return {};
    }
    x = spill(x);
    NodeRef zero = build_.constant(x.type, {}), one = build_.constant(x.type, {1, 0});
    auto holds = [&](CompareOp op) {
        return build_.cast(build_.compare(op, x.node, zero), python_bool(), CastMode::wrap);
    };
    NodeRef not_above = zero;
    if (is_signed(x.type.dtype))
        not_above = build_.select(holds(CompareOp::lt), build_.unary(UnaryOp::neg, one), zero);
    return scalar_value(build_.select(holds(CompareOp::gt), one, not_above));
}

// Real and imaginary part, and the conjugate.
Value FunctionBuilder::numpy_part(LibraryCall &call) {
    if (call.row->op == "conj")
        numpy_operands(call); // np.real and np.imag are functions that keep Python's numbers
    return part_of_number(call.args[0], call.row->op);
}

Value FunctionBuilder::part_of_number(const Value &x, std::string_view part) {
    if (is_complex(x.type.dtype)) {
        UnaryOp op;
        internal_assert(parse_name(part, op), "no such operation");
        return scalar_value(build_.unary(op, x.node));
    }
    spill(x, "unused"); // evaluated for its errors
    if (part == "imag")
        return scalar_value(build_.constant(
            is_bool(x.type.dtype) && is_python(x.type) ? python_int() : x.type, {}));
    if (is_bool(x.type.dtype) && (is_python(x.type) || part == "conj"))
        return scalar_value(
            operators_.convert(x, is_python(x.type) ? python_int() : numpy_type(DType::i8)));
    return x;
}

Value FunctionBuilder::numpy_where(LibraryCall &call) {
    Type common = common_type(call.args[1].type, call.args[2].type);
    NodeRef a = operators_.convert(call.args[1], common);
    NodeRef b = operators_.convert(call.args[2], common);
    return as_numpy(scalar_value(build_.select(operators_.truth(call.args[0]), a, b)));
}

// A row of numeric_functions.def in the dtype that NumPy's own loops choose.
Value FunctionBuilder::numpy_function(LibraryCall &call, FunctionId f) {
    numpy_operands(call);
    const FunctionInfo &info = info_of(f);
    Type common = numpy_type(float_loop(call.args));
    if (!accepts(info, common.dtype)) {
        diagnostics()
            .report("P403", call.span,
                    "`np." + std::string(info.numpy) + "` is not defined for `" +
                        python_name(call.args[0].type) + "`")
            .with_fix("convert the operand first, for example with `float()` or `abs()`");
        return {};
    }
    std::vector<NodeRef> nodes;
    for (const Value &a : call.args)
        nodes.push_back(operators_.convert(a, common));
    return scalar_value(build_.math(f, nodes, info.truth ? numpy_type(DType::b1) : common));
}

} // namespace pragmac
