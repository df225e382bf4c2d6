// Data types, kinds and the small enumerations that IR nodes carry.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace pragmac {

// Every list of names in the IR is an X-macro: the enum, the printer and the reader share it.
#define PRAGMAC_DTYPES(X)                                                                          \
    X(none, "none", 0) X(b1, "bool", 1) X(i8, "i8", 1) X(i16, "i16", 2) X(i32, "i32", 4)           \
    X(i64, "i64", 8) X(u8, "u8", 1) X(u16, "u16", 2) X(u32, "u32", 4) X(u64, "u64", 8)             \
    X(f16, "f16", 2) X(f32, "f32", 4) X(f64, "f64", 8) X(c64, "c64", 8) X(c128, "c128", 16)

enum class DType : uint8_t {
#define X(name, text, bytes) name,
    PRAGMAC_DTYPES(X)
#undef X
};

int byte_size(DType d);
std::string_view name_of(DType d);
inline bool is_bool(DType d) { return d == DType::b1; }
inline bool is_signed(DType d) { return d >= DType::i8 && d <= DType::i64; }
inline bool is_unsigned(DType d) { return d >= DType::u8 && d <= DType::u64; }
inline bool is_integer(DType d) { return is_signed(d) || is_unsigned(d); }
inline bool is_float(DType d) { return d >= DType::f16 && d <= DType::f64; }
inline bool is_complex(DType d) { return d == DType::c64 || d == DType::c128; }
// The float type of a complex's parts; other types are their own part.
DType part_of(DType d);

// Where a scalar came from (SEMANTICS 1). Below level S every kind is `plain`.
enum class Kind : uint8_t { plain, python, numpy };

struct Type {
    DType dtype = DType::none;
    Kind kind = Kind::plain;
    bool array = false; // an array of `rank` dimensions, else a scalar
    uint8_t rank = 0;
    friend bool operator==(const Type &, const Type &) = default;
};

inline Type scalar(DType d, Kind k = Kind::plain) { return {d, k, false, 0}; }
inline Type array_of(DType d, int rank) {
    return {d, Kind::plain, true, static_cast<uint8_t>(rank)};
}
inline constexpr Type no_type{};

// How an array's elements lie in memory, as far as the compiled version may rely on it.
#define PRAGMAC_LAYOUTS(X)                                                                         \
    X(c_order, "c_order")       /* strides follow from the extents, last dimension contiguous */   \
    X(f_order, "f_order")       /* strides follow from the extents, first dimension contiguous */  \
    X(last, "last_contiguous")  /* only the last dimension's stride is known: one element */       \
    X(strided, "strided")       /* any byte strides */

#define PRAGMAC_VAR_ROLES(X)                                                                       \
    X(value, "value") /* bound once: loop variable, let, scalar parameter */                       \
    X(cell, "cell")   /* rank-0 alloc: a mutable local scalar, read by load, written by store */   \
    X(array, "array") /* a parameter or a local array */

#define PRAGMAC_UNARY_OPS(X)                                                                       \
    X(neg) X(invert) X(logical_not) X(abs) X(real) X(imag) X(conj)

// Total operations: at plain kind every operand pair has a result (x // 0 is NumPy's 0). At S a
// Python kind adds Python's errors, which lower_python turns into checks.
#define PRAGMAC_BINARY_OPS(X)                                                                      \
    X(add) X(sub) X(mul) X(div) X(floor_div) X(mod) X(pow)                                         \
    X(bit_and) X(bit_or) X(bit_xor) X(shl) X(shr)                                                  \
    X(py_max) X(py_min) /* Python's: the second wins only when strictly greater (smaller) */       \
    X(np_max) X(np_min) /* NumPy's: NaN wins */                                                    \
    X(int_div)          /* i64 / i64 as f64, correctly rounded (Python's int / int) */             \
    X(py_div)           /* complex / complex as CPython divides */                                 \
    X(py_pow)           /* complex ** complex as CPython; float ** float is `pow` */               \
    X(make_complex)     /* real part, imaginary part */                                            \
    X(wrap_index)       /* i < 0 ? i + n : i */

#define PRAGMAC_COMPARE_OPS(X)                                                                     \
    X(eq) X(ne) X(lt) X(le) X(gt) X(ge)                                                            \
    X(index_ok) /* -n <= i < n */                                                                  \
    X(in_range) /* 0 <= i < n */                                                                   \
    X(add_fits) X(sub_fits) X(mul_fits) X(pow_fits) X(shl_fits) /* the exact i64 result fits */

