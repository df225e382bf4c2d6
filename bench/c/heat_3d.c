/* One parallel region around all steps. */
#include <stdint.h>

static void sweep(int64_t n, const double *restrict a, double *restrict b)
{
    const int64_t plane = n * n;
    #pragma omp for
    for (int64_t i = 1; i < n - 1; i++)
        for (int64_t j = 1; j < n - 1; j++) {
            const double *restrict x = a + i * plane + j * n;
            double *restrict y = b + i * plane + j * n;
            for (int64_t k = 1; k < n - 1; k++) {
                const double twice = 2.0 * x[k];
                y[k] = 0.125 * (x[k + plane] - twice + x[k - plane])
                    + 0.125 * (x[k + n] - twice + x[k - n])
                    + 0.125 * (x[k + 1] - twice + x[k - 1]) + x[k];
            }
        }
}

void heat_3d(int64_t steps, double *restrict a, int64_t n, int64_t n2, int64_t n3,
             double *restrict b, int64_t m, int64_t m2, int64_t m3)
{
    #pragma omp parallel
    for (int64_t t = 0; t < steps; t++) {
        sweep(n, a, b);
        sweep(n, b, a);
    }
}
