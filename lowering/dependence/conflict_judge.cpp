// Subtracts the parameters with a conflict from the usual ones, and asks what is left.
#include "conflict_judge.h"

#include "build.h"
#include "point_values.h"

namespace pragmac {
namespace {

constexpr int64_t large = int64_t{1} << 20; // iterations and elements that are many
// What a test may hold, so that its sums cannot overflow.
constexpr int64_t most_factor = 1024, most_constant = int64_t{1} << 40;

} // namespace

// Racy when no usual values are without a conflict; guarded when the values with one can be
// told from others by a test.
Judgement ConflictJudge::judge(size_t i, size_t j, Conflict &conflict) {
    Set dangerous = parameters_of(conflict.pairs);
    std::optional<Set> usual = usual_values({i, j}, dangerous);
    if (!usual)
        return {};
    Answer always = is_empty(difference(*usual, dangerous));
    Answer any = is_empty(*usual);
    if (any == Answer::no) // a witness among them is a likelier one
        if (Map likely = given_parameters(conflict.pairs, without_errors({i, j}));
            is_empty(likely) == Answer::no)
            conflict.pairs = likely;
    if (any == Answer::no && always == Answer::yes)
        return {conflict.exact ? Verdict::Kind::racy : Verdict::Kind::unknown, {}};
    if (always != Answer::no)
        return {.few = any == Answer::yes};
    auto constraints = constraints_of(dangerous, accesses_.context());
    if (!constraints || constraints->size() > most_dangers || !testable(*constraints))
        return {};
    return {Verdict::Kind::guarded, std::move(*constraints)};
}

// Large trip counts and extents, no index out of range, and what is known at the loop. A loop whose
// trip count has a bound has no large ones: the largest there are stand for them.
std::optional<Set> ConflictJudge::usual_values(std::initializer_list<size_t> pair,
                                               const Set &dangerous) {
    Set good = without_errors(pair);
    for (const std::string &name : parameter_names(dangerous))
        if (scope_.is_extent(name))
            good =
                good & parameters_of(at_most(sets_.constant(0, large), sets_.parameter(0, name)));
    std::optional<Set> usual;
    for (int64_t more : {large, int64_t{4096}, int64_t{64}, int64_t{8}, int64_t{1}}) {
        std::optional<Set> some = iterations(more);
        if (!some)
            return std::nullopt;
        usual = parameters_of(*some) & good;
        if (is_empty(*usual) != Answer::yes)
            break;
    }
    return usual;
}

std::optional<Set> ConflictJudge::iterations(int64_t more) {
    static const std::vector<const For *> no_loops;
    PointValues points(scope_, sets_, no_loops, 0, PointValues::When::entry);
    const For &loop = *scope_.loop();
    auto lo = points.value(loop.lo), hi = points.value(loop.hi);
    int64_t step = 0;
    if (!lo || !hi || !constant_i64(loop.step, step) || step < -large || step > large)
        return std::nullopt;
    Value last = *lo + sets_.constant(0, step * more);
    return accesses_.context() & (step > 0 ? at_most(last, *hi) : at_most(*hi, last));
}

Set ConflictJudge::without_errors(std::initializer_list<size_t> pair) {
    Set good = parameters_of(sets_.universe(0));
    for (size_t k : pair) {
        const AccessRelation &r = accesses_.relation(k);
        if (r.exact)
            good = difference(good, parameters_of(difference(r.domain, domain_of(r.map))));
    }
    return good;
}

bool ConflictJudge::unreachable() {
    if (sets_.exhausted() || scope_.place().guards.empty())
        return false;
    Budget budget(sets_);
    for (int64_t more :
         {large, int64_t{1}}) // loops of small constant trip counts are none the less
        if (auto some = iterations(more); !some || is_empty(*some) != Answer::yes)
            return false;
    return true;
}

// Every parameter can be computed in front of the loop, and no product overflows.
bool ConflictJudge::testable(const std::vector<std::vector<Constraint>> &dangers) const {
    for (const auto &conjunction : dangers) {
        if (conjunction.empty())
            return false;
        for (const Constraint &c : conjunction) {
            if (c.constant > most_constant || c.constant < -most_constant)
                return false;
            for (const auto &[name, factor] : c.terms) {
                auto source = scope_.source(name);
                bool known =
                    source && (source->axis >= 0 ? !scope_.declared_inside(source->node)
                                                 : scope_.available_at_entry(source->node));
                if (!known || factor > most_factor || factor < -most_factor)
                    return false;
            }
        }
    }
    return true;
}

} // namespace pragmac
