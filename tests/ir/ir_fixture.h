// Reads IR text, runs it in the interpreter, and says what went wrong.
#pragma once

#include "build.h"
#include "interpret.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <bit>

namespace pragmac {

class IrFixture : public testing::Test {
  public:
    // Reads a whole function; a reading error fails the test.
    const Func *func(const std::string &text) {
        ReadError error;
        NodeRef n = pragmac::read(text, build, error);
        EXPECT_NE(n, nullptr) << "line " << error.line << ": " << error.message << "\n" << text;
        return n ? as<Func>(n) : nullptr;
    }
    std::string read_error(const std::string &text) {
        ReadError error;
        NodeRef n = pragmac::read(text, build, error);
        return n ? "no error" : std::to_string(error.line) + ": " + error.message;
    }

    // The text of one expression of the given type, evaluated.
    Interpretation evaluate(const std::string &expression, const std::string &type,
                            Level level = P) {
        const Func *f = func("func \"f\" [] -> [" + type + "] overlap 0 {\nlet %r: " + type +
                             " value = " + expression + "\nreturn [%r]\n}");
        InterpretOptions options;
        options.level = level;
        return interpret(f, {}, options);
    }
    std::string value_of(const std::string &expression, const std::string &type, Level level = P) {
        Interpretation result = evaluate(expression, type, level);
        if (!result.faults.empty())
            return "fault: " + result.faults[0];
        if (result.raised)
            return std::string(name_of(result.raised->exception)) + ": " + result.raised->message;
        return python_text(result.results.at(0).type.dtype, result.results[0].bits);
    }

    static Datum i64_argument(int64_t v) {
        return {scalar(DType::i64), {static_cast<uint64_t>(v), 0}, {}};
    }
    static Datum f64_array(std::vector<double> values) {
        Datum d{array_of(DType::f64, 1), {}, make_array(DType::f64, {int64_t(values.size())})};
        for (size_t i = 0; i < values.size(); i++)
            store_bits(DType::f64, d.array.data + 8 * i, {std::bit_cast<uint64_t>(values[i]), 0});
        return d;
    }
    static std::vector<double> values(const Datum &d) {
        std::vector<double> out;
        for (int64_t i = 0; i < d.array.extents[0]; i++)
            out.push_back(std::bit_cast<double>(
                load_bits(DType::f64, d.array.data + i * d.array.strides[0]).lo));
        return out;
    }

    Arena arena;
    Builder build{arena};
};

} // namespace pragmac
