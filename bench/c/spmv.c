/* Rows in parallel; rows are short, so that the sum of one stays in order. */
#include <stdint.h>

void spmv(const uint32_t *restrict row, int64_t rows1, const uint32_t *restrict col, int64_t n,
          const double *restrict val, int64_t n2, const double *restrict x, int64_t nx,
          double *restrict y)
{
    #pragma omp parallel for
    for (int64_t i = 0; i < rows1 - 1; i++) {
        double s = 0.0;
        for (int64_t j = row[i]; j < row[i + 1]; j++)
            s += val[j] * x[col[j]];
        y[i] = s;
    }
}
