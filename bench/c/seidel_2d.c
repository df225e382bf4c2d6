/* In order: every point needs the one before it. */
#include <stdint.h>

void seidel_2d(int64_t steps, double *restrict a, int64_t n, int64_t columns)
{
    for (int64_t t = 0; t < steps; t++)
        for (int64_t i = 1; i < n - 1; i++) {
            double *row = a + i * n;
            const double *up = row - n, *down = row + n;
            for (int64_t j = 1; j < n - 1; j++) {
                const double above = up[j - 1] + up[j] + up[j + 1];
                const double beside = row[j - 1] + row[j] + row[j + 1];
                const double below = down[j - 1] + down[j] + down[j + 1];
                row[j] = (above + beside + below) / 9.0;
            }
        }
}
