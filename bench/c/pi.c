/* The sum in lanes and over threads. */
#include <stdint.h>

void pi(int64_t steps, double *result)
{
    const double width = 1.0 / steps;
    double s = 0.0;
    #pragma omp parallel for simd reduction(+ : s)
    for (int64_t i = 0; i < steps; i++) {
        const double x = (i + 0.5) * width;
        s += 4.0 / (1.0 + x * x);
    }
    *result = s * width;
}
