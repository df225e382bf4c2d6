// print -> read -> equal for every node kind, enumerator and extreme constant.
#include "fields.h"
#include "functions.h"
#include "ir_fixture.h"

#include <set>

namespace pragmac {
namespace {

using PrintRead = IrFixture;

// One function that holds every node kind.
const char *every_node = R"(
func "every \"node\"\n" [%a: f64[_] array c_order parameter, %m: i64[_,_] array strided readonly unaligned parameter, %n: i64 value parameter] -> [f64, i64[_]] overlap 1 {
  alloc %s: f64 cell [] uninitialised _
  alloc %t: f64 cell [] value 0x1p+0:f64
  alloc %b: i64[_] array f_order [%n] zero _
  alloc %c: i64[_] array last_contiguous [dim(%m, 1)] value 7:i64
  let %x: f64 value = math(sqrt, [load %a[0:i64]], f64)
  let %y: f64 value = select(lt(%x, 0x0p+0:f64), neg(%x), lazy(true:bool, %x, mul(%x, %x)))
  let %f: bool value = fits(%n, u8)
  let %z: i64 value = cast(%x, i64, saturate)
  let %h: bool value = holds unique %b [0:i64, %n, %z]
  let %d: bool value = holds disjoint %b [%a]
  let %p: i64 value = breach unique %b [0:i64, %n, %z] later 1
  let %q: i64 value = address %a[0:i64]
  let %c: i64 value = coordinate(%n, [4:i64, %z], 1)
  check index_ok(%z, range_length(0:i64, %n, 2:i64)) IndexError "index {0}\\" [%z]
  inline "g" {
    while true:bool {
      if %f {
        break
      } else {
        leave
      }
    }
  }
  for %i: i64 value = 0:i64 to %n step -1:i64 parallel (proved single num_threads 4 schedule guided chunk 16 collapse 2 block 128 tile 4 32 0 worker group simd 8 lanes 16) {
    assume disjoint [%a, %b]
    share private "" [%a]
    share reduction "+" [%s]
    store %s[] = %y
    update %a[%i] add %y atomic
    view %part: i64[_] array strided = %b [%i] [1:i64] [2:i64]
    fetch_update %old: f64 value = %a[%i] add %y
    shared_store %a[%i] = %old
    continue
  }
  launch %i: i64 value = 0:i64 to %n step 1:i64 () {
    update %b[%i] np_max 1:i64 plain
  }
  launch %i: i64 value = 0:i64 to %n step 1:i64 () on thread block 128 {
    alloc %w: i64[_] array c_order workspace [%n] zero _
    store %b[%i] = 1:i64
  }
  launch %i: i64 value = 0:i64 to %n step 1:i64 () on thread block 128 grid y 4 x 32 {
    store %b[%i] = 2:i64
  }
  launch %i: i64 value = 0:i64 to %n step 1:i64 () on group block 0 lanes 64 per_lane 4 {
    alloc %sum: f64 cell [] value 0x0p+0:f64
    lane_cell %own: f64 cell = -0x0p+0:f64
    for %j: i64 value = 0:i64 to %n step 1:i64 lanes () {
      update %own[] add load %a[%j] plain
    }
    combine_lanes %sum add %own
    take_lane %sum = %own at dim(%a, 0)
    alloc %count: i64 cell [] value 0:i64
    lane_cell %counted: i64 cell = 0:i64
    scan_lanes %count add %counted
    barrier group
    for %j: i64 value = 0:i64 to 1:i64 step 1:i64 lanes () {
      store %a[%i] = load %sum[]
    }
  }
  host_access %b read
  settle
  team by_chunk {
    launch %i: i64 value = 0:i64 to %n step 1:i64 () {}
    launch %i: i64 value = 0:i64 to %n step 1:i64 () {}
  }
  remember "k < 1" now
  print "{0}" [%z]
  return [load %s[], %b]
}
)";

TEST_F(PrintRead, EveryNodeKindComesBack) {
    const Func *f = func(every_node);
    ASSERT_NE(f, nullptr);
    std::set<Op> seen;
    walk(f, [&](NodeRef n) { seen.insert(n->op); });
#define NODE(Name, levels, effects, form) EXPECT_TRUE(seen.count(Op::Name)) << #Name;
#include "ops.def"
#undef NODE
    const Func *again = func(print(f));
    EXPECT_TRUE(equal(f, again));
    EXPECT_EQ(hash(f), hash(again));
    EXPECT_EQ(print(f), print(again));
}

TEST_F(PrintRead, SpansComeBack) {
    const Func *f = func("func \"f\" [] -> [] overlap 0 {\n@12:5 let %x: i64 value = 1:i64\n}");
    NodeRef let = as<Block>(f->body)->body[0];
    EXPECT_EQ(let->span.line, 12u);
    EXPECT_EQ(let->span.column, 5u);
    EXPECT_EQ(print(f, true), print(func(print(f, true)), true));
    EXPECT_EQ(print(f).find('@'), std::string::npos);
}

// ---- enumerations --------------------------------------------------------------------------

template <class E> void names_come_back(int count) {
    std::set<std::string> names;
    for (int i = 0; i < count; i++) {
        E e = static_cast<E>(i), back{};
        EXPECT_TRUE(parse_name(name_of(e), back)) << name_of(e);
        EXPECT_EQ(e, back);
        EXPECT_TRUE(names.insert(std::string(name_of(e))).second) << name_of(e) << " twice";
    }
    E unused{};
    EXPECT_FALSE(parse_name("no such name", unused));
}
#define COUNT1(name) +1
#define COUNT2(name, text) +1
#define COUNT3(name, text, bytes) +1

TEST_F(PrintRead, EveryEnumerator) {
    names_come_back<DType>(0 PRAGMAC_DTYPES(COUNT3));
    names_come_back<UnaryOp>(0 PRAGMAC_UNARY_OPS(COUNT1));
    names_come_back<BinaryOp>(0 PRAGMAC_BINARY_OPS(COUNT1));
    names_come_back<CompareOp>(0 PRAGMAC_COMPARE_OPS(COUNT1));
    names_come_back<CastMode>(0 PRAGMAC_CAST_MODES(COUNT1));
    names_come_back<ForKind>(0 PRAGMAC_FOR_KINDS(COUNT1));
    names_come_back<Exception>(0 PRAGMAC_EXCEPTIONS(COUNT1));
    names_come_back<Layout>(0 PRAGMAC_LAYOUTS(COUNT2));
    names_come_back<VarRole>(0 PRAGMAC_VAR_ROLES(COUNT2));
    names_come_back<JumpKind>(0 PRAGMAC_JUMP_KINDS(COUNT2));
    names_come_back<Schedule>(0 PRAGMAC_SCHEDULES(COUNT2));
    names_come_back<UpdateOrder>(0 PRAGMAC_UPDATE_ORDERS(COUNT2));
    names_come_back<Fill>(0 PRAGMAC_FILLS(COUNT2));
    for (const FunctionInfo &row : function_table()) {
        FunctionId id{};
        ASSERT_TRUE(parse_name(row.name, id));
        EXPECT_EQ(&info_of(id), &row);
    }
}

TEST_F(PrintRead, EveryOperatorInText) {
    for (int i = 0; i < 0 PRAGMAC_BINARY_OPS(COUNT1); i++) {
        auto op = static_cast<BinaryOp>(i);
        NodeRef n = build.binary(op, build.f64(1), build.f64(2));
        ReadError error;
        EXPECT_TRUE(equal(n, pragmac::read(print(n), build, error))) << name_of(op);
    }
    for (int i = 0; i < 0 PRAGMAC_COMPARE_OPS(COUNT1); i++) {
        auto op = static_cast<CompareOp>(i);
        NodeRef n = build.compare(op, build.i64(1), build.i64(2, Kind::numpy));
        ReadError error;
        EXPECT_TRUE(equal(n, pragmac::read(print(n), build, error))) << name_of(op);
    }
}

// ---- constants -----------------------------------------------------------------------------

TEST_F(PrintRead, ExtremeConstants) {
    struct Row {
        DType dtype;
        uint64_t lo, hi;
    };
    const Row rows[] = {
        {DType::b1, 1, 0},
        {DType::b1, 0, 0},
        {DType::i64, uint64_t(INT64_MIN), 0},
        {DType::i64, uint64_t(INT64_MAX), 0},
        {DType::i8, uint64_t(-128), 0},
        {DType::u64, UINT64_MAX, 0},
        {DType::u8, 255, 0},
        {DType::f64, 0x8000000000000000, 0},
        {DType::f64, 1, 0},
        {DType::f64, 0x7ff0000000000000, 0},
        {DType::f64, 0xfff0000000000000, 0},
        {DType::f64, 0x7ff8000000000123, 0},
        {DType::f64, 0xfff0000000000001, 0},
        {DType::f64, 0x7fefffffffffffff, 0},
        {DType::f32, 0x80000000, 0},
        {DType::f32, 1, 0},
        {DType::f32, 0x7fc00042, 0},
        {DType::f32, 0xff800000, 0},
        {DType::f32, 0x7f7fffff, 0},
        {DType::f32, 0x7f800001, 0},
        {DType::f16, 0x7e01, 0},
        {DType::f16, 0x8000, 0},
        {DType::f16, 1, 0},
        {DType::f16, 0x3c00, 0},
        {DType::c64, 0x80000000, 0x7fc00001},
        {DType::c64, 0x3f800000, 0xff800000},
        {DType::c128, 0x7ff8000000000001, 0x8000000000000000},
        {DType::c128, 1, 0x3ff0000000000000},
    };
    for (const Row &row : rows)
        for (Kind kind : {Kind::plain, Kind::python, Kind::numpy}) {
            NodeRef n = build.constant(scalar(row.dtype, kind), {row.lo, row.hi});
            ReadError error;
            NodeRef back = pragmac::read(print(n), build, error);
            ASSERT_NE(back, nullptr) << print(n) << error.message;
            EXPECT_TRUE(equal(n, back)) << print(n) << print(back);
        }
}

TEST_F(PrintRead, VariablesOfOneNameStayApart) {
    NodeRef x = build.value_var("x", scalar(DType::i64)),
            y = build.value_var("x", scalar(DType::i64));
    NodeRef body = build.block({build.let(x, build.i64(1)), build.let(y, x),
                                build.ret({build.binary(BinaryOp::sub, x, y)})});
    NodeRef f = build.func("f", {}, {scalar(DType::i64)}, false, body);
    EXPECT_NE(print(f).find("sub(%x, %x#2)"), std::string::npos) << print(f);
    EXPECT_TRUE(equal(f, func(print(f))));
}

// ---- errors --------------------------------------------------------------------------------

TEST_F(PrintRead, ErrorsSayTheLine) {
    auto in_body = [&](const std::string &s) {
        return read_error("func \"f\" [] -> [] overlap 0 {\n" + s + "\n}");
    };
    EXPECT_EQ(in_body("let %x: i64 value = %y"), "2: `y` is not declared");
    EXPECT_EQ(in_body("let %x: i65 value = 1:i64").substr(0, 25), "2: `i65` is not a type");
    EXPECT_EQ(in_body("let %x: i64 thing = 1:i64"), "2: `x` needs a role: value, cell or array");
    EXPECT_EQ(in_body("let %x: i64 value = 1x:i64"), "2: `1x` is not an integer");
    EXPECT_EQ(in_body("let %x: f64 value = hello:f64"), "2: `hello` is not a float of this type");
    EXPECT_EQ(in_body("let %x: i64 value = _"), "2: `value` is missing");
    EXPECT_THAT(in_body("let %x: i64 value = 1:f64"), testing::HasSubstr("differ in type"));
    EXPECT_THAT(in_body("if 1:i64 {} else {}"), testing::HasSubstr("if needs a bool"));
    EXPECT_THAT(in_body("break @"), testing::HasSubstr("expected a word"));
    EXPECT_THAT(in_body("let %x: i64 value = add(1:i64 2:i64)"),
                testing::HasSubstr("expected `,`"));
    EXPECT_THAT(in_body("check true:bool OddError \"\" []"), testing::HasSubstr("OddError"));
    EXPECT_THAT(in_body("check true:bool ValueError \"abc"), testing::HasSubstr("closing quote"));
    EXPECT_THAT(in_body("for %i: i64 value = 0:i64 to 1:i64 step 1:i64 serial (fast) {}"),
                testing::HasSubstr("unknown clause `fast`"));
    EXPECT_THAT(read_error("func \"f\" [] -> [] overlap 0 {} {}"),
                testing::HasSubstr("text after"));
    EXPECT_THAT(read_error(""), testing::StartsWith("1: "));
}

} // namespace
} // namespace pragmac
