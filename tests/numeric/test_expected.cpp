// The numeric contract: every result that NumPy and CPython gave, bit for bit where the rule says
// so.
#include "operations.h"

#include "numeric.h"

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <sstream>
#include <vector>

namespace pragmac {
namespace {

struct Dtype {
    int bits;
    bool real;
    int parts;
};

const std::map<std::string, Dtype> dtypes = {
    {"b1", {8, false, 1}},     {"i8", {8, false, 1}},   {"i16", {16, false, 1}},
    {"i32", {32, false, 1}},   {"i64", {64, false, 1}}, {"u8", {8, false, 1}},
    {"u16", {16, false, 1}},   {"u32", {32, false, 1}}, {"u64", {64, false, 1}},
    {"f16", {16, true, 1}},    {"f32", {32, true, 1}},  {"f64", {64, true, 1}},
    {"c64", {32, true, 2}},    {"c128", {64, true, 2}}, {"digits", {64, false, 1}},
    {"halves", {64, true, 1}},
};

double to_double(uint64_t bits, int width) {
    return width == 16   ? numeric::f16_to_f32(numeric::f16_from_bits(uint16_t(bits)))
           : width == 32 ? std::bit_cast<float>(uint32_t(bits))
                         : std::bit_cast<double>(bits);
}

// Neighbouring floats have neighbouring ranks.
int64_t rank_of(uint64_t bits, int width) {
    uint64_t sign = uint64_t{1} << (width - 1);
    return bits & sign ? -static_cast<int64_t>(bits & ~sign) : static_cast<int64_t>(bits);
}

// What "the same" means: bits, or a distance for finite results other than zero.
struct Rule {
    std::string text;

    double distance() const {
        size_t colon = text.find(':');
        return colon == std::string::npos ? 0 : std::stod(text.substr(colon + 1));
    }

    bool same(const Dtype &type, const uint64_t *got, const uint64_t *want) const {
        bool ok = true;
        for (int p = 0; p < type.parts; p++)
            ok &= same_part(type, got[p], want[p], size(type, want));
        return ok;
    }

  private:
    static double size(const Dtype &type, const uint64_t *want) {
        double im = type.parts == 2 ? to_double(want[1], type.bits) : 0.0;
        return type.real ? std::hypot(to_double(want[0], type.bits), im) : 0.0;
    }

    bool same_part(const Dtype &type, uint64_t got, uint64_t want, double size) const {
        if (type.bits < 64)
            got &= (uint64_t{1} << type.bits) - 1; // slots of small integers are sign-extended
        if (got == want)
            return true;
        if (!type.real)
            return false;
        double g = to_double(got, type.bits), w = to_double(want, type.bits);
        if (g != g && w != w)
            return true; // any NaN is any other
        if (!std::isfinite(g) || !std::isfinite(w))
            return false;
        if (text.starts_with("near"))
            return std::fabs(g - w) <= distance() * size * (type.bits == 32 ? 0x1p-23 : 0x1p-52);
        if (w == 0)
            return false;
        return std::fabs(static_cast<double>(rank_of(got, type.bits) - rank_of(want, type.bits))) <=
               distance();
    }
};

struct Values {
    int parts = 1;
    std::vector<uint64_t> words;
    size_t count() const { return words.size() / static_cast<size_t>(parts); }
    const uint64_t *at(size_t i) const { return &words[i * static_cast<size_t>(parts)]; }
};

class Expected {
  public:
    // The number of results compared.
    int check(const std::string &path) {
        std::ifstream file(path);
        EXPECT_TRUE(file) << "cannot read " << path;
        for (std::string line; std::getline(file, line);) {
            std::istringstream in(line);
            std::string word;
            in >> word;
            if (word == "values")
                read_values(in);
            else if (word == "call")
                check_call(in);
        }
        return compared_;
    }

  private:
    void read_values(std::istringstream &in) {
        std::string name, word;
        in >> name;
        Values &values = values_[name];
        values.parts = dtypes.at(name).parts;
        while (in >> word)
            values.words.push_back(std::stoull(word, nullptr, 16));
    }

