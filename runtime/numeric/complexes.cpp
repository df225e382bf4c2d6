// Complex operations: NumPy's Smith division and power, CPython's, and libm's functions.
#include "numeric.h"

#include <cmath>
#include <complex>
#include <limits>

namespace {

template <class T> using Complex = std::complex<T>;

template <class T> Complex<T> multiply(Complex<T> a, Complex<T> b) {
    return {a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real()};
}

template <class T> Complex<T> div(Complex<T> a, Complex<T> b) {
    T re = std::fabs(b.real()), im = std::fabs(b.imag());
    if (re >= im) {
        if (re == 0 && im == 0)
            return {a.real() / re, a.imag() / re};
        T ratio = b.imag() / b.real();
        T scale = T(1) / (b.real() + b.imag() * ratio);
        return {(a.real() + a.imag() * ratio) * scale, (a.imag() - a.real() * ratio) * scale};
    }
    T ratio = b.real() / b.imag();
    T scale = T(1) / (b.imag() + b.real() * ratio);
    return {(a.real() * ratio + a.imag()) * scale, (a.imag() * ratio - a.real()) * scale};
}

template <class T> Complex<T> py_div(Complex<T> a, Complex<T> b) {
    T re = std::fabs(b.real()), im = std::fabs(b.imag());
    if (re >= im) {
        if (re == 0)
            return {0, 0};
        T ratio = b.imag() / b.real();
        T scale = b.real() + b.imag() * ratio;
        return {(a.real() + a.imag() * ratio) / scale, (a.imag() - a.real() * ratio) / scale};
    }
    if (im >= re) {
        T ratio = b.real() / b.imag();
        T scale = b.real() * ratio + b.imag();
        return {(a.real() * ratio + a.imag()) / scale, (a.imag() * ratio - a.real()) / scale};
    }
    T nan = std::numeric_limits<T>::quiet_NaN();
    return {nan, nan};
}

template <class T> Complex<T> by_squaring(Complex<T> a, int64_t n) {
    Complex<T> result(1, 0), factor = a;
    for (int64_t mask = 1; n >= mask; mask <<= 1) {
        if (n & mask)
            result = multiply(result, factor);
        factor = multiply(factor, factor);
    }
    return result;
}

// Exponents without imaginary part that are whole and small.
template <class T> bool small_integer(Complex<T> b, T limit, int64_t &n) {
    if (b.imag() != 0 || !(std::fabs(b.real()) <= limit) || b.real() != std::floor(b.real()))
        return false;
    n = static_cast<int64_t>(b.real());
    return true;
}

template <class T> Complex<T> pow(Complex<T> a, Complex<T> b) {
    T nan = std::numeric_limits<T>::quiet_NaN();
    if (b.real() == 0 && b.imag() == 0)
        return {1, 0};
    if (a.real() == 0 && a.imag() == 0)
        return b.real() > 0 ? Complex<T>{0, 0} : Complex<T>{nan, nan};
    int64_t n = 0;
    if (small_integer(b, T(99), n)) {
        if (n == 1)
            return a;
        if (n == 2)
            return multiply(a, a);
        if (n == 3)
            return multiply(a, multiply(a, a));
        Complex<T> result = by_squaring(a, n < 0 ? -n : n);
        return n < 0 ? div(Complex<T>(1, 0), result) : result;
    }
    return std::pow(a, b);
}

template <class T> Complex<T> py_pow(Complex<T> a, Complex<T> b) {
    int64_t n = 0;
    if (b.real() == 0 && b.imag() == 0)
        return {1, 0};
    if (small_integer(b, T(100), n)) {
        Complex<T> result = by_squaring(a, n < 0 ? -n : n);
        return n < 0 ? py_div(Complex<T>(1, 0), result) : result;
    }
    if (a.real() == 0 && a.imag() == 0)
        return {0, 0};
    T size = std::hypot(a.real(), a.imag()), angle = std::atan2(a.imag(), a.real());
    T length = std::pow(size, b.real()), phase = angle * b.real();
    if (b.imag() != 0) {
        length *= std::exp(-angle * b.imag());
        phase += b.imag() * std::log(size);
    }
    return {length * std::cos(phase), length * std::sin(phase)};
}

template <class T> void put(T *out, Complex<T> z) {
    out[0] = z.real();
    out[1] = z.imag();
}

} // namespace

extern "C" {

#define COMPLEX_BINARY(operation)                                                                  \
    void pragmac_##operation##_c64(float *out, float ar, float ai, float br, float bi) {           \
        put(out, operation(Complex<float>(ar, ai), Complex<float>(br, bi)));                       \
    }                                                                                              \
    void pragmac_##operation##_c128(double *out, double ar, double ai, double br, double bi) {     \
        put(out, operation(Complex<double>(ar, ai), Complex<double>(br, bi)));                     \
    }
COMPLEX_BINARY(div)
COMPLEX_BINARY(py_div)
COMPLEX_BINARY(pow)
COMPLEX_BINARY(py_pow)

float pragmac_abs_c64(float re, float im) { return std::hypot(re, im); }
double pragmac_abs_c128(double re, double im) { return std::hypot(re, im); }

#define COMPLEX_UNARY(name)                                                                        \
    void pragmac_##name##_c64(float *out, float re, float im) {                                    \
        put(out, std::name(Complex<float>(re, im)));                                               \
    }                                                                                              \
    void pragmac_##name##_c128(double *out, double re, double im) {                                \
        put(out, std::name(Complex<double>(re, im)));                                              \
    }
COMPLEX_UNARY(sqrt)
COMPLEX_UNARY(exp)
COMPLEX_UNARY(log)
COMPLEX_UNARY(sin)
COMPLEX_UNARY(cos)

#define COMPLEX_TRUTH(name, join)                                                                  \
    bool pragmac_##name##_c64(float re, float im) { return std::name(re) join std::name(im); }     \
    bool pragmac_##name##_c128(double re, double im) { return std::name(re) join std::name(im); }
COMPLEX_TRUTH(isnan, ||)
COMPLEX_TRUTH(isinf, ||)
COMPLEX_TRUTH(isfinite, &&)

} // extern "C"
