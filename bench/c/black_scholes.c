/* The C library's functions, one option at a time. */
#include <math.h>
#include <stdint.h>

static double cumulative_normal(double x) { return 0.5 * (1.0 + erf(x / sqrt(2.0))); }

void black_scholes(const double *restrict spot, int64_t n, const double *restrict strike,
                   int64_t n2, const double *restrict years, int64_t n3, double rate,
                   double volatility, double *restrict call, int64_t n4, double *restrict put,
                   int64_t n5)
{
    #pragma omp parallel for
    for (int64_t i = 0; i < n; i++) {
        const double spread = volatility * sqrt(years[i]);
        const double drift = (rate + 0.5 * volatility * volatility) * years[i];
        const double d1 = (log(spot[i] / strike[i]) + drift) / spread;
        const double d2 = d1 - spread;
        const double discounted = strike[i] * exp(-rate * years[i]);
        call[i] = spot[i] * cumulative_normal(d1) - discounted * cumulative_normal(d2);
        put[i] = discounted * cumulative_normal(-d2) - spot[i] * cumulative_normal(-d1);
    }
}
