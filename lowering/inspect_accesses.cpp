// Rebuilds the replayed statements with marks in the place of accesses.
//
// A check becomes `if cond: what follows, else: not apart`, so that no load runs unprotected; what
// follows a statement that holds checks runs only while nothing has failed.
#include "inspect_accesses.h"

#include "entry_guard.h"
#include "fields.h"
#include "mutants.h"
#include "replay.h"
#include "user_words.h"

namespace pragmac {
namespace {

constexpr int64_t most_elements = int64_t{1} << 26; // of all inspected arrays together

class Inspection {
  public:
    Inspection(const Verdict &verdict, const LoopScope &scope, Builder &build, NodeRef apart)
        : arrays_(verdict.inspected), scope_(scope), build_(build), apart_(apart),
          replay_(*replay_of(verdict.inspected, scope)) {}

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
        for (bool stores : {true, false}) {
            stores_ = stores;
            if (stores || !mutant(Mutant::inspection_skips_loads))
                out.push_back(build_.clone(build_.block({pass()})));
        }
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
            std::vector<NodeRef> values{iteration(met_[k].first), iteration(met_[k].second)};
            std::string element;
            for (NodeRef place : met_[k].place) {
                element += (element.empty() ? "{" : ", {") + std::to_string(values.size()) + "}";
                values.push_back(build_.load(place));
            }
            NodeRef none =
                build_.compare(CompareOp::eq, build_.load(met_[k].second), build_.i64(0));
            checks.push_back(build_.check(none, Exception::RaceError,
                                          start + "iterations " + var + "={0} and " + var +
                                              "={1} meet in `" + name_in_source(arrays_[k]) + "[" +
                                              element + "]`",
                                          values));
        }
        return build_.block(checks);
    }

  private:
    struct Meeting {
        NodeRef first, second; // cells: numbers from 1 in the order of the iterations
        std::vector<NodeRef> place;
    };

    // The loop variable in the iteration with a number.
    NodeRef iteration(NodeRef number) {
        const For &loop = *scope_.loop();
        int64_t step = 0;
        constant_i64(loop.step, step);
        NodeRef distance = build_.binary(BinaryOp::sub, build_.load(number), build_.i64(1));
        return build_.binary(step > 0 ? BinaryOp::add : BinaryOp::sub, loop.lo, distance);
    }

    // One walk through all iterations; it ends when something was found.
    NodeRef pass() {
        const For &loop = *scope_.loop();
        int64_t step = 0;
        internal_assert(constant_i64(loop.step, step), "a step below S is a constant");
        id_ = build_.value_var("number", loop.var->type);
        NodeRef distance = step > 0 ? build_.binary(BinaryOp::sub, loop.var, loop.lo)
                                    : build_.binary(BinaryOp::sub, loop.lo, loop.var);
        std::vector<NodeRef> body{
            build_.if_then(build_.load(apart_), build_.block({}),
                           build_.block({build_.jump(JumpKind::loop_break)})),
            build_.let(id_, build_.binary(BinaryOp::add, distance, build_.i64(1)))};
        Substitution own;
        for (NodeRef cell : replay_.cells) {
            own.emplace_back(cell, build_.cell_var(as<Var>(cell)->info->name, cell->type));
            body.push_back(build_.alloc_cell(own.back().second));
        }
        for (NodeRef s : sequence(flat(loop.body), 0))
            body.push_back(s);
        NodeRef made = build_.for_loop(loop.var, loop.lo, loop.hi, loop.step, ForKind::serial, {},
                                       build_.block(body));
        return substitute(build_, made, own);
    }

    // ---- statements ------------------------------------------------------------------------

    static std::vector<NodeRef> flat(NodeRef body) {
        std::vector<NodeRef> out;
        auto *block = as<Block>(body);
        if (!block)
            return {body};
        for (NodeRef s : block->body)
            for (NodeRef inner : flat(s))
                out.push_back(inner);
        return out;
    }
    NodeRef block(NodeRef body) { return build_.block(sequence(flat(body), 0)); }
    NodeRef failed() { return build_.store(apart_, {}, build_.boolean(false)); }

    std::vector<NodeRef> sequence(const std::vector<NodeRef> &list, size_t from) {
        std::vector<NodeRef> out;
        for (size_t k = from; k < list.size(); k++) {
            NodeRef s = list[k];
            if (s->op != Op::Jump && !replay_.kept.count(s))
                continue;
            if (auto *check = as<Check>(s)) {
                marks(check->cond, out);
                if (!known_check(*check))
                    continue;
                out.push_back(build_.if_then(check->cond, build_.block(sequence(list, k + 1)),
                                             build_.block({failed()})));
                return out;
            }
            statement(s, out);
            if (holds_checks(s) && k + 1 < list.size()) {
                out.push_back(
                    build_.if_then(build_.load(apart_), build_.block(sequence(list, k + 1))));
                return out;
            }
        }
        return out;
    }
    // A check that is kept for what it reads alone has no condition to test.
    bool known_check(const Check &check) const { return replay_.tested.count(&check) != 0; }
    bool holds_checks(NodeRef n) const {
        bool found = false;
        walk(n, [&](NodeRef m) { found = found || (as<Check>(m) && replay_.tested.count(m)); });
        return found;
    }

