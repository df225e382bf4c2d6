// arguments: the code of a Python value's type, and its slots, in one pass without allocation.
#pragma once

#include "device.h"
#include "numpy_api.h"
#include "version.h"

#include <cstring>
#include <memory>

namespace pragmac::native {

// One argument's type in 32 bits: versions are found by comparing these. 0 = not supported.
//   bits 0-4 element; 5 NumPy scalar; 6 array; 7-13 rank; 14-15 layout; 16 writeable; 17 aligned;
//   18-20 kind of the device that the array lives on (0: the host); 21-26 its number
using ArgumentCode = uint32_t;
inline constexpr ArgumentCode unsupported_code = 0;
enum class LayoutClass : uint8_t { c_order, f_order, last, strided };

inline constexpr ArgumentCode numpy_bit = 1u << 5, array_bit = 1u << 6, writeable_bit = 1u << 16,
                              aligned_bit = 1u << 17;
inline constexpr ArgumentCode device_bits = 0x1FFu << 18;
inline constexpr int most_devices = 64; // of one kind
inline constexpr ArgumentCode scalar_code(Element e, bool numpy) {
    return static_cast<uint32_t>(e) | (numpy ? numpy_bit : 0);
}
inline Element element_of(ArgumentCode c) { return static_cast<Element>(c & 31); }
inline int rank_of(ArgumentCode c) { return c & array_bit ? static_cast<int>(c >> 7 & 127) : -1; }
inline LayoutClass layout_of(ArgumentCode c) { return static_cast<LayoutClass>(c >> 14 & 3); }
inline DeviceKind kind_of_device(ArgumentCode c) { return static_cast<DeviceKind>(c >> 18 & 7); }
inline int ordinal_of_device(ArgumentCode c) { return static_cast<int>(c >> 21 & 63); }

// Element of a native-endian NumPy type number; none when not supported.
Element element_of_type_number(int type_number);

// A list that lives on the stack unless it grows past N items.
template <class T, size_t N> class StackList {
  public:
    StackList() = default;
    StackList(const StackList &) = delete;
    StackList &operator=(const StackList &) = delete;
    // Room for `count` more items; the pointer is valid until the next call.
    T *extend(size_t count) {
        if (size_ + count > capacity_)
            grow(size_ + count);
        T *first = data_ + size_;
        size_ += count;
        return first;
    }
    void push(T item) { *extend(1) = item; }
    void shrink(size_t size) { size_ = size; }
    T *data() { return data_; }
    const T *data() const { return data_; }
    size_t size() const { return size_; }
    T &operator[](size_t i) { return data_[i]; }

  private:
    void grow(size_t count) {
        capacity_ = count * 2;
        std::unique_ptr<T[]> larger(new T[capacity_]);
        std::memcpy(larger.get(), data_, size_ * sizeof(T));
        heap_ = std::move(larger);
        data_ = heap_.get();
    }
    T inline_[N];
    std::unique_ptr<T[]> heap_;
    T *data_ = inline_;
    size_t size_ = 0, capacity_ = N;
};
using SlotBuffer = StackList<uint64_t, 128>;

struct TypedArgument {
    ArgumentCode code = unsupported_code;
    bool overflow = false; // a Python int outside int64
};

// Appends the slots of `value` and returns its code.
TypedArgument read_argument(PyObject *value, SlotBuffer &slots);

// (dtype name, "python" | "numpy" | "", rank or -1, layout name, writeable, aligned), and for an
// array on a device the device's name.
PyObject *describe_code(ArgumentCode code);

} // namespace pragmac::native
