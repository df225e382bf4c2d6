/* Rows of b pass while a row of c stays in cache. */
#include <stdint.h>

void gemm(double alpha, double beta, double *restrict c, int64_t rows, int64_t columns,
          const double *restrict a, int64_t rows2, int64_t inner, const double *restrict b,
          int64_t inner2, int64_t columns2)
{
    #pragma omp parallel for
    for (int64_t i = 0; i < rows; i++) {
        double *restrict ci = c + i * columns;
        for (int64_t j = 0; j < columns; j++)
            ci[j] *= beta;
        for (int64_t k = 0; k < inner; k++) {
            const double scaled = alpha * a[i * inner + k];
            for (int64_t j = 0; j < columns; j++)
                ci[j] += scaled * b[k * columns + j];
        }
    }
}
