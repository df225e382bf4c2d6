/* A range of columns per thread for the sums down the rows. */
#include <omp.h>
#include <stdint.h>

void mvt(double *restrict x1, int64_t n, double *restrict x2, int64_t n2, const double *restrict y1,
         int64_t n3, const double *restrict y2, int64_t n4, const double *restrict a, int64_t n5,
         int64_t n6)
{
    #pragma omp parallel
    {
        #pragma omp for nowait
        for (int64_t i = 0; i < n; i++) {
            double s = 0.0;
            #pragma omp simd reduction(+ : s)
            for (int64_t j = 0; j < n; j++)
                s += a[i * n + j] * y1[j];
            x1[i] += s;
        }
        const int64_t thread = omp_get_thread_num(), threads = omp_get_num_threads();
        const int64_t first = n * thread / threads, last = n * (thread + 1) / threads;
        for (int64_t i = 0; i < n; i++)
            for (int64_t j = first; j < last; j++)
                x2[j] += a[i * n + j] * y2[i];
    }
}
