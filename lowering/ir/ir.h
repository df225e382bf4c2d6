// The IR: node structs generated from ops.def, the arena that owns them, and the semantics page.
//
// Levels. S (source): Python semantics and scalar kinds. P (loop): plain dtypes, explicit checks,
// loops over i64 ranges. H (machine, host part): P plus `launch`. K (machine, kernel part): what a
// worker runs inside a launch; on the host one worker is one core with one lane.
//
// Semantics below level S (every emitter and the interpreter are judged against this page):
// - Integers are two's complement; add, sub, mul, neg, abs and pow wrap; x // 0 and x % 0 are 0;
//   INT_MIN // -1 is INT_MIN; // and % round to minus infinity; shifts by the width or more give 0
//   (-1 for a negative value shifted right), as do negative shift counts.
// - Floats are IEEE 754 in their own width, subnormals kept; no fused multiply-add, no
// re-association
//   but what emit/math_mode.h allows. f16 operations round once. // and % are NumPy's divmod.
// - bool is 0 or 1. Comparisons with NaN are false except `ne`. Complex values are ordered by real
//   part, then imaginary part (NumPy).
// - Operands are evaluated left to right. `lazy` evaluates one arm, `select` both.
// - Atomic updates of one operation commute; a `fetch_update` yields the value that its own update
//   found, so that which iteration of a launch finds which value depends on the order they run in.
// - A `let` binds a value once; a cell holds the last stored value. Reading a cell before any
//   store gives an unspecified value and is never observable in a correct program.
// - An index at P and below addresses an existing element: checks before it made sure.
// - `check` with a false condition ends the function with the exception; inside a launch it ends
//   the iteration, and the error of the iteration first in loop order is raised after the launch.
// - A launch runs its iterations in any order, at the same time; cells assigned in the body are
//   private to the iteration, and after the launch hold the value of the last iteration.
// - A team runs its launches at the same time, in its order; it ends when all iterations have. A
// cell
//   that several of them assign holds the last one's value afterwards.
//
// At level S scalars have a kind: a Python kind adds Python's errors to an operation (i64 overflow,
// division by zero, index range); lower_python turns each into a `check`.
//
// Rules: nodes are immutable and built only through Builder; unchanged means same pointer; a
// variable is its node, never its name.
#pragma once

