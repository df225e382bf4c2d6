// Complex arithmetic as NumPy's loops and as CPython's complex type compute it.
#pragma once

#include <cmath>
#include <limits>

namespace pragmac::numeric {

template <class T> struct Complex {
    T re, im;
};

template <class T> Complex<T> add(Complex<T> a, Complex<T> b) { return {a.re + b.re, a.im + b.im}; }
template <class T> Complex<T> sub(Complex<T> a, Complex<T> b) { return {a.re - b.re, a.im - b.im}; }
template <class T> Complex<T> mul(Complex<T> a, Complex<T> b) {
    return {a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re};
}

// NumPy's quotient: Smith's method with one reciprocal. Division by zero gives infinities or NaN.
template <class T> Complex<T> div(Complex<T> a, Complex<T> b) {
    T re = std::fabs(b.re), im = std::fabs(b.im);
    if (re >= im) {
        if (re == 0 && im == 0)
            return {a.re / re, a.im / im};
        T ratio = b.im / b.re, scale = T{1} / (b.re + b.im * ratio);
        return {(a.re + a.im * ratio) * scale, (a.im - a.re * ratio) * scale};
    }
    T ratio = b.re / b.im, scale = T{1} / (b.im + b.re * ratio);
    return {(a.re * ratio + a.im) * scale, (a.im * ratio - a.re) * scale};
}

// CPython's quotient: Smith's method with two divisions. Where CPython raises (b = 0) it gives 0.
template <class T> Complex<T> py_div(Complex<T> a, Complex<T> b) {
    T re = std::fabs(b.re), im = std::fabs(b.im);
    if (re >= im) {
        if (re == 0)
            return {0, 0};
        T ratio = b.im / b.re, divisor = b.re + b.im * ratio;
        return {(a.re + a.im * ratio) / divisor, (a.im - a.re * ratio) / divisor};
    }
    if (im >= re) {
        T ratio = b.re / b.im, divisor = b.re * ratio + b.im;
        return {(a.re * ratio + a.im) / divisor, (a.im * ratio - a.re) / divisor};
    }
    T nan = std::numeric_limits<T>::quiet_NaN();
    return {nan, nan};
}

template <class T> T abs(Complex<T> a) { return std::hypot(a.re, a.im); }

template <class T> bool is_nan(Complex<T> a) { return a.re != a.re || a.im != a.im; }

// The order of NumPy's scalars: by real part, then by imaginary part.
template <class T> bool scalar_less(Complex<T> a, Complex<T> b) {
    return a.re == b.re ? a.im < b.im : a.re < b.re;
}
template <class T> bool scalar_less_equal(Complex<T> a, Complex<T> b) {
    return a.re == b.re ? a.im <= b.im : a.re < b.re;
}

// The order of NumPy's array loops, maximum among them: a NaN imaginary part decides nothing.
template <class T> bool less(Complex<T> a, Complex<T> b) {
    return (a.re < b.re && a.im == a.im && b.im == b.im) || (a.re == b.re && a.im < b.im);
}
template <class T> bool less_equal(Complex<T> a, Complex<T> b) {
    return (a.re < b.re && a.im == a.im && b.im == b.im) || (a.re == b.re && a.im <= b.im);
}
template <class T> bool equal(Complex<T> a, Complex<T> b) { return a.re == b.re && a.im == b.im; }

template <class T> Complex<T> np_max(Complex<T> a, Complex<T> b) {
    return is_nan(a) || less_equal(b, a) ? a : b;
}
template <class T> Complex<T> np_min(Complex<T> a, Complex<T> b) {
    return is_nan(a) || less_equal(a, b) ? a : b;
}

// a ** b as NumPy and as CPython: small integer exponents by multiplication, the rest through
// logarithms. 0 ** b is NaN in NumPy (0 in CPython, which raises) where Re b < 0 or Im b != 0.
template <class T> Complex<T> pow(Complex<T> a, Complex<T> b);
template <class T> Complex<T> py_pow(Complex<T> a, Complex<T> b);

template <class T> Complex<T> sqrt(Complex<T> a);
template <class T> Complex<T> exp(Complex<T> a);
template <class T> Complex<T> log(Complex<T> a);
template <class T> Complex<T> sin(Complex<T> a);
template <class T> Complex<T> cos(Complex<T> a);
template <class T> Complex<T> sign(Complex<T> a);

} // namespace pragmac::numeric
