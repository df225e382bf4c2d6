// The isl wrapper: reference counts, the operation budget, and the few set operations we use.
#include "polyhedra.h"

#include <isl/aff.h>
#include <isl/constraint.h>
#include <isl/ctx.h>
#include <isl/id.h>
#include <isl/map.h>
#include <isl/options.h>
#include <isl/point.h>
#include <isl/set.h>
#include <isl/space.h>
#include <isl/val.h>

#include <algorithm>
#include <cstdlib>

namespace pragmac {

// ---- handles -------------------------------------------------------------------------------

#define PRAGMAC_ISL_HANDLE(T)                                                                      \
    template <> Handle<T>::~Handle() { T##_free(object_); }                                        \
    template <> T *Handle<T>::copy() const { return T##_copy(object_); }                           \
    template class Handle<T>;
PRAGMAC_ISL_HANDLE(isl_set)
PRAGMAC_ISL_HANDLE(isl_map)
PRAGMAC_ISL_HANDLE(isl_pw_aff)
#undef PRAGMAC_ISL_HANDLE

namespace {

isl_val *integer(isl_ctx *context, int64_t v) { return isl_val_int_from_si(context, v); }

isl_ctx *context_of(const Value &v) { return isl_pw_aff_get_ctx(v.get()); }

std::string taken(char *text) {
    std::string result = text ? text : "(not printable within the budget)";
    std::free(text);
    return result;
}

Answer answer(isl_bool b) {
    return b == isl_bool_error ? Answer::unknown : b ? Answer::yes : Answer::no;
}

} // namespace

// ---- functions -----------------------------------------------------------------------------

Value operator+(Value a, Value b) { return Value(isl_pw_aff_add(a.take(), b.take())); }
Value operator-(Value a, Value b) { return Value(isl_pw_aff_sub(a.take(), b.take())); }
Value minimum(Value a, Value b) { return Value(isl_pw_aff_min(a.take(), b.take())); }
Value maximum(Value a, Value b) { return Value(isl_pw_aff_max(a.take(), b.take())); }

Value scale(Value a, int64_t factor) {
    if (!a)
        return a;
    isl_ctx *context = context_of(a);
    return Value(isl_pw_aff_scale_val(a.take(), integer(context, factor)));
}

Value floor_div(Value a, int64_t divisor) {
    if (divisor < 0) // isl divides by positive numbers only
        return floor_div(scale(a, -1), -divisor);
    if (!a)
        return a;
    isl_ctx *context = context_of(a);
    return Value(isl_pw_aff_floor(isl_pw_aff_scale_down_val(a.take(), integer(context, divisor))));
}

Value modulo(Value a, int64_t divisor) { return a - scale(floor_div(a, divisor), divisor); }

Value choose(Set where, Value a, Value b) {
    isl_set *otherwise = isl_set_complement(where.copy());
    return Value(isl_pw_aff_union_add(isl_pw_aff_intersect_domain(a.take(), where.take()),
                                      isl_pw_aff_intersect_domain(b.take(), otherwise)));
}

// ---- sets ----------------------------------------------------------------------------------

Set equal_to(Value a, Value b) { return Set(isl_pw_aff_eq_set(a.take(), b.take())); }
Set less_than(Value a, Value b) { return Set(isl_pw_aff_lt_set(a.take(), b.take())); }
Set at_most(Value a, Value b) { return Set(isl_pw_aff_le_set(a.take(), b.take())); }
Set operator&(Set a, Set b) { return Set(isl_set_intersect(a.take(), b.take())); }
Set operator|(Set a, Set b) { return Set(isl_set_union(a.take(), b.take())); }
Map operator&(Map a, Map b) { return Map(isl_map_intersect(a.take(), b.take())); }
Map operator|(Map a, Map b) { return Map(isl_map_union(a.take(), b.take())); }
Map difference(Map a, Map b) { return Map(isl_map_subtract(a.take(), b.take())); }
Set difference(Set a, Set b) { return Set(isl_set_subtract(a.take(), b.take())); }

Map relation(const Set &domain, const std::vector<std::optional<Value>> &subscripts,
             const Set &range) {
    if (!domain)
        return {};
    isl_ctx *context = isl_set_get_ctx(domain.get());
    isl_set *point = isl_set_universe(isl_space_set_alloc(context, 0, 0));
    isl_set *anywhere = isl_set_universe(isl_set_get_space(domain.get()));
    isl_map *map = isl_map_from_domain_and_range(anywhere, point);
    for (const auto &s : subscripts) {
        isl_map *one;
        if (s) {
            one = isl_map_from_pw_aff(s->copy());
        } else {
            isl_set *line = isl_set_universe(isl_space_set_alloc(context, 0, 1));
            one = isl_map_from_domain_and_range(isl_set_universe(isl_set_get_space(domain.get())),
                                                line);
        }
        map = isl_map_flat_range_product(map, one);
    }
    map = isl_map_intersect_range(map, range.copy());
    return Map(isl_map_intersect_domain(map, domain.copy()));
}

Map meeting(const Map &a, const Map &b) {
    return Map(isl_map_apply_range(a.copy(), isl_map_reverse(b.copy())));
}

Map keyed(const Map &m, const Map &also, const Map &first) {
    isl_map *all = isl_map_flat_range_product(m.copy(), also.copy());
    isl_size outputs = isl_map_dim(all, isl_dim_out);
    all = isl_map_flat_range_product(all, first.copy());
    if (outputs < 0 || !all) {
        isl_map_free(all);
        return {};
    }
    return Map(
        isl_map_move_dims(all, isl_dim_in, 0, isl_dim_out, static_cast<unsigned>(outputs), 1));
}

Map different_first(const Map &pairs, bool ordered) {
    isl_map *less = isl_map_order_lt(pairs.copy(), isl_dim_in, 0, isl_dim_out, 0);
    if (ordered)
        return Map(less);
    isl_map *more = isl_map_order_gt(pairs.copy(), isl_dim_in, 0, isl_dim_out, 0);
    return Map(isl_map_union(less, more));
}

Map different_at(const Map &pairs, int position) {
    isl_map *less = isl_map_order_lt(pairs.copy(), isl_dim_in, position, isl_dim_out, position);
    isl_map *more = isl_map_order_gt(pairs.copy(), isl_dim_in, position, isl_dim_out, position);
    return Map(isl_map_union(less, more));
}

std::vector<std::string> parameter_names(const Map &m) {
    std::vector<std::string> names;
    isl_size count = isl_map_dim(m.get(), isl_dim_param);
    for (isl_size i = 0; i < count; i++)
        names.push_back(isl_map_get_dim_name(m.get(), isl_dim_param, static_cast<unsigned>(i)));
    return names;
}

Map for_some_parameters(const Map &m) {
    isl_size count = isl_map_dim(m.get(), isl_dim_param);
    if (count < 0)
        return {};
    return Map(isl_map_project_out(m.copy(), isl_dim_param, 0, static_cast<unsigned>(count)));
}

Map given_parameters(const Map &m, const Set &parameters) {
    return Map(isl_map_intersect_params(m.copy(), isl_set_params(parameters.copy())));
}

Map over_first_coordinate(const Map &m) {
    isl_size inputs = isl_map_dim(m.get(), isl_dim_in);
    if (inputs <= 1)
        return m;
    return Map(isl_map_project_out(m.copy(), isl_dim_in, 1, static_cast<unsigned>(inputs - 1)));
}

Set first_coordinates(const Set &s) {
    isl_size count = isl_set_dim(s.get(), isl_dim_set);
    if (count <= 1)
        return s;
    return Set(isl_set_project_out(s.copy(), isl_dim_set, 1, static_cast<unsigned>(count - 1)));
}

Map without_first(const Map &pairs, const Set &first) {
    auto points = [&](isl_dim_type side) {
        isl_size count = isl_map_dim(pairs.get(), side);
        unsigned more = count > 1 ? static_cast<unsigned>(count - 1) : 0;
        return isl_set_add_dims(first.copy(), isl_dim_set, more);
    };
    isl_map *rest = isl_map_subtract_domain(pairs.copy(), points(isl_dim_in));
    return Map(isl_map_subtract_range(rest, points(isl_dim_out)));
}

Set parameters_of(const Map &m) { return Set(isl_map_params(m.copy())); }
Set parameters_of(const Set &s) { return Set(isl_set_params(s.copy())); }
Set domain_of(const Map &m) { return Set(isl_map_domain(m.copy())); }

Answer is_empty(const Map &m) { return answer(isl_map_is_empty(m.get())); }
Answer is_empty(const Set &s) { return answer(isl_set_is_empty(s.get())); }
Answer is_equal(const Map &a, const Map &b) { return answer(isl_map_is_equal(a.get(), b.get())); }
std::string text(const Map &m) { return taken(isl_map_to_str(m.get())); }
std::string text(const Set &s) { return taken(isl_set_to_str(s.get())); }

// ---- constraints ---------------------------------------------------------------------------

std::vector<std::string> parameter_names(const Set &s) {
    std::vector<std::string> names;
    isl_size count = isl_set_dim(s.get(), isl_dim_param);
    for (isl_size i = 0; i < count; i++)
        names.push_back(isl_set_get_dim_name(s.get(), isl_dim_param, static_cast<unsigned>(i)));
    return names;
}

namespace {

// The parts of a set, gathered by isl's callbacks.
struct Parts {
    std::vector<std::vector<Constraint>> conjunctions;
    bool good = true;

    int64_t number(isl_val *v) {
        // Within 2^53 a double is exact, and larger factors are of no use.
        bool fits = v && isl_val_is_int(v) == isl_bool_true && isl_val_get_d(v) > -9e15 &&
                    isl_val_get_d(v) < 9e15;
        good = good && fits;
        int64_t n = fits ? isl_val_get_num_si(v) : 0;
        isl_val_free(v);
        return n;
    }
    void add(isl_constraint *c) {
        Constraint out;
        out.equality = isl_constraint_is_equality(c) == isl_bool_true;
        out.constant = number(isl_constraint_get_constant_val(c));
        isl_size count = isl_constraint_dim(c, isl_dim_param);
        for (isl_size i = 0; i < count; i++) {
            int at = static_cast<int>(i);
            if (int64_t f = number(isl_constraint_get_coefficient_val(c, isl_dim_param, at)))
                out.terms.emplace_back(
                    isl_constraint_get_dim_name(c, isl_dim_param, static_cast<unsigned>(i)), f);
        }
        good = good &&
               isl_constraint_involves_dims(
                   c, isl_dim_div, 0, static_cast<unsigned>(isl_constraint_dim(c, isl_dim_div))) !=
                   isl_bool_true;
        conjunctions.back().push_back(std::move(out));
        isl_constraint_free(c);
    }
};

isl_stat add_constraint(isl_constraint *c, void *parts) {
    static_cast<Parts *>(parts)->add(c);
    return isl_stat_ok;
}
isl_stat add_basic_set(isl_basic_set *s, void *parts) {
    static_cast<Parts *>(parts)->conjunctions.emplace_back();
    isl_stat status = isl_basic_set_foreach_constraint(s, add_constraint, parts);
    isl_basic_set_free(s);
    return status;
}

} // namespace

std::optional<std::vector<std::vector<Constraint>>> constraints_of(const Set &parameters,
                                                                   const Set &given) {
    isl_set *set = isl_set_params(isl_set_remove_divs(parameters.copy()));
    set = isl_set_gist(isl_set_coalesce(set), isl_set_params(given.copy()));
    set = isl_set_coalesce(isl_set_remove_redundancies(set));
    Parts parts;
    bool done = set && isl_set_foreach_basic_set(set, add_basic_set, &parts) == isl_stat_ok;
    isl_set_free(set);
    return done && parts.good ? std::optional(std::move(parts.conjunctions)) : std::nullopt;
}

// ---- samples -------------------------------------------------------------------------------

namespace {

// Parameters, then both sides, as the coordinates of one set without parameters.
isl_set *flattened(const Map &m, isl_size parameters) {
    isl_set *set = isl_set_flatten(isl_map_wrap(m.copy()));
    return isl_set_move_dims(set, isl_dim_set, 0, isl_dim_param, 0,
                             static_cast<unsigned>(parameters));
}

isl_map *fixed(isl_map *map, isl_dim_type side, unsigned at, int64_t value) {
    return map ? isl_map_fix_val(map, side, at, integer(isl_map_get_ctx(map), value)) : map;
}

// A witness with small numbers is easier to read, and to try.
constexpr int64_t most_in_words = 40;

isl_set *within(isl_set *set, int64_t least, int64_t most) {
    isl_size count = isl_set_dim(set, isl_dim_set);
    for (isl_size i = 0; set && i < count; i++) {
        auto at = static_cast<unsigned>(i);
        set = isl_set_lower_bound_si(set, isl_dim_set, at, static_cast<int>(least));
        set = isl_set_upper_bound_si(set, isl_dim_set, at, static_cast<int>(most));
    }
    return set;
}

std::optional<std::vector<int64_t>> coordinates(isl_point *point) {
    std::vector<int64_t> result;
    isl_space *space = isl_point_get_space(point);
    isl_size count = isl_space_dim(space, isl_dim_set);
    isl_space_free(space);
    bool failed = count < 0 || isl_point_is_void(point) != isl_bool_false;
    for (isl_size i = 0; !failed && i < count; i++) {
        isl_val *v = isl_point_get_coordinate_val(point, isl_dim_set, static_cast<int>(i));
        failed = isl_val_is_int(v) != isl_bool_true;
        if (!failed)
            result.push_back(isl_val_get_num_si(v));
        isl_val_free(v);
    }
    isl_point_free(point);
    return failed ? std::nullopt : std::optional(result);
}

} // namespace

std::optional<Sample> smallest(const Map &m) {
    isl_size inputs = isl_map_dim(m.get(), isl_dim_in);
    isl_size parameters = isl_map_dim(m.get(), isl_dim_param);
    if (inputs < 0 || parameters < 0)
        return std::nullopt;
    // lexmin fails where a coordinate has no least value; any sample then has to do.
    isl_set *set = flattened(m, parameters);
    std::optional<std::vector<int64_t>> values;
    for (int64_t least : {int64_t{0}, -most_in_words})
        if (!values)
            values = coordinates(isl_set_sample_point(
                isl_set_lexmin(within(isl_set_copy(set), least, most_in_words))));
    if (!values)
        values = coordinates(isl_set_sample_point(isl_set_lexmin(isl_set_copy(set))));
    if (!values)
        values = coordinates(isl_set_sample_point(isl_set_copy(set)));
    isl_set_free(set);
    if (!values)
        return std::nullopt;
    Sample sample;
    auto names = parameter_names(m);
    for (size_t i = 0; i < names.size(); i++)
        sample.parameters.emplace_back(names[i], (*values)[i]);
    auto begin = values->begin() + parameters;
    sample.from.assign(begin, begin + inputs);
    sample.to.assign(begin + inputs, values->end());
    return sample;
}

std::optional<std::vector<int64_t>> image(const Map &m, const std::vector<int64_t> &point,
                                          const Bindings &parameters) {
    if (!m)
        return std::nullopt;
    isl_map *map = m.copy();
    for (const auto &[name, value] : parameters) {
        int at = isl_map_find_dim_by_name(map, isl_dim_param, name.c_str());
        if (at >= 0)
            map = fixed(map, isl_dim_param, static_cast<unsigned>(at), value);
    }
    for (size_t i = 0; i < point.size(); i++)
        map = fixed(map, isl_dim_in, static_cast<unsigned>(i), point[i]);
    return coordinates(isl_set_sample_point(isl_map_range(map)));
}

// ---- context and budget --------------------------------------------------------------------

Polyhedra::Polyhedra(uint64_t query_limit, uint64_t total_limit)
    : context_(isl_ctx_alloc()), query_limit_(query_limit), total_limit_(total_limit) {
    isl_options_set_on_error(context_, ISL_ON_ERROR_CONTINUE);
}
Polyhedra::~Polyhedra() { isl_ctx_free(context_); }

Value Polyhedra::constant(int dims, int64_t value) {
    isl_space *space = isl_space_set_alloc(context_, 0, static_cast<unsigned>(dims));
    isl_aff *zero = isl_aff_zero_on_domain(isl_local_space_from_space(space));
    return Value(isl_pw_aff_from_aff(isl_aff_set_constant_val(zero, integer(context_, value))));
}

Value Polyhedra::coordinate(int dims, int position) {
    isl_space *space = isl_space_set_alloc(context_, 0, static_cast<unsigned>(dims));
    return Value(isl_pw_aff_var_on_domain(isl_local_space_from_space(space), isl_dim_set,
                                          static_cast<unsigned>(position)));
}

Value Polyhedra::parameter(int dims, const std::string &name) {
    isl_space *space = isl_space_set_alloc(context_, 1, static_cast<unsigned>(dims));
    isl_id *id = isl_id_alloc(context_, name.c_str(), nullptr);
    space = isl_space_set_dim_id(space, isl_dim_param, 0, isl_id_copy(id));
    return Value(isl_pw_aff_from_aff(isl_aff_param_on_domain_space_id(space, id)));
}

Set Polyhedra::universe(int dims) {
    return Set(isl_set_universe(isl_space_set_alloc(context_, 0, static_cast<unsigned>(dims))));
}
Set Polyhedra::nothing(int dims) {
    return Set(isl_set_empty(isl_space_set_alloc(context_, 0, static_cast<unsigned>(dims))));
}

Budget::Budget(Polyhedra &sets, Kind kind) : sets_(sets), kind_(kind) {
    uint64_t left = sets.total_limit_ > sets.used_ ? sets.total_limit_ - sets.used_ : 1;
    if (kind == Kind::spare)
        left = sets.query_limit_;
    isl_ctx_reset_error(sets.context_);
    isl_ctx_reset_operations(sets.context_);
    isl_ctx_set_max_operations(sets.context_, std::min(left, sets.query_limit_));
}

// isl counts allocations as operations and refuses one when the count has reached the maximum, but
// has no function that tells the count: the least maximum that admits an allocation is one above.
Budget::~Budget() {
    if (kind_ == Kind::counted)
        sets_.used_ += used();
    isl_ctx_set_max_operations(sets_.context_, 0);
    isl_ctx_reset_error(sets_.context_);
}

uint64_t Budget::used() const {
    uint64_t low = 0, high = isl_ctx_get_max_operations(sets_.context_);
    while (low < high) {
        uint64_t middle = low + (high - low) / 2;
        isl_ctx_set_max_operations(sets_.context_, std::max<uint64_t>(middle, 1));
        isl_val *probe = isl_val_int_from_si(sets_.context_, 0);
        probe ? high = middle : low = middle + 1;
        isl_val_free(probe);
    }
    return low;
}

bool Budget::ran_out() const { return isl_ctx_last_error(sets_.context_) == isl_error_quota; }

} // namespace pragmac
