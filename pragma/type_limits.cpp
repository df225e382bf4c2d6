// np.iinfo, np.finfo and np.dtype: what is known of a number type while compiling.
#include "library.h"

#include <bit>
#include <cmath>

namespace pragmac {
namespace {

using Form = Value::Form;

// Bits of the significand, the leading one included, and the largest power of two.
struct FloatForm {
    int digits, top_exponent, least_exponent;
};
FloatForm float_form(DType d) {
    return d == DType::f16   ? FloatForm{11, 15, -14}
           : d == DType::f32 ? FloatForm{24, 127, -126}
                             : FloatForm{53, 1023, -1022};
}

double float_limit(DType d, std::string_view name) {
    FloatForm form = float_form(d);
    double largest = std::ldexp(2 - std::ldexp(1, 1 - form.digits), form.top_exponent);
    if (name == "max" || name == "min")
        return name == "max" ? largest : -largest;
    if (name == "eps")
        return std::ldexp(1, 1 - form.digits);
    if (name == "epsneg")
        return std::ldexp(1, -form.digits);
    if (name == "smallest_subnormal")
        return std::ldexp(1, form.least_exponent - form.digits + 1);
    return std::ldexp(1, form.least_exponent); // tiny, smallest_normal
}

constexpr std::string_view float_limits[] = {
    "max", "min", "eps", "epsneg", "tiny", "smallest_normal", "smallest_subnormal"};

} // namespace

Value FunctionBuilder::dtype_call(LibraryCall &call) {
    DType d = dtype_of(call.args[0], call.span);
    if (d == DType::none)
        return {};
    return {.form = Form::dtype, .type = numpy_type(d), .index = 1};
}

// Of a type, or of a number of it.
Value FunctionBuilder::limits_call(LibraryCall &call) {
    const Value &given = call.args[0];
    bool number = given.is(Form::scalar) || given.is(Form::array);
    DType d = number ? given.type.dtype : dtype_of(given, call.span);
    if (d == DType::none)
        return {};
    bool whole = call.row->name == "iinfo";
    if (whole ? !is_integer(d) : !is_float(d) && !is_complex(d)) {
        diagnostics()
            .report("P414", call.span,
                    "`np." + std::string(call.row->name) + "` takes " +
                        std::string(call.row->takes))
            .with_fix(whole ? "write `np.finfo`" : "write `np.iinfo`");
        return {};
    }
    return {.form = Form::limits, .type = numpy_type(part_of(d))};
}

Value FunctionBuilder::limit(const Value &v, TreeRef t) {
    std::string_view name = t->text("attr");
    DType d = v.type.dtype;
    int bits = 8 * byte_size(d);
    if (name == "bits")
        return operators_.integer(bits);
    if (is_float(d)) {
        for (std::string_view known : float_limits)
            if (known == name) {
                Value wide = scalar_value(build_.f64(float_limit(d, name), Kind::numpy));
                return scalar_value(operators_.convert(wide, numpy_type(d)));
            }
        return refuse_attribute(t);
    }
    bool least = name == "min";
    if (!least && name != "max")
        return refuse_attribute(t);
    if (d == DType::u64 && !least)
        return scalar_value(build_.constant(python_large_int(), {UINT64_MAX, 0}));
    if (is_unsigned(d))
        return operators_.integer(least ? 0 : static_cast<int64_t>((uint64_t{1} << bits) - 1));
    uint64_t half = uint64_t{1} << (bits - 1);
    return operators_.integer(static_cast<int64_t>(least ? -half : half - 1));
}

} // namespace pragmac
