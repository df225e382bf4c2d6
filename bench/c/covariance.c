/* Sums down the columns row after row, so that neighbours in memory are in lanes. */
#include <omp.h>
#include <stdint.h>
#include <stdlib.h>

void covariance(double *restrict data, int64_t samples, int64_t variables, double *restrict result)
{
    #pragma omp parallel
    {
        const int64_t thread = omp_get_thread_num(), threads = omp_get_num_threads();
        const int64_t first = variables * thread / threads;
        const int64_t last = variables * (thread + 1) / threads;
        double *mean = calloc(variables, sizeof *mean);
        for (int64_t k = 0; k < samples; k++)
            for (int64_t j = first; j < last; j++)
                mean[j] += data[k * variables + j];
        for (int64_t j = first; j < last; j++)
            mean[j] /= samples;
        for (int64_t k = 0; k < samples; k++)
            for (int64_t j = first; j < last; j++)
                data[k * variables + j] -= mean[j];
        free(mean);
        #pragma omp barrier
        #pragma omp for schedule(dynamic, 4)
        for (int64_t i = 0; i < variables; i++) {
            double *restrict row = result + i * variables;
            for (int64_t j = i; j < variables; j++)
                row[j] = 0.0;
            for (int64_t k = 0; k < samples; k++) {
                const double *restrict x = data + k * variables;
                const double xi = x[i];
                for (int64_t j = i; j < variables; j++)
                    row[j] += xi * x[j];
            }
            for (int64_t j = i; j < variables; j++)
                row[j] /= samples - 1;
            for (int64_t j = i; j < variables; j++)
                result[j * variables + i] = row[j];
        }
    }
}
