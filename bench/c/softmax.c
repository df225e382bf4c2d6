/* Three loops over a row in cache, in float; the C library's exponential. */
#include <math.h>
#include <stdint.h>

void softmax(const float *restrict x, int64_t rows, int64_t columns, float *restrict result)
{
    #pragma omp parallel for
    for (int64_t i = 0; i < rows; i++) {
        const float *restrict in = x + i * columns;
        float *restrict out = result + i * columns;
        float largest = in[0], total = 0.0f;
        #pragma omp simd reduction(max : largest)
        for (int64_t j = 0; j < columns; j++)
            largest = in[j] > largest ? in[j] : largest;
        for (int64_t j = 0; j < columns; j++)
            out[j] = expf(in[j] - largest);
        #pragma omp simd reduction(+ : total)
        for (int64_t j = 0; j < columns; j++)
            total += out[j];
        for (int64_t j = 0; j < columns; j++)
            out[j] /= total;
    }
}
