// Builds keyed relations of a pair and asks isl whether any two points of different keys meet.
#include "lane_hazards.h"

#include "build.h"
#include "fields.h"
#include "mutants.h"
#include "point_values.h"
#include "user_words.h"

#include <algorithm>

namespace pragmac {
namespace {

// Where the loop over lanes is among an access's loops; past the end when all lanes make the
// access.
size_t lanes_position(const Access &access) {
    auto it = std::find_if(access.loops.begin(), access.loops.end(),
                           [](const For *loop) { return loop->kind == ForKind::lanes; });
    return static_cast<size_t>(it - access.loops.begin());
}
bool by_all_lanes(const Access &access) { return lanes_position(access) == access.loops.size(); }

int dims(const Access &access) { return static_cast<int>(access.loops.size()); }

} // namespace

bool LaneHazards::conflict(const UnorderedPair &pair) const {
    const Access &a = accesses_.all()[pair.first], &b = accesses_.all()[pair.second];
    if (a.array != b.array || (!a.writes && !b.writes))
        return false;
    if (!a.writes && mutant(Mutant::lanes_write_after_read_ignored))
        return false;
    bool any_order = a.update.array && b.update.array && a.update.op == b.update.op &&
                     a.update.order == UpdateOrder::atomic &&
                     b.update.order == UpdateOrder::atomic && !a.update.fetched &&
                     !b.update.fetched;
    return !any_order;
}

LaneHazard LaneHazards::judge(const UnorderedPair &pair) {
    using Kind = LaneHazard::Kind;
    if (lanes_ == 1)
        return {Kind::one_lane, "the worker has one lane", ""};
    if (mutant(Mutant::barriers_never_needed))
        return {Kind::apart, "", ""};
    const Access &a = accesses_.all()[pair.first], &b = accesses_.all()[pair.second];
    LaneHazard apart = by(pair, places(pair), Kind::apart);
    if (apart.kind == Kind::apart)
        return apart;
    if (pair.carried) {
        LaneHazard found = by(pair, iterations(pair), Kind::apart);
        if (found.kind == Kind::apart)
            return found;
    }
    bool lanes_tell = !by_all_lanes(a) && !by_all_lanes(b);
    if (!lanes_tell && mutant(Mutant::reads_by_all_ignored))
        return {Kind::one_lane, "", ""};
    LaneHazard found = lanes_tell ? by(pair, lanes(pair), Kind::one_lane) : apart;
    const AccessRelation &x = accesses_.relation(pair.first), &y = accesses_.relation(pair.second);
    if (found.kind != Kind::exists || (x.exact && y.exact))
        return found;
    std::string why = ": " + (x.exact ? y.reason : x.reason);
    if (x.up_to_data && y.up_to_data)
        return {Kind::exists, found.words + why + ", and there is data for which they meet", ""};
    return {Kind::unknown, found.words + why, ""};
}

LaneHazard LaneHazards::by(const UnorderedPair &pair, const Keys &keys, LaneHazard::Kind kind) {
    Budget budget(sets_);
    const Access &a = accesses_.all()[pair.first], &b = accesses_.all()[pair.second];
    Map x = keyed(accesses_.relation(pair.first).map, equals(pair, a), keys.first);
    Map y = keyed(accesses_.relation(pair.second).map, equals(pair, b), keys.second);
    Map hazards = given_parameters(different_first(meeting(x, y), false), accesses_.context());
    std::string words = in_words(pair);
    switch (is_empty(hazards)) {
    case Answer::unknown: return {LaneHazard::Kind::unknown, words + ": too hard to decide", ""};
    case Answer::yes:
        words +=
            kind == LaneHazard::Kind::one_lane ? ": only a lane and itself meet" : ": none meet";
        return {kind, words, certificate(pair, x, y, kind, words)};
    case Answer::no: break;
    }
    // What one key does not tell apart alone may still differ in the loop that carries the pair.
    if (pair.carried &&
        is_empty(different_at(hazards, static_cast<int>(pair.equal) + 1)) != Answer::no)
        return {LaneHazard::Kind::unknown, words + ": only iterations that differ meet", ""};
    return {LaneHazard::Kind::exists, words, ""};
}

std::string LaneHazards::in_words(const UnorderedPair &pair) const {
    const FunctionScope &function = accesses_.scope().function();
    return access_in_user_words(accesses_.all()[pair.first], function) + " and later " +
           access_in_user_words(accesses_.all()[pair.second], function);
}

// That no points of `x` and `y` with different first coordinates meet.
std::string LaneHazards::certificate(const UnorderedPair &pair, const Map &x, const Map &y,
                                     LaneHazard::Kind kind, const std::string &words) {
    Certificate made;
    made.variable = kind == LaneHazard::Kind::one_lane ? "lane" : "place";
    made.given = linear_relation(accesses_.context());
    const FunctionScope &function = accesses_.scope().function();
    for (size_t number : {size_t{0}, size_t{1}}) {
        const Access &access = accesses_.all()[number ? pair.second : pair.first];
        made.accesses.push_back({number, access_in_user_words(access, function), access.reads,
                                 access.writes, "", linear_relation(number ? y : x)});
    }
    std::set<std::string> names;
    for (const auto *relation :
         {&made.given, &made.accesses[0].relation, &made.accesses[1].relation})
        if (*relation)
            names.insert((*relation)->parameters.begin(), (*relation)->parameters.end());
    for (const std::string &name : names)
        made.parameters.emplace_back(name, accesses_.scope().meaning(name));
    made.claims.push_back({Evidence::relations, {0, 1}, false, words, std::nullopt});
    return text(made);
}

// ---- keys ----------------------------------------------------------------------------------

// { point of the access -> value }, any value where there is none.
Map LaneHazards::of_point(const Access &access, const std::optional<Value> &value) {
    return relation(sets_.universe(dims(access)), {value}, sets_.universe(1));
}

// The two accesses as such: points of both always differ.
LaneHazards::Keys LaneHazards::places(const UnorderedPair &pair) {
    const Access &a = accesses_.all()[pair.first], &b = accesses_.all()[pair.second];
    return {of_point(a, sets_.constant(dims(a), 0)), of_point(b, sets_.constant(dims(b), 1))};
}

// The iteration of the loop that carries the pair.
LaneHazards::Keys LaneHazards::iterations(const UnorderedPair &pair) {
    const Access &a = accesses_.all()[pair.first], &b = accesses_.all()[pair.second];
    auto position = static_cast<int>(pair.equal);
    return {of_point(a, sets_.coordinate(dims(a), position)),
            of_point(b, sets_.coordinate(dims(b), position))};
}

LaneHazards::Keys LaneHazards::lanes(const UnorderedPair &pair) {
    const Access &a = accesses_.all()[pair.first], &b = accesses_.all()[pair.second];
    size_t at = lanes_position(a), bt = lanes_position(b);
    auto x = lane_of(a, at), y = lane_of(b, bt);
    if (x && y)
        return {of_point(a, x), of_point(b, y)};
    if (!same_start(pair))
        return {of_point(a, std::nullopt), of_point(b, std::nullopt)};
    // One value of both variables is one lane; other values are believed to be of others.
    return {of_point(a, sets_.coordinate(dims(a), static_cast<int>(at))),
            of_point(b, sets_.coordinate(dims(b), static_cast<int>(bt)))};
}

std::optional<Value> LaneHazards::lane_of(const Access &access, size_t position) {
    const For *loop = access.loops[position];
    PointValues points(accesses_.scope(), sets_, access.loops, dims(access));
    int64_t step = 1;
    std::optional<Value> lo = points.value(loop->lo);
    if (!lo || !constant_i64(loop->step, step))
        return std::nullopt;
    Value offset = sets_.coordinate(dims(access), static_cast<int>(position));
    if (!mutant(Mutant::lanes_count_from_zero))
        offset = offset - *lo;
    int64_t count = mutant(Mutant::lanes_counted_twice) ? 1 : lanes_;
    return modulo(step == 1 ? offset : floor_div(offset, step), count);
}

// ---- what is equal -------------------------------------------------------------------------

size_t LaneHazards::equal_loops(const UnorderedPair &pair) const {
    const Access &a = accesses_.all()[pair.first], &b = accesses_.all()[pair.second];
    size_t equal = mutant(Mutant::rounds_count_as_one) ? a.loops.size() : pair.equal;
    size_t most = std::min({equal, lanes_position(a), lanes_position(b)}), n = 0;
    while (n < most && a.loops[n] == b.loops[n])
        n++;
    return n;
}

Map LaneHazards::equals(const UnorderedPair &pair, const Access &access) {
    std::vector<std::optional<Value>> values;
    for (size_t i = 0; i < equal_loops(pair); i++)
        values.emplace_back(sets_.coordinate(dims(access), static_cast<int>(i)));
    int count = static_cast<int>(values.size());
    return relation(sets_.universe(dims(access)), values, sets_.universe(count));
}

// Both loops over lanes begin at one value, whatever it is, and have one step.
bool LaneHazards::same_start(const UnorderedPair &pair) const {
    const Access &a = accesses_.all()[pair.first], &b = accesses_.all()[pair.second];
    const For *x = a.loops[lanes_position(a)], *y = b.loops[lanes_position(b)];
    const LoopScope &scope = accesses_.scope();
    return same_value(scope.behind_names(x->lo), scope.behind_names(y->lo)) &&
           same_value(x->step, y->step) && fixed(x->lo, a.loops, equal_loops(pair));
}

// The value depends on nothing that changes while the first `equal` of the loops stand still.
bool LaneHazards::fixed(NodeRef value, const std::vector<const For *> &loops, size_t equal) const {
    const LoopScope &scope = accesses_.scope();
    value = scope.behind_names(value);
    if (auto *load = as<Load>(value)) {
        if (is_cell(load->array) || scope.writes_array(scope.function().array_root(load->array)))
            return scope.invariant(value);
    }
    if (value->op == Op::Var && !value->type.array) {
        for (size_t i = 0; i < equal; i++)
            if (loops[i]->var == value)
                return true;
        return !scope.declared_inside(value);
    }
    bool all = true;
    for_each_child(value, [&](NodeRef child) {
        all = all && (child->type.array || fixed(child, loops, equal));
    });
    return all;
}

} // namespace pragmac
