/* One parallel region around all steps. */
#include <stdint.h>

static void sweep(int64_t rows, int64_t n, const double *restrict a, double *restrict b)
{
    #pragma omp for
    for (int64_t i = 1; i < rows - 1; i++) {
        const double *restrict x = a + i * n;
        double *restrict y = b + i * n;
        for (int64_t j = 1; j < n - 1; j++)
            y[j] = 0.2 * (x[j] + x[j - 1] + x[j + 1] + x[j + n] + x[j - n]);
    }
}

void jacobi_2d(int64_t steps, double *restrict a, int64_t rows, int64_t columns, double *restrict b,
               int64_t r2, int64_t c2)
{
    #pragma omp parallel
    for (int64_t t = 0; t < steps; t++) {
        sweep(rows, columns, a, b);
        sweep(rows, columns, b, a);
    }
}
