/* A range of columns per thread for the sums down the rows. */
#include <omp.h>
#include <stdint.h>

void gemver(double alpha, double beta, double *restrict a, int64_t n, int64_t columns,
            const double *restrict u1, int64_t n1, const double *restrict v1, int64_t n2,
            const double *restrict u2, int64_t n3, const double *restrict v2, int64_t n4,
            double *restrict w, int64_t n5, double *restrict x, int64_t n6,
            const double *restrict y, int64_t n7, const double *restrict z, int64_t n8)
{
    #pragma omp parallel
    {
        #pragma omp for
        for (int64_t i = 0; i < n; i++)
            for (int64_t j = 0; j < n; j++)
                a[i * n + j] = a[i * n + j] + u1[i] * v1[j] + u2[i] * v2[j];
        const int64_t thread = omp_get_thread_num(), threads = omp_get_num_threads();
        const int64_t first = n * thread / threads, last = n * (thread + 1) / threads;
        for (int64_t i = 0; i < n; i++)
            for (int64_t j = first; j < last; j++)
                x[j] += beta * a[i * n + j] * y[i];
        for (int64_t j = first; j < last; j++)
            x[j] += z[j];
        #pragma omp barrier
        #pragma omp for
        for (int64_t i = 0; i < n; i++) {
            double s = 0.0;
            #pragma omp simd reduction(+ : s)
            for (int64_t j = 0; j < n; j++)
                s += alpha * a[i * n + j] * x[j];
            w[i] += s;
        }
    }
}
