// Complex powers and elementary functions; the latter are the C library's, or on devices our own.
#include "complex_number.h"
#ifdef PRAGMAC_FOR_DEVICES
#include "complex_functions.h"
#endif

#include <complex>
#include <cstdint>

namespace pragmac::numeric {
namespace {

#ifdef PRAGMAC_FOR_DEVICES
namespace elementary = device;
#else
template <class T> std::complex<T> to_std(Complex<T> a) { return {a.re, a.im}; }
template <class T> Complex<T> from_std(std::complex<T> a) { return {a.real(), a.imag()}; }

// The C library's.
namespace elementary {
template <class T> Complex<T> sqrt(Complex<T> a) { return from_std(std::sqrt(to_std(a))); }
template <class T> Complex<T> exp(Complex<T> a) { return from_std(std::exp(to_std(a))); }
template <class T> Complex<T> log(Complex<T> a) { return from_std(std::log(to_std(a))); }
template <class T> Complex<T> sin(Complex<T> a) { return from_std(std::sin(to_std(a))); }
template <class T> Complex<T> cos(Complex<T> a) { return from_std(std::cos(to_std(a))); }
template <class T> Complex<T> pow(Complex<T> a, Complex<T> b) {
    return from_std(std::pow(to_std(a), to_std(b)));
}
} // namespace elementary
#endif

// NumPy multiplies up to the highest bit of n and no further: squaring once more could overflow and
// make NaN of what was read before.
template <class T> Complex<T> multiply_out(Complex<T> base, unsigned n) {
    if (n == 2)
        return mul(base, base);
    if (n == 3)
        return mul(base, mul(base, base));
    Complex<T> result{1, 0};
    for (;; base = mul(base, base)) {
        if (n & 1)
            result = mul(result, base);
        n >>= 1;
        if (n == 0)
            return result;
    }
}

// CPython starts from 1 for every exponent.
template <class T> Complex<T> py_multiply_out(Complex<T> base, unsigned n) {
    Complex<T> result{1, 0};
    for (; n != 0; n >>= 1) {
        if (n & 1)
            result = mul(result, base);
        base = mul(base, base);
    }
    return result;
}

template <class T> bool small_integer(Complex<T> b, T limit) {
    return b.im == 0 && b.re == std::floor(b.re) && std::fabs(b.re) <= limit;
}

} // namespace

template <class T> Complex<T> pow(Complex<T> a, Complex<T> b) {
    if (b.re == 0 && b.im == 0)
        return {1, 0};
    if (a.re == 0 && a.im == 0) {
        T nan = std::numeric_limits<T>::quiet_NaN();
        return b.re > 0 ? Complex<T>{0, 0} : Complex<T>{nan, nan};
    }
    if (!small_integer(b, T{99}))
        return elementary::pow(a, b);
    if (b.re == 1)
        return a;
    Complex<T> power = multiply_out(a, static_cast<unsigned>(std::fabs(b.re)));
    return b.re < 0 ? div({1, 0}, power) : power;
}

template <class T> Complex<T> py_pow(Complex<T> a, Complex<T> b) {
    if (small_integer(b, T{100})) {
        Complex<T> power = py_multiply_out(a, static_cast<unsigned>(std::fabs(b.re)));
        return b.re > 0 ? power : py_div({1, 0}, power);
    }
    if (a.re == 0 && a.im == 0)
        return {0, 0};
    T size = std::hypot(a.re, a.im), angle = std::atan2(a.im, a.re);
    T length = std::pow(size, b.re), phase = angle * b.re;
    if (b.im != 0) {
        length /= std::exp(angle * b.im);
        phase += b.im * std::log(size);
    }
    return {length * std::cos(phase), length * std::sin(phase)};
}

template <class T> Complex<T> sqrt(Complex<T> a) { return elementary::sqrt(a); }
template <class T> Complex<T> exp(Complex<T> a) { return elementary::exp(a); }
template <class T> Complex<T> log(Complex<T> a) { return elementary::log(a); }
template <class T> Complex<T> sin(Complex<T> a) { return elementary::sin(a); }
template <class T> Complex<T> cos(Complex<T> a) { return elementary::cos(a); }

// NumPy 2: a / |a|, with the limits at infinity along the axes.
template <class T> Complex<T> sign(Complex<T> a) {
    T size = std::hypot(a.re, a.im), nan = std::numeric_limits<T>::quiet_NaN();
    if (std::isnan(size))
        return {nan, nan};
    if (std::isinf(size)) {
        if (std::isinf(a.re) && std::isinf(a.im))
            return {nan, nan};
        return std::isinf(a.re) ? Complex<T>{a.re > 0 ? T(1) : T(-1), 0}
                                : Complex<T>{0, a.im > 0 ? T(1) : T(-1)};
    }
    return size == 0 ? Complex<T>{0, 0} : Complex<T>{a.re / size, a.im / size};
}

#define INSTANTIATE(T)                                                                             \
    template Complex<T> pow(Complex<T>, Complex<T>);                                               \
    template Complex<T> py_pow(Complex<T>, Complex<T>);                                            \
    template Complex<T> sqrt(Complex<T>);                                                          \
    template Complex<T> exp(Complex<T>);                                                           \
    template Complex<T> log(Complex<T>);                                                           \
    template Complex<T> sin(Complex<T>);                                                           \
    template Complex<T> cos(Complex<T>);                                                           \
    template Complex<T> sign(Complex<T>);
INSTANTIATE(float)
INSTANTIATE(double)

} // namespace pragmac::numeric
