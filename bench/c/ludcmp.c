/* Rows below a pivot in parallel within one region; then on one thread. */
#include <stdint.h>
#include <stdlib.h>

void ludcmp(double *restrict a, int64_t n, int64_t columns, const double *restrict b, int64_t nb,
            double *restrict x)
{
    #pragma omp parallel
    for (int64_t k = 0; k < n; k++) {
        const double *pivot = a + k * n;
        #pragma omp for
        for (int64_t i = k + 1; i < n; i++) {
            double *row = a + i * n;
            const double factor = row[k] /= pivot[k];
            #pragma omp simd
            for (int64_t j = k + 1; j < n; j++)
                row[j] -= factor * pivot[j];
        }
    }
    double *restrict y = malloc(n * sizeof *y);
    for (int64_t i = 0; i < n; i++) {
        double s = b[i];
        #pragma omp simd reduction(- : s)
        for (int64_t j = 0; j < i; j++)
            s -= a[i * n + j] * y[j];
        y[i] = s;
    }
    for (int64_t i = n - 1; i >= 0; i--) {
        double s = y[i];
        #pragma omp simd reduction(- : s)
        for (int64_t j = i + 1; j < n; j++)
            s -= a[i * n + j] * x[j];
        x[i] = s / a[i * n + i];
    }
    free(y);
}
