/* Bit by bit, as the loops say. */
#include <stdint.h>

void crc16(const uint8_t *restrict data, int64_t n, int64_t *result)
{
    uint32_t crc = 0xFFFF;
    for (int64_t i = 0; i < n; i++) {
        uint32_t bits = data[i];
        for (int bit = 0; bit < 8; bit++) {
            crc = (crc ^ bits) & 1 ? (crc >> 1) ^ 0x8408 : crc >> 1;
            bits >>= 1;
        }
    }
    crc = ~crc & 0xFFFF;
    *result = ((crc << 8) | (crc >> 8)) & 0xFFFF;
}
