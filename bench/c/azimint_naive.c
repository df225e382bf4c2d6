/* Every ring looks at every point; the sums of a ring have lanes. */
#include <math.h>
#include <stdint.h>

void azimint_naive(const double *restrict data, int64_t n, const double *restrict radius,
                   int64_t n2, int64_t rings, double *restrict mean)
{
    double largest = 0.0;
    #pragma omp parallel for simd reduction(max : largest)
    for (int64_t j = 0; j < n; j++)
        largest = radius[j] > largest ? radius[j] : largest;
    #pragma omp parallel for
    for (int64_t i = 0; i < rings; i++) {
        const double inner = largest * i / rings, outer = largest * (i + 1) / rings;
        double total = 0.0;
        int64_t count = 0;
        #pragma omp simd reduction(+ : total, count)
        for (int64_t j = 0; j < n; j++) {
            const int inside = inner <= radius[j] && radius[j] < outer;
            total += inside ? data[j] : 0.0;
            count += inside;
        }
        mean[i] = count > 0 ? total / count : NAN;
    }
}
