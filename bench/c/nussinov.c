/* The cells of an anti-diagonal in parallel within one region. */
#include <stdint.h>
#include <string.h>

static inline int32_t larger(int32_t a, int32_t b) { return a > b ? a : b; }

void nussinov(const int32_t *restrict bases, int64_t n, int32_t *restrict table)
{
    memset(table, 0, n * n * sizeof *table);
    #pragma omp parallel
    for (int64_t span = 1; span < n; span++) {
        #pragma omp for
        for (int64_t i = 0; i < n - span; i++) {
            const int64_t j = i + span;
            int32_t best = larger(table[i * n + j - 1], table[(i + 1) * n + j]);
            const int32_t pair = span > 1 && bases[i] + bases[j] == 3;
            best = larger(best, table[(i + 1) * n + j - 1] + pair);
            #pragma omp simd reduction(max : best)
            for (int64_t k = i + 1; k < j; k++)
                best = larger(best, table[i * n + k] + table[(k + 1) * n + j]);
            table[i * n + j] = best;
        }
    }
}
