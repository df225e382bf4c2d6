// Marks bytes of an owner array in the place of accesses.
#include "inspect_shared_memory.h"

#include "mutants.h"
#include "replay_loop.h"
#include "user_words.h"

#include <limits>

namespace pragmac {
namespace {

constexpr int64_t most_bytes = int64_t{1} << 26;

class MemoryInspection {
  public:
    MemoryInspection(const std::vector<NodeRef> &arrays, const LoopScope &scope, Builder &build)
        : arrays_(arrays), scope_(scope), build_(build),
          apart_(build.cell_var("apart", build.boolean(true)->type)),
          replay_(arrays, scope, build, apart_) {}

    std::vector<NodeRef> run(const std::string &why) {
        declare();
        measure();
        statements_.push_back(check(small_enough(),
                                    why + ": more than " + std::to_string(most_bytes) +
                                        " bytes are not inspected for iterations that meet",
                                    {}));
        own();
        for (size_t k = 0; k < arrays_.size(); k++)
            raise_meeting(k, why);
        statements_.push_back(check(build_.load(apart_),
                                    why + ": no iterations were seen to meet before one that "
                                          "raises an error",
                                    {}));
        return statements_;
    }

  private:
    // Of the first meeting seen in an access of one array.
    struct Meeting {
        NodeRef first, second; // cells: numbers from 1 in the order of the iterations
        std::vector<NodeRef> place;
    };

    NodeRef cell(const char *name, int64_t value) {
        NodeRef made = build_.cell_var(name, scalar(DType::i64));
        statements_.push_back(build_.alloc_cell(made));
        statements_.push_back(build_.store(made, {}, build_.i64(value)));
        return made;
    }
    NodeRef check(NodeRef cond, const std::string &words, const std::vector<NodeRef> &payload) {
        return build_.check(cond, Exception::RaceError, words, payload);
    }
    NodeRef minimum(NodeRef a, NodeRef b) { return build_.binary(BinaryOp::np_min, a, b); }
    NodeRef maximum(NodeRef a, NodeRef b) { return build_.binary(BinaryOp::np_max, a, b); }

    void declare() {
        statements_.push_back(build_.alloc_cell(apart_));
        statements_.push_back(build_.store(apart_, {}, build_.boolean(true)));
        lowest_ = cell("lowest", std::numeric_limits<int64_t>::max());
        end_ = cell("end", 0);
        for (NodeRef array : arrays_) {
            Meeting met{cell("first", 0), cell("second", 0), {}};
            for (int axis = 0; axis < array->type.rank; axis++)
                met.place.push_back(cell("place", 0));
            met_.push_back(met);
        }
    }

    void measure() {
        statements_.push_back(replay_.walk_iterations(
            [&](size_t k, const std::vector<NodeRef> &place, bool, NodeRef) {
                NodeRef at = build_.value_var("at", scalar(DType::i64));
                NodeRef behind =
                    build_.binary(BinaryOp::add, at, build_.i64(byte_size(arrays_[k]->type.dtype)));
                return build_.block({build_.let(at, build_.address(arrays_[k], place)),
                                     build_.store(lowest_, {}, minimum(build_.load(lowest_), at)),
                                     build_.store(end_, {}, maximum(build_.load(end_), behind))});
            }));
    }
    // Nothing is touched: the end lies below.
    NodeRef bytes() {
        return maximum(build_.binary(BinaryOp::sub,
                                     maximum(build_.load(end_), build_.load(lowest_)),
                                     build_.load(lowest_)),
                       build_.i64(0));
    }
    NodeRef small_enough() {
        return build_.compare(CompareOp::le, bytes(), build_.i64(most_bytes));
    }

    void own() {
        owner_ = build_.array_var("owner", DType::i64, 1);
        statements_.push_back(build_.alloc_array(owner_, {bytes()}, Fill::zero));
        for (bool marking : {true, false})
            if (marking || !mutant(Mutant::inspection_skips_loads))
                statements_.push_back(replay_.walk_iterations(
                    [&](size_t k, const std::vector<NodeRef> &place, bool stores, NodeRef number) {
                        return stores == marking ? mark(k, place, stores, number) : nullptr;
                    }));
    }

    NodeRef mark(size_t k, const std::vector<NodeRef> &place, bool stores, NodeRef number) {
        Type i64 = scalar(DType::i64);
        NodeRef byte = build_.value_var("byte", i64), seen = build_.value_var("seen", i64);
        NodeRef offset =
            build_.binary(BinaryOp::sub, build_.address(arrays_[k], place), build_.load(lowest_));
        NodeRef at = build_.binary(BinaryOp::add, offset, byte);
        NodeRef own =
            build_.binary(BinaryOp::bit_or, build_.compare(CompareOp::eq, seen, build_.i64(0)),
                          build_.compare(CompareOp::eq, seen, number));
        std::vector<NodeRef> taken;
        if (stores)
            taken.push_back(build_.store(owner_, {at}, number));
        NodeRef body = build_.block(
            {build_.let(seen, build_.load(owner_, {at})),
             build_.if_then(own, build_.block(taken), meeting(k, seen, place, number))});
        return build_.block(
            {build_.for_loop(byte, build_.i64(0), build_.i64(byte_size(arrays_[k]->type.dtype)),
                             build_.i64(1), ForKind::serial, {}, body)});
    }

    NodeRef meeting(size_t k, NodeRef seen, const std::vector<NodeRef> &place, NodeRef number) {
        const Meeting &met = met_[k];
        std::vector<NodeRef> out{replay_.failed(),
                                 build_.store(met.first, {}, minimum(seen, number)),
                                 build_.store(met.second, {}, maximum(seen, number))};
        for (size_t axis = 0; axis < place.size(); axis++)
            out.push_back(build_.store(met.place[axis], {}, place[axis]));
        return build_.block({build_.if_then(build_.load(apart_), build_.block(out))});
    }

    void raise_meeting(size_t k, const std::string &why) {
        const Meeting &met = met_[k];
        std::string var = name_in_source(scope_.loop()->var), element;
        std::vector<NodeRef> values{replay_.iteration(build_.load(met.first)),
                                    replay_.iteration(build_.load(met.second))};
        for (NodeRef place : met.place) {
            element += (element.empty() ? "{" : ", {") + std::to_string(values.size()) + "}";
            values.push_back(build_.load(place));
        }
        NodeRef none = build_.compare(CompareOp::eq, build_.load(met.second), build_.i64(0));
        statements_.push_back(check(none,
                                    why + ": iterations " + var + "={0} and " + var + "={1} " +
                                        (replay_.may_be_more() ? "may meet" : "meet") + " in `" +
                                        name_in_source(arrays_[k]) + "[" + element + "]`",
                                    values));
    }

    const std::vector<NodeRef> &arrays_;
    const LoopScope &scope_;
    Builder &build_;
    NodeRef apart_; // cell: no two iterations met so far, and none raises
    LoopReplay replay_;
    std::vector<NodeRef> statements_;
    NodeRef lowest_ = nullptr, end_ = nullptr, owner_ = nullptr;
    std::vector<Meeting> met_;
};

} // namespace

std::vector<NodeRef> inspect_shared_memory(const std::vector<NodeRef> &arrays,
                                           const LoopScope &scope, Builder &build,
                                           const std::string &why) {
    build.span = scope.loop()->span;
    return MemoryInspection(arrays, scope, build).run(why);
}

} // namespace pragmac
