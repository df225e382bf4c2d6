// The semantics page of ir.h, scalar by scalar.
#include "ir_fixture.h"

namespace pragmac {
namespace {

class Values : public IrFixture {
  public:
    void expect(const std::string &expression, const std::string &type, const std::string &value) {
        EXPECT_EQ(value_of(expression, type), value) << expression;
    }
};

TEST_F(Values, IntegersWrap) {
    expect("add(127:i8, 1:i8)", "i8", "-128");
    expect("sub(-128:i8, 1:i8)", "i8", "127");
    expect("mul(16:u8, 16:u8)", "u8", "0");
    expect("mul(65535:u16, 65535:u16)", "u16", "1");
    expect("neg(-9223372036854775808:i64)", "i64", "-9223372036854775808");
    expect("abs(-128:i8)", "i8", "-128");
    expect("pow(3:i8, 5:i8)", "i8", "-13");
    expect("add(18446744073709551615:u64, 1:u64)", "u64", "0");
}

TEST_F(Values, DivisionRoundsToMinusInfinity) {
    expect("floor_div(-7:i64, 2:i64)", "i64", "-4");
    expect("floor_div(7:i64, -2:i64)", "i64", "-4");
    expect("mod(-7:i64, 2:i64)", "i64", "1");
    expect("mod(7:i64, -2:i64)", "i64", "-1");
    expect("floor_div(7:i32, 0:i32)", "i32", "0");
    expect("mod(7:i32, 0:i32)", "i32", "0");
    expect("floor_div(-128:i8, -1:i8)", "i8", "-128");
    expect("mod(-128:i8, -1:i8)", "i8", "0");
}

TEST_F(Values, ShiftsPastTheWidth) {
    expect("shl(1:i32, 32:i32)", "i32", "0");
    expect("shr(-5:i32, 40:i32)", "i32", "-1");
    expect("shr(5:i32, -1:i32)", "i32", "0");
    expect("shl(5:i64, -1:i64)", "i64", "0");
    expect("shr(200:u8, 3:u8)", "u8", "25");
}

TEST_F(Values, FloatsKeepTheirWidth) {
    expect("add(0x1.fffffep+127:f32, 0x1p+127:f32)", "f32", "inf");
    expect("mul(0x1p-149:f32, 0x1p+0:f32)", "f32", "1e-45");
    expect("floor_div(0x1.8p+2:f64, 0x1.999999999999ap-4:f64)", "f64", "59.0");
    expect("mod(-0x1p+0:f64, inf:f64)", "f64", "inf");
    expect("add(#6800:f16, #3800:f16)", "f16", "2048.0"); // 2048.5 rounds once
    expect("div(0x1p+0:f64, -0x0p+0:f64)", "f64", "-inf");
}

TEST_F(Values, Bools) {
    expect("add(true:bool, true:bool)", "bool", "True");
    expect("mul(true:bool, false:bool)", "bool", "False");
    expect("bit_xor(true:bool, true:bool)", "bool", "False");
    expect("invert(true:bool)", "bool", "False");
}

TEST_F(Values, NanComparesFalseButNe) {
    for (const char *op : {"eq", "lt", "le", "gt", "ge"})
        expect(std::string(op) + "(#7ff8000000000000:f64, 0x1p+0:f64)", "bool", "False");
    expect("ne(#7ff8000000000000:f64, #7ff8000000000000:f64)", "bool", "True");
}

TEST_F(Values, IntegersCompareExactly) {
    expect("eq(9007199254740993:i64, 0x1p+53:f64)", "bool", "False");
    expect("lt(0x1p+63:f64, 9223372036854775807:i64)", "bool", "False");
    expect("lt(-1:i64, 0:u64)", "bool", "True");
    expect("gt(18446744073709551615:u64, 9223372036854775807:i64)", "bool", "True");
}

TEST_F(Values, ComplexOrder) {
    expect("lt((0x1p+0 0x1p+1):c128, (0x1p+0 0x1.8p+1):c128)", "bool", "True");
    expect("gt((0x1p+1 0x0p+0):c128, (0x1p+0 0x1p+9):c128)", "bool", "True");
    expect("mul((0x1p+0 0x1p+1):c128, (0x1.8p+1 0x1p+2):c128)", "c128", "(-5+10j)");
    expect("abs((0x1.8p+1 0x1p+2):c64)", "f32", "5.0");
}

TEST_F(Values, MaximaAndMinima) {
    const std::string nan = "#7ff8000000000000:f64", one = "0x1p+0:f64";
    expect("py_max(" + nan + ", " + one + ")", "f64", "nan");
    expect("py_max(" + one + ", " + nan + ")", "f64", "1.0");
    expect("np_max(" + one + ", " + nan + ")", "f64", "nan");
    expect("np_min(" + nan + ", " + one + ")", "f64", "nan");
}

TEST_F(Values, CastsSaturateWrapAndRound) {
    expect("cast(0x1.2cp+8:f64, u8, saturate)", "u8", "255");
    expect("cast(#7ff8000000000000:f64, i32, saturate)", "i32", "0");
    expect("cast(-0x1.8p+0:f64, i32, saturate)", "i32", "-1");
    expect("cast(300:i64, u8, wrap)", "u8", "44");
    expect("cast(-1:i64, u32, wrap)", "u32", "4294967295");
    expect("cast(#7ff8000000000000:f64, bool, wrap)", "bool", "True");
    expect("cast(9007199254740993:i64, f64, value)", "f64", "9007199254740992.0");
    expect("cast(3:i64, c64, value)", "c64", "(3+0j)");
}

TEST_F(Values, FitsAndExactTests) {
    expect("fits(255:i64, u8)", "bool", "True");
    expect("fits(256:i64, u8)", "bool", "False");
    expect("fits(-0x1p-1:f64, u8)", "bool", "True"); // truncated
    expect("fits(#7ff8000000000000:f64, i64)", "bool", "False");
    expect("add_fits(9223372036854775807:i64, 1:i64)", "bool", "False");
    expect("sub_fits(-9223372036854775808:i64, 0:i64)", "bool", "True");
    expect("mul_fits(4294967296:i64, 2147483648:i64)", "bool", "False");
    expect("pow_fits(2:i64, 62:i64)", "bool", "True");
    expect("pow_fits(2:i64, 63:i64)", "bool", "False");
    expect("pow_fits(-2:i64, 63:i64)", "bool", "True");
    expect("shl_fits(1:i64, 63:i64)", "bool", "False");
    expect("index_ok(-3:i64, 3:i64)", "bool", "True");
    expect("index_ok(-4:i64, 3:i64)", "bool", "False");
    expect("in_range(-1:i64, 3:i64)", "bool", "False");
}

TEST_F(Values, RangesAndIndices) {
    expect("range_length(0:i64, 10:i64, 3:i64)", "i64", "4");
    expect("range_length(10:i64, 0:i64, -3:i64)", "i64", "4");
    expect("coordinate(17:i64, [2:i64, 3:i64, 6:i64], 0)", "i64", "0"); // 17 = (0 * 3 + 2) * 6 + 5
    expect("coordinate(17:i64, [2:i64, 3:i64, 6:i64], 1)", "i64", "2");
    expect("coordinate(17:i64, [2:i64, 3:i64, 6:i64], 2)", "i64", "5");
    expect("range_length(0:i64, 10:i64, -1:i64)", "i64", "0");
    expect("wrap_index(-1:i64, 5:i64)", "i64", "4");
    expect("wrap_index(4:i64, 5:i64)", "i64", "4");
    expect("int_div(9007199254740993:i64, 3:i64)", "f64", "3002399751580331.0");
}

TEST_F(Values, LazyLeavesOneArmAlone) {
    const std::string outside = "load %a[5:i64]";
    auto run = [&](const std::string &op) {
        const Func *f = func("func \"f\" [] -> [f64] overlap 0 { alloc %a: f64[_] array c_order "
                             "[1:i64] zero _ return [" +
                             op + "(true:bool, load %a[0:i64], " + outside + ")] }");
        InterpretOptions options;
        options.level = P;
        return interpret(f, {}, options).faults.size();
    };
    EXPECT_EQ(run("lazy"), 0u);
    EXPECT_EQ(run("select"), 1u);
}

TEST_F(Values, LibraryFunctions) {
    expect("math(sqrt, [0x1p+2:f64], f64)", "f64", "2.0");
    expect("math(sqrt, [-0x1p+2:f64], f64)", "f64", "nan");
    expect("math(isnan, [#7ff8000000000000:f64], bool)", "bool", "True");
    expect("math(sqrt, [(-0x1p+2 0x0p+0):c128], c128)", "c128", "2j");
    expect("math(arctan2, [0x0p+0:f32, -0x1p+0:f32], f32)", "f32", "3.1415927");
}

// ---- level S -------------------------------------------------------------------------------

TEST_F(Values, PythonKindsRaise) {
    auto python = [&](const std::string &expression, const std::string &type) {
        return value_of(expression, type, S);
    };
    const std::string large = "OverflowError: Python int result does not fit in 64 bits";
    EXPECT_EQ(python("add(9223372036854775807:i64.py, 1:i64.py)", "i64.py"), large);
    EXPECT_EQ(python("add(9223372036854775807:i64.np, 1:i64.np)", "i64.np"),
              "-9223372036854775808");
    EXPECT_EQ(python("neg(-9223372036854775808:i64.py)", "i64.py"), large);
    EXPECT_EQ(python("floor_div(-9223372036854775808:i64.py, -1:i64.py)", "i64.py"), large);
    EXPECT_EQ(python("floor_div(1:i64.py, 0:i64.py)", "i64.py"),
              "ZeroDivisionError: integer division or modulo by zero");
    EXPECT_EQ(python("mod(1:i64.py, 0:i64.py)", "i64.py"),
              "ZeroDivisionError: integer modulo by zero");
    EXPECT_EQ(python("int_div(1:i64.py, 0:i64.py)", "f64.py"),
              "ZeroDivisionError: division by zero");
    EXPECT_EQ(python("div(0x1p+0:f64.py, 0x0p+0:f64.py)", "f64.py"),
              "ZeroDivisionError: float division by zero");
    EXPECT_EQ(python("div(0x1p+0:f64.np, 0x0p+0:f64.np)", "f64.np"), "inf");
    EXPECT_EQ(python("mod(0x1p+0:f64.py, 0x0p+0:f64.py)", "f64.py"),
              "ZeroDivisionError: float modulo");
    EXPECT_EQ(python("shl(1:i64.py, -1:i64.py)", "i64.py"), "ValueError: negative shift count");
    EXPECT_EQ(python("shl(1:i64.py, 63:i64.py)", "i64.py"), large);
    EXPECT_EQ(python("pow(2:i64.py, -1:i64.py)", "i64.py"),
              "ValueError: an int to a negative power is a float; write 2.0 ** e");
    EXPECT_EQ(python("pow(0x0p+0:f64.py, -0x1p+0:f64.py)", "f64.py"),
              "ZeroDivisionError: 0.0 cannot be raised to a negative power");
    EXPECT_EQ(python("pow(0x1.4p+3:f64.py, 0x1.9p+8:f64.py)", "f64.py"),
              "OverflowError: (34, 'Numerical result out of range')");
    EXPECT_EQ(python("cast(300:i64.py, u8.np, value)", "u8.np"),
              "OverflowError: Python integer 300 out of bounds for uint8");
    EXPECT_EQ(python("cast(#7ff8000000000000:f64.py, i64.py, value)", "i64.py"),
              "ValueError: cannot convert float NaN to integer");
    EXPECT_EQ(python("math(sqrt, [-0x1p+0:f64.py], f64.py)", "f64.py"),
              "ValueError: math domain error: math.sqrt(-1.0) (np.sqrt gives nan or inf)");
    EXPECT_EQ(python("math(exp, [0x1p+10:f64.py], f64.py)", "f64.py"),
              "OverflowError: math range error");
}

} // namespace
} // namespace pragmac
