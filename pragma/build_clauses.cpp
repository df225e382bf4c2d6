// The directives above a loop as fields of the loop; clauses that change nothing say so.
#include "function_builder.h"

#include <algorithm>

namespace pragmac {
namespace {

struct IdleClause {
    ClauseKind kind;
    std::string_view why;
};
// Clauses that ask for what the compiler does not do yet.
constexpr IdleClause idle_clauses[] = {
    {ClauseKind::block, "workers come in groups on a device only"},
    {ClauseKind::simd, "the number of lanes follows from the processor"},
    {ClauseKind::worker, "a worker is a core of the processor"},
};

std::string_view why_idle(const Clause &c, bool on_device) {
    if (on_device && (c.kind == ClauseKind::block || c.kind == ClauseKind::worker))
        return "";
    if (on_device && c.kind == ClauseKind::simd)
        return ""; // lanes of a worker of its own
    if (c.kind == ClauseKind::target)
        return c.word == ClauseWord::gpu ? "loops run on the processor" : "";
    if (c.kind == ClauseKind::simd && c.sizes.empty())
        return "";
    for (const IdleClause &row : idle_clauses)
        if (row.kind == c.kind)
            return row.why;
    return "";
}

WorkerKind worker_of(ClauseWord word) {
    return word == ClauseWord::group      ? WorkerKind::group
           : word == ClauseWord::subgroup ? WorkerKind::subgroup
                                          : WorkerKind::thread;
}

// Of all joined loops together.
int32_t workers_of(const Clause &block) {
    int64_t workers = 1;
    for (const auto &size : block.sizes)
        workers = std::min<int64_t>(workers * size.value, INT32_MAX);
    return static_cast<int32_t>(workers);
}

Schedule schedule_of(ClauseWord word) {
    return word == ClauseWord::dynamic  ? Schedule::dynamic
           : word == ClauseWord::guided ? Schedule::guided
                                        : Schedule::fixed;
}

Fact fact_of(ClauseWord word) {
    switch (word) {
    case ClauseWord::sorted: return Fact::sorted;
    case ClauseWord::inrange: return Fact::inrange;
    case ClauseWord::samevalue: return Fact::samevalue;
    case ClauseWord::disjoint: return Fact::disjoint;
    default: return Fact::unique;
    }
}

} // namespace

void FunctionBuilder::assume_facts(TreeRef loop) {
    auto found = attachments_.find(loop);
    if (found == attachments_.end())
        return;
    for (const Directive &d : found->second)
        for (const Clause &c : d.clauses) {
            if (c.kind != ClauseKind::assume)
                continue;
            std::vector<NodeRef> arrays;
            for (const ClauseName &name : c.names) {
                Value v = read(name.text, name.span);
                if (v.is(Value::Form::array) && !viewed_.count(v.node))
                    arrays.push_back(v.node);
                else if (v.is(Value::Form::array))
                    diagnostics()
                        .report("P117", name.span, "`" + name.text + "` is a part of an array")
                        .with_fix("make the array a variable of its own, or test the fact");
                else if (!v.is(Value::Form::unknown))
                    diagnostics()
                        .report("P117", name.span, "`" + name.text + "` is no array")
                        .with_fix("name the array that the fact is about");
            }
            build_.span = c.span;
            if (arrays.size() == c.names.size())
                emit(build_.assume(fact_of(c.word), arrays));
        }
}

void FunctionBuilder::read_clause(const Clause &c, Clauses &clauses) {
    int64_t size = c.sizes.empty() ? 0 : c.sizes[0].value;
    switch (c.kind) {
    case ClauseKind::simd: clauses.simd = static_cast<int32_t>(size); break;
    case ClauseKind::block:
        clauses.block = workers_of(c);
        for (size_t loop = 0; loop < c.sizes.size() && loop < clauses.tile.size(); loop++)
            clauses.tile[loop] =
                static_cast<int32_t>(std::min<int64_t>(c.sizes[loop].value, INT32_MAX));
        break;
    case ClauseKind::worker: clauses.worker = worker_of(c.word); break;
    case ClauseKind::collapse: clauses.collapse = static_cast<int32_t>(size); break;
    case ClauseKind::num_threads: clauses.num_threads = static_cast<int32_t>(size); break;
    case ClauseKind::schedule:
        clauses.chunk = size;
        clauses.schedule = schedule_of(c.word);
        break;
    default: break;
    }
    if (std::string_view why = why_idle(c, input_.on_device); !why.empty())
        diagnostics()
            .report("N101", c.span, "`" + std::string(name_of(c.kind)) + "` changes nothing here")
            .with_label(std::string(why))
            .with_fix("remove it", c.span, "");
}

ForKind FunctionBuilder::loop_kind(TreeRef t, Clauses &clauses) {
    auto found = attachments_.find(t);
    if (found == attachments_.end())
        return ForKind::serial;
    ForKind kind = ForKind::serial;
    for (const Directive &d : found->second) {
        if (d.one_worker())
            clauses.single = true;
        else if (d.kind == DirectiveKind::parallel)
            kind = ForKind::parallel;
        else if (d.kind == DirectiveKind::simd && kind == ForKind::serial)
            kind = ForKind::simd;
        for (const Clause &c : d.clauses)
            read_clause(c, clauses);
    }
    return kind;
}

} // namespace pragmac
