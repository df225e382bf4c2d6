// Teams: the iterations of several loops interleaved, checked for conflicts among all of them.
#include "interpreter.h"

#include "fields.h"

#include <algorithm>

namespace pragmac {

// In any order: whoever comes first, each iteration on its own. By chunk: the smallest chunks there
// are, of one iteration; iterations of one number belong to one worker and follow each other.
std::vector<Interpreter::TeamIteration>
Interpreter::team_iterations(const Team &n, const std::vector<Iterations> &loops) {
    std::vector<TeamIteration> all;
    bool by_chunk = n.order == TeamOrder::by_chunk;
    int64_t total = 0;
    for (const Iterations &loop : loops) {
        if (by_chunk && loop.length != loops[0].length)
            stop(&n, "has loops of different lengths in one order of chunks");
        total += loop.length;
    }
    for (int64_t at : order_of(by_chunk ? loops[0].length : total)) {
        int64_t k = at;
        for (size_t i = 0; i < loops.size(); i++) {
            if (by_chunk || (k >= 0 && k < loops[i].length))
                all.push_back({i, k, at});
            k -= by_chunk ? 0 : loops[i].length;
        }
    }
    return all;
}

// What one loop of the team assigns is no value for the others; the last loop's stays.
Flow Interpreter::as_team(const Team &n, const std::vector<Iterations> &loops) {
    std::vector<std::unordered_set<NodeRef>> assigned;
    Cells before = cells_, after = cells_;
    for (const Iterations &loop : loops) {
        assigned.push_back(assigned_cells(loop.body));
        for (NodeRef cell : assigned.back())
            before[cell].defined = false;
    }
    std::vector<Cells> last(loops.size());
    std::optional<std::pair<std::pair<size_t, int64_t>, Raised>> first_error;
    if (options_.check_races)
        checkers_.emplace_back(&n);
    for (const TeamIteration &next : team_iterations(n, loops)) {
        try {
            one_iteration(loops[next.loop], next.k, next.id, before);
        } catch (const Raised &raised) {
            std::pair place(next.loop, next.k);
            if (!first_error || place < first_error->first)
                first_error = {place, raised};
        }
        if (next.k == loops[next.loop].length - 1)
            last[next.loop] = cells_;
    }
    if (options_.check_races)
        checkers_.pop_back();
    for (size_t i = 0; i < loops.size(); i++)
        for (NodeRef cell : assigned[i])
            if (auto it = last[i].find(cell); it != last[i].end())
                after[cell] = it->second;
    cells_ = std::move(after);
    if (first_error)
        throw first_error->second;
    return Flow::next;
}

} // namespace pragmac
