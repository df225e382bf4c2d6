/* Column after column; the rows of a column in parallel, their dot products in lanes. */
#include <math.h>
#include <stdint.h>

void cholesky(double *restrict a, int64_t n, int64_t columns)
{
    #pragma omp parallel
    for (int64_t j = 0; j < n; j++) {
        const double *aj = a + j * n;
        #pragma omp single
        {
            double s = aj[j];
            #pragma omp simd reduction(- : s)
            for (int64_t k = 0; k < j; k++)
                s -= aj[k] * aj[k];
            a[j * n + j] = sqrt(s);
        }
        #pragma omp for
        for (int64_t i = j + 1; i < n; i++) {
            double *ai = a + i * n, t = ai[j];
            #pragma omp simd reduction(- : t)
            for (int64_t k = 0; k < j; k++)
                t -= ai[k] * aj[k];
            ai[j] = t / aj[j];
        }
    }
}
