/* One pass over both arrays. */
#include <stdint.h>

void compute(const int64_t *restrict array_1, int64_t rows, int64_t columns,
             const int64_t *restrict array_2, int64_t rows2, int64_t columns2, int64_t a, int64_t b,
             int64_t c, int64_t *restrict result)
{
    #pragma omp parallel for simd
    for (int64_t i = 0; i < rows * columns; i++) {
        const int64_t x = array_1[i] < 2 ? 2 : array_1[i];
        result[i] = (x > 10 ? 10 : x) * a + array_2[i] * b + c;
    }
}