    void statement(NodeRef n, std::vector<NodeRef> &out) {
        if (auto *let = as<Let>(n)) {
            marks(let->value, out);
            if (replay_.needed.count(let->var))
                out.push_back(n);
        } else if (auto *store = as<Store>(n)) {
            marks(store->value, out);
            if (replay_.needed.count(store->array))
                out.push_back(n);
            else if (!is_cell(store->array))
                element(store->array, store->indices, true, out);
        } else if (auto *update = as<Update>(n)) {
            marks(update->value, out);
            if (!is_cell(update->array))
                element(update->array, update->indices, true, out);
        } else if (auto *branch = as<If>(n)) {
            marks(branch->cond, out);
            if (replay_.open.count(n)) {
                out.push_back(block(branch->then));
                out.push_back(block(branch->otherwise));
            } else {
                out.push_back(
                    build_.if_then(branch->cond, block(branch->then), block(branch->otherwise)));
            }
        } else if (auto *loop = as<For>(n)) {
            marks(loop->lo, out), marks(loop->hi, out);
            if (replay_.kept.count(loop->body))
                out.push_back(build_.for_loop(loop->var, loop->lo, loop->hi, loop->step,
                                              ForKind::serial, {}, block(loop->body)));
        } else if (auto *call = as<Inline>(n)) {
            out.push_back(build_.inline_call(call->callee, block(call->body)));
        } else {
            out.push_back(n); // jumps, cells
        }
    }

    // ---- marks -----------------------------------------------------------------------------

    // The loads below n, in the arms of lazy values under their condition.
    void marks(NodeRef n, std::vector<NodeRef> &out) {
        if (n->type.array)
            return;
        if (auto *lazy = as<Lazy>(n)) {
            marks(lazy->cond, out);
            std::vector<NodeRef> a, b;
            marks(lazy->a, a), marks(lazy->b, b);
            if (a.empty() && b.empty())
                return;
            if (replay_.open.count(n)) {
                out.insert(out.end(), a.begin(), a.end());
                out.insert(out.end(), b.begin(), b.end());
            } else {
                out.push_back(build_.if_then(lazy->cond, build_.block(a), build_.block(b)));
            }
            return;
        }
        for_each_child(n, [&](NodeRef c) { marks(c, out); });
        if (auto *load = as<Load>(n); load && load->array->type.array)
            element(load->array, load->indices, false, out);
    }

    // An index out of range is no access: the loop's own check ends the iteration in front of it.
    void element(NodeRef array, NodeList indices, bool stores, std::vector<NodeRef> &out) {
        NodeRef root = scope_.function().array_root(array);
        size_t k = 0;
        while (k < arrays_.size() && arrays_[k] != root)
            k++;
        if (k == arrays_.size() || stores != stores_)
            return;
        std::vector<NodeRef> body, place;
        NodeRef inside = build_.boolean(true);
        for (size_t axis = 0; axis < indices.size(); axis++) {
            place.push_back(build_.value_var("place", indices[axis]->type));
            body.push_back(build_.let(place.back(), indices[axis]));
            NodeRef extent = build_.dim(root, static_cast<int64_t>(axis));
            inside = build_.binary(BinaryOp::bit_and, inside,
                                   build_.compare(CompareOp::in_range, place.back(), extent));
        }
        NodeRef seen = build_.value_var("seen", id_->type);
        NodeRef own =
            build_.binary(BinaryOp::bit_or, build_.compare(CompareOp::eq, seen, build_.i64(0)),
                          build_.compare(CompareOp::eq, seen, id_));
        std::vector<NodeRef> taken;
        if (stores)
            taken.push_back(build_.store(owners_[k], place, id_));
        body.push_back(
            build_.if_then(inside, build_.block({build_.let(seen, build_.load(owners_[k], place)),
                                                 build_.if_then(own, build_.block(taken),
                                                                meeting(met_[k], seen, place))})));
        out.push_back(build_.block(body));
    }

    NodeRef meeting(const Meeting &met, NodeRef seen, const std::vector<NodeRef> &place) {
        std::vector<NodeRef> out{
            failed(), build_.store(met.first, {}, build_.binary(BinaryOp::np_min, seen, id_)),
            build_.store(met.second, {}, build_.binary(BinaryOp::np_max, seen, id_))};
        for (size_t axis = 0; axis < place.size(); axis++)
            out.push_back(build_.store(met.place[axis], {}, place[axis]));
        return build_.block(out);
    }

    const std::vector<NodeRef> &arrays_;
    const LoopScope &scope_;
    Builder &build_;
    NodeRef apart_;
    Replay replay_;
    std::vector<NodeRef> owners_;
    std::vector<Meeting> met_;
    bool stores_ = true; // the pass at hand looks at stores, else at loads
    NodeRef id_ = nullptr;
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
