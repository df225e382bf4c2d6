/* Rows take different times: they are handed out as threads come. */
#include <stdint.h>

void mandelbrot(const double *restrict re, int64_t width, const double *restrict im, int64_t height,
                int64_t limit, int32_t *restrict counts)
{
    #pragma omp parallel for schedule(dynamic, 4)
    for (int64_t i = 0; i < height; i++)
        for (int64_t j = 0; j < width; j++) {
            double x = 0.0, y = 0.0;
            int64_t step = 0;
            for (; step < limit; step++) {
                const double xx = x * x, yy = y * y;
                if (xx + yy > 4.0)
                    break;
                y = 2.0 * x * y + im[i];
                x = xx - yy + re[j];
            }
            counts[i * width + j] = (int32_t)step;
        }
}
