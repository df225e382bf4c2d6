/* The trace first, on all threads, then every element. */
#include <math.h>
#include <stdint.h>

void go_fast(const double *restrict a, int64_t n, int64_t columns, double *restrict result)
{
    double trace = 0.0;
    #pragma omp parallel for reduction(+ : trace)
    for (int64_t i = 0; i < n; i++)
        trace += tanh(a[i * columns + i]);
    #pragma omp parallel for simd
    for (int64_t i = 0; i < n * columns; i++)
        result[i] = a[i] + trace;
}
