// The generic part of the IR: arena, tables made from ops.def, children, equality, hashing.
#include "ir.h"

#include "fields.h"

#include <cstring>
#include <sstream>
#include <unordered_map>
#include <unordered_set>

namespace pragmac {

std::string_view name_of(Op op) {
    switch (op) {
#define NODE(Name, levels, effects, form) case Op::Name: return #Name;
#include "ops.def"
#undef NODE
    }
    return "?";
}

uint8_t levels_of(Op op) {
    switch (op) {
#define NODE(Name, levels, effects, form) case Op::Name: return levels;
#include "ops.def"
#undef NODE
    }
    return 0;
}

uint8_t effects_of(Op op) {
    switch (op) {
#define NODE(Name, levels, effects, form) case Op::Name: return effects;
#include "ops.def"
#undef NODE
    }
    return 0;
}

std::string_view form_of(Op op) {
    switch (op) {
#define NODE(Name, levels, effects, form) case Op::Name: return form;
#include "ops.def"
#undef NODE
    }
    return "";
}

uint8_t effects_of(NodeRef n) {
    uint8_t result = effects_of(n->op);
    if (auto *alloc = as<Alloc>(n); alloc && as<Var>(alloc->var)->info->workspace)
        result |= raises; // there may be no such memory
    for_each_child(n, [&](NodeRef child) { result |= effects_of(child); });
    return result;
}

void *Arena::allocate(size_t bytes, size_t alignment) {
    size_t start = (used_ + alignment - 1) & ~(alignment - 1);
    if (blocks_.empty() || start + bytes > size_) {
        size_ = std::max<size_t>(64 * 1024, bytes + alignment);
        blocks_.push_back(std::make_unique<std::byte[]>(size_));
        start = 0; // operator new[] aligns for every type used here
    }
    used_ = start + bytes;
    return blocks_.back().get() + start;
}

Text Arena::text(std::string_view s) {
    char *data = static_cast<char *>(allocate(s.size() + 1, 1));
    std::memcpy(data, s.data(), s.size());
    data[s.size()] = 0;
    return {data, s.size()};
}

ElementUpdate element_update(NodeRef n) {
    if (auto *u = as<Update>(n))
        return {u->array, u->indices, u->op, u->value, u->order, nullptr};
    if (auto *f = as<FetchUpdate>(n))
        return {f->array, f->indices, f->op, f->value, UpdateOrder::atomic, f->var};
    return {};
}

NodeRef written_variable(NodeRef n) {
    if (auto *store = as<Store>(n))
        return store->array;
    if (auto *store = as<SharedStore>(n))
        return store->array;
    if (auto *combine = as<CombineLanes>(n))
        return combine->cell;
    if (auto *take = as<TakeLane>(n))
        return take->cell;
    if (auto *scan = as<ScanLanes>(n))
        return scan->cell;
    return element_update(n).array;
}

bool is_index_check(NodeRef n) {
    auto *check = as<Check>(n);
    auto *c = check ? as<Compare>(check->cond) : nullptr;
    return c && (c->op == CompareOp::index_ok || c->op == CompareOp::in_range);
}

bool holds_loop(NodeRef n) {
    bool found = n->op == Op::For || n->op == Op::While;
    for_each_child(n, [&](NodeRef child) { found = found || holds_loop(child); });
    return found;
}

bool uses_any(NodeRef n, const std::unordered_set<NodeRef> &variables) {
    bool found = false;
    walk(n, [&](NodeRef m) { found = found || variables.count(m); });
    return found;
}

bool may_end_block(NodeRef n) {
    bool found = false;
    walk(n, [&](NodeRef m) {
        found |= m->op == Op::Check || m->op == Op::Jump || m->op == Op::Return;
    });
    return found;
}

std::vector<NodeRef> statements_of(NodeRef n) {
    std::vector<NodeRef> out;
    auto collect = [&](auto &self, NodeRef m) -> void {
        if (auto *block = as<Block>(m))
            for (NodeRef s : block->body)
                self(self, s);
        else
            out.push_back(m);
    };
    collect(collect, n);
    return out;
}

bool on_device(const Mapping &mapping) { return mapping.worker != WorkerKind::core; }
bool on_device(const Launch &n) { return n.mapping && on_device(*n.mapping); }

NodeRef declared_variable(NodeRef n) {
    if (auto *let = as<Let>(n))
        return let->var;
    if (auto *fetch = as<FetchUpdate>(n))
        return fetch->var;
    if (auto *alloc = as<Alloc>(n))
        return alloc->var;
    if (auto *own = as<LaneCell>(n))
        return own->var;
    if (auto *view = as<View>(n))
        return view->var;
    if (auto *loop = as<For>(n))
        return loop->var;
    if (auto *launch = as<Launch>(n))
        return launch->var;
    return nullptr;
}

std::vector<NodeRef> children(NodeRef n) {
    std::vector<NodeRef> result;
    for_each_child(n, [&](NodeRef child) { result.push_back(child); });
    return result;
}

namespace {

// Compares two trees while pairing the variables declared on both sides, one to one. A variable
// declared outside is only equal to itself.
class Equality {
  public:
    explicit Equality(NodeRef a) { note_declared(a); }
    bool same(NodeRef a, NodeRef b) {
        if (!a || !b)
            return a == b;
        if (a->op != b->op || a->type != b->type)
            return false;
        if (a->op == Op::Var)
            return same_var(*as<Var>(a), *as<Var>(b));
        return visit(a, [&](const auto &node) {
            using T = std::decay_t<decltype(node)>;
            return same_fields(node, *static_cast<const T *>(b));
        });
    }

