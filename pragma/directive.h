// Directives: the parsed meaning of one `#pragma` comment.
#pragma once

#include "diagnostics.h"
#include "tree.h"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pragmac {

// Lists shared by enum, parser, printer and "did you mean"; one row = enumerator, spelling.
#define PRAGMAC_DIRECTIVE_KINDS(X)                                                                 \
    X(parallel, "parallel for")                                                                    \
    X(simd, "simd")                                                                                \
    X(sequential, "sequential")                                                                    \
    X(atomic, "atomic")                                                                            \
    X(tensor, "tensor")                                                                            \
    X(distribute, "parallel for distribute")                                                       \
    X(omp, "omp")

#define PRAGMAC_CLAUSE_KINDS(X)                                                                    \
    X(simd, "simd")                                                                                \
    X(single, "single")                                                                            \
    X(collapse, "collapse")                                                                        \
    X(block, "block")                                                                              \
    X(worker, "worker")                                                                            \
    X(num_threads, "num_threads")                                                                  \
    X(reduction, "reduction")                                                                      \
    X(private_, "private")                                                                         \
    X(firstprivate, "firstprivate")                                                                \
    X(lastprivate, "lastprivate")                                                                  \
    X(shared, "shared")                                                                            \
    X(schedule, "schedule")                                                                        \
    X(assume, "assume")                                                                            \
    X(target, "target")                                                                            \
    X(distribute, "distribute")     /* the layout of `parallel for distribute` */                  \
    X(parallel, "parallel")         /* tensor property */                                          \
    X(single_block, "single_block") /* tensor property, also spelt in_reg */                       \
    X(le, "le")                     /* tensor property: the extent is at most n */                 \
    X(reduce, "reduce")             /* tensor property */                                          \
    X(default_, "default")          /* omp */                                                      \
    X(nowait, "nowait")             /* omp */                                                      \
    X(map, "map")                   /* omp */                                                      \
    X(if_, "if")                    /* omp */

#define PRAGMAC_REDUCTION_OPS(X)                                                                   \
    X(add, "+")                                                                                    \
    X(mul, "*")                                                                                    \
    X(min, "min")                                                                                  \
    X(max, "max")                                                                                  \
    X(bit_and, "&")                                                                                \
    X(bit_or, "|")                                                                                 \
    X(bit_xor, "^")                                                                                \
    X(logical_and, "and")                                                                          \
    X(logical_or, "or")

// Words that a clause takes as its argument.
#define PRAGMAC_CLAUSE_WORDS(X)                                                                    \
    X(none, "")                                                                                    \
    X(thread, "thread") X(subgroup, "subgroup") X(group, "group")   /* worker */                   \
    X(static_, "static") X(dynamic, "dynamic") X(guided, "guided")  /* schedule */                 \
    X(unique, "unique") X(sorted, "sorted") X(inrange, "inrange")   /* assume */                   \
    X(samevalue, "samevalue") X(disjoint, "disjoint")               /* assume */                   \
    X(cpu, "cpu") X(gpu, "gpu")                                     /* target */                   \
    X(block, "block") X(cyclic, "cyclic")                           /* distribute */               \
    X(shared, "shared") X(none_shared, "none")                      /* omp default */              \
    X(to, "to") X(from, "from") X(tofrom, "tofrom") X(alloc, "alloc") /* omp map */

#define PRAGMAC_OMP_CONSTRUCTS(X)                                                                  \
    X(none, "")                                                                                    \
    X(target_teams_distribute_parallel_for, "target teams distribute parallel for")                \
    X(target_teams_loop, "target teams loop")                                                      \
    X(parallel_for, "parallel for")                                                                \
    X(parallel, "parallel")                                                                        \
    X(loop, "for")                                                                                 \
    X(single, "single")                                                                            \
    X(taskwait, "taskwait")                                                                        \
    X(task, "task")                                                                                \
    X(barrier, "barrier")                                                                          \
    X(critical, "critical")                                                                        \
    X(master, "master")                                                                            \
    X(atomic, "atomic")

