// Barriers in pairs: needed, and shown not to be, for every kind of hazard; and each one that stays
// is needed, as the interpreter's race checker sees without it.
#include "fields.h"
#include "insert_barriers.h"
#include "ir_fixture.h"
#include "remove_barriers.h"

#include <algorithm>

namespace pragmac {
namespace {

constexpr int64_t rows = 2, columns = 8, layers = 3;

// A loop over lanes with variable %j.
std::string lanes(const std::string &body, int64_t lo = 0, int64_t hi = columns) {
    return "for %j: i64 value = " + std::to_string(lo) + ":i64 to " + std::to_string(hi) +
           ":i64 step 1:i64 lanes () {\n" + body + "\n}\n";
}
std::string one_lane(const std::string &body) { return lanes(body, 0, 1); }
std::string rounds(const std::string &body) {
    return "for %u: i64 value = 0:i64 to " + std::to_string(layers) +
           ":i64 step 1:i64 serial () {\n" + body + "\n}\n";
}

// Two workers of four lanes; %A, %B: f64[2, 8], %C: f64[2, 3, 8], %y: f64[2].
std::string program(const std::string &body) {
    return "func \"f\" [%A: f64[_,_] array c_order parameter, %B: f64[_,_] array c_order "
           "parameter, %C: f64[_,_,_] array c_order parameter, %y: f64[_] array c_order "
           "parameter] -> [] overlap 0 {\n"
           "for %i: i64 value = 0:i64 to 2:i64 step 1:i64 parallel (proved lanes 4) {\n" +
           body + "}\n}";
}

const std::string one = "0x1p+0:f64", two = "0x1p+1:f64", last = "sub(7:i64, %j)";

struct Case {
    const char *name;
    std::string body;
    std::string fates; // of the barriers that names alone ask for, in the order of the text
};
void PrintTo(const Case &c, std::ostream *out) { *out << c.name; }

const std::vector<Case> cases{
    {"raw_needed",
     lanes("store %A[%i, %j] = " + one) +
         lanes("store %B[%i, %j] = load %A[%i, add(%j, 1:i64)]", 0, 7),
     "required"},
    {"raw_same_lane",
     lanes("store %A[%i, %j] = " + one) + lanes("store %B[%i, %j] = load %A[%i, %j]"), "one_lane"},
    {"raw_other_elements",
     lanes("store %A[%i, %j] = " + one, 0, 4) + lanes("store %B[%i, %j] = load %A[%i, %j]", 5, 8),
     "apart"},
    {"war_needed",
     lanes("store %B[%i, %j] = load %A[%i, " + last + "]") + lanes("store %A[%i, %j] = " + two),
     "required"},
    {"war_same_lane",
     lanes("store %B[%i, %j] = load %A[%i, %j]") + lanes("store %A[%i, %j] = " + two), "one_lane"},
    {"waw_needed",
     lanes("store %A[%i, %j] = " + one) + lanes("store %A[%i, " + last + "] = " + two), "required"},
    {"waw_same_lane", lanes("store %A[%i, %j] = " + one) + lanes("store %A[%i, %j] = " + two),
     "one_lane"},
    {"reads_need_none",
     lanes("store %B[%i, %j] = load %A[%i, %j]") +
         lanes("store %C[%i, 0:i64, %j] = load %A[%i, " + last + "]"),
     ""},
    // Four lanes: iterations that begin at 4 are of the same lanes, at 1 of the next ones.
    {"lanes_in_step",
     lanes("store %A[%i, %j] = " + one) + lanes("store %B[%i, %j] = load %A[%i, %j]", 4),
     "one_lane"},
    {"lanes_out_of_step",
     lanes("store %A[%i, %j] = " + one) + lanes("store %B[%i, %j] = load %A[%i, %j]", 1),
     "required"},
    {"partial_block",
     lanes("store %A[%i, %j] = " + one, 0, 6) +
         lanes("store %B[%i, %j] = load %A[%i, add(%j, 1:i64)]", 0, 5),
     "required"},
    {"partial_block_same_lane",
     lanes("store %A[%i, %j] = " + one, 0, 6) + lanes("store %B[%i, %j] = load %A[%i, %j]", 0, 5),
     "one_lane"},
    // What one lane writes and all read.
    {"scalar_store_read_by_all",
     one_lane("store %y[%i] = " + one) + "let %t: f64 value = load %y[%i]\n", "required"},
    {"scalar_store_read_by_its_lane",
     one_lane("store %y[%i] = " + one) + one_lane("store %A[%i, 0:i64] = load %y[%i]"), "one_lane"},
    {"read_by_all_then_written",
     "let %t: f64 value = load %y[%i]\n" + one_lane("store %y[%i] = add(%t, %t)"), "required"},
    {"read_by_all_of_others",
     one_lane("store %A[%i, 0:i64] = " + one) + "let %t: f64 value = load %A[%i, 1:i64]\n",
     "apart"},
    // A shifted update in place, through a temporary row.
    {"shifted_in_place",
     lanes("store %B[%i, %j] = add(load %A[%i, %j], load %A[%i, add(%j, 1:i64)])", 0, 7) +
         lanes("store %A[%i, %j] = load %B[%i, %j]", 0, 7),
     "required"},
    // Around a loop that all lanes run.
    {"carried_both_ways",
     rounds(lanes("store %A[%i, %j] = " + one) +
            lanes("store %B[%i, %j] = load %A[%i, " + last + "]")),
     "required required"},
    {"carried_same_lane",
     rounds(lanes("update %A[%i, %j] add " + one + " plain") +
            lanes("update %B[%i, %j] add load %A[%i, %j] plain")),
     "one_lane one_lane"},
    {"carried_other_rows",
     rounds(lanes("store %C[%i, %u, %j] = " + one) +
            lanes("store %B[%i, %j] = load %C[%i, %u, " + last + "]")),
     "apart required"},
    {"carried_war_only",
     rounds(lanes("store %B[%i, %j] = load %A[%i, " + last + "]") + "if lt(%u, 2:i64) {\n" +
            lanes("store %A[%i, %j] = " + one) + "} else {}\n"),
     "required required"},
    // How often a `while` loop runs is not known: its accesses may not happen.
    {"carried_by_while",
     "alloc %k: i64 cell [] value 0:i64\nwhile lt(load %k[], 3:i64) {\n" +
         lanes("store %A[%i, %j] = " + one) +
         lanes("store %B[%i, %j] = load %A[%i, " + last + "]") +
         "store %k[] = add(load %k[], 1:i64)\n}\n",
     "unproved unproved"},
    // A barrier that all lanes reach, inside of a branch that all of them take.
    {"in_a_branch",
     lanes("store %A[%i, %j] = " + one) + "if eq(%i, 0:i64) {\n" +
         lanes("store %B[%i, %j] = load %A[%i, " + last + "]") + "} else {}\n",
     "required"},
    {"in_another_branch",
     "if eq(%i, 0:i64) {\n" + lanes("store %A[%i, %j] = " + one) + "} else {\n" +
         lanes("store %B[%i, %j] = load %A[%i, " + last + "]") + "}\n",
     ""},
    {"behind_another_arm",
     "if eq(%i, 0:i64) {\nlet %q: f64 value = load %y[0:i64]\n} else {\n" +
         lanes("store %A[%i, %j] = " + one) + "}\n" +
         lanes("store %B[%i, %j] = load %A[%i, " + last + "]"),
     "required"},
    {"behind_a_break",
     rounds(lanes("store %A[%i, %j] = " + one) + "if eq(%u, 1:i64) {\nbreak\n} else {}\n" +
            one_lane("store %y[%i] = " + two)) +
         lanes("store %B[%i, %j] = load %A[%i, " + last + "]"),
     "one_lane unproved"},
    // Only the way of the `break` has no barrier behind the first store.
    {"behind_a_break_alone",
     rounds(lanes("store %A[%i, %j] = " + one) + "if eq(%u, 1:i64) {\nbreak\n} else {}\n" +
            lanes("store %B[%i, %j] = load %A[%i, " + last + "]")) +
         lanes("store %C[%i, 0:i64, %j] = load %A[%i, " + last + "]"),
     "unproved unproved unproved"},
    // Arrays of each iteration: a worker's next iteration has the same memory.
    {"own_array_of_lanes",
     "alloc %t: f64[_] array c_order [8:i64] uninitialised _\n" +
         lanes("store %t[%j] = load %A[%i, %j]") + lanes("store %B[%i, %j] = load %t[%j]"),
     "one_lane one_lane"},
    {"own_array_needed",
     "alloc %t: f64[_] array c_order [8:i64] uninitialised _\n" +
         lanes("store %t[%j] = load %A[%i, %j]") +
         lanes("store %B[%i, %j] = load %t[" + last + "]"),
     "required required"},
    // Which element it is depends on data, and some data makes it another lane's.
    {"own_array_by_data",
     "alloc %t: f64[_] array c_order [8:i64] uninitialised _\n" +
         lanes("store %t[%j] = load %A[%i, %j]") +
         lanes("let %k: i64 value = cast(load %C[0:i64, 0:i64, " + last +
               "], i64, saturate)\nstore %B[%i, %j] = load %t[%k]"),
     "required required"},
    {"own_array_read_by_all",
     "alloc %t: f64[_] array c_order [8:i64] uninitialised _\n" +
         one_lane("store %t[0:i64] = load %A[%i, 0:i64]") + "let %q: f64 value = load %t[0:i64]\n",
     "required required"},
    {"behind_a_continue",
     rounds("if eq(%u, 1:i64) {\ncontinue\n} else {}\n" + lanes("store %A[%i, %j] = " + one) +
            lanes("store %B[%i, %j] = load %A[%i, " + last + "]")),
     "required required"},
    {"atomic_updates_commute",
     lanes("update %A[%i, %j] add " + one + " atomic") +
         lanes("update %A[%i, " + last + "] add " + two + " atomic"),
     ""},
    {"other_atomic_updates",
     lanes("update %A[%i, %j] add " + one + " atomic") +
         lanes("update %A[%i, " + last + "] mul " + two + " atomic"),
     "required"},
    // One barrier orders what another one did: when the first goes, the second must stay.
    {"one_is_enough",
     lanes("store %A[%i, %j] = " + one) + lanes("store %A[%i, %j] = " + two) +
         lanes("store %B[%i, %j] = load %A[%i, " + last + "]"),
     "one_lane required"},
};

std::string word(BarrierReport::Fate fate) {
    switch (fate) {
    case BarrierReport::Fate::removed_apart: return "apart";
    case BarrierReport::Fate::removed_one_lane: return "one_lane";
    case BarrierReport::Fate::required: return "required";
    case BarrierReport::Fate::unproved: break;
    }
    return "unproved";
}

class Barriers : public IrFixture, public testing::WithParamInterface<Case> {
  public:
    Interpretation run(const Func *f, IterationOrder order) {
        auto array = [](std::vector<int64_t> extents) {
            Datum d{array_of(DType::f64, int(extents.size())), {}, make_array(DType::f64, extents)};
            for (int64_t i = 0; i < d.array.size(); i++)
                store_bits(DType::f64, d.array.data + 8 * i,
                           {std::bit_cast<uint64_t>(double(i)), 0});
            return d;
        };
        std::vector<Datum> arguments{array({rows, columns}), array({rows, columns}),
                                     array({rows, layers, columns}), array({rows})};
        InterpretOptions options;
        options.level = P;
        options.order = order;
        options.seed = 7;
        options.check_races = true;
        options.statement_limit = 100000;
        return interpret(f, arguments, options);
    }
    static std::vector<NodeRef> barriers_of(NodeRef n) {
        std::vector<NodeRef> found;
        walk(n, [&](NodeRef m) {
            if (m->op == Op::Barrier)
                found.push_back(m);
        });
        return found;
    }
    NodeRef without(NodeRef n, NodeRef barrier) {
        auto *block = as<Block>(n);
        if (!block)
            return n->type == no_type
                       ? build.map_children(n, [&](NodeRef c) { return without(c, barrier); })
                       : n;
        std::vector<NodeRef> out;
        for (NodeRef s : block->body)
            if (s != barrier)
                out.push_back(without(s, barrier));
        return build.block(out);
    }
};

TEST_P(Barriers, StayWhereLanesMeet) {
    const Func *source = func(program(GetParam().body));
    ASSERT_NE(source, nullptr);
    const Func *inserted = insert_barriers(source, build);
    EXPECT_THAT(verify(inserted, P), testing::IsEmpty());
    RemovedBarriers removed = remove_barriers(inserted, build);
    std::string fates;
    for (const BarrierReport &b : removed.barriers)
        fates += (fates.empty() ? "" : " ") + word(b.fate);
    EXPECT_EQ(fates, GetParam().fates) << print(inserted);
    for (const BarrierReport &b : removed.barriers)
        EXPECT_FALSE(b.words.empty());
}

TEST_P(Barriers, OrderEverything) {
    const Func *kept =
        remove_barriers(insert_barriers(func(program(GetParam().body)), build), build).func;
    for (auto order : {IterationOrder::forward, IterationOrder::reversed, IterationOrder::shuffled})
        for (const Func *f : {kept}) {
            Interpretation outcome = run(f, order);
            EXPECT_THAT(outcome.faults, testing::IsEmpty());
            for (const Race &race : outcome.races)
                ADD_FAILURE() << race.text() << "\n" << print(f);
        }
}

// The values are such that every store changes something: two stores of one value are no race.
TEST_P(Barriers, AreEachNeeded) {
    const Func *kept =
        remove_barriers(insert_barriers(func(program(GetParam().body)), build), build).func;
    for (NodeRef barrier : barriers_of(kept)) {
        const Func *less = as<Func>(without(kept, barrier));
        EXPECT_FALSE(run(less, IterationOrder::reversed).races.empty())
            << "no race without a barrier of\n"
            << print(kept);
    }
}

INSTANTIATE_TEST_SUITE_P(Pairs, Barriers, testing::ValuesIn(cases),
                         [](const auto &info) { return std::string(info.param.name); });

} // namespace
} // namespace pragmac
