/* Half steps along columns keep the columns in vector lanes: line after line, all at once. */
#include <omp.h>
#include <stdint.h>
#include <stdlib.h>

void adi(int64_t steps, double *restrict u, int64_t n, int64_t columns)
{
    double *restrict v = calloc(n * columns, sizeof *v);
    double *restrict p = calloc(n * columns, sizeof *p);
    double *restrict q = calloc(n * columns, sizeof *q);
    const double along = (double)(n * n) / steps;
    const double a = -along, b = 1.0 + 2.0 * along, d = -0.5 * along, e = 1.0 + along;
    #pragma omp parallel
    for (int64_t t = 0; t < steps; t++) {
        const int64_t thread = omp_get_thread_num(), threads = omp_get_num_threads();
        const int64_t first = 1 + (n - 2) * thread / threads;
        const int64_t last = 1 + (n - 2) * (thread + 1) / threads;
        for (int64_t i = first; i < last; i++) {
            v[i] = v[(n - 1) * n + i] = 1.0;
            p[i] = 0.0;
            q[i] = 1.0;
        }
        for (int64_t j = 1; j < n - 1; j++) {
            #pragma omp simd
            for (int64_t i = first; i < last; i++) {
                const double below = a * p[(j - 1) * n + i] + b;
                p[j * n + i] = -a / below;
                q[j * n + i] = (-d * u[j * n + i - 1] + (1.0 + 2.0 * d) * u[j * n + i]
                                - d * u[j * n + i + 1] - a * q[(j - 1) * n + i]) / below;
            }
        }
        for (int64_t j = n - 2; j > 0; j--) {
            #pragma omp simd
            for (int64_t i = first; i < last; i++)
                v[j * n + i] = p[j * n + i] * v[(j + 1) * n + i] + q[j * n + i];
        }
        #pragma omp barrier
        for (int64_t i = first; i < last; i++) {
            double *restrict row = u + i * n, *restrict pi = p + i * n, *restrict qi = q + i * n;
            const double *restrict vi = v + i * n;
            row[0] = 1.0;
            pi[0] = 0.0;
            qi[0] = 1.0;
            for (int64_t j = 1; j < n - 1; j++) {
                const double below = d * pi[j - 1] + e;
                pi[j] = -d / below;
                qi[j] = (-a * vi[j - n] + (1.0 + 2.0 * a) * vi[j] - a * vi[j + n]
                         - d * qi[j - 1]) / below;
            }
            row[n - 1] = 1.0;
            for (int64_t j = n - 2; j > 0; j--)
                row[j] = pi[j] * row[j + 1] + qi[j];
        }
        #pragma omp barrier
    }
    free(v);
    free(p);
    free(q);
}
