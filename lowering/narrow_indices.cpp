// Bounds the index arithmetic of a loop nest by its parameters and makes the 32-bit copy.
//
// The bound of an expression is an f64 expression over values known at the nest's entry: the sizes
// of operands added for sums, multiplied for products, the larger end for a loop variable. Sums and
// products of sizes are exact below 2^53 and rounding keeps the order, so comparing with 2^31 - 1
// decides exactly, and nothing in the test can overflow.
#include "narrow_indices.h"

#include "add_test.h"
#include "fields.h"
#include "mutants.h"

#include <unordered_map>
#include <unordered_set>

namespace pragmac {
namespace {

bool narrowable(NodeRef n) {
    auto *b = as<Binary>(n);
    if (!b || n->type != scalar(DType::i64))
        return false;
    return b->op == BinaryOp::add || b->op == BinaryOp::sub || b->op == BinaryOp::mul ||
           b->op == BinaryOp::floor_div || b->op == BinaryOp::mod;
}

// Lets and loops of the nest by variable, and the expressions that are subscripts or bounds.
class Nest {
  public:
    explicit Nest(NodeRef nest) {
        walk(nest, [&](NodeRef n) { read(n); });
        for (size_t i = 0; i < indices_.size(); i++) // grows by the lets that they mention
            walk(indices_[i], [&](NodeRef n) {
                if (auto let = lets.find(n); let != lets.end() && feeding.insert(n).second)
                    indices_.push_back(let->second);
            });
    }
    std::unordered_map<NodeRef, NodeRef> lets;
    std::unordered_map<NodeRef, const For *> loops;
    std::unordered_set<NodeRef> declared; // all variables of the nest
    std::unordered_set<NodeRef> feeding; // lets that subscripts and bounds mention

  private:
    void read(NodeRef n) {
        if (NodeRef var = declared_variable(n))
            declared.insert(var);
        if (auto *let = as<Let>(n))
            lets[let->var] = let->value;
        if (auto *loop = as<For>(n)) {
            loops[loop->var] = loop;
            indices_.push_back(loop->lo);
            indices_.push_back(loop->hi);
        }
        for (NodeRef index : subscripts(n))
            indices_.push_back(index);
    }
    static NodeList subscripts(NodeRef n) {
        if (auto *load = as<Load>(n))
            return load->indices;
        if (auto *store = as<Store>(n))
            return store->indices;
        if (auto *store = as<SharedStore>(n))
            return store->indices;
        return element_update(n).indices;
    }
    std::vector<NodeRef> indices_;
};

// The entry test of one nest, grown expression by expression.
class EntryTest {
  public:
    EntryTest(Builder &build, const Nest &nest) : build_(build), nest_(nest) {}

    // True when the test can promise that n and all its operands are below 2^31 in size.
    bool promises(NodeRef n) {
        size_t before = tests_.size();
        if (require(n))
            return true;
        tests_.resize(before);
        return false;
    }
    NodeRef condition() const {
        NodeRef all = build_.boolean(true);
        size_t lost = mutant(Mutant::narrow_test_dropped) ? tests_.size() : 0;
        for (size_t i = lost; i < tests_.size(); i++)
            all = i ? build_.binary(BinaryOp::bit_and, all, tests_[i]) : tests_[i];
        return all;
    }

  private:
    bool require(NodeRef n) {
        NodeRef size = bound(n);
        if (!size)
            return false;
        double limit = mutant(Mutant::narrow_bound_doubled) ? 4294967294.0 : 2147483647.0;
        if (int64_t constant = 0; constant_i64(n, constant))
            return constant >= -2147483647 && constant <= 2147483647;
        add_test(tests_, build_.compare(CompareOp::le, size, build_.f64(limit)));
        auto *b = as<Binary>(n);
        return !narrowable(n) || (require(b->a) && require(b->b));
    }

    // |n| is at most this, an f64 over values known at entry; null when no such bound is known.
    NodeRef bound(NodeRef n) {
        int64_t constant = 0;
        if (--budget_ < 0)
            return nullptr;
        if (constant_i64(n, constant))
            return build_.f64(constant < 0 ? -static_cast<double>(constant)
                                           : static_cast<double>(constant));
        if (n->type != scalar(DType::i64))
            return nullptr;
        if (auto *b = as<Binary>(n))
            return bound_binary(*b);
        if (auto *d = as<Dim>(n))
            return nest_.declared.count(d->array) ? nullptr : size_of(n);
        if (n->op != Op::Var)
            return nullptr;
        if (auto loop = nest_.loops.find(n); loop != nest_.loops.end())
            return larger(bound(loop->second->lo), bound(loop->second->hi));
        if (auto let = nest_.lets.find(n); let != nest_.lets.end())
            return bound(let->second);
        bool known = as<Var>(n)->info->role == VarRole::value && !nest_.declared.count(n);
        return known ? size_of(n) : nullptr;
    }
    // |x // y| <= |x| and |x % y| <= |y| for integers.
    NodeRef bound_binary(const Binary &b) {
        if (b.op == BinaryOp::floor_div)
            return bound(b.a);
        if (b.op == BinaryOp::mod)
            return bound(b.b);
        if (!narrowable(&b))
            return nullptr;
        NodeRef x = bound(b.a), y = bound(b.b);
        if (!x || !y)
            return nullptr;
        return build_.binary(b.op == BinaryOp::mul ? BinaryOp::mul : BinaryOp::add, x, y);
    }
    NodeRef size_of(NodeRef n) {
        NodeRef value = build_.cast(n, scalar(DType::f64), CastMode::value);
        return build_.unary(UnaryOp::abs, value);
    }
    NodeRef larger(NodeRef a, NodeRef b) {
        return a && b ? build_.binary(BinaryOp::np_max, a, b) : nullptr;
    }

