/* Rows in parallel within one region; the minima of a row in lanes. */
#include <stdint.h>

void floyd_warshall(int32_t *restrict path, int64_t n, int64_t columns)
{
    #pragma omp parallel
    for (int64_t k = 0; k < n; k++) {
        const int32_t *from_k = path + k * n;
        #pragma omp for
        for (int64_t i = 0; i < n; i++) {
            int32_t *row = path + i * n;
            const int32_t to_k = row[k];
            #pragma omp simd
            for (int64_t j = 0; j < n; j++) {
                const int32_t through = to_k + from_k[j];
                row[j] = through < row[j] ? through : row[j];
            }
        }
    }
}