#define PRAGMAC_CAST_MODES(X)                                                                      \
    X(value)    /* keeps the value; at S raises when it does not fit (Python int -> dtype, D4) */  \
    X(wrap)     /* integer -> integer modulo 2^n; float -> float, -> complex as NumPy casts */     \
    X(saturate) /* float -> integer, NaN -> 0 */

#define PRAGMAC_FOR_KINDS(X)                                                                       \
    X(serial) X(parallel) X(simd) X(unroll)                                                        \
    X(lanes) /* iteration n on lane n modulo the worker's lanes, each lane in order */
#define PRAGMAC_JUMP_KINDS(X)                                                                      \
    X(loop_break, "break") X(loop_continue, "continue")                                            \
    X(leave, "leave") /* to the end of the innermost inline block: a callee's return */

#define PRAGMAC_IF_KINDS(X)                                                                        \
    X(plain, "if")                                                                                 \
    X(copies, "if_fast") /* two copies of one meaning; the test allows the faster one, `then` */

#define PRAGMAC_EXCEPTIONS(X)                                                                      \
    X(IndexError) X(OverflowError) X(ZeroDivisionError) X(ValueError) X(UnboundLocalError)         \
    X(AssertionError) X(TypeError) X(MemoryError) X(RaceError) X(RuntimeError) \
    X(LeftOut) /* no error: nothing has happened, and the code for this case is still to be made */

#define PRAGMAC_SCHEDULES(X) X(fixed, "static") X(dynamic, "dynamic") X(guided, "guided")
#define PRAGMAC_FACTS(X)                                                                           \
    X(unique)    /* no two of the array's values address one element */                            \
    X(sorted)    /* no value is smaller than the one before it */                                  \
    X(inrange)   /* every value is an index of what it indexes */                                  \
    X(samevalue) /* stores of different iterations to one element store what is there already */   \
    X(disjoint)  /* two arrays share no memory */
#define PRAGMAC_SHARINGS(X) /* what a data clause says of a variable */                            \
    X(private_, "private")          /* every iteration has one, without contents at its start */   \
    X(firstprivate, "firstprivate") /* every iteration has one, with the value before the loop */  \
    X(lastprivate, "lastprivate")   /* private; the last iteration's is kept after the loop */     \
    X(shared, "shared")             /* one for all iterations */                                   \
    X(reduction, "reduction")       /* iterations only update it, by one operation */
#define PRAGMAC_WORKER_KINDS(X)                                                                    \
    X(core, "core")     /* a thread of the host's pool: chunks of iterations */                    \
    X(thread, "thread") /* one thread of a device: consecutive iterations to consecutive threads */ \
    X(subgroup, "subgroup") /* threads of a device that run in step: its lanes */                  \
    X(group, "group")       /* a group of a device's threads: its lanes */
#define PRAGMAC_BARRIER_SCOPES(X) X(subgroup, "subgroup") X(group, "group") /* the kind of worker */
#define PRAGMAC_ACCESS_MODES(X) X(read, "read") X(write, "write") /* write: perhaps of a part */
#define PRAGMAC_UPDATE_ORDERS(X)                                                                   \
    X(plain, "plain")                                                                              \
    X(atomic, "atomic")       /* one step, whoever else updates the element */                     \
    X(reduction, "reduction") /* plain, but the iterations' updates may be combined later */
#define PRAGMAC_TEAM_ORDERS(X)                                                                     \
    X(any)      /* iterations of all loops in any order */                                        \
    X(by_chunk) /* one space of iterations; a chunk runs after that chunk of the loops before */
#define PRAGMAC_FILLS(X)                                                                           \
    X(none, "uninitialised") X(zero, "zero") X(value, "value") /* every element = init */

// enum E { names } with name_of and parse_<E>; one-name rows print as themselves.
#define PRAGMAC_ENUM1(E, LIST)                                                                     \
    enum class E : uint8_t { LIST(PRAGMAC_ENUMERATOR1) };                                          \
    std::string_view name_of(E e);                                                                 \
    bool parse_name(std::string_view text, E &out);