    Builder &build_;
    const Nest &nest_;
    std::vector<NodeRef> tests_;
    int budget_ = 2000; // nodes looked at: chains of lets would double with every link
};

// Writes the narrow copy of one nest.
class Narrowing {
  public:
    Narrowing(Builder &build, const Nest &nest, EntryTest &test)
        : build_(build), nest_(nest), test_(test) {}
    bool narrowed = false;

    NodeRef statement(NodeRef n) {
        if (n->type.dtype != DType::none)
            return values(n, false);
        if (auto *let = as<Let>(n)) {
            NodeRef value = values(let->value, nest_.feeding.count(let->var) > 0);
            build_.span = n->span;
            return value == let->value ? n : build_.let(let->var, value);
        }
        auto *loop = as<For>(n);
        NodeRef written = written_variable(n);
        ElementUpdate update = element_update(n);
        NodeRef value = as<Store>(n)         ? as<Store>(n)->value
                        : as<SharedStore>(n) ? as<SharedStore>(n)->value
                                             : update.value;
        return build_.map_children(n, [&](NodeRef c) {
            if (c->type.dtype == DType::none)
                return statement(c);
            bool bounds = loop && (c == loop->lo || c == loop->hi);
            return values(c, bounds || (written && c != value && c != written));
        });
    }

  private:
    // `index`: the value is a subscript or a bound.
    NodeRef values(NodeRef n, bool index) {
        if (n->op == Op::Var || n->op == Op::Const || n->op == Op::Dim)
            return n;
        if (index && narrowable(n) && test_.promises(n)) {
            narrowed = true;
            return build_.cast(narrow(n), scalar(DType::i64), CastMode::wrap);
        }
        bool subscripts = as<Load>(n) || (index && n->type == scalar(DType::i64));
        return build_.map_children(n, [&](NodeRef c) {
            return c->type.array ? c : values(c, subscripts && c->type.dtype == DType::i64);
        });
    }
    NodeRef narrow(NodeRef n) {
        int64_t constant = 0;
        Type narrow_type = scalar(DType::i32);
        if (constant_i64(n, constant))
            return build_.constant(narrow_type, {static_cast<uint64_t>(constant), 0});
        if (!narrowable(n))
            return build_.cast(n, narrow_type, CastMode::wrap);
        auto *b = as<Binary>(n);
        NodeRef x = narrow(b->a), y = narrow(b->b);
        return build_.binary(b->op, x, y);
    }

    Builder &build_;
    const Nest &nest_;
    EntryTest &test_;
};

void mark(NodeRef nest, std::vector<LoopReport> &reports) {
    walk(nest, [&](NodeRef n) {
        for (LoopReport &report : reports)
            report.narrow_indices |= n->op == Op::For && same_place(report.span, n->span);
    });
}

// Both copies of a nest, or the nest where nothing in it becomes narrow.
NodeRef version(NodeRef loops, Builder &build, std::vector<LoopReport> &reports) {
    build.span = loops->span;
    Nest nest(loops);
    EntryTest test(build, nest);
    Narrowing narrowing(build, nest, test);
    NodeRef original = build.clone(loops);
    NodeRef narrow = narrowing.statement(loops);
    if (!narrowing.narrowed)
        return loops;
    mark(loops, reports);
    build.span = loops->span;
    return build.choose_copy(test.condition(), build.block({narrow}), build.block({original}));
}

NodeRef rewrite(NodeRef n, Builder &build, std::vector<LoopReport> &reports) {
    if (n->type.dtype != DType::none)
        return n;
    if (n->op == Op::For || n->op == Op::Team)
        return version(n, build, reports);
    return build.map_children(n, [&](NodeRef c) { return rewrite(c, build, reports); });
}

} // namespace

const Func *narrow_indices(const Func *func, Builder &build, std::vector<LoopReport> &loops) {
    NodeRef body = rewrite(func->body, build, loops);
    return build.with_body(func, body);
}

} // namespace pragmac
