/* Rows of the sparse matrix in parallel; a row of the result in cache. */
#include <stdint.h>

void spmm(const uint32_t *restrict row, int64_t rows1, const uint32_t *restrict col, int64_t n,
          const double *restrict val, int64_t n2, const double *restrict dense, int64_t rd,
          int64_t columns, double *restrict y)
{
    #pragma omp parallel for
    for (int64_t i = 0; i < rows1 - 1; i++) {
        double *restrict out = y + i * columns;
        for (int64_t k = 0; k < columns; k++)
            out[k] = 0.0;
        for (int64_t j = row[i]; j < row[i + 1]; j++)
            for (int64_t k = 0; k < columns; k++)
                out[k] += val[j] * dense[col[j] * columns + k];
    }
}
