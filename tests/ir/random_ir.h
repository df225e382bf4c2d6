// Random source-level functions: typed, terminating, mostly in range; a seed gives the same one.
#pragma once

#include "build.h"
#include "functions.h"

#include <random>
#include <utility>

namespace pragmac {

class RandomIr {
  public:
    RandomIr(Builder &build, uint64_t seed) : b_(build), random_(seed) {}

    // Parameters: two f64 arrays, an i64 array, an f64 matrix, an int and a float of Python.
    const Func *function() {
        b_.span.line = 1;
        for (const char *name : {"x", "y"})
            vectors_.push_back(b_.array_var(name, DType::f64, 1));
        index_ = b_.array_var("idx", DType::i64, 1);
        matrix_ = b_.array_var("m", DType::f64, 2);
        NodeRef n = b_.value_var("n", int_), f = b_.value_var("f", float_);
        ints_ = {n};
        floats_ = {f};
        std::vector<NodeRef> body;
        for (int i = 0; i < 3; i++) {
            cells_.push_back(b_.cell_var("c", i < 2 ? int_ : float_));
            body.push_back(b_.alloc_cell(cells_.back(), i < 2 ? b_.i64(below(5), Kind::python)
                                                              : b_.f64(below(5), Kind::python)));
        }
        for (int i = 0; i < 5; i++)
            body.push_back(statement(3));
        body.push_back(b_.ret({b_.load(cells_[0]), b_.load(cells_[2])}));
        return as<Func>(b_.func("random", {vectors_[0], vectors_[1], index_, matrix_, n, f},
                                {int_, float_}, false, b_.block(body)));
    }

  private:
    const Type int_ = scalar(DType::i64, Kind::python), float_ = scalar(DType::f64, Kind::python);
    const Type numpy_ = scalar(DType::f64, Kind::numpy),
               wrapping_ = scalar(DType::i64, Kind::numpy);

    int below(int n) { return static_cast<int>(random_() % static_cast<uint64_t>(n)); }
    bool chance(int percent) { return below(100) < percent; }
    template <class T> T pick(const std::vector<T> &items) {
        return items[static_cast<size_t>(below(static_cast<int>(items.size())))];
    }

    // ---- expressions -----------------------------------------------------------------------

    NodeRef integer(int depth) {
        if (depth == 0 || chance(30))
            switch (below(4)) {
            case 0: return b_.i64(chance(3) ? INT64_MAX - below(2) : below(9) - 3, Kind::python);
            case 1: return b_.load(cells_[static_cast<size_t>(below(2))]);
            case 2: return b_.dim(pick(vectors_), 0, Kind::python);
            default: return pick(ints_);
            }
        NodeRef a = integer(depth - 1);
        switch (below(12)) {
        case 0: return b_.unary(UnaryOp::neg, a);
        case 1: return b_.unary(UnaryOp::abs, a);
        case 2: return b_.lazy(condition(depth - 1), a, integer(depth - 1));
        case 3: return b_.binary(BinaryOp::shl, a, b_.i64(below(8), Kind::python));
        case 4: return b_.cast(b_.load(index_, {index(depth - 1)}), int_, CastMode::value);
        default: {
            static const std::vector<BinaryOp> ops{
                BinaryOp::add,       BinaryOp::add,    BinaryOp::sub,    BinaryOp::mul,
                BinaryOp::floor_div, BinaryOp::mod,    BinaryOp::py_max, BinaryOp::py_min,
                BinaryOp::bit_and,   BinaryOp::bit_xor};
            return b_.binary(pick(ops), a, integer(depth - 1));
        }
        }
    }

    // NumPy's int64: what was read, moved a little; it wraps and never raises.
    NodeRef numpy_integer(int depth) {
        NodeRef read = b_.cast(b_.load(index_, {index(depth > 0 ? depth - 1 : 0)}), wrapping_,
                               CastMode::value);
        if (depth == 0 || chance(40))
            return read;
        static const std::vector<BinaryOp> ops{BinaryOp::add, BinaryOp::sub, BinaryOp::mul,
                                               BinaryOp::mod, BinaryOp::floor_div};
        return b_.binary(pick(ops), read, b_.i64(below(4), Kind::numpy));
    }

