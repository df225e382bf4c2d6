/* On one thread: every row needs the x before it; a dot product in lanes. */
#include <stdint.h>

void trisolv(const double *restrict lower, int64_t n, int64_t columns, double *restrict x,
             int64_t nx, const double *restrict b, int64_t nb)
{
    for (int64_t i = 0; i < n; i++) {
        double s = b[i];
        #pragma omp simd reduction(- : s)
        for (int64_t j = 0; j < i; j++)
            s -= lower[i * n + j] * x[j];
        x[i] = s / lower[i * n + i];
    }
}
