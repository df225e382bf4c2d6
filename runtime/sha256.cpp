// The algorithm as FIPS 180-4 (section 6.2) states it. Python's own takes 12 ms to import.
#include "sha256.h"

#include <bit>
#include <cstring>

namespace pragmac {

namespace {

// The first 32 bits of the fractional parts of the cube roots of the first 64 primes.
constexpr uint32_t constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

constexpr size_t block_bytes = 64;

class Hash {
  public:
    void take(std::string_view bytes) {
        length_ += bytes.size();
        while (!bytes.empty()) {
            size_t some = std::min(bytes.size(), block_bytes - filled_);
            std::memcpy(block_ + filled_, bytes.data(), some);
            bytes.remove_prefix(some);
            filled_ += some;
            if (filled_ == block_bytes)
                compress();
        }
    }

    // A one, zeros up to the last eight bytes of a block, and the length in bits.
    Digest finish() {
        uint64_t bits = length_ * 8;
        take(std::string_view("\x80", 1));
        while (filled_ != block_bytes - 8)
            take(std::string_view("\0", 1));
        for (int shift = 56; shift >= 0; shift -= 8) {
            char byte = static_cast<char>(bits >> shift);
            take({&byte, 1});
        }
        Digest digest;
        for (size_t i = 0; i < digest.size(); ++i)
            digest[i] = static_cast<uint8_t>(state_[i / 4] >> (24 - i % 4 * 8));
        return digest;
    }

  private:
    void compress() {
        uint32_t w[64];
        for (size_t i = 0; i < 16; ++i)
            w[i] = static_cast<uint32_t>(block_[4 * i]) << 24 |
                   static_cast<uint32_t>(block_[4 * i + 1]) << 16 |
                   static_cast<uint32_t>(block_[4 * i + 2]) << 8 | block_[4 * i + 3];
        for (size_t i = 16; i < 64; ++i) {
            uint32_t a = w[i - 15], b = w[i - 2];
            w[i] = w[i - 16] + (std::rotr(a, 7) ^ std::rotr(a, 18) ^ (a >> 3)) + w[i - 7] +
                   (std::rotr(b, 17) ^ std::rotr(b, 19) ^ (b >> 10));
        }
        uint32_t v[8];
        std::memcpy(v, state_, sizeof v);
        for (size_t i = 0; i < 64; ++i) {
            uint32_t e = v[4], a = v[0];
            uint32_t first = v[7] + (std::rotr(e, 6) ^ std::rotr(e, 11) ^ std::rotr(e, 25)) +
                             ((e & v[5]) ^ (~e & v[6])) + constants[i] + w[i];
            uint32_t second = (std::rotr(a, 2) ^ std::rotr(a, 13) ^ std::rotr(a, 22)) +
                              ((a & v[1]) ^ (a & v[2]) ^ (v[1] & v[2]));
            std::memmove(v + 1, v, 7 * sizeof *v);
            v[4] += first;
            v[0] = first + second;
        }
        for (size_t i = 0; i < 8; ++i)
            state_[i] += v[i];
        filled_ = 0;
    }

    uint32_t state_[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                          0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    uint8_t block_[block_bytes];
    size_t filled_ = 0;
    uint64_t length_ = 0;
};

} // namespace

Digest sha256(std::span<const std::string_view> parts) {
    Hash hash;
    for (std::string_view part : parts)
        hash.take(part);
    return hash.finish();
}

} // namespace pragmac
