/* One parallel region around all steps. */
#include <stdint.h>

static void sweep(int64_t n, const double *restrict a, double *restrict b)
{
    #pragma omp for simd
    for (int64_t i = 1; i < n - 1; i++)
        b[i] = 0.33333 * (a[i - 1] + a[i] + a[i + 1]);
}

void jacobi_1d(int64_t steps, double *restrict a, int64_t n, double *restrict b, int64_t m)
{
    #pragma omp parallel
    for (int64_t t = 0; t < steps; t++) {
        sweep(n, a, b);
        sweep(n, b, a);
    }
}
