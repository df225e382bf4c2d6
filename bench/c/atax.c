/* A range of columns per thread in the second product, row after row. */
#include <omp.h>
#include <stdint.h>
#include <stdlib.h>

void atax(const double *restrict a, int64_t rows, int64_t columns, const double *restrict x,
          int64_t n, double *restrict y)
{
    double *between = malloc(rows * sizeof *between);
    #pragma omp parallel
    {
        #pragma omp for
        for (int64_t i = 0; i < rows; i++) {
            double s = 0.0;
            #pragma omp simd reduction(+ : s)
            for (int64_t j = 0; j < columns; j++)
                s += a[i * columns + j] * x[j];
            between[i] = s;
        }
        const int64_t thread = omp_get_thread_num(), threads = omp_get_num_threads();
        const int64_t first = columns * thread / threads, last = columns * (thread + 1) / threads;
        for (int64_t j = first; j < last; j++)
            y[j] = 0.0;
        for (int64_t i = 0; i < rows; i++)
            for (int64_t j = first; j < last; j++)
                y[j] += a[i * columns + j] * between[i];
    }
    free(between);
}
