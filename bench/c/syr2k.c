/* Later rows have more work: they are handed out as threads come. */
#include <stdint.h>

void syr2k(double alpha, double beta, double *restrict c, int64_t rows, int64_t rows2,
           const double *restrict a, int64_t rows3, int64_t inner, const double *restrict b,
           int64_t rows4, int64_t inner2)
{
    #pragma omp parallel for schedule(dynamic, 8)
    for (int64_t i = 0; i < rows; i++)
        for (int64_t j = 0; j <= i; j++) {
            const double *restrict ai = a + i * inner, *restrict bi = b + i * inner;
            const double *restrict aj = a + j * inner, *restrict bj = b + j * inner;
            double s = 0.0;
            #pragma omp simd reduction(+ : s)
            for (int64_t k = 0; k < inner; k++)
                s += aj[k] * bi[k] + bj[k] * ai[k];
            c[i * rows + j] = beta * c[i * rows + j] + alpha * s;
        }
}
