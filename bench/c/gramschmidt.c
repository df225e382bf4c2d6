/* A range of columns per thread and columns in lanes, row after row. */
#include <math.h>
#include <omp.h>
#include <stdint.h>
#include <string.h>

void gramschmidt(double *restrict a, int64_t rows, int64_t columns, double *restrict q,
                 double *restrict r)
{
    memset(r, 0, columns * columns * sizeof *r);
    #pragma omp parallel
    for (int64_t k = 0; k < columns; k++) {
        #pragma omp single
        {
            double norm = 0.0;
            #pragma omp simd reduction(+ : norm)
            for (int64_t i = 0; i < rows; i++)
                norm += a[i * columns + k] * a[i * columns + k];
            r[k * columns + k] = sqrt(norm);
            for (int64_t i = 0; i < rows; i++)
                q[i * columns + k] = a[i * columns + k] / r[k * columns + k];
        }
        const int64_t thread = omp_get_thread_num(), threads = omp_get_num_threads();
        const int64_t left = columns - k - 1;
        const int64_t first = k + 1 + left * thread / threads;
        const int64_t last = k + 1 + left * (thread + 1) / threads;
        double *restrict rk = r + k * columns;
        for (int64_t i = 0; i < rows; i++)
            for (int64_t j = first; j < last; j++)
                rk[j] += q[i * columns + k] * a[i * columns + j];
        for (int64_t i = 0; i < rows; i++)
            for (int64_t j = first; j < last; j++)
                a[i * columns + j] -= q[i * columns + k] * rk[j];
        #pragma omp barrier
    }
}
