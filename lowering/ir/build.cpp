// The factories: each checks its operands and derives the result type.
#include "build.h"

#include "fields.h"

#include <bit>
#include <unordered_map>

namespace pragmac {

template <class T, class... F> NodeRef Builder::make(Type t, F... fields) {
    return new (arena_.allocate(sizeof(T), alignof(T))) T(t, span, fields...);
}

// ---- leaves --------------------------------------------------------------------------------

NodeRef Builder::constant(Type t, Bits bits) {
    internal_assert(!t.array && t.dtype != DType::none, "a constant needs a scalar type");
    return make<Const>(t, bits);
}
NodeRef Builder::i64(int64_t v, Kind k) {
    return constant(scalar(DType::i64, k), {static_cast<uint64_t>(v), 0});
}
NodeRef Builder::f64(double v, Kind k) {
    return constant(scalar(DType::f64, k), {std::bit_cast<uint64_t>(v), 0});
}
NodeRef Builder::boolean(bool v, Kind k) { return constant(scalar(DType::b1, k), {v, 0}); }

NodeRef Builder::var(const VarInfo &info, Type t) {
    VarInfo copy = info;
    copy.name = arena_.text(info.name);
    internal_assert(t.array == (info.role == VarRole::array), "role and type disagree");
    return make<Var>(t, arena_.copy(copy));
}
NodeRef Builder::value_var(std::string_view name, Type t) {
    return var({.name = name, .role = VarRole::value}, t);
}
NodeRef Builder::cell_var(std::string_view name, Type t) {
    return var({.name = name, .role = VarRole::cell}, t);
}
NodeRef Builder::array_var(std::string_view name, DType d, int rank, Layout layout, bool writeable,
                           bool aligned) {
    return var({.name = name,
                .role = VarRole::array,
                .layout = layout,
                .writeable = writeable,
                .aligned = aligned},
               array_of(d, rank));
}
NodeRef Builder::fresh(NodeRef v) { return var(*as<Var>(v)->info, v->type); }

// ---- expressions ---------------------------------------------------------------------------

NodeRef Builder::dim(NodeRef array, int64_t axis, Kind k) {
    internal_assert(array->type.array && axis >= 0 && axis < array->type.rank, "axis out of range");
    return make<Dim>(scalar(DType::i64, k), array, axis);
}

NodeRef Builder::unary(UnaryOp op, NodeRef x) {
    Type t = x->type;
    internal_assert(!t.array, "an operand must be a scalar");
    if (op == UnaryOp::logical_not)
        internal_assert(is_bool(t.dtype), "logical_not needs a bool");
    if (is_complex(t.dtype) && (op == UnaryOp::abs || op == UnaryOp::real || op == UnaryOp::imag))
        t.dtype = part_of(t.dtype);
    return make<Unary>(t, op, x);
}

NodeRef Builder::binary(BinaryOp op, NodeRef a, NodeRef b) {
    internal_assert(!a->type.array && a->type.dtype == b->type.dtype, "operands differ in dtype");
    Type t = a->type;
    if (op == BinaryOp::int_div)
        t.dtype = DType::f64;
    if (op == BinaryOp::make_complex)
        t.dtype = t.dtype == DType::f32 ? DType::c64 : DType::c128;
    return make<Binary>(t, op, a, b);
}

NodeRef Builder::compare(CompareOp op, NodeRef a, NodeRef b) {
    DType p = a->type.dtype, q = b->type.dtype;
    auto pair = [&](DType x, DType y) { return (p == x && q == y) || (p == y && q == x); };
    internal_assert(p == q || pair(DType::i64, DType::f64) || pair(DType::i64, DType::u64),
                    "operands cannot be compared exactly");
    return make<Compare>(scalar(DType::b1, a->type.kind), op, a, b);
}

NodeRef Builder::fits(NodeRef x, DType d) {
    internal_assert(is_integer(d) && !is_complex(x->type.dtype), "fits is for integer targets");
    return make<Fits>(scalar(DType::b1, x->type.kind), x, d);
}

NodeRef Builder::select(NodeRef cond, NodeRef a, NodeRef b) {
    internal_assert(is_bool(cond->type.dtype) && a->type == b->type, "select: arms differ");
    return make<Select>(a->type, cond, a, b);
}
NodeRef Builder::lazy(NodeRef cond, NodeRef a, NodeRef b) {
    internal_assert(is_bool(cond->type.dtype) && a->type == b->type, "lazy: arms differ");
    return make<Lazy>(a->type, cond, a, b);
}
NodeRef Builder::cast(NodeRef x, Type to, CastMode mode) {
    internal_assert(!x->type.array && !to.array, "cast is for scalars");
    return x->type == to ? x : make<Cast>(to, x, mode);
}
NodeRef Builder::math(FunctionId f, const std::vector<NodeRef> &args, Type result) {
    return make<Math>(result, f, arena_.list(args));
}
NodeRef Builder::range_length(NodeRef lo, NodeRef hi, NodeRef step) {
    return make<RangeLength>(scalar(DType::i64, lo->type.kind), lo, hi, step);
}
NodeRef Builder::now() { return make<Now>(scalar(DType::i64)); }
NodeRef Builder::coordinate(NodeRef position, const std::vector<NodeRef> &extents, int64_t axis) {
    internal_assert(axis >= 0 && axis < static_cast<int64_t>(extents.size()), "no such axis");
    return make<Coordinate>(scalar(DType::i64), position, arena_.list(extents), axis);
}
namespace {
void check_fact(Fact fact, NodeRef array, const std::vector<NodeRef> &args) {
    internal_assert(fact == Fact::unique || fact == Fact::sorted, "no test of this fact");
    internal_assert(array->type.array && array->type.rank == 1 && is_integer(array->type.dtype),
                    "facts are tested of one-dimensional integer arrays");
    internal_assert(args.size() == 3, "a test of a fact takes three values");
    for (NodeRef a : args)
        internal_assert(a->type.dtype == DType::i64 && !a->type.array, "a test's values are i64");
}
} // namespace
NodeRef Builder::holds(Fact fact, NodeRef array, const std::vector<NodeRef> &args) {
    if (fact == Fact::disjoint)
        internal_assert(array->type.array && args.size() == 1 && args[0]->type.array,
                        "two arrays are disjoint");
    else
        check_fact(fact, array, args);
    return make<Holds>(scalar(DType::b1), fact, array, arena_.list(args));
}
NodeRef Builder::breach(Fact fact, NodeRef array, const std::vector<NodeRef> &args, bool later) {
    check_fact(fact, array, args);
    return make<Breach>(scalar(DType::i64), fact, array, arena_.list(args), int64_t{later});
}
void Builder::name_array_at(const Span &access, NodeRef array, std::string_view written) {
    std::string own(as<Var>(array)->info->name);
    if (own != written)
        written_names_[{access.file, access.line, access.column, own}] = written;
}
std::string_view Builder::array_name_at(const Span &access, NodeRef array) const {
    std::string_view own = as<Var>(array)->info->name;
    auto known = written_names_.find({access.file, access.line, access.column, std::string(own)});
    return known == written_names_.end() ? own : known->second;
}
NodeRef Builder::address(NodeRef array, const std::vector<NodeRef> &indices) {
    internal_assert(array->type.array && indices.size() == array->type.rank,
                    "an element of an array has an address");
    return make<Address>(scalar(DType::i64), array, arena_.list(indices));
}
NodeRef Builder::load(NodeRef array, const std::vector<NodeRef> &indices) {
    const Var *v = as<Var>(array);
    internal_assert(v && v->info->role != VarRole::value, "load needs an array or a cell");
    internal_assert(indices.size() == array->type.rank, "as many indices as dimensions");
    Type t = array->type;
    if (t.array)
        t = scalar(t.dtype, t.kind);
    return make<Load>(t, array, arena_.list(indices));
}

// ---- statements ----------------------------------------------------------------------------

NodeRef Builder::block(const std::vector<NodeRef> &body) {
    return make<Block>(no_type, arena_.list(body));
}
NodeRef Builder::let(NodeRef v, NodeRef value) {
    internal_assert(v->type == value->type, "let: variable and value differ in type");
    return make<Let>(no_type, v, value);
}
NodeRef Builder::view(NodeRef v, NodeRef array, const std::vector<NodeRef> &starts,
                      const std::vector<NodeRef> &counts, const std::vector<NodeRef> &steps) {
    internal_assert(v->type.array && array->type.array && v->type.dtype == array->type.dtype,
                    "view: the dtypes differ");
    size_t rank = array->type.rank;
    internal_assert(starts.size() == rank && counts.size() == rank && steps.size() == rank,
                    "view: a start, a count and a step per axis");
    size_t kept = 0;
    for (NodeRef step : steps) {
        int64_t value = 0;
        internal_assert(constant_i64(step, value), "view: steps are constants");
        kept += value != 0;
    }
    internal_assert(kept == v->type.rank, "view: another number of dimensions");
    return make<View>(no_type, v, array, arena_.list(starts), arena_.list(counts),
                      arena_.list(steps));
}
NodeRef Builder::alloc_cell(NodeRef v, NodeRef init) {
    internal_assert(!init || init->type == v->type, "alloc: cell and value differ in type");
    return make<Alloc>(no_type, v, NodeList{}, init ? Fill::value : Fill::none, init);
}
NodeRef Builder::alloc_array(NodeRef v, const std::vector<NodeRef> &extents, Fill fill,
                             NodeRef init) {
    internal_assert(extents.size() == v->type.rank, "alloc: as many extents as dimensions");
    internal_assert((fill == Fill::value) == (init != nullptr), "alloc: fill value");
    return make<Alloc>(no_type, v, arena_.list(extents), fill, init);
}
NodeRef Builder::store(NodeRef array, const std::vector<NodeRef> &indices, NodeRef value) {
    internal_assert(indices.size() == array->type.rank, "as many indices as dimensions");
    internal_assert(value->type.dtype == array->type.dtype, "store: value and element differ");
    return make<Store>(no_type, array, arena_.list(indices), value);
}
NodeRef Builder::shared_store(NodeRef array, const std::vector<NodeRef> &indices, NodeRef value) {
    internal_assert(array->type.array, "shared_store is for array elements");
    internal_assert(indices.size() == array->type.rank, "as many indices as dimensions");
    internal_assert(value->type.dtype == array->type.dtype, "store: value and element differ");
    return make<SharedStore>(no_type, array, arena_.list(indices), value);
}
NodeRef Builder::update(NodeRef array, const std::vector<NodeRef> &indices, BinaryOp op,
                        NodeRef value, UpdateOrder order) {
    internal_assert(value->type.dtype == array->type.dtype, "update: value and element differ");
    return make<Update>(no_type, array, arena_.list(indices), op, value, order);
}
NodeRef Builder::fetch_update(NodeRef v, NodeRef array, const std::vector<NodeRef> &indices,
                              BinaryOp op, NodeRef value) {
    internal_assert(array->type.array, "fetch_update is for array elements");
    internal_assert(indices.size() == array->type.rank, "as many indices as dimensions");
    internal_assert(value->type.dtype == array->type.dtype && v->type.dtype == array->type.dtype,
                    "fetch_update: variable, value and element differ");
    return make<FetchUpdate>(no_type, v, array, arena_.list(indices), op, value);
}
NodeRef Builder::for_loop(NodeRef v, NodeRef lo, NodeRef hi, NodeRef step, ForKind kind,
                          const Clauses &clauses, NodeRef body) {
    return make<For>(no_type, v, lo, hi, step, kind,
                     clauses == Clauses{} ? nullptr : arena_.copy(clauses), body);
}
NodeRef Builder::while_loop(NodeRef cond, NodeRef body) { return make<While>(no_type, cond, body); }
NodeRef Builder::if_then(NodeRef cond, NodeRef then, NodeRef otherwise) {
    internal_assert(is_bool(cond->type.dtype), "if needs a bool");
    return make<If>(no_type, IfKind::plain, cond, then, otherwise ? otherwise : block({}));
}
NodeRef Builder::choose_copy(NodeRef test, NodeRef fast, NodeRef original) {
    internal_assert(is_bool(test->type.dtype), "the choice of a copy needs a bool");
    // Multiplicative hashing: about half of the tests of a function, wherever they stand.
    bool fails = copies == Copies::original ||
                 (copies == Copies::mixed && ++chosen_copies_ * 0x9e3779b97f4a7c15u >> 63);
    if (fails)
        test = binary(BinaryOp::bit_and, test, boolean(false));
    return make<If>(no_type, IfKind::copies, test, fast, original);
}
NodeRef Builder::jump(JumpKind kind) { return make<Jump>(no_type, kind); }
NodeRef Builder::ret(const std::vector<NodeRef> &values) {
    return make<Return>(no_type, arena_.list(values));
}
NodeRef Builder::inline_call(std::string_view callee, NodeRef body) {
    return make<Inline>(no_type, arena_.text(callee), body);
}
NodeRef Builder::check(NodeRef cond, Exception e, std::string_view message,
                       const std::vector<NodeRef> &payload) {
    return make<Check>(no_type, cond, e, arena_.text(message), arena_.list(payload));
}
NodeRef Builder::assume(Fact fact, const std::vector<NodeRef> &arrays) {
    for (NodeRef a : arrays)
        internal_assert(a->type.array, "facts are assumed of arrays");
    return make<Assume>(no_type, fact, arena_.list(arrays));
}
NodeRef Builder::remember(std::string_view text, NodeRef amount) {
    return make<Remember>(no_type, arena_.text(text), amount ? amount : i64(1));
}
NodeRef Builder::share(Sharing sharing, std::string_view op,
                       const std::vector<NodeRef> &variables) {
    for (NodeRef v : variables)
        internal_assert(v->op == Op::Var, "a data clause names variables");
    return make<Share>(no_type, sharing, arena_.text(op), arena_.list(variables));
}
NodeRef Builder::lane_cell(NodeRef v, NodeRef init) {
    internal_assert(init->type == v->type, "lane_cell: cell and first value differ");
    return make<LaneCell>(no_type, v, init);
}
NodeRef Builder::scan_lanes(NodeRef cell, BinaryOp op, NodeRef own) {
    internal_assert(cell->type == own->type, "scan_lanes: the cells differ");
    internal_assert(is_integer(cell->type.dtype), "scan_lanes: the order of floats shows");
    return make<ScanLanes>(no_type, cell, op, own);
}
NodeRef Builder::take_lane(NodeRef cell, NodeRef own, NodeRef position) {
    internal_assert(cell->type == own->type, "take_lane: the cells differ");
    internal_assert(position->type == scalar(DType::i64), "take_lane: a position is an i64");
    return make<TakeLane>(no_type, cell, own, position);
}
NodeRef Builder::combine_lanes(NodeRef cell, BinaryOp op, NodeRef own) {
    internal_assert(cell->type == own->type, "combine_lanes: the cells differ");
    return make<CombineLanes>(no_type, cell, op, own);
}
NodeRef Builder::barrier(BarrierScope scope) { return make<Barrier>(no_type, scope); }
NodeRef Builder::print(std::string_view format, const std::vector<NodeRef> &values) {
    return make<Print>(no_type, arena_.text(format), arena_.list(values));
}
NodeRef Builder::launch(NodeRef v, NodeRef lo, NodeRef hi, NodeRef step, const Clauses &clauses,
                        const Mapping &mapping, NodeRef body) {
    return make<Launch>(no_type, v, lo, hi, step,
                        clauses == Clauses{} ? nullptr : arena_.copy(clauses),
                        mapping == Mapping{} ? nullptr : arena_.copy(mapping), body);
}
NodeRef Builder::host_access(NodeRef array, AccessMode mode) {
    internal_assert(array->type.array, "host_access: only arrays have two homes");
    return make<HostAccess>(no_type, array, mode);
}
NodeRef Builder::settle() { return make<Settle>(no_type); }
NodeRef Builder::team(TeamOrder order, const std::vector<NodeRef> &loops) {
    return make<Team>(no_type, order, block(loops));
}
NodeRef Builder::func(std::string_view name, const std::vector<NodeRef> &params,
                      const std::vector<Type> &results, int64_t overlap, NodeRef body) {
    return make<Func>(no_type, arena_.text(name), arena_.list(params), arena_.list(results),
                      overlap, body);
}

const Func *Builder::with_body(const Func *func_, NodeRef body) {
    span = func_->span;
    return as<Func>(
        make<Func>(no_type, func_->name, func_->params, func_->results, func_->overlap, body));
}

const Func *Builder::with_overlap(const Func *func_, int64_t overlap) {
    span = func_->span;
    return as<Func>(
        make<Func>(no_type, func_->name, func_->params, func_->results, overlap, func_->body));
}

// ---- rebuilding ----------------------------------------------------------------------------

namespace {

// Maps one field; children through f, everything else as it is. `changed` notes a new pointer.
struct FieldMapper {
    Arena &arena;
    const std::function<NodeRef(NodeRef)> &f;
    bool changed = false;

