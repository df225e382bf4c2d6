// Loops: in order as C's own, parallel ones as OpenMP's.
#include "c_function.h"

#include "fields.h"
#include "map_to_machine.h"
#include "mutants.h"
#include "values.h"

namespace pragmac {

namespace {

const Clauses &clauses_of(ClausesRef clauses) {
    static const Clauses none;
    return clauses ? *clauses : none;
}

bool changes_nowhere(NodeRef n) { return as<Const>(n) || as<Var>(n) || as<Dim>(n); }

bool has_checks(NodeRef body) {
    bool found = false;
    walk(body, [&](NodeRef n) {
        found = found || n->op == Op::Check || (as<Alloc>(n) && as<Alloc>(n)->var->type.array);
    });
    return found;
}

} // namespace

std::unordered_map<NodeRef, int> cell_reads(NodeRef n) {
    std::unordered_map<NodeRef, int> reads;
    walk(n, [&](NodeRef part) {
        auto *load = as<Load>(part);
        NodeRef read = load ? load->array : element_update(part).array;
        if (read && !read->type.array)
            reads[read]++;
    });
    return reads;
}

void CFunction::loop(const For &n) {
    if (n.kind == ForKind::lanes)
        return lanes_loop(n);
    AnyLoop any{n.var, n.lo, n.hi, n.step, n.body, n.clauses};
    if (becomes_launch(n) && position_.empty())
        return parallel_loop(any);
    serial_loop(any);
}

// The bound's text, or a constant that holds its value where C would compute it again and again.
std::string CFunction::fixed(NodeRef n, std::string_view name) {
    if (changes_nowhere(n))
        return text_of(n);
    std::string fresh = names_.fresh(name);
    line("const int64_t " + fresh + " = " + text_of(n) + ";");
    return fresh;
}

// Runs over the iterations' numbers: right for every step and all bounds.
CFunction::Workshare CFunction::counted_workshare(const AnyLoop &n) {
    std::string lo = fixed(n.lo, "start"), step = fixed(n.step, "step");
    std::string trip = names_.fresh("trip"), k = names_.fresh("k"), var = names_.of(n.var);
    CText hi = expression(n.hi), first{lo, c_primary}, by{step, c_primary};
    line("const uint64_t " + trip + " = (uint64_t)" +
         scalars_.call("range_length", DType::i64, {first, hi, by}).text + ";");
    CText number{"(int64_t)" + k, c_unary};
    CText offset = scalars_.call("wrap_mul", DType::i64, {number, by});
    CText value = scalars_.call("wrap_add", DType::i64, {first, offset});
    return {"for (uint64_t " + k + " = 0; " + k + " < " + trip + "; " + k + "++)", "(int64_t)" + k,
            "const int64_t " + var + " = " + value.text + ";"};
}

// C's loop over the variable itself, where neither it nor the distance of the bounds overflows.
CFunction::Workshare CFunction::workshare(const AnyLoop &n, bool parallel) {
    int64_t step = 0;
    ValueRange whole = range_of_type(DType::i64);
    bool known = constant_i64(n.step, step) && step != 0 && step != INT64_MIN;
    if (!known)
        return counted_workshare(n);
    ranges_.bind_loop(n.var, n.lo, n.hi, step);
    ValueRange lo = ranges_.of(n.lo), hi = ranges_.of(n.hi);
    ValueRange end =
        step > 0 ? ValueRange{hi.lo, hi.hi - 1 + step} : ValueRange{hi.lo + 1 + step, hi.hi};
    ValueRange distance{hi.lo - lo.hi, hi.hi - lo.lo};
    if (!end.within(whole) || (parallel && !distance.within(whole)))
        return counted_workshare(n);
    std::string var = names_.of(n.var), first = parallel ? fixed(n.lo, "start") : text_of(n.lo);
    std::string bound = fixed(n.hi, "end"), size = std::to_string(step > 0 ? step : -step);
    std::string next = size == "1" ? (step > 0 ? "++" : "--") : (step > 0 ? " += " : " -= ") + size;
    CText from{step > 0 ? first : var, c_unary}, to{step > 0 ? var : first, c_unary};
    CText position = from.text == "0" ? to : joined(to, "-", from, c_sum);
    if (size != "1")
        position = joined(position, "/", {size, c_primary}, c_product);
    return {"for (int64_t " + var + " = " + first + "; " + var + (step > 0 ? " < " : " > ") +
                bound + "; " + var + next + ")",
            position.text, ""};
}

void CFunction::serial_loop(const AnyLoop &n) {
    Workshare loop = workshare(n, false);
    line(loop.header + " {");
    if (!loop.binding.empty())
        line("    " + loop.binding);
    loops_++;
    loop_scopes_.push_back(scopes_.size());
    body_of(n.body);
    loop_scopes_.pop_back();
    loops_--;
    line("}");
    ended_ = false;
}

std::vector<CFunction::AssignedCell> CFunction::assigned_cells(const AnyLoop &n) {
    std::unordered_set<NodeRef> declared, seen;
    std::vector<NodeRef> assigned;
    walk(n.body, [&](NodeRef part) {
        if (NodeRef var = declared_variable(part))
            declared.insert(var);
        NodeRef cell = written_variable(part);
        if (cell && !cell->type.array && seen.insert(cell).second)
            assigned.push_back(cell);
    });
    std::unordered_map<NodeRef, int> inside = cell_reads(n.body);
    std::vector<AssignedCell> cells;
    for (NodeRef cell : assigned)
        if (!declared.count(cell) && live(cell))
            cells.push_back({cell, inside[cell] < reads_[cell]});
    return cells;
}

// Every iteration has variables of its own for the cells that it assigns; what others read after
// the loop is the last iteration's value.
CFunction::IterationCells CFunction::cells_of(const AnyLoop &n) {
    IterationCells cells;
    for (const auto &[cell, kept] : assigned_cells(n)) {
        std::string outer = names_.of(cell), own = names_.fresh(outer);
        DType d = cell->type.dtype;
        cells.declarations.push_back(std::string(c_type(d)) + " " + own + " = " +
                                     c_literal(dialect_, d, {}).text + ";");
        if (kept && !mutant(Mutant::c_last_value_dropped)) {
            cells.clauses.push_back(outer);
            cells.last.push_back(outer + " = " + own + ";");
        }
        cells.outer.push_back({cell, names_.rename(cell, own)});
    }
    return cells;
}

std::string CFunction::threads_clause(const Clauses &clauses) {
    int32_t threads = clauses.single ? 1 : clauses.num_threads;
    return threads > 0 ? " num_threads(" + std::to_string(threads) + ")" : "";
}

std::string CFunction::schedule(const Clauses &clauses) {
    std::string chunk = clauses.chunk > 0 ? ", " + std::to_string(clauses.chunk) : "";
    if (clauses.schedule == Schedule::fixed && chunk.empty())
        return "";
    return " schedule(" + std::string(name_of(clauses.schedule)) + chunk + ")";
}

// The statements of one iteration, then what keeps its cells' values. `failed`: the label behind
// these, "" where a failed check leaves the function.
void CFunction::iteration(NodeRef body, const std::string &position, const Lines &last,
                          const std::string &failed) {
    position_ = position;
    loops_++;
    iteration_end_ = {.next = last.empty() ? "" : names_.fresh("next"),
                      .failed = failed,
                      .scopes = scopes_.size(),
                      .loops = loops_};
    loop_scopes_.push_back(scopes_.size());
    ended_ = false;
    statements(body);
    loop_scopes_.pop_back();
    if (iteration_end_.next_used)
        line(iteration_end_.next + ":;");
    for (const std::string &text : last)
        line(text);
    if (iteration_end_.failed_used) {
        line(iteration_end_.failed + ":;");
        if (kernel_ && !kernel_->lane.empty())
            barrier(); // see leave_worker
    }
    loops_--;
    position_.clear();
    ended_ = false;
}

void CFunction::run_iterations(const AnyLoop &n, const Workshare &loop, IterationCells &cells) {
    line(loop.header + " {");
    depth_++;
    if (!loop.binding.empty())
        line(loop.binding);
    for (const std::string &declaration : cells.declarations)
        line(declaration);
    iteration(n.body, loop.position, cells.last, names_.fresh("failed"));
    depth_--;
    line("}");
    for (const auto &[cell, outer] : cells.outer)
        names_.rename(cell, outer);
}

void CFunction::leave_if_failed(NodeRef body) {
    if (!has_checks(body))
        return;
    line("if (" + error_ + "->site >= 0) {");
    depth_++;
    release_down_to(0);
    line("return 1;");
    depth_--;
    line("}");
}

void CFunction::parallel_loop(const AnyLoop &n) { run_parallel(n, workshare(n, true)); }

void CFunction::run_parallel(const AnyLoop &n, const Workshare &share) {
    IterationCells cells = cells_of(n);
    std::string clauses = threads_clause(clauses_of(n.clauses)) + schedule(clauses_of(n.clauses));
    for (const std::string &cell : cells.clauses)
        clauses += " lastprivate(" + cell + ")";
    pragma("parallel for" + clauses);
    run_iterations(n, share, cells);
    leave_if_failed(n.body);
}

// Loops whose iterations may run without a barrier between them. With one static schedule a thread
// runs the same numbers of iterations in all of them, which is what order by chunk asks for. Where
// another schedule is wanted or a cell's last value is kept, the barriers stay.
void CFunction::team(const Team &n) {
    std::vector<AnyLoop> loops;
    std::vector<Workshare> shares;
    bool together = true;
    for (NodeRef child : as<Block>(n.body)->body) {
        const For &f = *as<For>(child);
        loops.push_back({f.var, f.lo, f.hi, f.step, f.body, f.clauses});
        shares.push_back(workshare(loops.back(), true));
        const Clauses &clauses = clauses_of(f.clauses);
        together = together && schedule(clauses).empty() && !clauses.single;
        for (const AssignedCell &cell : assigned_cells(loops.back()))
            together = together && !cell.kept;
    }
    if (together)
        return run_team(loops, shares);
    for (size_t i = 0; i < loops.size(); i++)
        run_parallel(loops[i], shares[i]);
}

void CFunction::run_team(const std::vector<AnyLoop> &loops, const std::vector<Workshare> &shares) {
    pragma("parallel" + threads_clause(clauses_of(loops[0].clauses)));
    line("{");
    depth_++;
    for (size_t i = 0; i < loops.size(); i++) {
        IterationCells cells = cells_of(loops[i]);
        pragma("for schedule(static) nowait");
        run_iterations(loops[i], shares[i], cells);
    }
    depth_--;
    line("}");
    leave_if_failed(loops.back().body); // the others have no checks
}

} // namespace pragmac