  private:
    void note_declared(NodeRef n) {
        if (!n)
            return;
        if (auto *f = as<Func>(n))
            declared_.insert(f->params.begin(), f->params.end());
        else if (NodeRef var = declared_variable(n))
            declared_.insert(var);
        for_each_child(n, [&](NodeRef child) { note_declared(child); });
    }
    bool same_var(const Var &a, const Var &b) {
        if (!declared_.count(&a))
            return &a == &b;
        auto [there, fresh] = pairs_.try_emplace(&a, &b);
        auto [back, unused] = reverse_.try_emplace(&b, &a);
        VarInfo renamed = *a.info;
        renamed.name = b.info->name;
        return there->second == &b && back->second == &a && (!fresh || renamed == *b.info);
    }
    template <class T> bool same_fields(const T &a, const T &b) {
        bool result = true;
        each_pair(a, b, [&](const auto &x, const auto &y) { result = result && same_field(x, y); });
        return result;
    }
    template <class F> bool same_field(const F &x, const F &y) { return x == y; }
    bool same_field(const NodeRef &x, const NodeRef &y) { return same(x, y); }
    bool same_field(const NodeList &x, const NodeList &y) {
        return std::equal(x.begin(), x.end(), y.begin(), y.end(),
                          [&](NodeRef p, NodeRef q) { return same(p, q); });
    }
    bool same_field(const TypeList &x, const TypeList &y) {
        return std::equal(x.begin(), x.end(), y.begin(), y.end());
    }
    bool same_field(const ClausesRef &x, const ClausesRef &y) {
        return (x ? *x : Clauses{}) == (y ? *y : Clauses{});
    }
    bool same_field(const MappingRef &x, const MappingRef &y) {
        return (x ? *x : Mapping{}) == (y ? *y : Mapping{});
    }

    std::unordered_set<NodeRef> declared_;
    std::unordered_map<NodeRef, NodeRef> pairs_, reverse_;
};

// FNV-1a over the fields; a variable counts by the order in which it is first met.
class Hasher {
  public:
    void add(NodeRef n) {
        if (!n)
            return add_number(0);
        add_number(static_cast<uint64_t>(n->op) + 1);
        add_type(n->type);
        if (n->op == Op::Var)
            return add_number(order_.try_emplace(n, order_.size()).first->second);
        visit(n, [&](const auto &node) {
            node.each([&](const char *, const auto &field) { add_field(field); });
        });
    }
    uint64_t result() const { return state_; }

  private:
    void add_number(uint64_t v) { state_ = (state_ ^ v) * 1099511628211u; }
    void add_type(Type t) {
        add_number(uint64_t(t.dtype) | uint64_t(t.kind) << 8 | uint64_t(t.array) << 16 |
                   uint64_t(t.rank) << 24);
    }
    void add_field(const NodeRef &f) { add(f); }
    void add_field(const NodeList &f) {
        add_number(f.size());
        for (NodeRef n : f)
            add(n);
    }
    void add_field(const Text &f) { add_number(std::hash<std::string_view>{}(f)); }
    void add_field(const Bits &f) { add_number(f.lo), add_number(f.hi); }
    void add_field(const FunctionId &f) { add_number(f.index); }
    void add_field(const int64_t &f) { add_number(static_cast<uint64_t>(f)); }
    void add_field(const VarInfoRef &) {}
    void add_field(const TypeList &f) {
        for (Type t : f)
            add_type(t);
    }
    void add_field(const MappingRef &f) {
        Mapping m = f ? *f : Mapping{};
        add_number(uint64_t(m.worker) | uint64_t(m.block) << 8 | uint64_t(m.lanes) << 40);
        for (const GridAxis &axis : m.axes)
            add_number(uint64_t(axis.threads) | uint64_t(axis.dimension) << 32);
    }
    void add_field(const ClausesRef &f) {
        Clauses c = f ? *f : Clauses{};
        add_number(uint64_t(c.num_threads) | uint64_t(c.simd) << 32);
        add_number(uint64_t(c.chunk) ^ uint64_t(c.collapse) << 48 ^ uint64_t(c.schedule) << 56);
        add_number(uint64_t(c.single) | uint64_t(c.proved) << 1 | uint64_t(c.reduces) << 2 |
                   uint64_t(c.original) << 3 | uint64_t(c.lanes) << 4 | uint64_t(c.block) << 36 |
                   uint64_t(c.worker) << 60);
        for (int32_t threads : c.tile)
            add_number(uint64_t(threads));
    }
    template <class E>
        requires std::is_enum_v<E>
    void add_field(const E &f) {
        add_number(static_cast<uint64_t>(f));
    }

    uint64_t state_ = 1469598103934665603u;
    std::unordered_map<NodeRef, uint64_t> order_;
};

} // namespace

bool equal(NodeRef a, NodeRef b) { return Equality(a).same(a, b); }

uint64_t hash(NodeRef n) {
    Hasher hasher;
    hasher.add(n);
    return hasher.result();
}

void internal_error(const char *file, int line, const std::string &message) {
    std::string_view name(file);
    name.remove_prefix(name.rfind('/') == name.npos ? 0 : name.rfind('/') + 1);
    std::ostringstream text;
    text << message << " (" << name << ":" << line << ")";
    throw InternalError{text.str()};
}

} // namespace pragmac