    NodeRef operator()(const NodeRef &child) {
        NodeRef mapped = child ? f(child) : nullptr;
        changed |= mapped != child;
        return mapped;
    }
    NodeList operator()(const NodeList &list) {
        std::vector<NodeRef> mapped;
        bool list_changed = false;
        for (NodeRef child : list) {
            mapped.push_back(f(child));
            list_changed |= mapped.back() != child;
        }
        changed |= list_changed;
        return list_changed ? arena.list(mapped) : list;
    }
    template <class T> const T &operator()(const T &field) { return field; }
};

} // namespace

NodeRef Builder::map_children(NodeRef n, const std::function<NodeRef(NodeRef)> &f) {
    FieldMapper map{arena_, f};
    Span saved = span;
    NodeRef result = n;
    switch (n->op) {
#define PRAGMAC_MAPPED(T, name) T name = map(node.name);
#define PRAGMAC_NAME(T, name) , name
#define NODE(Name, levels, effects, form)                                                          \
    case Op::Name: {                                                                               \
        [[maybe_unused]] const Name &node = *static_cast<const Name *>(n);                         \
        FIELDS_##Name(PRAGMAC_MAPPED) span = n->span; /* f may have moved it */                    \
        if (map.changed)                                                                           \
            result = make<Name>(n->type FIELDS_##Name(PRAGMAC_NAME));                              \
        break;                                                                                     \
    }
#include "ops.def"
#undef NODE
    }
    span = saved;
    return result;
}

namespace {

class Cloner {
  public:
    explicit Cloner(Builder &build) : build_(build) {}
    NodeRef copy(NodeRef n) {
        if (n->op == Op::Var) {
            auto it = renamed_.find(n);
            return it == renamed_.end() ? n : it->second;
        }
        if (NodeRef declared = declared_variable(n))
            renamed_[declared] = build_.fresh(declared);
        return build_.map_children(n, [&](NodeRef child) { return copy(child); });
    }

  private:
    Builder &build_;
    std::unordered_map<NodeRef, NodeRef> renamed_;
};

} // namespace

NodeRef Builder::clone(NodeRef n) { return Cloner(*this).copy(n); }

NodeRef substitute(Builder &build, NodeRef n, const Substitution &replacements) {
    for (const auto &[from, to] : replacements)
        if (from == n)
            return to;
    if (n->op == Op::Var || n->op == Op::Const)
        return n;
    return build.map_children(
        n, [&](NodeRef child) { return substitute(build, child, replacements); });
}

bool constant_i64(NodeRef n, int64_t &out) {
    auto *c = as<Const>(n);
    if (!c || !is_integer(c->type.dtype))
        return false;
    out = static_cast<int64_t>(c->bits.lo);
    return true;
}

} // namespace pragmac
