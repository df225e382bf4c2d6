/* The sum of a product in lanes. */
#include <stdint.h>

void dot(const double *restrict x, int64_t n, double *restrict y, int64_t ny, int64_t times,
         double *result)
{
    double all = 0.0;
    for (int64_t t = 0; t < times; t++) {
        double s = 0.0;
        #pragma omp simd reduction(+ : s)
        for (int64_t i = 0; i < n; i++)
            s += x[i] * y[i];
        all += s;
        y[t % ny] += 1.0;
    }
    *result = all;
}
