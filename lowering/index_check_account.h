// index_check_account: how many index checks of each annotated loop are proved away, follow from a
// test in front of a loop nest, or stay at every access. Static places of the source: an access
// whose function is called twice counts once, as the worst of its copies.
#pragma once

#include "compile.h"

#include <map>
#include <set>
#include <tuple>

namespace pragmac {

class IndexCheckAccount {
  public:
    // Every check is in its place.
    explicit IndexCheckAccount(const Func *func);
    // A check that the fast copy goes without; `tested`: because a test promised it.
    void removed(NodeRef check, bool tested);
    void write_to(std::vector<LoopReport> &loops) const;

  private:
    using Place = std::tuple<uint16_t, uint32_t, uint32_t, int64_t>; // an index: axis last
    struct Copies {
        int all = 0, proved = 0, tested = 0;
    };
    static bool find_place(NodeRef n, Place &place);
    std::map<Place, Copies> copies_;
    std::vector<std::pair<Span, std::set<Place>>> loops_;
};

} // namespace pragmac
