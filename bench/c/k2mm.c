/* As gemm, twice; the product between has a row per thread at a time. */
#include <stdint.h>
#include <stdlib.h>

void k2mm(double alpha, double beta, const double *restrict a, int64_t rows, int64_t inner,
          const double *restrict b, int64_t inner2, int64_t middle, const double *restrict c,
          int64_t middle2, int64_t columns, double *restrict d, int64_t rows2, int64_t columns2)
{
    #pragma omp parallel
    {
        double *restrict between = malloc(middle * sizeof *between);
        #pragma omp for
        for (int64_t i = 0; i < rows; i++) {
            double *restrict di = d + i * columns;
            for (int64_t j = 0; j < middle; j++)
                between[j] = 0.0;
            for (int64_t k = 0; k < inner; k++) {
                const double scaled = alpha * a[i * inner + k];
                for (int64_t j = 0; j < middle; j++)
                    between[j] += scaled * b[k * middle + j];
            }
            for (int64_t j = 0; j < columns; j++)
                di[j] *= beta;
            for (int64_t k = 0; k < middle; k++)
                for (int64_t j = 0; j < columns; j++)
                    di[j] += between[k] * c[k * columns + j];
        }
        free(between);
    }
}
