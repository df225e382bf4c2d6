// vector_width: how wide the vectors of loops are on this processor.
#pragma once

namespace pragmac {

// The widest vectors, in bits, that this processor has all instructions for: 512 with AVX-512 F,
// BW, DQ and VL, else 256.
int widest_vectors();

// The width, in bits, that loops are to have: bits_for(gain_of_wide_vectors()).
int vector_bits();
// 512 or 256. Some processors compute 512 bits as two halves (a gain of 1.0), others more slowly;
// with 1.35, loops were 1.1 times as fast in the mean.
int bits_for(double gain);

// How many times as many products and sums vectors of 512 bits compute as those of 256, in the same
// time; 1 where there are none. Measured in the first call, in 0.2 to 1 ms.
double gain_of_wide_vectors();

} // namespace pragmac
