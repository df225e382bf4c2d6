/* What the machine can do at this moment: multiply-adds, additions and products, a copy.
 *
 * Compiled twice: with -ffp-contract=fast the chains are fused multiply-adds, with off they are a
 * product and a sum. Twelve chains hide the latencies of both and leave registers for the constants.
 */
#include <omp.h>
#include <stdint.h>

#ifdef __AVX512F__
enum { BYTES = 64 };
#else
enum { BYTES = 32 };
#endif
typedef double lanes __attribute__((vector_size(BYTES)));
enum { CHAINS = 12, LANES = BYTES / 8 };

/* Operations per second of all threads, each doing `steps` steps of all chains. */
double chains(int threads, int64_t steps)
{
    double seconds = 0.0, sum = 0.0;
    #pragma omp parallel num_threads(threads) reduction(max : seconds) reduction(+ : sum)
    {
        lanes x[CHAINS], factor, term;
        for (int l = 0; l < LANES; l++) {
            factor[l] = 0.5 + 1e-9 * threads;
            term[l] = 0.5;
        }
        for (int c = 0; c < CHAINS; c++)
            x[c] = term * (double)c;
        #pragma omp barrier
        const double started = omp_get_wtime();
        for (int64_t i = 0; i < steps; i++) {
            #pragma GCC unroll 12
            for (int c = 0; c < CHAINS; c++)
                x[c] = x[c] * factor + term;
        }
        seconds = omp_get_wtime() - started;
        for (int c = 0; c < CHAINS; c++)
            sum += x[c][0];
    }
    return sum > 0.0 ? 2.0 * CHAINS * LANES * steps * threads / seconds : 0.0;
}

/* Bytes read and written per second by a plain loop: STREAM's copy. */
double copy(int threads, double *restrict to, const double *restrict from, int64_t n)
{
    const double started = omp_get_wtime();
    #pragma omp parallel for num_threads(threads)
    for (int64_t i = 0; i < n; i++)
        to[i] = from[i];
    return 2.0 * sizeof *to * n / (omp_get_wtime() - started);
}
