/* All filters of a point in a row that stays in registers or cache. */
#include <stdint.h>

void conv2d_bias(const float *restrict images, int64_t batch, int64_t height, int64_t width,
                 int64_t channels, const float *restrict weights, int64_t window, int64_t w2,
                 int64_t w3, int64_t filters, const float *restrict bias, int64_t nb,
                 float *restrict result)
{
    const int64_t rows = height - window + 1, columns = width - window + 1;
    #pragma omp parallel for collapse(2)
    for (int64_t n = 0; n < batch; n++)
        for (int64_t y = 0; y < rows; y++)
            for (int64_t x = 0; x < columns; x++) {
                float *restrict out = result + ((n * rows + y) * columns + x) * filters;
                for (int64_t f = 0; f < filters; f++)
                    out[f] = bias[f];
                for (int64_t i = 0; i < window; i++)
                    for (int64_t j = 0; j < window; j++)
                        for (int64_t c = 0; c < channels; c++) {
                            const float pixel =
                                images[((n * height + y + i) * width + x + j) * channels + c];
                            const float *restrict w =
                                weights + ((i * window + j) * channels + c) * filters;
                            for (int64_t f = 0; f < filters; f++)
                                out[f] += pixel * w[f];
                        }
            }
}
