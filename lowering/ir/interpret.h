// interpret: a slow reference interpreter for every level, with a race checker.
//
// At level S scalars of Python kinds raise Python's errors and indices wrap; at P and H every index
// must address an element and only `check` raises. Iterations of parallel constructs (launches, and
// loops proved parallel) run in the order asked for, each with its own copy of the cells that the
// body assigns. What a correct program never does is reported as a fault.
#pragma once

#include "ir.h"
#include "values.h"

#include <functional>
#include <optional>

namespace pragmac {

// An array somewhere in memory; `owner` keeps memory that it brought along.
struct ArrayView {
    DType dtype = DType::none;
    std::byte *data = nullptr;
    std::vector<int64_t> extents, strides; // strides in bytes
    std::shared_ptr<std::byte[]> owner;

    int64_t size() const;
};
// C-contiguous, every byte 0.
ArrayView make_array(DType d, std::vector<int64_t> extents);

// An argument or a result: an array, or the bits of a scalar.
struct Datum {
    Type type;
    Bits bits;
    ArrayView array;
};

// The order in which the iterations of one parallel construct run.
enum class IterationOrder : uint8_t { forward, reversed, shuffled };

struct InterpretOptions {
    Level level = S;
    IterationOrder order = IterationOrder::forward;
    uint64_t seed = 0; // of shuffled
    bool check_races = false;
    bool record_accesses = false;
    uint64_t statement_limit = 0; // gives up with a fault after that many; 0 = never
    // Called where a loop is entered, with the number of accesses recorded before and a function
    // that gives the value of an integer expression there; nothing when it has none.
    using Evaluate = std::function<std::optional<int64_t>(NodeRef)>;
    std::function<void(const For &, size_t, const Evaluate &)> entered;
};

struct LoopPoint {
    NodeRef loop = nullptr;
    int64_t value = 0; // of the loop's variable
};
enum class AccessKind : uint8_t { read, write, atomic };
struct RecordedAccess {
    NodeRef node = nullptr; // load, store or update
    NodeRef array = nullptr;
    AccessKind kind = AccessKind::read;
    BinaryOp op{}; // of an atomic update
    Bits value; // of a store: iterations may store one value to one element
    std::vector<int64_t> indices; // after wrapping
    const std::byte *address = nullptr;
    std::vector<LoopPoint> loops; // every loop around it, outermost first
};

// Two iterations of one parallel construct that touch one element, one of them writing.
struct Race {
    NodeRef loop = nullptr;
    RecordedAccess first, second;
    std::string text() const;
};

struct Raised {
    Exception exception{};
    std::string message;
    Span span;
    std::vector<Bits> payload;
};

struct Interpretation {
    std::vector<Datum> results;
    std::optional<Raised> raised;
    std::string printed;
    std::vector<Race> races;
    std::vector<RecordedAccess> accesses;
    uint64_t indices = 0, index_checks = 0; // evaluated: of elements, and checks of such
    std::vector<std::string> faults; // uninitialised reads, indices outside, run-away loops
};

// Arrays among the arguments are written in place.
Interpretation interpret(const Func *func, std::span<const Datum> arguments,
                         const InterpretOptions &options);

} // namespace pragmac
