/* Rows of the sparse matrix in parallel, each dot product in lanes. */
#include <stdint.h>

void sddmm(const uint32_t *restrict row, int64_t rows1, const uint32_t *restrict col, int64_t n,
           const double *restrict val, int64_t n2, const double *restrict a, int64_t ra,
           int64_t inner, const double *restrict b, int64_t rb, int64_t inner2,
           double *restrict out)
{
    #pragma omp parallel for
    for (int64_t i = 0; i < rows1 - 1; i++)
        for (int64_t j = row[i]; j < row[i + 1]; j++) {
            const double *restrict x = a + i * inner, *restrict y = b + col[j] * inner;
            double s = 0.0;
            #pragma omp simd reduction(+ : s)
            for (int64_t k = 0; k < inner; k++)
                s += x[k] * y[k];
            out[j] = val[j] * s;
        }
}
