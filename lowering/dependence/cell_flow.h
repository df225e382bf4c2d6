// cell_flow: where a cell may be read before it is assigned, along structured control flow.
#pragma once

#include "loop_scope.h"

namespace pragmac {

class CellFlow {
  public:
    explicit CellFlow(NodeRef cell) : cell_(cell) {}

    // What is known when control arrives somewhere.
    enum class State : uint8_t { unreachable, assigned, open }; // open: maybe not assigned
    // Runs a statement from `before`; the state at its end.
    State run(NodeRef statement, State before);
    // Runs a loop's body as one iteration; the state at the iteration's end.
    State run_iteration(NodeRef body);

    // The first read that may come before any assignment, or null.
    NodeRef open_read() const { return open_read_; }
    // A jump to somewhere outside what was run.
    bool jumps_out() const { return jumps_out_; }

  private:
    struct Target { // of jumps: a loop or an inline body
        bool loop;
        State at_end = State::unreachable;      // break, leave
        State at_continue = State::unreachable; // continue
    };
    static State join(State a, State b) { return a > b ? a : b; }
    void read(NodeRef n, State before);
    State run_loop(NodeRef body, State before, bool at_least_once, bool ends_by_itself);
    void jump(JumpKind kind, State before);

    NodeRef cell_;
    NodeRef open_read_ = nullptr;
    bool jumps_out_ = false;
    std::vector<Target> targets_;
};

// The value `cell` has after the loop may be read.
bool live_after(NodeRef cell, const For *loop, const FunctionScope &function);

} // namespace pragmac
