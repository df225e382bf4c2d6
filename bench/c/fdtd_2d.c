/* One parallel region; the threads keep their rows from loop to loop. */
#include <stdint.h>

void fdtd_2d(const double *restrict pulse, int64_t steps, double *restrict ex, int64_t rows,
             int64_t columns, double *restrict ey, int64_t r2, int64_t c2, double *restrict hz,
             int64_t r3, int64_t c3)
{
    #pragma omp parallel
    for (int64_t t = 0; t < steps; t++) {
        #pragma omp for nowait
        for (int64_t i = 0; i < rows; i++) {
            const double *restrict h = hz + i * columns;
            double *restrict e = ey + i * columns;
            for (int64_t j = 0; j < columns; j++)
                e[j] = i == 0 ? pulse[t] : e[j] - 0.5 * (h[j] - h[j - columns]);
        }
        #pragma omp for
        for (int64_t i = 0; i < rows; i++) {
            const double *restrict h = hz + i * columns;
            double *restrict e = ex + i * columns;
            for (int64_t j = 1; j < columns; j++)
                e[j] -= 0.5 * (h[j] - h[j - 1]);
        }
        #pragma omp for
        for (int64_t i = 0; i < rows - 1; i++) {
            const double *restrict x = ex + i * columns, *restrict y = ey + i * columns;
            double *restrict h = hz + i * columns;
            for (int64_t j = 0; j < columns - 1; j++)
                h[j] -= 0.7 * (x[j + 1] - x[j] + y[j + columns] - y[j]);
        }
    }
}
