// Overlap as a bounded equation.
//
// Bytes of two arrays meet where  base_a + sum(stride_a * i) + x = base_b + sum(stride_b * j) + y
// with 0 <= x < element of a, 0 <= y < element of b. With every term turned to a positive
// coefficient (an index with the other sign is counted from its other end) this is
//     c1 * z1 + c2 * z2 + ... = target,   0 <= zk <= bound_k.
// Terms with one coefficient are one term, so arrays cut from one array with common strides leave
// as many terms as there are dimensions, and the search, largest coefficient first, has one or two
// candidates at each: what the terms that follow can add up to is less than the coefficient. The
// search is exponential only for strides that interleave, hence the work limit.
#include "overlap.h"

#include "abi.h"

#include <algorithm>
#include <vector>

namespace pragmac {
namespace {

constexpr int work_limit = 20000; // candidates tried, about 0.1 ms

struct Term {
    int64_t coefficient, bound;
};

bool is_empty(const StridedArray &a) {
    return std::any_of(a.extents, a.extents + a.rank, [](int64_t n) { return n <= 0; });
}

// The bytes an array spans: [low, high).
struct Bounds {
    int64_t low, high;
};

Bounds bounds_of(const StridedArray &a) {
    auto base = static_cast<int64_t>(reinterpret_cast<intptr_t>(a.data));
    Bounds result{base, base + a.element_bytes};
    for (int d = 0; d < a.rank; d++) {
        int64_t reach = (a.extents[d] - 1) * a.strides[d];
        (reach < 0 ? result.low : result.high) += reach;
    }
    return result;
}

class Equation {
  public:
    void add(int64_t coefficient, int64_t bound) {
        coefficient = coefficient < 0 ? -coefficient : coefficient;
        if (coefficient == 0 || bound <= 0)
            return;
        for (Term &t : terms_)
            if (t.coefficient == coefficient) {
                t.bound += bound;
                return;
            }
        terms_.push_back({coefficient, bound});
    }
    void add_indices(const StridedArray &a) {
        for (int d = 0; d < a.rank; d++)
            add(a.strides[d], a.extents[d] - 1);
    }

    // True when there is a solution, or when `work` candidates were not enough to tell.
    bool may_be_solved(int64_t target, int &work) {
        std::ranges::sort(terms_, std::ranges::greater{}, &Term::coefficient);
        largest_.assign(terms_.size() + 1, 0);
        for (size_t k = terms_.size(); k-- > 0;)
            largest_[k] = largest_[k + 1] + terms_[k].coefficient * terms_[k].bound;
        return search(0, target, work);
    }

  private:
    bool search(size_t k, int64_t target, int &work) const {
        if (target < 0 || target > largest_[k])
            return false;
        if (k == terms_.size())
            return true; // largest_ is 0 here, hence target is
        const auto [c, bound] = terms_[k];
        int64_t short_of = target - largest_[k + 1]; // what this term must contribute at least
        int64_t least = short_of <= 0 ? 0 : (short_of - 1) / c + 1;
        for (int64_t z = least; z <= std::min(bound, target / c); z++)
            if (--work < 0 || search(k + 1, target - z * c, work))
                return true;
        return false;
    }

    std::vector<Term> terms_;
    std::vector<int64_t> largest_; // the most that terms k and later add up to
};

// Each stride steps over everything that the smaller ones reach.
bool is_nested(const StridedArray &a) {
    std::vector<Term> steps;
    for (int d = 0; d < a.rank; d++)
        if (a.extents[d] > 1)
            steps.push_back({a.strides[d] < 0 ? -a.strides[d] : a.strides[d], a.extents[d] - 1});
    std::ranges::sort(steps, {}, &Term::coefficient);
    int64_t span = a.element_bytes;
    for (const Term &t : steps) {
        if (t.coefficient < span)
            return false;
        span += t.coefficient * t.bound;
    }
    return true;
}

} // namespace

bool may_overlap(const StridedArray &a, const StridedArray &b) {
    if (is_empty(a) || is_empty(b))
        return false;
    Bounds in_a = bounds_of(a), in_b = bounds_of(b);
    if (in_a.high <= in_b.low || in_b.high <= in_a.low)
        return false;
    // a's bytes counted up from its lowest, b's down from its highest.
    Equation equation;
    equation.add_indices(a);
    equation.add_indices(b);
    equation.add(1, a.element_bytes - 1 + b.element_bytes - 1);
    int work = work_limit;
    return equation.may_be_solved(in_b.high - 1 - in_a.low, work);
}

// Two different index tuples differ first in some dimension d, by 1 or more there (in one of the
// two orders) and by any amount in the later ones: one equation for each d.
bool may_overlap_itself(const StridedArray &a) {
    if (is_empty(a) || is_nested(a))
        return false;
    int work = work_limit;
    for (int d = 0; d < a.rank; d++) {
        if (a.extents[d] < 2)
            continue;
        // stride_d * (1 + z) + sum of stride_k * (z_k - (extent_k - 1)) + (x - (element - 1)) = 0
        // with every z >= 0; a negative stride_d counts its z from the other end.
        Equation equation;
        int64_t target = a.element_bytes - 1;
        equation.add(1, 2 * (a.element_bytes - 1));
        int64_t stride = a.strides[d], bound = a.extents[d] - 2;
        target -= stride < 0 ? stride * (1 + bound) : stride;
        equation.add(stride, bound);
        for (int k = d + 1; k < a.rank; k++) {
            int64_t reach = a.extents[k] - 1,
                    step = a.strides[k] < 0 ? -a.strides[k] : a.strides[k];
            target += step * reach;
            equation.add(step, 2 * reach);
        }
        if (equation.may_be_solved(target, work))
            return true;
    }
    return false;
}

} // namespace pragmac

extern "C" int32_t pragmac_separate(const void *a, const int64_t *shape_a, int32_t rank_a,
                                    int32_t bytes_a, const void *b, const int64_t *shape_b,
                                    int32_t rank_b, int32_t bytes_b) {
    return !pragmac::may_overlap({a, rank_a, shape_a, shape_a + rank_a, bytes_a},
                                 {b, rank_b, shape_b, shape_b + rank_b, bytes_b});
}
