/* Both products of a row at once. */
#include <stdint.h>

void gesummv(double alpha, double beta, const double *restrict a, int64_t n, int64_t columns,
             const double *restrict b, int64_t n2, int64_t columns2, const double *restrict x,
             int64_t nx, double *restrict y)
{
    #pragma omp parallel for
    for (int64_t i = 0; i < n; i++) {
        double s = 0.0, t = 0.0;
        #pragma omp simd reduction(+ : s, t)
        for (int64_t j = 0; j < columns; j++) {
            s += a[i * columns + j] * x[j];
            t += b[i * columns + j] * x[j];
        }
        y[i] = alpha * s + beta * t;
    }
}
