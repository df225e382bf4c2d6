/* Later rows have more work: they are handed out as threads come. */
#include <stdint.h>

void syrk(double alpha, double beta, double *restrict c, int64_t rows, int64_t rows2,
          const double *restrict a, int64_t rows3, int64_t inner)
{
    #pragma omp parallel for schedule(dynamic, 8)
    for (int64_t i = 0; i < rows; i++)
        for (int64_t j = 0; j <= i; j++) {
            double s = 0.0;
            #pragma omp simd reduction(+ : s)
            for (int64_t k = 0; k < inner; k++)
                s += a[i * inner + k] * a[j * inner + k];
            c[i * rows + j] = beta * c[i * rows + j] + alpha * s;
        }
}
