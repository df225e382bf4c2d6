/* A table of counts and one of sums per thread, added at the end. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

void azimint_hist(const double *restrict data, int64_t n, const double *restrict radius, int64_t n2,
                  int64_t bins, double *restrict mean)
{
    int64_t *all_counts = calloc(bins, sizeof *all_counts);
    double *all_sums = calloc(bins, sizeof *all_sums);
    #pragma omp parallel
    {
        int64_t *restrict counts = calloc(bins, sizeof *counts);
        double *restrict sums = calloc(bins, sizeof *sums);
        #pragma omp for
        for (int64_t i = 0; i < n; i++) {
            const int64_t k = (int64_t)(radius[i] * bins);
            counts[k] += 1;
            sums[k] += data[i];
        }
        #pragma omp critical
        for (int64_t k = 0; k < bins; k++) {
            all_counts[k] += counts[k];
            all_sums[k] += sums[k];
        }
        free(counts);
        free(sums);
    }
    for (int64_t k = 0; k < bins; k++)
        mean[k] = all_counts[k] > 0 ? all_sums[k] / all_counts[k] : NAN;
    free(all_counts);
    free(all_sums);
}
