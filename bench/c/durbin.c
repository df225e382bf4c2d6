/* On one thread: its loops are short and depend on each other. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

void durbin(const double *restrict r, int64_t n, double *restrict y)
{
    double *restrict z = malloc(n * sizeof *z);
    double alpha = -r[0], beta = 1.0;
    y[0] = -r[0];
    for (int64_t k = 1; k < n; k++) {
        beta *= 1.0 - alpha * alpha;
        double s = 0.0;
        #pragma omp simd reduction(+ : s)
        for (int64_t i = 0; i < k; i++)
            s += r[k - i - 1] * y[i];
        alpha = -(r[k] + s) / beta;
        for (int64_t i = 0; i < k; i++)
            z[i] = y[i] + alpha * y[k - i - 1];
        memcpy(y, z, k * sizeof *y);
        y[k] = alpha;
    }
    free(z);
}
