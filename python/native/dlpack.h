// dlpack: the structs of DLPack 0 and 1 (https://dmlc.github.io/dlpack/latest/c_api.html).
#pragma once

#include <cstdint>

namespace pragmac::native::dlpack {

inline constexpr int32_t cuda = 2, opencl = 4, managed_cuda = 13, extension = 12;
enum Code : uint8_t { signed_int = 0, unsigned_int = 1, real = 2, complex = 5, boolean = 6 };

struct Device {
    int32_t kind, number;
};
struct DataType {
    uint8_t code, bits;
    uint16_t lanes;
};
struct Tensor {
    void *data;
    Device device;
    int32_t rank;
    DataType dtype;
    int64_t *extents;
    int64_t *strides; // in elements; null: C-contiguous
    uint64_t byte_offset;
};

// "dltensor"
struct Managed {
    Tensor tensor;
    void *context;
    void (*free)(Managed *self);
};

// "dltensor_versioned"
struct Versioned {
    uint32_t major, minor;
    void *context;
    void (*free)(Versioned *self);
    uint64_t flags;
    Tensor tensor;
};
inline constexpr uint64_t read_only = 1;

} // namespace pragmac::native::dlpack
