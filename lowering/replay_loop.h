// replay_loop: the part of a loop that computes its indices, as statements in front of the loop.
//
// What replay.h keeps is built anew, with the caller's statements in the place of accesses. A check
// becomes `if cond: what follows, else: not apart`, so that no load runs unprotected; what follows
// a statement that holds checks runs only while nothing has failed.
#pragma once

#include "build.h"
#include "loop_scope.h"
#include "replay.h"

#include <functional>
#include <vector>

namespace pragmac {

class LoopReplay {
  public:
    // `apart`: a bool cell; a walk ends when it is false. Replayed are accesses of `arrays`.
    LoopReplay(const std::vector<NodeRef> &arrays, const LoopScope &scope, Builder &build,
               NodeRef apart)
        : arrays_(arrays), scope_(scope), build_(build), apart_(apart),
          replay_(*replay_of(arrays, scope)) {}

    // An access of arrays[k], whose indices are names of values in range; `number` is that of its
    // iteration, from 1 in the order of the loop. Null: nothing to do.
    using Touch = std::function<NodeRef(size_t k, const std::vector<NodeRef> &indices, bool stores,
                                        NodeRef number)>;
    // One walk through all iterations.
    NodeRef walk_iterations(const Touch &touch);
    // The loop variable in the iteration with a number.
    NodeRef iteration(NodeRef number) const;
    NodeRef failed() const;
    // Accesses under conditions that are not known count too, whichever way the conditions go.
    bool may_be_more() const { return !replay_.open.empty(); }

  private:
    NodeRef block(NodeRef body);
    std::vector<NodeRef> sequence(const std::vector<NodeRef> &list, size_t from);
    bool known_check(const Check &check) const;
    bool holds_checks(NodeRef n) const;
    void statement(NodeRef n, std::vector<NodeRef> &out);
    void branch(const If &n, std::vector<NodeRef> &out);
    void marks(NodeRef n, std::vector<NodeRef> &out);
    void element(NodeRef array, NodeList indices, bool stores, std::vector<NodeRef> &out);

    std::vector<NodeRef> arrays_;
    const LoopScope &scope_;
    Builder &build_;
    NodeRef apart_;
    Replay replay_;
    const Touch *touch_ = nullptr;
    NodeRef number_ = nullptr;
};

} // namespace pragmac
