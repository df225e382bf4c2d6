// CHelpers: the small C functions that a text needs beyond C's own operators.
//
// Each is written once, for all types and both dialects; a text holds those that it calls, after
// those that they call. Their meaning is that of runtime/numeric, bit for bit.
#pragma once

#include "c_dialect.h"

#include <unordered_set>

namespace pragmac {

class CHelpers {
  public:
    explicit CHelpers(const CDialect &dialect) : dialect_(dialect) {}

    // `base`_`d`, e.g. floor_div_i64; its definition is part of `text` from here on.
    std::string use(std::string_view base, DType d);
    // The helpers that `text` names.
    void use_all_in(std::string_view text);
    const std::string &text() const { return text_; }

  private:
    const CDialect &dialect_;
    std::unordered_set<std::string> used_;
    std::string text_;
};

} // namespace pragmac
