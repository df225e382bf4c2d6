// Python's round(x, digits), by way of exact decimal text.
#include "floating.h"

#include <charconv>
#include <cstdlib>
#include <cstring>
#include <string>

namespace pragmac::numeric {
namespace {

double from_text(const char *first, const char *last) {
    double value = 0;
    std::from_chars_result result = std::from_chars(first, last, value);
    return result.ec == std::errc::result_out_of_range ? HUGE_VAL : value;
}

// `digits` decimals of a finite x >= 0. The text is the exact value rounded half to even.
double keep_decimals(double x, int digits) {
    char text[700]; // 309 digits, a point, 323 decimals
    std::to_chars_result end =
        std::to_chars(text, text + sizeof text, x, std::chars_format::fixed, digits);
    return from_text(text, end.ptr);
}

// x >= 0 rounded to a multiple of 10^places.
double drop_digits(double x, int places) {
    char text[400];
    double whole = std::trunc(x);
    std::to_chars_result end =
        std::to_chars(text, text + sizeof text, whole, std::chars_format::fixed, 0);
    int length = static_cast<int>(end.ptr - text);
    if (length < places)
        return 0;
    // The digits dropped, against one half of the last place kept.
    char *dropped = text + (length - places);
    std::string half(static_cast<size_t>(places), '0');
    half[0] = '5';
    int order = std::memcmp(dropped, half.data(), half.size());
    bool odd = length > places && (dropped[-1] - '0') % 2 != 0;
    bool up = order > 0 || (order == 0 && (whole != x || odd));
    std::string kept = "0" + std::string(text, dropped);
    for (size_t i = kept.size(); up && i-- > 0;) { // add one, with carry
        up = kept[i] == '9';
        kept[i] = up ? '0' : static_cast<char>(kept[i] + 1);
    }
    kept += "e" + std::to_string(places);
    return from_text(kept.data(), kept.data() + kept.size());
}

} // namespace

// Beyond 323 decimals every double is already exact; below -308 every double rounds to zero.
double round_digits(double x, int64_t digits) {
    if (!std::isfinite(x) || digits > 323)
        return x;
    if (digits < -308)
        return 0.0 * x;
    double magnitude = std::fabs(x);
    double rounded = digits >= 0 ? keep_decimals(magnitude, static_cast<int>(digits))
                                 : drop_digits(magnitude, static_cast<int>(-digits));
    return std::copysign(rounded, x);
}

} // namespace pragmac::numeric
