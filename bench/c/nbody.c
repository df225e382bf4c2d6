/* Bodies in parallel within one region; the sums of a body stay in order. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

void nbody(double *restrict position, int64_t n, int64_t three, double *restrict velocity,
           int64_t n2, int64_t three2, const double *restrict mass, int64_t n3, int64_t steps,
           double dt)
{
    double *restrict acceleration = calloc(3 * n, sizeof *acceleration);
    #pragma omp parallel
    for (int64_t step = 0; step <= steps; step++) {
        if (step > 0) {
            #pragma omp for
            for (int64_t i = 0; i < 3 * n; i++) {
                velocity[i] += 0.5 * dt * acceleration[i];
                position[i] += dt * velocity[i];
            }
        }
        #pragma omp for
        for (int64_t i = 0; i < n; i++) {
            const double x = position[3 * i], y = position[3 * i + 1], z = position[3 * i + 2];
            double ax = 0.0, ay = 0.0, az = 0.0;
            for (int64_t j = 0; j < n; j++) {
                const double dx = position[3 * j] - x;
                const double dy = position[3 * j + 1] - y;
                const double dz = position[3 * j + 2] - z;
                const double square = dx * dx + dy * dy + dz * dz + 0.1 * 0.1;
                const double pull = mass[j] / (square * sqrt(square));
                ax += pull * dx;
                ay += pull * dy;
                az += pull * dz;
            }
            acceleration[3 * i] = ax;
            acceleration[3 * i + 1] = ay;
            acceleration[3 * i + 2] = az;
        }
        if (step > 0) {
            #pragma omp for
            for (int64_t i = 0; i < 3 * n; i++)
                velocity[i] += 0.5 * dt * acceleration[i];
        }
    }
    free(acceleration);
}
