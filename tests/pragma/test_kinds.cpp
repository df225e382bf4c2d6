// Promotion, operators' results and joins against what NumPy and Python say (kinds/expected.txt).
#include "kinds.h"
#include "operators.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace pragmac {
namespace {

struct Row {
    std::string group;
    std::vector<std::string> fields;
};

std::vector<Row> rows(const std::string &group) {
    std::ifstream file(std::string(PRAGMAC_TEST_DATA) + "/kinds/expected.txt");
    EXPECT_TRUE(file) << "kinds/expected.txt is missing";
    std::vector<Row> found;
    for (std::string line; std::getline(file, line);) {
        std::istringstream in(line);
        Row row;
        in >> row.group;
        for (std::string field; in >> field;)
            row.fields.push_back(field);
        if (row.group == group)
            found.push_back(row);
    }
    return found;
}

std::vector<Type> all_types() {
    std::vector<Type> types{python_bool(), python_int(), python_float(), python_complex()};
    for (int d = static_cast<int>(DType::b1); d <= static_cast<int>(DType::c128); d++)
        types.push_back(numpy_type(static_cast<DType>(d)));
    return types;
}

// By the name a user writes: "int", "np.float32", and NumPy's own "float32".
Type type_named(const std::string &name) {
    for (Type t : all_types())
        if (python_name(t) == name)
            return t;
    return no_type;
}

DType dtype_named(const std::string &name) {
    return type_named("np." + name + (name == "bool" ? "_" : "")).dtype;
}

// What the operators make of operands of these kinds: the kind, or "TypeError".
class Results {
  public:
    std::string of(const Row &row) {
        const std::vector<std::string> &f = row.fields;
        Value a = operand(f[1]), b = operand(f[2]);
        Value v = row.group == "unary"    ? operators_.unary(f[0], a, {})
                  : row.group == "binary" ? operators_.binary(f[0], a, b, {})
                                          : operators_.compare(f[0], a, b, {});
        EXPECT_EQ(v.is(Value::Form::unknown), engine_.has_errors());
        engine_ = DiagnosticEngine();
        return v.is(Value::Form::unknown) ? "TypeError" : python_name(v.type);
    }

  private:
    Value operand(const std::string &name) {
        Type t = type_named(name);
        return scalar_value(build_.value_var("x", t == no_type ? python_int() : t));
    }

    Arena arena_;
    Builder build_{arena_};
    DiagnosticEngine engine_;
    DiagnosticEngine *current_ = &engine_;
    Operators operators_{build_, current_};
};

TEST(Kinds, PromotionIsNumPys) {
    std::vector<Row> table = rows("promote");
    ASSERT_EQ(table.size(), 14u * 14u);
    for (const Row &row : table)
        EXPECT_EQ(name_of(promote(dtype_named(row.fields[0]), dtype_named(row.fields[1]))),
                  name_of(dtype_named(row.fields[2])))
            << row.fields[0] << " with " << row.fields[1];
}

class OperatorKinds : public testing::TestWithParam<const char *> {};

TEST_P(OperatorKinds, AreThoseOfPythonAndNumPy) {
    std::vector<Row> table = rows(GetParam());
    ASSERT_GE(table.size(), 18u * 4u);
    Results results;
    for (const Row &row : table) {
        std::string what;
        for (size_t i = 0; i + 1 < row.fields.size(); i++)
            what += row.fields[i] + " ";
        EXPECT_EQ(results.of(row), row.fields.back()) << what;
    }
}

INSTANTIATE_TEST_SUITE_P(Kinds, OperatorKinds, testing::Values("unary", "binary", "compare"),
                         [](const auto &info) { return std::string(info.param); });

// ---- joins: rules of our own, derived from the recorded sums -------------------------------

constexpr IntRange unknown_range{};
constexpr IntRange small{0, 100};

TEST(Kinds, JoinsAreSymmetric) {
    for (Type a : all_types())
        for (Type b : all_types())
            for (IntRange range : {unknown_range, small})
                EXPECT_EQ(join_types(a, range, b, range), join_types(b, range, a, range));
}

TEST(Kinds, APythonNumberJoinsTheDtypeThatTheirSumHas) {
    std::vector<Row> table = rows("binary");
    int joined = 0;
    for (const Row &row : table) {
        Type a = type_named(row.fields[1]), b = type_named(row.fields[2]);
        if (row.fields[0] != "Add" || !is_python(a) || !is_numpy(b))
            continue;
        bool same = type_named(row.fields[3]) == b;
        EXPECT_EQ(join_types(a, small, b, unknown_range).has_value(), same)
            << row.fields[1] << " with " << row.fields[2];
        joined += same;
    }
    EXPECT_EQ(joined, 14 + 13 + 5 + 2);
}

TEST(Kinds, TwoDtypesJoinOnlyWhenEqual) {
    for (Type a : all_types())
        for (Type b : all_types())
            if (is_numpy(a) && is_numpy(b)) {
                EXPECT_EQ(join_types(a, {}, b, {}).has_value(), a == b);
            }
}

TEST(Kinds, PythonKindsJoinAsIntAndFloatOnly) {
    for (Type a : all_types())
        for (Type b : all_types()) {
            if (!is_python(a) || !is_python(b) || a == b)
                continue;
            bool int_float = (a == python_int() && b == python_float()) ||
                             (a == python_float() && b == python_int());
            EXPECT_EQ(join_types(a, small, b, small).has_value(), int_float);
            EXPECT_FALSE(join_types(a, unknown_range, b, unknown_range).has_value());
        }
}

TEST(Kinds, AnIntJoinsOnlyWhereItIsKnownToFit) {
    struct Case {
        DType d;
        int64_t lo, hi;
        bool fits;
    };
    for (Case c : {Case{DType::i8, -128, 127, true}, Case{DType::i8, -129, 0, false},
                   Case{DType::i8, 0, 128, false}, Case{DType::u8, 0, 255, true},
                   Case{DType::u8, -1, 5, false}, Case{DType::u8, 0, 256, false},
                   Case{DType::i32, INT32_MIN, INT32_MAX, true},
                   Case{DType::u32, 0, INT64_C(1) << 32, false},
                   Case{DType::i64, INT64_MIN, INT64_MAX, true},
                   Case{DType::u64, 0, INT64_MAX, true}, Case{DType::u64, -1, 0, false}}) {
        IntRange range{c.lo, c.hi};
        EXPECT_EQ(range.fits(c.d), c.fits);
        EXPECT_EQ(join_types(python_int(), range, numpy_type(c.d), {}).has_value(), c.fits);
    }
    IntRange exact{-(INT64_C(1) << 53), INT64_C(1) << 53};
    IntRange beyond{0, (INT64_C(1) << 53) + 1};
    EXPECT_TRUE(join_types(python_int(), exact, python_float(), {}).has_value());
    EXPECT_FALSE(join_types(python_int(), beyond, python_float(), {}).has_value());
}

} // namespace
} // namespace pragmac
