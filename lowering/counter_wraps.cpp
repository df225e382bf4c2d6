// The farthest that each counter can get from its value in front of the loop, in 64 bits.
#include "counter_wraps.h"

#include "fields.h"
#include "integer_arithmetic.h"
#include "mutants.h"

#include <algorithm>

namespace pragmac {
namespace {

bool constant_step(const CountStep &s, int64_t &by) {
    return constant_i64(s.by, by) && by > -(1 << 20) && by < (1 << 20);
}

bool testable(const std::vector<CountStep> &steps) {
    return std::all_of(steps.begin(), steps.end(), [](const CountStep &s) {
        int64_t by = 0;
        return s.store ? constant_step(s, by) : !s.range.growth && testable(s.inside);
    });
}

class WrapTest : IntegerArithmetic {
  public:
    using IntegerArithmetic::IntegerArithmetic;

    NodeRef run(const For &loop, const std::vector<Counter> &counters) {
        for (const Counter &c : counters) {
            NodeRef way =
                product(build_.range_length(loop.lo, loop.hi, loop.step), distance(c.steps));
            NodeRef first = build_.load(c.cell), start = in(DType::i64, first);
            require(build_.fits(first, DType::i64));
            require(build_.compare(CompareOp::add_fits, start, way));
            require(build_.compare(CompareOp::sub_fits, start, way));
            require(build_.fits(build_.binary(BinaryOp::add, start, way), c.cell->type.dtype));
            if (!only_up(c.steps))
                require(build_.fits(build_.binary(BinaryOp::sub, start, way), c.cell->type.dtype));
        }
        return holds_;
    }

  private:
    static bool only_up(const std::vector<CountStep> &steps) {
        return std::all_of(steps.begin(), steps.end(), [](const CountStep &s) {
            int64_t by = 0;
            return s.store ? constant_step(s, by) && (s.op == BinaryOp::add) == (by >= 0)
                           : only_up(s.inside);
        });
    }
    // By how much one iteration can move the counter away from where it was.
    NodeRef distance(const std::vector<CountStep> &steps) {
        NodeRef total = build_.i64(0);
        for (const CountStep &s : steps) {
            int64_t by = 0;
            NodeRef more = nullptr;
            if (s.store)
                constant_step(s, by), more = build_.i64(by < 0 ? -by : by);
            else
                more =
                    product(build_.range_length(s.range.lo, s.range.hi, build_.i64(s.range.step)),
                            distance(s.inside));
            if (!is_constant(total, 0))
                require(build_.compare(CompareOp::add_fits, total, more));
            total = plus(total, more);
        }
        return total;
    }
    NodeRef product(NodeRef a, NodeRef b) {
        if (!is_constant(b, 1))
            require(build_.compare(CompareOp::mul_fits, a, b));
        return times(a, b);
    }
    void require(NodeRef cond) {
        holds_ = holds_ ? build_.binary(BinaryOp::bit_and, holds_, cond) : cond;
    }
    NodeRef holds_ = nullptr;
};

} // namespace

bool address_elements(const For &loop, const std::vector<Counter> &counters,
                      const FunctionScope &function) {
    auto value_of_counter = [&](NodeRef n) {
        n = function.behind_names(n);
        auto *sum = as<Binary>(n);
        auto *load = as<Load>(sum ? sum->a : n);
        return load && std::any_of(counters.begin(), counters.end(), [&](const Counter &c) {
                   return c.cell == load->array && c.cell->type.dtype != DType::i64;
               });
    };
    bool found = false;
    walk(loop.body, [&](NodeRef n) {
        auto *cast = as<Cast>(n);
        found |= cast && n->type.dtype == DType::i64 && value_of_counter(cast->x);
    });
    return found;
}

bool wraps_testable(const std::vector<Counter> &counters) {
    return std::all_of(counters.begin(), counters.end(),
                       [](const Counter &c) { return testable(c.steps); });
}

NodeRef never_wrap(const For &loop, const std::vector<Counter> &counters, Builder &build) {
    return mutant(Mutant::narrow_counters_never_wrap) ? build.boolean(true)
                                                      : WrapTest(build).run(loop, counters);
}

} // namespace pragmac
