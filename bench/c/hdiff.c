/* The four loops in one parallel region, levels in lanes. */
#include <stdint.h>
#include <stdlib.h>

void hdiff(const double *restrict field, int64_t fr, int64_t fc, int64_t levels,
           const double *restrict coefficient, int64_t rows, int64_t columns, int64_t l2,
           double *restrict out, int64_t r3, int64_t c3, int64_t l3)
{
    const int64_t along = fc * levels; /* from row to row of the field */
    const int64_t lc = columns + 2;    /* columns of the laplacian */
    double *restrict laplace = malloc((rows + 2) * lc * levels * sizeof *laplace);
    double *restrict down = malloc((rows + 1) * columns * levels * sizeof *down);
    double *restrict across = malloc(rows * (columns + 1) * levels * sizeof *across);
    #pragma omp parallel
    {
        #pragma omp for
        for (int64_t i = 0; i < rows + 2; i++)
            for (int64_t j = 0; j < lc; j++) {
                const double *restrict f = field + (i + 1) * along + (j + 1) * levels;
                double *restrict l = laplace + (i * lc + j) * levels;
                for (int64_t k = 0; k < levels; k++)

                    l[k] = 4.0 * f[k]
                        - (f[k + along] + f[k - along] + f[k + levels] + f[k - levels]);
            }
        #pragma omp for nowait
        for (int64_t i = 0; i < rows + 1; i++)
            for (int64_t j = 0; j < columns; j++) {
                const double *restrict f = field + (i + 2) * along + (j + 2) * levels;
                const double *restrict l = laplace + ((i + 1) * lc + j + 1) * levels;
                double *restrict d = down + (i * columns + j) * levels;
                for (int64_t k = 0; k < levels; k++) {
                    const double flux = l[k] - l[k - lc * levels];
                    d[k] = flux * (f[k] - f[k - along]) > 0.0 ? 0.0 : flux;
                }
            }
        #pragma omp for
        for (int64_t i = 0; i < rows; i++)
            for (int64_t j = 0; j < columns + 1; j++) {
                const double *restrict f = field + (i + 2) * along + (j + 2) * levels;
                const double *restrict l = laplace + ((i + 1) * lc + j + 1) * levels;
                double *restrict c = across + (i * (columns + 1) + j) * levels;
                for (int64_t k = 0; k < levels; k++) {
                    const double flux = l[k] - l[k - levels];
                    c[k] = flux * (f[k] - f[k - levels]) > 0.0 ? 0.0 : flux;
                }
            }
        #pragma omp for
        for (int64_t i = 0; i < rows; i++)
            for (int64_t j = 0; j < columns; j++) {
                const double *restrict f = field + (i + 2) * along + (j + 2) * levels;
                const double *restrict d = down + (i * columns + j) * levels;
                const double *restrict c = across + (i * (columns + 1) + j) * levels;
                const int64_t at = (i * columns + j) * levels;
                for (int64_t k = 0; k < levels; k++)
                    out[at + k] = f[k] - coefficient[at + k]
                        * (d[k + columns * levels] - d[k] + c[k + levels] - c[k]);
            }
    }
    free(laplace);
    free(down);
    free(across);
}
