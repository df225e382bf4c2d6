// Builder: the factories through which every IR node is made; they check operands and types.
#pragma once

#include "ir.h"

#include <functional>
#include <initializer_list>
#include <map>
#include <string>
#include <tuple>

namespace pragmac {

// Of loops that exist twice.
enum class Copies : uint8_t {
    all,
    first, // the fast ones where nothing has happened before their tests; the rest when needed
    original, // no test lets a fast copy run
    mixed // about half of the tests do
};

class Builder {
  public:
    explicit Builder(Arena &arena) : arena_(arena) {}
    Arena &arena() { return arena_; }
    // Nodes made without an explicit span take this one.
    Span span;
    // Which copies may run, for tests of what rarely does.
    Copies copies = Copies::all;

    // What an array is called where an access of it is written, where that is not its own name (in
    // a called function); spans are those of accesses.
    void name_array_at(const Span &access, NodeRef array, std::string_view written);
    std::string_view array_name_at(const Span &access, NodeRef array) const;

    // -- leaves
    NodeRef constant(Type t, Bits bits);
    NodeRef i64(int64_t v, Kind k = Kind::plain);
    NodeRef f64(double v, Kind k = Kind::plain);
    NodeRef boolean(bool v, Kind k = Kind::plain);
    NodeRef value_var(std::string_view name, Type t);
    NodeRef cell_var(std::string_view name, Type t);
    NodeRef array_var(std::string_view name, DType d, int rank, Layout layout = Layout::c_order,
                      bool writeable = true, bool aligned = true);
    NodeRef var(const VarInfo &info, Type t);
    // The same variable as a new node.
    NodeRef fresh(NodeRef var);

    // -- expressions; result types follow the operands
    NodeRef dim(NodeRef array, int64_t axis, Kind k = Kind::plain);
    NodeRef unary(UnaryOp op, NodeRef x);
    NodeRef binary(BinaryOp op, NodeRef a, NodeRef b);
    NodeRef compare(CompareOp op, NodeRef a, NodeRef b);
    NodeRef fits(NodeRef x, DType d);
    NodeRef select(NodeRef cond, NodeRef a, NodeRef b);
    NodeRef lazy(NodeRef cond, NodeRef a, NodeRef b);
    NodeRef cast(NodeRef x, Type to, CastMode mode);
    NodeRef math(FunctionId f, const std::vector<NodeRef> &args, Type result);
    NodeRef range_length(NodeRef lo, NodeRef hi, NodeRef step);
    NodeRef now();
    NodeRef coordinate(NodeRef position, const std::vector<NodeRef> &extents, int64_t axis);
    NodeRef load(NodeRef array, const std::vector<NodeRef> &indices = {});
    NodeRef holds(Fact fact, NodeRef array, const std::vector<NodeRef> &args);
    NodeRef address(NodeRef array, const std::vector<NodeRef> &indices);
    NodeRef breach(Fact fact, NodeRef array, const std::vector<NodeRef> &args, bool later);

    // -- statements
    NodeRef block(const std::vector<NodeRef> &body);
    NodeRef let(NodeRef var, NodeRef value);
    NodeRef view(NodeRef var, NodeRef array, const std::vector<NodeRef> &starts,
                 const std::vector<NodeRef> &counts, const std::vector<NodeRef> &steps);
    NodeRef alloc_cell(NodeRef var, NodeRef init = nullptr);
    NodeRef alloc_array(NodeRef var, const std::vector<NodeRef> &extents, Fill fill,
                        NodeRef init = nullptr);
    NodeRef store(NodeRef array, const std::vector<NodeRef> &indices, NodeRef value);
    NodeRef shared_store(NodeRef array, const std::vector<NodeRef> &indices, NodeRef value);
    NodeRef update(NodeRef array, const std::vector<NodeRef> &indices, BinaryOp op, NodeRef value,
                   UpdateOrder order);
    NodeRef fetch_update(NodeRef var, NodeRef array, const std::vector<NodeRef> &indices,
                         BinaryOp op, NodeRef value);
    NodeRef for_loop(NodeRef var, NodeRef lo, NodeRef hi, NodeRef step, ForKind kind,
                     const Clauses &clauses, NodeRef body);
    NodeRef while_loop(NodeRef cond, NodeRef body);
    NodeRef if_then(NodeRef cond, NodeRef then, NodeRef otherwise = nullptr); // null = empty block
    // Two copies of one meaning: `fast` where `test` allows it, and where `copies` does.
    NodeRef choose_copy(NodeRef test, NodeRef fast, NodeRef original);
    NodeRef jump(JumpKind kind);
    NodeRef ret(const std::vector<NodeRef> &values);
    NodeRef inline_call(std::string_view callee, NodeRef body);
    NodeRef check(NodeRef cond, Exception e, std::string_view message,
                  const std::vector<NodeRef> &payload = {});
    NodeRef assume(Fact fact, const std::vector<NodeRef> &arrays);
    // Counts one where no amount is given.
    NodeRef remember(std::string_view text, NodeRef amount = nullptr);
    NodeRef share(Sharing sharing, std::string_view op, const std::vector<NodeRef> &variables);
    NodeRef lane_cell(NodeRef var, NodeRef init);
    NodeRef combine_lanes(NodeRef cell, BinaryOp op, NodeRef own);
    NodeRef scan_lanes(NodeRef cell, BinaryOp op, NodeRef own);
    NodeRef take_lane(NodeRef cell, NodeRef own, NodeRef position);
    NodeRef barrier(BarrierScope scope);
    NodeRef print(std::string_view format, const std::vector<NodeRef> &values);
    NodeRef launch(NodeRef var, NodeRef lo, NodeRef hi, NodeRef step, const Clauses &clauses,
                   const Mapping &mapping, NodeRef body);
    NodeRef host_access(NodeRef array, AccessMode mode);
    NodeRef settle();
    // Of launches, or of proved parallel loops.
    NodeRef team(TeamOrder order, const std::vector<NodeRef> &loops);
    NodeRef func(std::string_view name, const std::vector<NodeRef> &params,
                 const std::vector<Type> &results, int64_t overlap, NodeRef body);

    // The function with another body.
    const Func *with_body(const Func *func, NodeRef body);
    // The function for calls whose arguments share memory as `overlap` says.
    const Func *with_overlap(const Func *func, int64_t overlap);
    // The node with every child replaced by f(child) (declared variables included); the same
    // pointer when nothing changed. Result types stay; f must keep each child's type.
    NodeRef map_children(NodeRef n, const std::function<NodeRef(NodeRef)> &f);
    // A copy in which every variable declared inside is new.
    NodeRef clone(NodeRef n);

  private:
    template <class T, class... F> NodeRef make(Type t, F... fields);
    Arena &arena_;
    using Access = std::tuple<uint16_t, uint32_t, uint32_t, std::string>; // place and own name
    std::map<Access, std::string> written_names_;
    uint64_t chosen_copies_ = 0;
};

// Replaces variables by nodes everywhere below n.
using Substitution = std::vector<std::pair<NodeRef, NodeRef>>;
NodeRef substitute(Builder &build, NodeRef n, const Substitution &replacements);

// True when n is a constant; its value in `out`.
bool constant_i64(NodeRef n, int64_t &out);

} // namespace pragmac