    NodeRef python_float(int depth) {
        if (depth == 0 || chance(30))
            switch (below(3)) {
            case 0: return b_.f64(below(16) / 4.0 - 1, Kind::python);
            case 1: return b_.load(cells_[2]);
            default: return pick(floats_);
            }
        static const std::vector<BinaryOp> ops{BinaryOp::add,    BinaryOp::sub,       BinaryOp::mul,
                                               BinaryOp::div,    BinaryOp::floor_div, BinaryOp::mod,
                                               BinaryOp::py_max, BinaryOp::py_min};
        switch (below(8)) {
        case 0: return b_.cast(integer(depth - 1), float_, CastMode::value);
        case 1: return b_.binary(BinaryOp::int_div, integer(depth - 1), integer(depth - 1));
        case 2:
            return b_.lazy(condition(depth - 1), python_float(depth - 1), python_float(depth - 1));
        case 3: return math("sqrt", python_float(depth - 1), float_);
        case 4: return b_.cast(element(depth), float_, CastMode::value);
        default: {
            NodeRef a = python_float(depth - 1);
            return b_.binary(pick(ops), a, python_float(depth - 1));
        }
        }
    }

    // NumPy floats never raise.
    NodeRef number(int depth) {
        if (depth == 0 || chance(40))
            return chance(50) ? element(depth)
                              : b_.cast(python_float(depth), numpy_, CastMode::value);
        static const std::vector<BinaryOp> ops{BinaryOp::add, BinaryOp::sub,    BinaryOp::mul,
                                               BinaryOp::div, BinaryOp::np_max, BinaryOp::np_min};
        NodeRef a = number(depth - 1);
        return chance(15) ? math("sqrt", a, numpy_) : b_.binary(pick(ops), a, number(depth - 1));
    }
    NodeRef math(const char *name, NodeRef x, Type type) {
        FunctionId id{};
        parse_name(name, id);
        return b_.math(id, {x}, type);
    }
    NodeRef element(int depth) {
        int d = depth > 0 ? depth - 1 : 0;
        NodeRef load = chance(75) ? b_.load(pick(vectors_), {index(d)})
                                  : b_.load(matrix_, {index(d), index(d)});
        return b_.cast(load, numpy_, CastMode::value);
    }

    // A loop variable, moved a little at times; rarely anything.
    NodeRef index(int depth) {
        if (loop_vars_.empty() || chance(10))
            return chance(10) && depth > 0 ? integer(depth)
                                           : b_.i64(below(4) - (chance(20) ? 2 : 0), Kind::python);
        if (chance(8))
            return indirect_.empty() ? numpy_integer(depth) : pick(indirect_);
        NodeRef i = pick(loop_vars_);
        if (chance(75))
            return i;
        BinaryOp op = chance(50) ? BinaryOp::add : BinaryOp::sub;
        NodeRef moved = b_.binary(op, i, b_.i64(1, Kind::python));
        return chance(20) ? b_.binary(BinaryOp::mod, moved, b_.dim(vectors_[0], 0, Kind::python))
                          : moved;
    }

    NodeRef condition(int depth) {
        static const std::vector<CompareOp> ops{CompareOp::eq, CompareOp::ne, CompareOp::lt,
                                                CompareOp::le, CompareOp::gt, CompareOp::ge};
        if (depth > 0 && chance(15)) {
            NodeRef a = condition(depth - 1), no = b_.boolean(false, Kind::python);
            return b_.lazy(a, condition(depth - 1), no);
        }
        int d = depth > 0 ? depth - 1 : 0;
        if (chance(20)) { // a guard as people write it
            NodeRef i = index(1);
            if (i->type == int_)
                return b_.compare(chance(70) ? CompareOp::lt : CompareOp::ge, i,
                                  chance(60) ? b_.dim(pick(vectors_), 0, Kind::python)
                                             : b_.i64(0, Kind::python));
        }
        if (chance(30)) {
            NodeRef a = python_float(d);
            return b_.compare(pick(ops), a, python_float(d));
        }
        NodeRef a = integer(d);
        return b_.compare(pick(ops), a, chance(50) ? integer(d) : b_.i64(below(6), Kind::python));
    }

    // ---- statements ------------------------------------------------------------------------

    NodeRef block(int depth) {
        size_t ints = ints_.size(), floats = floats_.size(), vectors = vectors_.size(),
               indirect = indirect_.size();
        std::vector<NodeRef> body;
        for (int i = 1 + below(3); i > 0; i--)
            body.push_back(statement(depth));
        ints_.resize(ints);
        floats_.resize(floats);
        vectors_.resize(vectors);
        indirect_.resize(indirect);
        return b_.block(body);
    }

