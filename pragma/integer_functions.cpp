// Functions of the math module on integers (gcd, lcm, isqrt, factorial, comb, perm), and ulp.
//
// Each is a short loop in Python's own arithmetic, so that a result beyond int64 is an
// OverflowError (D2) and everything before it is exact.
#include "functions.h"
#include "library.h"

#include <cmath>

namespace pragmac {

// The argument as a Python int; unknown after an error.
Value FunctionBuilder::whole_argument(const Value &v, Span span) {
    if (!v.is(Value::Form::scalar))
        return {};
    bool whole = is_integer(v.type.dtype) || v.type == python_bool();
    if (whole)
        return operators_.construct(python_int(), v, span);
    diagnostics()
        .report("P414", span,
                "'" + python_type_name(v.type) + "' object cannot be interpreted as an integer")
        .with_fix("use `//` or `int()`");
    return {};
}

bool FunctionBuilder::whole_arguments(LibraryCall &call) {
    for (Value &v : call.args) {
        v = spill(whole_argument(v, call.span));
        if (!v.is(Value::Form::scalar))
            return false;
    }
    build_.span = call.span;
    return true;
}

void FunctionBuilder::refuse_negative(const Value &v, std::string_view message) {
    NodeRef zero = build_.i64(0, Kind::python);
    emit(build_.check(build_.compare(CompareOp::ge, v.node, zero), Exception::ValueError, message));
}

// A cell that starts with v.
NodeRef FunctionBuilder::cell_with(const char *name, const Value &v) {
    NodeRef var = build_.cell_var(name, v.type);
    emit(build_.alloc_cell(var));
    emit(build_.store(var, {}, v.node));
    return var;
}

// Euclid's algorithm on magnitudes; `%` of them needs none of Python's checks.
Value FunctionBuilder::greatest_divisor(const Value &a, const Value &b, Span span) {
    Type plain = numpy_type(DType::i64);
    auto magnitude = [&](const Value &v) {
        return scalar_value(build_.cast(absolute(v, span).node, plain, CastMode::wrap));
    };
    NodeRef x = cell_with("x", magnitude(a)), y = cell_with("y", magnitude(b));
    NodeRef zero = build_.constant(plain, {});
    NodeRef rest = build_.value_var("rest", plain);
    NodeRef step = build_.block(
        {build_.let(rest, build_.binary(BinaryOp::mod, build_.load(x), build_.load(y))),
         build_.store(x, {}, build_.load(y)), build_.store(y, {}, rest)});
    emit(build_.while_loop(build_.compare(CompareOp::ne, build_.load(y), zero), step));
    return spill(scalar_value(build_.cast(build_.load(x), python_int(), CastMode::wrap)));
}

Value FunctionBuilder::gcd_call(LibraryCall &call) {
    if (!whole_arguments(call))
        return {};
    if (call.args.empty())
        return operators_.integer(0);
    Value result = absolute(call.args[0], call.span);
    for (size_t i = 1; i < call.args.size(); i++)
        result = greatest_divisor(result, call.args[i], call.span);
    return result;
}

// |a| // gcd(a, b) * |b|, and 0 where one of them is.
Value FunctionBuilder::lcm_call(LibraryCall &call) {
    if (!whole_arguments(call))
        return {};
    if (call.args.empty())
        return operators_.integer(1);
    Value result = absolute(call.args[0], call.span);
    for (size_t i = 1; i < call.args.size(); i++) {
        result = spill(result);
        Value next = spill(absolute(call.args[i], call.span));
        Value divisor = greatest_divisor(result, next, call.span);
        Value at_least_one = operators_.choose(true, divisor, operators_.integer(1), call.span);
        Value part = operators_.binary("FloorDiv", result, at_least_one, call.span);
        result = operators_.binary("Mult", part, next, call.span);
    }
    return result;
}

// The float root is at most one off; squares up to (2**31.5 + 1)**2 fit in u64.
Value FunctionBuilder::isqrt_call(LibraryCall &call) {
    if (!whole_arguments(call))
        return {};
    refuse_negative(call.args[0], "isqrt() argument must be nonnegative");
    Type plain = numpy_type(DType::u64);
    NodeRef n = spill(scalar_value(build_.cast(call.args[0].node, plain, CastMode::wrap))).node;
    FunctionId sqrt;
    internal_assert(parse_name("sqrt", sqrt), "isqrt needs sqrt");
    Type f64 = numpy_type(DType::f64);
    NodeRef real = build_.math(sqrt, {build_.cast(n, f64, CastMode::wrap)}, f64);
    NodeRef root = spill(scalar_value(build_.cast(real, plain, CastMode::saturate))).node;
    auto square = [&](NodeRef r) { return build_.binary(BinaryOp::mul, r, r); };
    auto as_number = [&](CompareOp op, NodeRef r) {
        NodeRef holds = build_.compare(op, square(r), n);
        return build_.select(build_.cast(holds, python_bool(), CastMode::wrap),
                             build_.constant(plain, {1, 0}), build_.constant(plain, {}));
    };
    root = build_.binary(BinaryOp::sub, root, as_number(CompareOp::gt, root));
    root = spill(scalar_value(root)).node;
    NodeRef next = build_.binary(BinaryOp::add, root, build_.constant(plain, {1, 0}));
    next = spill(scalar_value(next)).node;
    root = build_.binary(BinaryOp::add, root, as_number(CompareOp::le, next));
    return scalar_value(build_.cast(root, python_int(), CastMode::wrap), {0, INT64_MAX});
}

// The value that `next(total, i)` leaves after i in range(count), from `first` on.
Value FunctionBuilder::accumulate(int64_t first, const Value &count,
                                  const std::function<Value(const Value &, const Value &)> &next) {
    NodeRef total = cell_with("total", operators_.integer(first));
    NodeRef i = build_.value_var("i", python_int());
    NodeRef body = build_.block(collect([&] {
        Value before = spill(scalar_value(build_.load(total)));
        emit(build_.store(total, {}, next(before, scalar_value(i)).node));
    }));
    emit(build_.for_loop(i, build_.i64(0, Kind::python), count.node, build_.i64(1, Kind::python),
                         ForKind::serial, {}, body));
    return spill(scalar_value(build_.load(total)));
}

Value FunctionBuilder::factorial_call(LibraryCall &call) {
    if (!whole_arguments(call))
        return {};
    refuse_negative(call.args[0], "factorial() not defined for negative values");
    Span span = call.span;
    return accumulate(1, call.args[0], [&](const Value &total, const Value &i) {
        Value factor = operators_.binary("Add", i, operators_.integer(1), span);
        return operators_.binary("Mult", total, factor, span);
    });
}

// The product of n - i over i < k, which is 0 for k > n as one factor is.
Value FunctionBuilder::perm_call(LibraryCall &call) {
    if (!whole_arguments(call))
        return {};
    const Value &n = call.args[0], &k = call.args.back();
    refuse_negative(n, "n must be a non-negative integer");
    refuse_negative(k, "k must be a non-negative integer");
    Span span = call.span;
    NodeRef too_many = build_.compare(CompareOp::gt, k.node, n.node);
    NodeRef none = build_.cast(too_many, python_bool(), CastMode::wrap);
    NodeRef zero = build_.i64(0, Kind::python);
    Value count = spill(scalar_value(build_.select(none, zero, k.node)));
    Value product = accumulate(1, count, [&](const Value &total, const Value &i) {
        return operators_.binary("Mult", total, operators_.binary("Sub", n, i, span), span);
    });
    return scalar_value(build_.select(none, zero, product.node));
}

// Row by row of Pascal's triangle: total * (n - i) // (i + 1), with the quotient and the remainder
// of total apart, so that only a result beyond int64 overflows.
Value FunctionBuilder::comb_call(LibraryCall &call) {
    if (!whole_arguments(call))
        return {};
    const Value &n = call.args[0], &k = call.args[1];
    refuse_negative(n, "n must be a non-negative integer");
    refuse_negative(k, "k must be a non-negative integer");
    Span span = call.span;
    Value rest = spill(operators_.binary("Sub", n, k, span));
    NodeRef zero = build_.i64(0, Kind::python);
    NodeRef too_many = build_.compare(CompareOp::gt, k.node, n.node);
    NodeRef none = build_.cast(too_many, python_bool(), CastMode::wrap);
    Value least = operators_.choose(false, k, rest, span);
    Value count = spill(scalar_value(build_.select(none, zero, least.node)));
    Value chosen = accumulate(1, count, [&](const Value &total, const Value &i) {
        Value divisor = spill(operators_.binary("Add", i, operators_.integer(1), span));
        Value factor = spill(operators_.binary("Sub", n, i, span));
        Value whole = operators_.binary("FloorDiv", total, divisor, span);
        Value left = operators_.binary("Mod", total, divisor, span);
        Value high = operators_.binary("Mult", whole, factor, span);
        Value low = operators_.binary("Mult", left, factor, span);
        low = operators_.binary("FloorDiv", low, divisor, span);
        return operators_.binary("Add", high, low, span);
    });
    return scalar_value(build_.select(none, zero, chosen.node));
}

// The distance to the next float away from zero, or from the largest one towards it.
Value FunctionBuilder::ulp_call(LibraryCall &call) {
    FunctionId nextafter, isinf;
    internal_assert(parse_name("nextafter", nextafter) && parse_name("isinf", isinf),
                    "ulp needs its functions");
    Value x = operators_.construct(python_float(), call.args[0], call.span);
    if (!x.is(Value::Form::scalar))
        return {};
    NodeRef size = spill(absolute(x, call.span)).node;
    auto neighbour = [&](double towards) {
        return build_.math(nextafter, {size, build_.f64(towards, Kind::python)}, python_float());
    };
    NodeRef up = spill(scalar_value(neighbour(HUGE_VAL))).node;
    NodeRef down = build_.binary(BinaryOp::sub, size, neighbour(0.0));
    return scalar_value(build_.select(build_.math(isinf, {up}, python_bool()), down,
                                      build_.binary(BinaryOp::sub, up, size)));
}

} // namespace pragmac