    void check_call(std::istringstream &in) {
        std::string name, first, second, result;
        Rule rule;
        in >> name >> first >> second >> result >> rule.text;
        SCOPED_TRACE(name + " " + first + " " + second + " " + result);
        SlotFunction function = find_operation(name, first, second);
        ASSERT_NE(function, nullptr);
        static const Values none{1, {0}};
        const Values &a = values_.at(first), &b = second == "-" ? none : values_.at(second);
        int failures = 0;
        for (size_t i = 0; i < a.count(); i++)
            for (size_t j = 0; j < b.count(); j++) {
                uint64_t arguments[4] = {}, want[2] = {}, got[2] = {};
                std::copy_n(a.at(i), a.parts, arguments);
                std::copy_n(b.at(j), b.parts, arguments + a.parts);
                if (!read_result(in, dtypes.at(result), want))
                    continue;
                function(arguments, got);
                compared_++;
                if (!rule.same(dtypes.at(result), got, want) && failures++ < 5)
                    ADD_FAILURE() << show(a, i) << " , " << show(b, j) << " gives "
                                  << show({2, {got[0], got[1]}}, 0) << " instead of "
                                  << show({2, {want[0], want[1]}}, 0);
            }
        EXPECT_EQ(failures, 0);
        std::string rest;
        EXPECT_FALSE(in >> rest) << "more results than operands";
    }

    // False where there is none.
    static bool read_result(std::istringstream &in, const Dtype &type, uint64_t *want) {
        std::string word;
        for (int p = 0; p < type.parts; p++) {
            EXPECT_TRUE(in >> word) << "fewer results than operands";
            if (word == "-")
                return false;
            want[p] = std::stoull(word, nullptr, 16);
        }
        return true;
    }

    static std::string show(const Values &values, size_t i) {
        std::ostringstream out;
        for (int p = 0; p < values.parts; p++)
            out << (p ? " " : "") << "0x" << std::hex << values.at(i)[p];
        return out.str();
    }

    std::map<std::string, Values> values_;
    int compared_ = 0;
};

TEST(Numeric, AgreesWithNumPyAndPython) {
    int compared = Expected().check(PRAGMAC_TEST_DATA "/expected.txt");
    EXPECT_GT(compared, 60000);
}

// The rows of the table and the entry points are the same list.
TEST(Numeric, EveryRowHasItsEntryPoints) {
    auto check = [](const std::string &name, const std::string &dtypes) {
        std::vector<std::string> wanted = {"f64"};
        if (dtypes[0] == 'f')
            wanted.insert(wanted.end(), {"f16", "f32"});
        if (dtypes.find('c') != std::string::npos)
            wanted.insert(wanted.end(), {"c64", "c128"});
        for (const std::string &dtype : wanted)
            EXPECT_NE(find_numeric_symbol("pragmac_" + name + "_" + dtype), nullptr)
                << name << " " << dtype;
    };
#define NUMERIC_FUNCTION(name, arity, dtypes, result, numpy, math, domain) check(#name, dtypes);
#include "numeric_functions.def"
#undef NUMERIC_FUNCTION
    EXPECT_EQ(find_numeric_symbol("pragmac_sqrt_i8"), nullptr);
}

TEST(Numeric, HalfConversionsRoundOnce) {
    using namespace numeric;
    for (uint32_t bits = 0; bits < 0x10000; bits++) { // there and back
        f16 half = f16_from_bits(static_cast<uint16_t>(bits));
        float wide = f16_to_f32(half);
        if (wide == wide) {
            EXPECT_EQ(bits_of(f32_to_f16(wide)), bits);
            EXPECT_EQ(wide, static_cast<float>(half));
        }
    }
    // Just above a tie: through float it would fall on the tie and round down.
    EXPECT_EQ(bits_of(f64_to_f16(1.0 + 0x1p-11 + 0x1p-40)), 0x3c01);
    EXPECT_EQ(bits_of(f64_to_f16(1.0 + 0x1p-11)), 0x3c00);
    EXPECT_EQ(bits_of(f64_to_f16(0x1p-25)), 0x0000);
    EXPECT_EQ(bits_of(f64_to_f16(0x1.8p-25)), 0x0001);
    EXPECT_EQ(bits_of(f64_to_f16(65519.999)), 0x7bff);
    EXPECT_EQ(bits_of(f64_to_f16(-65520.0)), 0xfc00);
}

} // namespace
} // namespace pragmac
