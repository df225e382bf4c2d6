// The table of checks and prints of one compiled function.
#pragma once

#include "compile.h"

#include <unordered_map>

namespace pragmac {

class SiteTable {
  public:
    explicit SiteTable(const Func &func) : func_(func) {}

    // Calls of inlined functions that surround what is emitted next.
    void enter(const Inline &call) { calls_.push_back(&call); }
    void leave() { calls_.pop_back(); }

    int add(const Check &check);
    // Of a check, or an array of a launch's workspace, that has a row.
    int number_of(NodeRef n) const { return numbers_.at(n); }
    int add(const Remember &note);
    int add(const Print &print);
    // A failed allocation of a local array.
    int add_out_of_memory(const Alloc &alloc);
    // A launch's arrays do not fit the device; its driver failed with a number.
    int add_device_memory(const Launch &launch);
    int add_device_failure(const Launch &launch);
    std::vector<Site> take() { return std::move(sites_); }

  private:
    int add(Site site, Span span, NodeList payload);

    const Func &func_;
    std::vector<const Inline *> calls_;
    std::vector<Site> sites_;
    std::unordered_map<NodeRef, int> numbers_; // of checks and arrays
};

} // namespace pragmac
