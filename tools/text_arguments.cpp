// A small reader of numbers and nested lists, and the writer of outcomes.
#include "text_arguments.h"

#include <bit>
#include <charconv>
#include <cstdlib>

namespace pragmac {
namespace {

class ArgumentReader {
  public:
    explicit ArgumentReader(std::string_view text) : text_(text) {}

    Datum datum(Type type) {
        Datum d{type, {}, {}};
        if (type.array)
            d.array = array(type);
        else
            d.bits = number(type.dtype);
        return d;
    }
    void expect_end() {
        if (peek())
            throw ArgumentError{"more arguments than parameters: `" + rest() + "`"};
    }

  private:
    char peek() {
        while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n'))
            at_++;
        return at_ < text_.size() ? text_[at_] : '\0';
    }
    bool take(char c) { return peek() == c ? (at_++, true) : false; }
    void expect(char c) {
        if (!take(c))
            throw ArgumentError{std::string("expected `") + c + "` before `" + rest() + "`"};
    }
    std::string rest() { return std::string(text_.substr(at_, 20)); }
    std::string word() {
        peek();
        size_t start = at_;
        while (at_ < text_.size() &&
               std::string_view(" \n,()[]").find(text_[at_]) == std::string_view::npos)
            at_++;
        if (start == at_)
            throw ArgumentError{"expected a value before `" + rest() + "`"};
        return std::string(text_.substr(start, at_ - start));
    }

    Bits number(DType d) {
        if (is_complex(d) && take('(')) {
            Bits re = number(part_of(d)), im = number(part_of(d));
            expect(')');
            return {re.lo, im.lo};
        }
        std::string text = word();
        if (text == "true" || text == "false")
            return cast_value(DType::b1, {text == "true", 0}, d);
        char *end = nullptr;
        if (is_unsigned(d) || is_signed(d)) {
            uint64_t bits = is_signed(d)
                                ? static_cast<uint64_t>(std::strtoll(text.c_str(), &end, 0))
                                : std::strtoull(text.c_str(), &end, 0);
            return finished(cast_value(DType::i64, {bits, 0}, d), end, text);
        }
        double v = std::strtod(text.c_str(), &end);
        return finished(cast_value(DType::f64, {std::bit_cast<uint64_t>(v), 0}, d), end, text);
    }
    Bits finished(Bits bits, const char *end, const std::string &text) {
        if (*end)
            throw ArgumentError{"`" + text + "` is not a number"};
        return bits;
    }

    ArrayView array(Type type) {
        if (peek() != '[')
            return generated(type);
        std::vector<Bits> elements;
        std::vector<int64_t> extents(type.rank, 0);
        list(type, 0, extents, elements);
        ArrayView view = make_array(type.dtype, extents);
        if (view.size() != static_cast<int64_t>(elements.size()))
            throw ArgumentError{"the rows of a list differ in length"};
        for (size_t i = 0; i < elements.size(); i++)
            store_bits(type.dtype, view.data + i * byte_size(type.dtype), elements[i]);
        return view;
    }
    void list(Type type, size_t axis, std::vector<int64_t> &extents, std::vector<Bits> &elements) {
        expect('[');
        int64_t count = 0;
        while (!take(']')) {
            if (axis + 1 == extents.size())
                elements.push_back(number(type.dtype));
            else
                list(type, axis + 1, extents, elements);
            count++;
            take(',');
        }
        extents[axis] = count;
    }
    // zeros(…) and iota(…): 0, 1, 2, …
    ArrayView generated(Type type) {
        std::string name = word();
        if (name != "zeros" && name != "iota")
            throw ArgumentError{"expected a list, zeros(…) or iota(…) before `" + name + "`"};
        std::vector<int64_t> extents;
        for (expect('('); !take(')'); take(','))
            extents.push_back(static_cast<int64_t>(number(DType::i64).lo));
        if (extents.size() != type.rank)
            throw ArgumentError{"an array of another rank"};
        ArrayView view = make_array(type.dtype, extents);
        for (int64_t i = 0; name == "iota" && i < view.size(); i++)
            store_bits(type.dtype, view.data + i * byte_size(type.dtype),
                       cast_value(DType::i64, {static_cast<uint64_t>(i), 0}, type.dtype));
        return view;
    }

    std::string_view text_;
    size_t at_ = 0;
};

std::string array_text(const ArrayView &a, const std::byte *data, size_t axis) {
    if (axis == a.extents.size())
        return python_text(a.dtype, load_bits(a.dtype, data));
    std::string text = "[";
    for (int64_t i = 0; i < a.extents[axis]; i++)
        text += (i ? ", " : "") + array_text(a, data + i * a.strides[axis], axis + 1);
    return text + "]";
}

std::string datum_text(const Datum &d) {
    return d.type.array ? array_text(d.array, d.array.data, 0) : python_text(d.type.dtype, d.bits);
}

} // namespace

std::vector<Datum> read_arguments(std::string_view text, const Func &func) {
    ArgumentReader reader(text);
    std::vector<Datum> arguments;
    for (NodeRef p : func.params)
        arguments.push_back(reader.datum(p->type));
    reader.expect_end();
    return arguments;
}

std::string outcome_text(const Interpretation &outcome, std::span<const Datum> arguments,
                         const Func &func) {
    std::string text = outcome.printed;
    for (size_t i = 0; i < arguments.size(); i++)
        if (arguments[i].type.array)
            text += "%" + std::string(as<Var>(func.params[i])->info->name) + " = " +
                    datum_text(arguments[i]) + "\n";
    for (const Datum &result : outcome.results)
        text += "result " + datum_text(result) + "\n";
    if (outcome.raised) {
        text += "raised " + std::string(name_of(outcome.raised->exception)) + ": " +
                outcome.raised->message;
        if (outcome.raised->span.line)
            text += " (line " + std::to_string(outcome.raised->span.line) + ")";
        text += "\n";
    }
    for (const Race &race : outcome.races)
        text += "race: " + race.text() + "\n";
    for (const std::string &fault : outcome.faults)
        text += "fault: " + fault + "\n";
    return text;
}

} // namespace pragmac
