/* Rows in parallel; a column's coefficients in a thread's own arrays. */
#include <stdint.h>
#include <stdlib.h>

void vadv(double *restrict stage, int64_t rows, int64_t columns, int64_t levels,
          const double *restrict wind, int64_t wr, int64_t wc, int64_t wl, const double *restrict u,
          int64_t ur, int64_t uc, int64_t ul, const double *restrict u_stage, int64_t sr,
          int64_t sc, int64_t sl, const double *restrict u_before, int64_t br, int64_t bc,
          int64_t bl, double step)
{
    #pragma omp parallel
    {
        double *restrict c = malloc(2 * levels * sizeof *c), *restrict d = c + levels;
        #pragma omp for collapse(2)
        for (int64_t i = 0; i < rows; i++)
            for (int64_t j = 0; j < columns; j++) {
                const int64_t at = (i * columns + j) * levels, last = levels - 1;
                const double *restrict w = wind + at, *restrict w1 = w + columns * levels;
                const double *restrict v = u_stage + at, *restrict now = u + at;
                const double *restrict before = u_before + at;
                double *restrict out = stage + at;
                const double side = 0.25 * (w1[1] + w[1]) * 0.5, pivot = step - side;
                c[0] = side / pivot;
                d[0] = (step * now[0] + before[0] + out[0] + -side * (v[1] - v[0])) / pivot;
                for (int64_t k = 1; k < last; k++) {
                    const double lower = -0.25 * (w1[k] + w[k]) * 0.5;
                    const double upper = 0.25 * (w1[k + 1] + w[k + 1]) * 0.5;
                    const double middle = step - lower - upper;
                    const double change = -lower * (v[k - 1] - v[k]) - upper * (v[k + 1] - v[k]);
                    const double right = step * now[k] + before[k] + out[k] + change;
                    const double share = 1.0 / (middle - c[k - 1] * lower);
                    c[k] = upper * share;
                    d[k] = (right - d[k - 1] * lower) * share;
                }
                const double lower = -0.25 * (w1[last] + w[last]) * 0.5;
                const double right =
                    step * now[last] + before[last] + out[last] + -lower * (v[last - 1] - v[last]);
                double x = (right - d[last - 1] * lower) / (step - lower - c[last - 1] * lower);
                out[last] = step * (x - now[last]);
                for (int64_t k = last - 1; k >= 0; k--) {
                    x = d[k] - c[k] * x;
                    out[k] = step * (x - now[k]);
                }
            }
        free(c);
    }
}
