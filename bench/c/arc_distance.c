/* The C library's functions, one point at a time. */
#include <math.h>
#include <stdint.h>

void arc_distance(const double *restrict theta_1, int64_t n, const double *restrict phi_1,
                  int64_t n2, const double *restrict theta_2, int64_t n3,
                  const double *restrict phi_2, int64_t n4, double *restrict distance)
{
    #pragma omp parallel for
    for (int64_t i = 0; i < n; i++) {
        const double down = sin((theta_2[i] - theta_1[i]) / 2.0);
        const double across = sin((phi_2[i] - phi_1[i]) / 2.0);
        const double chord = down * down + cos(theta_1[i]) * cos(theta_2[i]) * across * across;
        distance[i] = 2.0 * atan2(sqrt(chord), sqrt(1.0 - chord));
    }
}
