// Loops: in order, and in any order with private cells and the first error in loop order.
#include "interpreter.h"

#include "fields.h"

#include <algorithm>
#include <numeric>

namespace pragmac {

// Iterations whose order is written down before they run.
constexpr int64_t most_shuffled = int64_t{1} << 22;

Interpreter::Iterations Interpreter::iterations(const Node &loop, NodeRef var, NodeRef lo,
                                                NodeRef hi, NodeRef step, NodeRef body) {
    int64_t first = integer(lo), last = integer(hi), stride = integer(step);
    if (stride == 0) {
        if (options_.level != S)
            stop(&loop, "has step 0");
        python(PythonError{Exception::ValueError, "range() arg 3 must not be zero"}, &loop);
    }
    return {&loop, var, body, first, stride, range_length_value(first, last, stride), 0};
}

// Leaves no trace: an expression that stands in the loop may have no value yet.
std::optional<int64_t> Interpreter::probe(NodeRef n) {
    size_t faults = result_.faults.size(), accesses = result_.accesses.size();
    std::optional<int64_t> found;
    try {
        found = integer(n);
    } catch (const Stop &) {
    } catch (const Raised &) {
    }
    if (result_.faults.size() != faults)
        found.reset();
    result_.faults.resize(faults);
    result_.accesses.resize(accesses);
    return found;
}

void Interpreter::enter_iteration(const Iterations &loop, int64_t k) {
    auto at = static_cast<uint64_t>(loop.lo) + static_cast<uint64_t>(k) * uint64_t(loop.step);
    values_[loop.var] = {at, 0};
    loops_.push_back({loop.loop, static_cast<int64_t>(at)});
}

Flow Interpreter::in_order(const Iterations &loop) {
    for (int64_t k = 0; k < loop.length; k++) {
        enter_iteration(loop, k);
        Flow flow = run(loop.body);
        loops_.pop_back();
        if (flow == Flow::loop_break)
            break;
        if (flow == Flow::leave || flow == Flow::returned)
            return flow;
    }
    return Flow::next;
}

std::vector<int64_t> Interpreter::order_of(int64_t length) {
    std::vector<int64_t> order(static_cast<size_t>(length));
    std::iota(order.begin(), order.end(), 0);
    if (options_.order == IterationOrder::reversed)
        std::reverse(order.begin(), order.end());
    if (options_.order == IterationOrder::shuffled)
        std::shuffle(order.begin(), order.end(), random_);
    return order;
}

// Of the cells that exist.
std::unordered_set<NodeRef> Interpreter::assigned_cells(NodeRef body) const {
    std::unordered_set<NodeRef> assigned;
    walk(body, [&](NodeRef n) {
        NodeRef target = written_variable(n);
        if (target && cells_.count(target))
            assigned.insert(target);
    });
    return assigned;
}

// Cells declared outside and assigned in the body are private to the iteration. Afterwards they
// hold what the last iteration left.
Flow Interpreter::in_any_order(const Iterations &loop) {
    if (loop.length < 0 || loop.length > most_shuffled)
        stop(loop.loop, "has too many iterations to run in any order");
    std::unordered_set<NodeRef> assigned = assigned_cells(loop.body);
    Cells before = cells_, after = cells_;
    for (NodeRef cell : assigned)
        before[cell].defined = false;
    std::optional<std::pair<int64_t, Raised>> first_error;
    if (options_.check_races)
        checkers_.push_back(RaceChecker::knowing(loop.loop, loop.body));
    for (int64_t k : order_of(loop.length)) {
        try {
            one_iteration(loop, k, k, before);
        } catch (const Raised &raised) {
            if (!first_error || k < first_error->first)
                first_error = {k, raised};
        }
        for (NodeRef cell : assigned)
            if (k == loop.length - 1)
                after[cell] = cells_[cell];
    }
    if (options_.check_races)
        checkers_.pop_back();
    cells_ = std::move(after);
    if (first_error)
        throw first_error->second;
    return Flow::next;
}

void Interpreter::one_iteration(const Iterations &loop, int64_t k, int64_t id,
                                const Cells &before) {
    cells_ = before;
    size_t depth = loops_.size(), checkers = checkers_.size();
    enter_iteration(loop, k);
    if (options_.check_races)
        checkers_.back().begin_iteration(id);
    try {
        Flow flow = loop.lanes ? run_worker(loop) : run(loop.body);
        if (flow != Flow::next && flow != Flow::loop_continue)
            fault(loop.loop, "is left by a jump out of one of its iterations");
    } catch (const Raised &) {
        loops_.resize(depth);
        checkers_.erase(checkers_.begin() + static_cast<long>(checkers), checkers_.end());
        lanes_ = {};
        throw;
    }
    loops_.resize(depth);
}

} // namespace pragmac
