/* A range of columns per thread for the sums down the rows. */
#include <omp.h>
#include <stdint.h>

void bicg(const double *restrict a, int64_t rows, int64_t columns, const double *restrict p,
          int64_t np, const double *restrict r, int64_t nr, double *restrict s, double *restrict q)
{
    #pragma omp parallel
    {
        const int64_t thread = omp_get_thread_num(), threads = omp_get_num_threads();
        const int64_t first = columns * thread / threads, last = columns * (thread + 1) / threads;
        for (int64_t j = first; j < last; j++)
            s[j] = 0.0;
        for (int64_t i = 0; i < rows; i++)
            for (int64_t j = first; j < last; j++)
                s[j] += r[i] * a[i * columns + j];
        #pragma omp for
        for (int64_t i = 0; i < rows; i++) {
            double total = 0.0;
            #pragma omp simd reduction(+ : total)
            for (int64_t j = 0; j < columns; j++)
                total += a[i * columns + j] * p[j];
            q[i] = total;
        }
    }
}