    NodeRef statement(int depth) {
        b_.span.line++;
        switch (depth > 0 ? below(16) : below(6)) {
        case 0: {
            NodeRef value = integer(2), v = b_.value_var("t", int_);
            ints_.push_back(v);
            return b_.let(v, value);
        }
        case 1: return b_.store(cells_[static_cast<size_t>(below(2))], {}, integer(2));
        case 2: return b_.store(cells_[2], {}, python_float(2));
        case 3:
        case 4: {
            NodeRef at = index(1), target = pick(vectors_);
            if (chance(25))
                return b_.update(target, {at}, BinaryOp::add, number(2), UpdateOrder::plain);
            return b_.store(target, {at}, number(2));
        }
        case 5:
            if (jumps_ && chance(30))
                return b_.if_then(condition(1), b_.block({jump()}));
            return chance(50) ? b_.store(matrix_, {index(1), index(1)}, number(2))
                              : b_.print("{0} ", {integer(1)});
        case 6:
        case 7: {
            NodeRef cond = condition(2), then = block(depth - 1);
            return b_.if_then(cond, then, chance(50) ? block(depth - 1) : nullptr);
        }
        case 8: return while_loop(depth);
        case 9: return inline_call(depth);
        case 13: {
            NodeRef value = numpy_integer(1), v = b_.value_var("j", wrapping_);
            indirect_.push_back(v);
            return b_.let(v, value);
        }
        case 14: {
            NodeRef extent = b_.i64(2 + below(5), Kind::python);
            vectors_.push_back(b_.array_var("tmp", DType::f64, 1));
            return b_.alloc_array(vectors_.back(), {extent}, Fill::zero);
        }
        case 15: {
            NodeRef shown = pick(ints_),
                    cond = chance(80) ? b_.boolean(true, Kind::python) : condition(1);
            return b_.check(cond, Exception::AssertionError, "{0}", {shown});
        }
        default: return for_loop(depth);
        }
    }

    NodeRef jump() {
        std::vector<JumpKind> kinds;
        if (loops_)
            kinds = {JumpKind::loop_break, JumpKind::loop_continue};
        if (inlines_)
            kinds.push_back(JumpKind::leave);
        return b_.jump(kinds.empty() ? JumpKind::leave : pick(kinds));
    }

    NodeRef for_loop(int depth) {
        NodeRef i = b_.value_var("i", int_), lo = b_.i64(below(3), Kind::python);
        NodeRef hi = chance(60)   ? b_.dim(pick(vectors_), 0, Kind::python)
                     : chance(50) ? ints_[0]
                                  : b_.i64(below(7), Kind::python);
        if (chance(30))
            hi = b_.binary(BinaryOp::sub, hi, b_.i64(1, Kind::python));
        NodeRef step = b_.i64(chance(80) ? 1 : 1 + below(3), Kind::python);
        if (chance(15)) {
            std::swap(lo, hi);
            lo = b_.binary(BinaryOp::sub, lo, b_.i64(1, Kind::python));
            step = b_.i64(-1, Kind::python);
        } else if (chance(5)) {
            step = ints_[0];
        }
        bool parallel = chance(50) && !in_parallel_;
        int loops = std::exchange(loops_, parallel ? 0 : loops_ + 1);
        int inlines = std::exchange(inlines_, parallel ? 0 : inlines_);
        bool jumps = std::exchange(jumps_, !parallel);
        bool outer = std::exchange(in_parallel_, in_parallel_ || parallel);
        ints_.push_back(i), loop_vars_.push_back(i);
        NodeRef body = block(depth - 1);
        ints_.pop_back(), loop_vars_.pop_back();
        in_parallel_ = outer, loops_ = loops, inlines_ = inlines, jumps_ = jumps;
        return b_.for_loop(i, lo, hi, step, parallel ? ForKind::parallel : ForKind::serial, {},
                           body);
    }

    // A counter bounds every while.
    NodeRef while_loop(int depth) {
        NodeRef counter = b_.cell_var("w", int_);
        NodeRef cond =
            b_.compare(CompareOp::lt, b_.load(counter), b_.i64(1 + below(5), Kind::python));
        if (chance(40))
            cond = b_.lazy(cond, condition(1), b_.boolean(false, Kind::python));
        loops_++;
        bool jumps = std::exchange(jumps_, true);
        NodeRef body = block(depth - 1);
        loops_--;
        jumps_ = jumps;
        NodeRef next = b_.store(
            counter, {}, b_.binary(BinaryOp::add, b_.load(counter), b_.i64(1, Kind::python)));
        return b_.block({b_.alloc_cell(counter, b_.i64(0, Kind::python)),
                         b_.while_loop(cond, b_.block({next, body}))});
    }

    NodeRef inline_call(int depth) {
        int loops = std::exchange(loops_, 0);
        bool jumps = std::exchange(jumps_, true);
        inlines_++;
        NodeRef body = block(depth - 1);
        inlines_--;
        loops_ = loops, jumps_ = jumps;
        return b_.inline_call("g", body);
    }

    Builder &b_;
    std::mt19937_64 random_;
    std::vector<NodeRef> vectors_, ints_, floats_, cells_, loop_vars_, indirect_;
    NodeRef index_ = nullptr, matrix_ = nullptr;
    int loops_ = 0, inlines_ = 0;
    bool jumps_ = false, in_parallel_ = false;
};

} // namespace pragmac
