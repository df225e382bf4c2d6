/* A range of columns per thread and columns in lanes, row after row. */
#include <omp.h>
#include <stdint.h>

void trmm(double alpha, const double *restrict a, int64_t rows, int64_t rows2, double *restrict b,
          int64_t rows3, int64_t columns)
{
    #pragma omp parallel
    {
        const int64_t thread = omp_get_thread_num(), threads = omp_get_num_threads();
        const int64_t first = columns * thread / threads, last = columns * (thread + 1) / threads;
        for (int64_t i = 0; i < rows; i++) {
            double *bi = b + i * columns;
            for (int64_t k = i + 1; k < rows; k++) {
                const double factor = a[k * rows + i], *bk = b + k * columns;
                #pragma omp simd
                for (int64_t j = first; j < last; j++)
                    bi[j] += factor * bk[j];
            }
            for (int64_t j = first; j < last; j++)
                bi[j] *= alpha;
        }
    }
}