#define PRAGMAC_ENUM2(E, LIST)                                                                     \
    enum class E : uint8_t { LIST(PRAGMAC_ENUMERATOR2) };                                          \
    std::string_view name_of(E e);                                                                 \
    bool parse_name(std::string_view text, E &out);
#define PRAGMAC_ENUMERATOR1(name) name,
#define PRAGMAC_ENUMERATOR2(name, text) name,

PRAGMAC_ENUM1(UnaryOp, PRAGMAC_UNARY_OPS)
PRAGMAC_ENUM1(BinaryOp, PRAGMAC_BINARY_OPS)
PRAGMAC_ENUM1(CompareOp, PRAGMAC_COMPARE_OPS)
PRAGMAC_ENUM1(CastMode, PRAGMAC_CAST_MODES)
PRAGMAC_ENUM1(ForKind, PRAGMAC_FOR_KINDS)
PRAGMAC_ENUM1(Exception, PRAGMAC_EXCEPTIONS)
PRAGMAC_ENUM1(Fact, PRAGMAC_FACTS)
PRAGMAC_ENUM1(TeamOrder, PRAGMAC_TEAM_ORDERS)
PRAGMAC_ENUM2(Layout, PRAGMAC_LAYOUTS)
PRAGMAC_ENUM2(VarRole, PRAGMAC_VAR_ROLES)
PRAGMAC_ENUM2(JumpKind, PRAGMAC_JUMP_KINDS)
PRAGMAC_ENUM2(IfKind, PRAGMAC_IF_KINDS)
PRAGMAC_ENUM2(Schedule, PRAGMAC_SCHEDULES)
PRAGMAC_ENUM2(Sharing, PRAGMAC_SHARINGS)
PRAGMAC_ENUM2(UpdateOrder, PRAGMAC_UPDATE_ORDERS)
PRAGMAC_ENUM2(Fill, PRAGMAC_FILLS)
PRAGMAC_ENUM2(WorkerKind, PRAGMAC_WORKER_KINDS)
PRAGMAC_ENUM2(BarrierScope, PRAGMAC_BARRIER_SCOPES)
PRAGMAC_ENUM2(AccessMode, PRAGMAC_ACCESS_MODES)
bool parse_name(std::string_view text, DType &out);

constexpr int most_axes = 3; // dimensions of a device's grid
constexpr std::string_view dimension_names = "xyz";

// What the directive above a loop asked for; absent clauses keep their defaults.
struct Clauses {
    int32_t num_threads = 0; // 0 = the pool's size
    Schedule schedule = Schedule::fixed;
    int64_t chunk = 0; // 0 = chosen by the runtime
    int32_t collapse = 1; // loops collapsed into one iteration space
    int32_t block =
        0; // workers of a group of a device, all joined loops together; 0 = chosen later
    std::array<int32_t, most_axes> tile{}; // of them along each joined loop; 0 = chosen later
    WorkerKind worker = WorkerKind::core; // asked for on a device; core = not asked for
    int32_t simd = 0; // lanes requested; 0 = none requested
    int32_t lanes = 0; // of the worker that runs an iteration, a power of two; 0 = it has no lanes
    bool single = false; // one worker runs the whole loop
    bool proved = false; // a certificate shows that no two iterations conflict
    bool reduces = false; // so too, but for scalars that split_reductions must combine
    bool original = false; // the copy with every check, for when an entry test fails
    friend bool operator==(const Clauses &, const Clauses &) = default;
};

// A dimension of a launch's grid, which runs along one of the joined loops.
struct GridAxis {
    int32_t threads = 0; // of a group; 0 = no such loop
    int32_t dimension = 0; // of the device: 0 = x, along which neighbours are in one warp
    friend bool operator==(const GridAxis &, const GridAxis &) = default;
};

// Who runs the iterations of a launch: data that passes hand on and no rewrite decides.
struct Mapping {
    WorkerKind worker = WorkerKind::core;
    int32_t block = 0; // workers per group of a device; 0 = the runtime chooses, or one with lanes
    int32_t lanes = 0; // threads of a worker that is a subgroup or a group; else 0
    int32_t per_lane = 1; // iterations that a lane, or a thread without, has under way at a time
    std::array<GridAxis, most_axes> axes{}; // by joined loop, outermost first; none: a flat grid
    int axis_count() const;
    friend bool operator==(const Mapping &, const Mapping &) = default;
};

} // namespace pragmac