#define X(name, text) name,
enum class DirectiveKind : uint8_t { PRAGMAC_DIRECTIVE_KINDS(X) };
enum class ClauseKind : uint8_t { PRAGMAC_CLAUSE_KINDS(X) };
enum class ReductionOp : uint8_t { PRAGMAC_REDUCTION_OPS(X) };
enum class ClauseWord : uint8_t { PRAGMAC_CLAUSE_WORDS(X) };
enum class OmpConstruct : uint8_t { PRAGMAC_OMP_CONSTRUCTS(X) };
#undef X

std::string_view name_of(DirectiveKind kind);
std::string_view name_of(ClauseKind kind);
std::string_view name_of(ReductionOp op);
std::string_view name_of(ClauseWord word);
std::string_view name_of(OmpConstruct construct);

// A variable named in a clause.
struct ClauseName {
    std::string text;
    Span span;
};

// A positive integer, or the name of a parameter, module constant or tunable.
struct Size {
    int64_t value = 0; // 0 when `name` is used
    std::string name;
    Span span;
};

// What names of sizes mean in one function: its module's constants; nobody `known` them where the
// function is read without its module, and then any name may be one.
struct SizeConstants {
    std::map<std::string, int64_t> values;
    bool known = true;
};

// One clause or tensor property; which members are used follows from the kind:
//   simd, le            sizes (0 or 1)          collapse, num_threads    sizes (1)
//   block               sizes (1 or more)       schedule, distribute     word, sizes (0 or 1)
//   worker, target, default_   word             assume, map              word, names
//   reduction, reduce   op, names (properties: 0 or 1)
//   private_, firstprivate, lastprivate, shared  names                   if_   expression
struct Clause {
    ClauseKind kind = ClauseKind::single;
    Span span; // the whole clause, parentheses included
    ReductionOp op = ReductionOp::add;
    Span op_span; // of a reduction's operation
    ClauseWord word = ClauseWord::none;
    std::vector<ClauseName> names;
    std::vector<Size> sizes;
    std::string expression; // source text, blanks normalised

    // The text without which the clause no longer names `names[i]`: all of it where that is the
    // only name.
    Span text_of_name(size_t i) const;
};

// One dimension of a tensor directive: `lower:upper => properties`.
struct TensorItem {
    std::string lower, upper; // source text, blanks normalised; empty when left out
    Span lower_span, upper_span;
    std::vector<Clause> properties;
    Span span;
};

struct Directive {
    DirectiveKind kind = DirectiveKind::parallel;
    Span span; // from `pragma` to its last character
    std::vector<Clause> clauses; // in source order; `simd(8)` as a directive has a simd clause
    std::vector<TensorItem> items; // tensor
    OmpConstruct omp = OmpConstruct::none; // omp
    std::string omp_name; // omp critical (name)

    // The first clause of that kind, or null.
    const Clause *find(ClauseKind kind) const;
    // `sequential`, or `parallel for single`: one worker runs the iterations in order.
    bool one_worker() const;
};

// A directive and where its comment stands, before it is attached.
struct PlacedDirective {
    Directive directive;
    bool own_line = false; // nothing but blanks before the comment
    uint32_t column = 0; // of the comment's `#`
    uint32_t next_line = 0, next_column = 0; // the next token after the comment; 0 = none
};

// Finds the directives among a file's comments and parses them; ordinary comments and the pragmas
// of other tools are passed over. Reports P101–P109, P115, P116, P123.
std::vector<PlacedDirective> read_directives(std::span<const Comment> comments,
                                             DiagnosticEngine &diagnostics);

// One canonical line, without `#`: `pragma parallel for reduction(+: s) num_threads(4)`.
// Reading it back gives an equal directive.
std::string print_directive(const Directive &directive);

} // namespace pragmac
