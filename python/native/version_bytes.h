// version_bytes: a compiled version as bytes, and back.
//
// Numbers are 32 bits, little end first; a text is its length and its bytes; a list is its length
// and its items. `fields` is the one list of what there is, which writing and reading both follow.
#pragma once

#include "version.h"

#include <algorithm>
#include <concepts>
#include <stdexcept>

namespace pragmac::native {

template <class A> void fields(A &archive, ValueType &type) {
    archive(type.element, type.python_kind, type.rank);
}
template <class A> void fields(A &archive, Result &result) {
    archive(result.type, result.argument, result.chosen, result.fresh, result.opens, result.closes);
}
template <class A> void fields(A &archive, Place &place) {
    archive(place.file, place.function, place.line);
}
template <class A> void fields(A &archive, CheckSite &site) {
    bool note = site.noted != nullptr;
    archive(site.exception, site.message, site.payload, site.places, site.driver, note);
    if (note && !site.noted)
        site.noted = std::make_shared<std::atomic<int64_t>>(0);
}
template <class A> void fields(A &archive, CompiledVersion &version) {
    archive(version.written, version.results, version.tuple, version.sites, version.object);
}

class VersionWriter {
  public:
    template <class... T> void operator()(T &...items) { (put(items), ...); }
    std::string take() { return std::move(bytes_); }

  private:
    void number(uint32_t value) {
        for (int shift = 0; shift < 32; shift += 8)
            bytes_ += static_cast<char>(value >> shift);
    }
    template <class T>
        requires std::integral<T> || std::same_as<T, Element>
    void put(const T &value) {
        number(static_cast<uint32_t>(value));
    }
    void put(std::string &text) {
        number(static_cast<uint32_t>(text.size()));
        bytes_ += text;
    }
    void put(std::vector<bool> &list) {
        number(static_cast<uint32_t>(list.size()));
        for (bool item : list)
            put(item);
    }
    template <class T> void put(std::vector<T> &list) {
        number(static_cast<uint32_t>(list.size()));
        for (T &item : list)
            put(item);
    }
    template <class T>
        requires std::is_class_v<T>
    void put(T &record) {
        fields(*this, record);
    }
    std::string bytes_;
};

// Throws std::invalid_argument where the bytes are none that a writer makes.
class VersionReader {
  public:
    explicit VersionReader(std::string_view bytes) : rest_(bytes) {}
    template <class... T> void operator()(T &...items) { (get(items), ...); }
    bool at_end() const { return rest_.empty(); }

  private:
    std::string_view cut(size_t count) {
        if (count > rest_.size())
            throw std::invalid_argument("a compiled version is cut short");
        std::string_view bytes = rest_.substr(0, count);
        rest_.remove_prefix(count);
        return bytes;
    }
    uint32_t number() {
        uint32_t value = 0;
        std::string_view bytes = cut(sizeof value);
        for (size_t i = 0; i < sizeof value; ++i)
            value |= static_cast<uint32_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
        return value;
    }
    // No item takes less than four bytes: what follows bounds how many there can be.
    size_t length() {
        size_t count = number();
        if (count > rest_.size() / sizeof(uint32_t))
            throw std::invalid_argument("a compiled version is cut short");
        return count;
    }
    template <std::integral T> void get(T &value) { value = static_cast<T>(number()); }
    void get(Element &value) {
        uint32_t index = number();
        if (index >= element_count)
            throw std::invalid_argument("a compiled version names no data type");
        value = static_cast<Element>(index);
    }
    void get(std::string &text) {
        size_t size = number();
        text = cut(size);
    }
    void get(std::vector<bool> &list) {
        list.resize(length());
        for (size_t i = 0; i < list.size(); ++i)
            list[i] = number() != 0;
    }
    template <class T> void get(std::vector<T> &list) {
        list.resize(length());
        for (T &item : list)
            get(item);
    }
    template <class T>
        requires std::is_class_v<T>
    void get(T &record) {
        fields(*this, record);
    }
    std::string_view rest_;
};

} // namespace pragmac::native
