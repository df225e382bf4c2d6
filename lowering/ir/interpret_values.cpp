// The rules of expressions, and memory.
#include "interpreter.h"

#include <cstring>

namespace pragmac {

// ---- expressions ---------------------------------------------------------------------------

Bits Interpreter::rule(const Const &n) { return n.bits; }

Bits Interpreter::rule(const Var &n) {
    auto it = values_.find(&n);
    if (it == values_.end())
        stop(&n, "%" + std::string(n.info->name) + " has no value");
    return it->second;
}

Bits Interpreter::rule(const Dim &n) {
    return {static_cast<uint64_t>(arrays_.at(n.array).view.extents[n.axis]), 0};
}

Bits Interpreter::rule(const Unary &n) {
    Bits x = value(n.x);
    if (n.x->type.kind == Kind::python)
        python(error_of_unary(n.op, n.x->type.dtype, x), &n);
    return unary_value(n.op, n.x->type.dtype, x);
}

// At S both operands are evaluated before one of them is converted to the type of the other.
std::pair<Bits, Bits> Interpreter::operands(NodeRef a, NodeRef b) {
    auto conversion = [&](NodeRef n) { return options_.level == S ? as<Cast>(n) : nullptr; };
    const Cast *to_a = conversion(a), *to_b = conversion(b);
    Bits x = value(to_a ? to_a->x : a), y = value(to_b ? to_b->x : b);
    if (to_a)
        x = converted(*to_a, x);
    if (to_b)
        y = converted(*to_b, y);
    return {x, y};
}

Bits Interpreter::rule(const Binary &n) {
    auto [a, b] = operands(n.a, n.b);
    Kind kind = n.a->type.kind == Kind::python ? n.b->type.kind : n.a->type.kind;
    python(error_of_binary(n.op, kind, n.a->type.dtype, a, b), &n);
    return binary_value(n.op, n.a->type.dtype, a, b);
}

Bits Interpreter::rule(const Compare &n) {
    auto [a, b] = operands(n.a, n.b);
    return {compare_value(n.op, n.a->type.dtype, a, n.b->type.dtype, b), 0};
}

Bits Interpreter::rule(const Fits &n) {
    return {fits_value(n.x->type.dtype, value(n.x), n.dtype), 0};
}

Bits Interpreter::rule(const Select &n) {
    bool first = truth(n.cond);
    Bits a = value(n.a), b = value(n.b);
    return first ? a : b;
}

Bits Interpreter::rule(const Lazy &n) { return value(truth(n.cond) ? n.a : n.b); }

Bits Interpreter::rule(const Cast &n) { return converted(n, value(n.x)); }

Bits Interpreter::converted(const Cast &n, Bits x) {
    if (n.mode == CastMode::value && options_.level == S)
        python(error_of_cast(n.x->type.dtype, x, n.type.dtype), &n);
    return cast_value(n.x->type.dtype, x, n.type.dtype);
}

Bits Interpreter::rule(const Math &n) {
    std::vector<Bits> args;
    for (NodeRef a : n.args)
        args.push_back(value(a));
    Bits result = math_value(n.function, n.args[0]->type.dtype, args);
    if (n.type.kind == Kind::python)
        python(error_of_math(n.function, args, result), &n);
    return result;
}

Bits Interpreter::rule(const RangeLength &n) {
    int64_t lo = integer(n.lo), hi = integer(n.hi), step = integer(n.step);
    if (step == 0)
        stop(&n, "has step 0");
    return {static_cast<uint64_t>(range_length_value(lo, hi, step)), 0};
}

Bits Interpreter::rule(const Coordinate &n) {
    int64_t position = integer(n.position);
    for (int64_t axis = static_cast<int64_t>(n.extents.size()) - 1;; axis--) {
        int64_t extent = integer(n.extents[static_cast<size_t>(axis)]);
        if (position < 0 || extent <= 0 || (axis == 0 && position >= extent))
            stop(&n, "is outside of its box");
        if (axis == n.axis)
            return {static_cast<uint64_t>(position % extent), 0};
        position /= extent;
    }
}

Bits Interpreter::rule(const Load &n) {
    if (!n.array->type.array)
        return read_cell(n.array, &n);
    Place at = place(n.array, n.indices, &n);
    note(&n, n.array, AccessKind::read, {}, at);
    return read(n.array, at, &n);
}

namespace {

// Whether no byte of an element of `a` is one of an element of `b`.
bool separate(const ArrayView &a, const ArrayView &b) {
    std::unordered_set<const std::byte *> bytes;
    auto each_byte = [](const ArrayView &view, auto &&each) {
        std::vector<int64_t> index(view.extents.size(), 0);
        for (int64_t k = 0; k < view.size(); k++) {
            const std::byte *at = view.data;
            int64_t rest = k;
            for (size_t axis = 0; axis < index.size(); axis++) {
                at += rest % view.extents[axis] * view.strides[axis];
                rest /= view.extents[axis];
            }
            for (int byte = 0; byte < byte_size(view.dtype); byte++)
                each(at + byte);
        }
    };
    each_byte(a, [&](const std::byte *at) { bytes.insert(at); });
    bool apart = true;
    each_byte(b, [&](const std::byte *at) { apart = apart && !bytes.count(at); });
    return apart;
}

} // namespace

Bits Interpreter::rule(const Breach &n) {
    const ArrayView view = arrays_.at(n.array).view;
    int64_t last = integer(n.args[2]);
    int64_t lo = std::max<int64_t>(integer(n.args[0]), 0);
    int64_t hi = std::min(integer(n.args[1]), view.extents[0]);
    DType d = view.dtype;
    auto found = [&](int64_t first, int64_t second) {
        return Bits{static_cast<uint64_t>(n.later ? second : first), 0};
    };
    auto value = [&](int64_t k) {
        return static_cast<int64_t>(load_bits(d, view.data + k * view.strides[0]).lo);
    };
    std::unordered_map<int64_t, int64_t> seen;
    for (int64_t k = lo; k < hi; k++) {
        int64_t v = value(k);
        if (n.fact == Fact::sorted) {
            bool below = k == lo + 1 && d != DType::u64 && value(lo) < last;
            if (k > lo && (below || v < value(k - 1)))
                return found(k - 1, k);
            continue;
        }
        v += v < 0 && d != DType::u64 ? last : 0;
        if (v < 0 || v >= last)
            continue;
        auto [at, fresh] = seen.emplace(v, k);
        if (!fresh)
            return found(at->second, k);
    }
    return found(-1, -1);
}

Bits Interpreter::rule(const Holds &n) {
    const ArrayView view = arrays_.at(n.array).view;
    if (n.fact == Fact::disjoint)
        return {separate(view, arrays_.at(n.args[0]).view), 0};
    int64_t lo = integer(n.args[0]), hi = integer(n.args[1]), last = integer(n.args[2]);
    DType d = view.dtype;
    if (lo >= hi)
        return {1, 0};
    if (lo < 0 || hi > view.extents[0])
        return {0, 0};
    std::unordered_set<int64_t> seen;
    int64_t before = last;
    for (int64_t k = lo; k < hi; k++) {
        auto v = static_cast<int64_t>(load_bits(d, view.data + k * view.strides[0]).lo);
        bool beyond = d == DType::u64 && v < 0;
        if (n.fact == Fact::sorted) {
            if (v < before || beyond)
                return {0, 0};
            before = v;
            continue;
        }
        v += v < 0 ? last : 0;
        if (beyond || v < 0 || v >= last || !seen.insert(v).second)
            return {0, 0};
    }
    return {1, 0};
}

Bits Interpreter::rule(const Address &n) {
    return {reinterpret_cast<uint64_t>(place(n.array, n.indices, &n).data), 0};
}

// ---- memory --------------------------------------------------------------------------------

Bits Interpreter::read_cell(NodeRef cell, NodeRef where) {
    const Cell &c = cells_[cell];
    if (!c.defined)
        fault(where, "reads %" + std::string(as<Var>(cell)->info->name) + " before it has a value");
    return c.bits;
}

// At S an index wraps or raises; below it addresses an element.
Interpreter::Place Interpreter::place(NodeRef array, NodeList indices, NodeRef where) {
    const ArrayView view = arrays_.at(array).view;
    Place at{view.data, {}};
    result_.indices += indices.size();
    for (NodeRef i : indices)
        at.indices.push_back(integer(i));
    std::string_view name = as<Var>(array)->info->name;
    for (size_t axis = 0; axis < at.indices.size(); axis++) {
        int64_t &i = at.indices[axis], extent = view.extents[axis];
        if (options_.level == S)
            python(error_of_index(i, extent, name, axis), where);
        if (options_.level == S && i < 0)
            i += extent;
        if (i < 0 || i >= extent)
            stop(where, "addresses %" + std::string(name) + "[" + std::to_string(i) +
                            "] of extent " + std::to_string(extent));
        at.data += i * view.strides[axis];
    }
    return at;
}

Bits Interpreter::read(NodeRef array, const Place &at, NodeRef where) {
    const Array &a = arrays_.at(array);
    if (a.defined && !(*a.defined)[static_cast<size_t>(at.data - a.start)])
        fault(where, "reads an element of %" + std::string(as<Var>(array)->info->name) +
                         " before it has a value");
    return load_bits(a.view.dtype, at.data);
}

void Interpreter::write(NodeRef array, const Place &at, Bits bits) {
    const Array &a = arrays_.at(array);
    if (a.defined)
        (*a.defined)[static_cast<size_t>(at.data - a.start)] = true;
    store_bits(a.view.dtype, at.data, bits);
}

void Interpreter::note(NodeRef node, NodeRef array, AccessKind kind, BinaryOp op, const Place &at,
                       Bits value) {
    if (kind != AccessKind::read && lanes_.count > 1 && lanes_.current == Lanes::all)
        fault(node, "is made by all lanes");
    if (!options_.record_accesses && checkers_.empty())
        return;
    RecordedAccess access{node, array, kind, op, value, at.indices, at.data, loops_};
    auto keeps = [&] { return load_bits(array->type.dtype, at.data) == value; };
    for (RaceChecker &checker : checkers_) {
        if (&checker != &checkers_.back() && lanes_.own(at.data))
            continue; // other workers have other memory for it
        access.kind = kind == AccessKind::write && checker.assumes_same_value(array) && keeps()
                          ? AccessKind::read
                          : kind;
        checker.note(access, result_.races);
    }
    access.kind = kind;
    if (options_.record_accesses)
        result_.accesses.push_back(std::move(access));
}

// New memory; for an array that all lanes share, what the worker's iteration before it had.
ArrayView Interpreter::memory_for(const Alloc &n, const std::vector<int64_t> &extents) {
    DType d = n.var->type.dtype;
    if (!lanes_.count || lanes_.current != Lanes::all)
        return make_array(d, extents);
    ArrayView &memory = lanes_.arrays[n.var];
    if (!memory.data || memory.extents != extents)
        memory = make_array(d, extents);
    if (n.fill != Fill::none)
        std::memset(memory.data, 0, static_cast<size_t>(memory.size() * byte_size(d)));
    return memory;
}

Interpreter::Array Interpreter::allocate(const Alloc &n) {
    std::vector<int64_t> extents;
    for (NodeRef e : n.extents) {
        extents.push_back(integer(e));
        if (extents.back() < 0 && options_.level == S)
            python(PythonError{Exception::ValueError, "negative dimensions are not allowed"}, &n);
        if (extents.back() < 0)
            stop(&n, "has a negative extent");
    }
    Array a{memory_for(n, extents), nullptr, nullptr};
    a.start = a.view.data;
    kept_.push_back(a.view.owner);
    int64_t bytes = byte_size(a.view.dtype), size = a.view.size();
    if (n.fill == Fill::none)
        a.defined = std::make_shared<std::vector<bool>>(static_cast<size_t>(size * bytes));
    if (n.fill == Fill::value) {
        Bits fill = value(n.init);
        for (int64_t i = 0; i < size; i++)
            store_bits(a.view.dtype, a.view.data + i * bytes, fill);
    }
    return a;
}

Datum Interpreter::result_of(NodeRef n, Type type) {
    Datum result{type, {}, {}};
    if (type.array)
        result.array = arrays_.at(n).view;
    else
        result.bits = value(n);
    return result;
}

} // namespace pragmac