#include "span.h"
#include "types.h"

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace pragmac {

struct Node;
using NodeRef = const Node *;
using NodeList = std::span<const NodeRef>;
using Text = std::string_view; // interned in the arena
using TypeList = std::span<const Type>;
using ClausesRef = const Clauses *; // null = all defaults
using MappingRef = const Mapping *; // null = the host's cores

// A literal's value: integers sign- or zero-extended in `lo`; floats as their own bit pattern;
// complex: real bits in `lo`, imaginary bits in `hi`.
struct Bits {
    uint64_t lo = 0, hi = 0;
    friend bool operator==(const Bits &, const Bits &) = default;
};

// A row of runtime/numeric/numeric_functions.def.
struct FunctionId {
    uint16_t index = 0;
    friend bool operator==(FunctionId, FunctionId) = default;
};
std::string_view name_of(FunctionId f);
bool parse_name(std::string_view text, FunctionId &out);

// What a variable is; printing adds a number when two variables of a function share a name.
struct VarInfo {
    Text name;
    VarRole role = VarRole::value;
    Layout layout = Layout::c_order; // arrays
    bool writeable = true; // arrays
    bool aligned = true; // arrays: every element at a multiple of its size
    bool parameter = false;
    // An array of each iteration of a launch: in memory that the launch brings for its workers. The
    // extents are known in front of the launch: constants, or values and dims from outside of it.
    bool workspace = false;
    friend bool operator==(const VarInfo &, const VarInfo &) = default;
};
using VarInfoRef = const VarInfo *;

enum class Op : uint8_t {
#define NODE(Name, levels, effects, form) Name,
#include "ops.def"
#undef NODE
};
std::string_view name_of(Op op);

struct Node {
    const Op op;
    const Type type; // no_type for statements
    const Span span; // the Python text that caused it

  protected:
    Node(Op o, Type t, Span s) : op(o), type(t), span(s) {}
};

#define PRAGMAC_FIELD(T, name) const T name;
#define PRAGMAC_PARAMETER(T, name) , T name##_
#define PRAGMAC_INIT(T, name) , name(name##_)
#define PRAGMAC_VISIT(T, name) v(#name, name);
#define NODE(Name, levels, effects, form)                                                          \
    struct Name final : Node {                                                                     \
        FIELDS_##Name(PRAGMAC_FIELD)                                                               \
        static constexpr Op kind_of_node = Op::Name;                                               \
        /* Calls v(field name, field) for every field in order. */                                 \
        template <class V> void each([[maybe_unused]] V &&v) const {                               \
            FIELDS_##Name(PRAGMAC_VISIT)                                                           \
        }                                                                                          \
                                                                                                   \
      private:                                                                                     \
        friend class Builder;                                                                      \
        Name(Type t, Span s FIELDS_##Name(PRAGMAC_PARAMETER))                                      \
            : Node(Op::Name, t, s) FIELDS_##Name(PRAGMAC_INIT) {}                                  \
    };
#include "ops.def"
#undef NODE
#undef PRAGMAC_FIELD
#undef PRAGMAC_PARAMETER
#undef PRAGMAC_INIT
#undef PRAGMAC_VISIT

template <class T> const T *as(NodeRef n) {
    return n && n->op == T::kind_of_node ? static_cast<const T *>(n) : nullptr;
}

// Calls f with the node as its own struct.
template <class F> decltype(auto) visit(NodeRef n, F &&f) {
    switch (n->op) {
#define NODE(Name, levels, effects, form)                                                          \
    case Op::Name:                                                                                 \
        return f(*static_cast<const Name *>(n));
#include "ops.def"
#undef NODE
    }
    __builtin_unreachable();
}

enum Level : uint8_t { S = 1, P = 2, H = 4, K = 8 };
enum Effect : uint8_t { none = 0, reads = 1, writes = 2, raises = 4, control = 8, convergent = 16 };
uint8_t levels_of(Op op);
uint8_t effects_of(Op op); // the node itself
uint8_t effects_of(NodeRef n); // the node and everything below it
std::string_view form_of(Op op);

// Owns the nodes of one compile.
class Arena {
  public:
    void *allocate(size_t bytes, size_t alignment);
    Text text(std::string_view s);
    template <class T> std::span<const T> list(const std::vector<T> &items) {
        T *data = static_cast<T *>(allocate(sizeof(T) * items.size() + 1, alignof(T)));
        std::uninitialized_copy(items.begin(), items.end(), data);
        return {data, items.size()};
    }
    template <class T> const T *copy(const T &value) {
        return new (allocate(sizeof(T), alignof(T))) T(value);
    }

  private:
    std::vector<std::unique_ptr<std::byte[]>> blocks_;
    size_t used_ = 0, size_ = 0;
};

// The direct children of a node, declarations included, in evaluation order.
std::vector<NodeRef> children(NodeRef n);
// What an update and a fetch_update have in common; `array` is null for any other node.
struct ElementUpdate {
    NodeRef array = nullptr;
    NodeList indices;
    BinaryOp op{};
    NodeRef value = nullptr;
    UpdateOrder order = UpdateOrder::plain;
    NodeRef fetched = nullptr; // the variable that holds the old value, if one does
};
ElementUpdate element_update(NodeRef n);
// The array or cell that a store, an update or the outcome of lanes writes; else null.
NodeRef written_variable(NodeRef n);
// The variable that a let, a fetch_update, an alloc, a lane_cell, a view, a loop or a launch
// declares; null for other nodes.
NodeRef declared_variable(NodeRef n);
// Whether n checks an index of an array against its extent.
bool is_index_check(NodeRef n);
// Whether n is a loop or has one below it.
bool holds_loop(NodeRef n);
// Whether n is one of the variables or uses one.
bool uses_any(NodeRef n, const std::unordered_set<NodeRef> &variables);
// Whether what follows n in its block may not run: n may raise, jump or return.
bool may_end_block(NodeRef n);
// A statement, or those of a block and of the blocks directly in it.
std::vector<NodeRef> statements_of(NodeRef n);
// Lanes that run in step on every device that has subgroups; more of them are a group.
inline constexpr int32_t most_subgroup_lanes = 32;
inline WorkerKind worker_with(int32_t lanes) {
    return lanes <= most_subgroup_lanes ? WorkerKind::subgroup : WorkerKind::group;
}
// Whether a launch leaves the host.
bool on_device(const Mapping &mapping);
bool on_device(const Launch &n);
// Structural equality up to renaming of the variables declared inside; spans are ignored.
bool equal(NodeRef a, NodeRef b);
// Structural hash consistent with `equal`.
uint64_t hash(NodeRef n);

// Text that `read` turns back into an equal tree. With spans: `@line:column` before each statement.
std::string print(NodeRef n, bool spans = false);
struct ReadError {
    int line = 0; // of the IR text
    std::string message;
};
class Builder;
// Null and `error` set when the text is not IR.
NodeRef read(std::string_view text, Builder &build, ReadError &error);

// Empty when `n` is well formed at `level`; else one sentence per violation.
std::vector<std::string> verify(NodeRef n, Level level);

// A broken invariant of ours: thrown by internal_assert, reported as P901.
struct InternalError {
    std::string message;
};
[[noreturn]] void internal_error(const char *file, int line, const std::string &message);
#define internal_assert(cond, message)                                                             \
    do {                                                                                           \
        if (!(cond))                                                                               \
            ::pragmac::internal_error(__FILE__, __LINE__, message);                                \
    } while (0)

} // namespace pragmac
