/* A row of the product in cache while the rows of c pass. */
#include <stdint.h>
#include <stdlib.h>

void doitgen(double *restrict a, int64_t matrices, int64_t rows, int64_t inner,
             const double *restrict c, int64_t n, int64_t n2)
{
    #pragma omp parallel
    {
        double *restrict row = malloc(inner * sizeof *row);
        #pragma omp for
        for (int64_t r = 0; r < matrices * rows; r++) {
            double *restrict x = a + r * inner;
            for (int64_t p = 0; p < inner; p++)
                row[p] = 0.0;
            for (int64_t s = 0; s < inner; s++) {
                const double factor = x[s];
                for (int64_t p = 0; p < inner; p++)
                    row[p] += factor * c[s * inner + p];
            }
            for (int64_t p = 0; p < inner; p++)
                x[p] = row[p];
        }
        free(row);
    }
}
