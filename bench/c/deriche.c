/* A range of columns per thread and columns in lanes where the recurrence runs down. */
#include <math.h>
#include <omp.h>
#include <stdint.h>
#include <stdlib.h>

void deriche(double alpha, const double *restrict image, int64_t rows, int64_t columns,
             double *restrict result)
{
    const double small = exp(-alpha);
    const double k = (1.0 - small) * (1.0 - small) / (1.0 + 2.0 * alpha * small - exp(2.0 * alpha));
    const double a1 = k, a2 = k * small * (alpha - 1.0), a3 = k * small * (alpha + 1.0);
    const double a4 = -k * exp(-2.0 * alpha), b1 = pow(2.0, -alpha), b2 = -exp(-2.0 * alpha);
    double *restrict forward = malloc(rows * columns * sizeof *forward);
    #pragma omp parallel
    {
        #pragma omp for
        for (int64_t i = 0; i < rows; i++) {
            const double *restrict x = image + i * columns;
            double *restrict out = forward + i * columns;
            double x1 = 0.0, x2 = 0.0, y1 = 0.0, y2 = 0.0;
            for (int64_t j = 0; j < columns; j++) {
                out[j] = a1 * x[j] + a2 * x1 + b1 * y1 + b2 * y2;
                x1 = x[j];
                y2 = y1;
                y1 = out[j];
            }
            x1 = y1 = y2 = 0.0;
            for (int64_t j = columns - 1; j >= 0; j--) {
                const double y = a3 * x1 + a4 * x2 + b1 * y1 + b2 * y2;
                x2 = x1;
                x1 = x[j];
                y2 = y1;
                y1 = y;
                out[j] += y;
            }
        }
        const int64_t thread = omp_get_thread_num(), threads = omp_get_num_threads();
        const int64_t first = columns * thread / threads, last = columns * (thread + 1) / threads;
        double *zeros = calloc(3 * columns, sizeof *zeros);
        double *restrict ya = zeros + columns, *restrict yb = ya + columns;
        for (int64_t i = 0; i < rows; i++) {
            const double *restrict x = forward + i * columns;
            const double *restrict x1 = i > 0 ? x - columns : zeros;
            double *restrict out = result + i * columns;
            for (int64_t j = first; j < last; j++) {
                const double y = a1 * x[j] + a2 * x1[j] + b1 * ya[j] + b2 * yb[j];
                out[j] = y;
                yb[j] = ya[j];
                ya[j] = y;
            }
        }
        for (int64_t j = first; j < last; j++)
            ya[j] = yb[j] = 0.0;
        for (int64_t i = rows - 1; i >= 0; i--) {
            const double *x1 = i + 1 < rows ? forward + (i + 1) * columns : zeros;
            const double *x2 = i + 2 < rows ? forward + (i + 2) * columns : zeros;
            double *restrict out = result + i * columns;
            for (int64_t j = first; j < last; j++) {
                const double y = a3 * x1[j] + a4 * x2[j] + b1 * ya[j] + b2 * yb[j];
                yb[j] = ya[j];
                ya[j] = y;
                out[j] += y;
            }
        }
        free(zeros);
    }
    free(forward);
}
