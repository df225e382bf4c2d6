// Marks elements of owner arrays in the place of accesses.
#include "inspect_accesses.h"

#include "entry_guard.h"
#include "fields.h"
#include "mutants.h"
#include "replay_loop.h"
#include "user_words.h"

namespace pragmac {
namespace {

constexpr int64_t most_elements = int64_t{1} << 26; // of all inspected arrays together

class Inspection {
  public:
    Inspection(const Verdict &verdict, const LoopScope &scope, Builder &build, NodeRef apart)
        : arrays_(verdict.inspected), scope_(scope), build_(build),
          replay_(verdict.inspected, scope, build, apart) {}

    // Where the first meeting in each array is kept: both iterations' numbers and the element.
    std::vector<NodeRef> declarations() {
        std::vector<NodeRef> out;
        auto number = [&](const char *name) {
            NodeRef cell = build_.cell_var(name, scalar(DType::i64));
            out.push_back(build_.alloc_cell(cell));
            out.push_back(build_.store(cell, {}, build_.i64(0)));
            return cell;
        };
        for (NodeRef array : arrays_) {
            Meeting met{number("first"), number("second"), {}};
            for (int axis = 0; axis < array->type.rank; axis++)
                met.place.push_back(number("place"));
            met_.push_back(met);
        }
        return out;
    }

    NodeRef run() {
        std::vector<NodeRef> out;
        for (NodeRef array : arrays_) {
            NodeRef owner = build_.array_var("owner", DType::i64, array->type.rank);
            std::vector<NodeRef> extents;
            for (int axis = 0; axis < array->type.rank; axis++)
                extents.push_back(build_.dim(array, axis));
            out.push_back(build_.alloc_array(owner, extents, Fill::zero));
            owners_.push_back(owner);
        }
        for (bool marking : {true, false})
            if (marking || !mutant(Mutant::inspection_skips_loads))
                out.push_back(replay_.walk_iterations(
                    [&](size_t k, const std::vector<NodeRef> &place, bool stores, NodeRef number) {
                        return stores == marking ? mark(k, place, stores, number) : nullptr;
                    }));
        return build_.block(out);
    }

    NodeRef small_enough() {
        NodeRef sum = build_.i64(0);
        for (NodeRef array : arrays_) {
            NodeRef count = build_.i64(1);
            for (int axis = 0; axis < array->type.rank; axis++)
                count = build_.binary(BinaryOp::mul, count, build_.dim(array, axis));
            sum = build_.binary(BinaryOp::add, sum, count);
        }
        return build_.compare(CompareOp::le, sum, build_.i64(most_elements));
    }

    // Raises RaceError when the inspection found two iterations that meet, or was too dear.
    NodeRef check(const std::string &why) {
        std::string start = has_not_run + why + (why.empty() ? "" : ": ");
        std::vector<NodeRef> checks{
            build_.check(small_enough(), Exception::RaceError,
                         start + "arrays of more than " + std::to_string(most_elements) +
                             " elements are not inspected for iterations that meet",
                         {})};
        std::string var = name_in_source(scope_.loop()->var);
        for (size_t k = 0; k < arrays_.size(); k++) {
            std::vector<NodeRef> values{replay_.iteration(build_.load(met_[k].first)),
                                        replay_.iteration(build_.load(met_[k].second))};
            std::string element;
            for (NodeRef place : met_[k].place) {
                element += (element.empty() ? "{" : ", {") + std::to_string(values.size()) + "}";
                values.push_back(build_.load(place));
            }
            NodeRef none =
                build_.compare(CompareOp::eq, build_.load(met_[k].second), build_.i64(0));
            checks.push_back(
                build_.check(none, Exception::RaceError,
                             start + "iterations " + var + "={0} and " + var + "={1} " +
                                 (replay_.may_be_more() ? "may meet" : "meet") + " in `" +
                                 name_in_source(arrays_[k]) + "[" + element + "]`",
                             values));
        }
        return build_.block(checks);
    }

  private:
    struct Meeting {
        NodeRef first, second; // cells: numbers from 1 in the order of the iterations
        std::vector<NodeRef> place;
    };

    NodeRef mark(size_t k, const std::vector<NodeRef> &place, bool stores, NodeRef number) {
        NodeRef seen = build_.value_var("seen", number->type);
        NodeRef own =
            build_.binary(BinaryOp::bit_or, build_.compare(CompareOp::eq, seen, build_.i64(0)),
                          build_.compare(CompareOp::eq, seen, number));
        std::vector<NodeRef> taken;
        if (stores)
            taken.push_back(build_.store(owners_[k], place, number));
        NodeRef meets = meeting(met_[k], seen, place, number);
        return build_.block({build_.let(seen, build_.load(owners_[k], place)),
                             build_.if_then(own, build_.block(taken), meets)});
    }

    NodeRef meeting(const Meeting &met, NodeRef seen, const std::vector<NodeRef> &place,
                    NodeRef number) {
        std::vector<NodeRef> out{
            replay_.failed(),
            build_.store(met.first, {}, build_.binary(BinaryOp::np_min, seen, number)),
            build_.store(met.second, {}, build_.binary(BinaryOp::np_max, seen, number))};
        for (size_t axis = 0; axis < place.size(); axis++)
            out.push_back(build_.store(met.place[axis], {}, place[axis]));
        return build_.block(out);
    }

    const std::vector<NodeRef> &arrays_;
    const LoopScope &scope_;
    Builder &build_;
    LoopReplay replay_;
    std::vector<NodeRef> owners_;
    std::vector<Meeting> met_;
};

} // namespace

Inspected inspect_accesses(const Verdict &verdict, const LoopScope &scope, NodeRef guard,
                           Builder &build, const std::string &why) {
    build.span = scope.loop()->span;
    NodeRef apart = build.cell_var("apart", build.boolean(true)->type);
    Inspection inspection(verdict, scope, build, apart);
    NodeRef first = guard ? build.lazy(guard, inspection.small_enough(), build.boolean(false))
                          : inspection.small_enough();
    Inspected made{{build.alloc_cell(apart), build.store(apart, {}, first)}, apart, nullptr};
    for (NodeRef s : inspection.declarations())
        made.statements.push_back(s);
    made.statements.push_back(build.if_then(build.load(apart), inspection.run()));
    made.check = inspection.check(why);
    return made;
}

} // namespace pragmac
