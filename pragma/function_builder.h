// FunctionBuilder: one walk over the Python tree makes IR and types at the same time.
//
// Types of variables at loop headers and of returned values are a fixpoint: the walk repeats, from
// the joins that the previous walk found, until they stay the same; the last walk's IR and
// diagnostics count. Types only grow at joins, so this ends (two walks for most functions).
#pragma once

#include "attach.h"
#include "build_ir.h"
#include "operators.h"

#include <functional>
#include <optional>
#include <set>
#include <tuple>

namespace pragmac {

class FunctionBuilder {
  public:
    FunctionBuilder(const FrontEndInput &input, const Attachments &attachments, Builder &build,
                    DiagnosticEngine &diagnostics);
    FrontEndResult run();
    static std::vector<struct SupportedName> rows_with_rules();
    static std::vector<struct SupportedName> rows_of_attributes(bool methods);

  private:
    using Statements = std::vector<NodeRef>;
    using TreeRef = const Tree *;

    // ---- the state of one walk -------------------------------------------------------------

    // Joins are kept by call path, by what the array names stand for there, and by statement.
    using Key = std::tuple<int, int, TreeRef>;
    // The arrays that names stand for; null for what is no array.
    using ArrayNames = std::map<std::string, NodeRef>;
    // Combinations of what names stand for that differ from path to path; none where none differ.
    struct ArrayStates {
        std::vector<ArrayNames> states; // each of the same names
        size_t number_of(const ArrayNames &end) const;
    };
    // Control is in one of several array states; the cell holds its number.
    struct StateChoice {
        std::vector<Variables> states;
        NodeRef cell = nullptr;
    };
    struct Loop {
        TreeRef tree = nullptr;
        std::set<std::string> assigned;
        Variables header; // what every iteration starts with
        bool parallel = false;
        Key key;
        ArrayStates arrays; // what an iteration may start with where its names are rebound
        StateChoice choice; // the same as variables
    };
    // One of the statement lists between which control chooses.
    struct Arm {
        Statements statements;
        std::vector<Variables> ends; // several where its names stand for different arrays
        NodeRef cell = nullptr; // then holds the number of the end
    };
    // A function being walked: the compiled one, or a callee being inlined.
    struct Frame {
        const SourceFunction *source = nullptr;
        int path = 0; // which chain of calls led here
        Frame *caller = nullptr;
        TreeRef call = nullptr; // in the caller
        std::string result_name; // the variable that the call's result is assigned to, if one is
        bool spliced = false; // no inline node around the body: its one return is its last line
        int context = 0; // which state of the array names is being walked
        Variables variables;
        StateChoice choice; // after a statement that leaves several array states
        std::set<std::string> locals;
        std::vector<Loop> loops;
    };
    // Kept between walks.
    struct Memory {
        std::map<Key, Variables> joins;
        std::map<Key, std::vector<ArrayNames>> ends; // of paths that meet at a loop's header
        std::map<std::pair<Key, ArrayNames>, int> contexts;
        std::map<Key, int> cells; // of array states
        std::map<std::string, std::vector<NodeRef>> returned; // arrays; null for anything else
        std::set<std::pair<int, std::string>> flags; // variables that need a "bound" flag
        std::map<Key, int> paths;
        std::set<int> shared_paths; // of calls of which one walk makes several copies
        bool changed = false;
    };

    // ---- build_ir.cpp: the fixpoint, functions, returns ------------------------------------
    void declare_arguments();
    NodeRef walk_once();
    Statements declare_cells(int path);
    bool refuse_async(TreeRef function, Span span);
    void enter_function(Frame &frame);
    static bool may_be_returned(const Value &item);
    void add_results(const Variables &joined, const std::string &name, FrontEndResult &result);
    void return_value(Value value, Span span);
    void refuse_large_result(Value &value, Span span);
    void refuse_returned_view(Value &value, Span span);
    bool join_into_memory(Key key, const Variables &now);
    bool chosen_at_return(const std::string &name) const;
    void note_returned(const Variables &now);
    void add_returned(const std::string &name, const Variables &joined, Span span,
                      std::vector<NodeRef> &values);
    void finish_results(FrontEndResult &result);

    // ---- build_variables.cpp ---------------------------------------------------------------
    Value read(const std::string &name, Span span);
    void assign(const std::string &name, const Value &value, Span span);
    Value read_global(const std::string &name, Span span);
    Value large_integer(const Binding &b);
    Value refuse_missing(const std::string &name, const std::string &similar, Span span);
    Value read_state(const std::string &name, VariableState &state, Span span);
    void report_conflict(const std::string &name, const VariableState &state, Span span);
    void report_gone(const std::string &name, const VariableState &state, Span span);
    void check_bound(const std::string &name, VariableState &state, Span span);
    NodeRef cell(const std::string &name, Type t);
    NodeRef flag(const std::string &name);
    // Stores what `from` holds into the cells that `to` expects.
    void reconcile(const Variables &from, const Variables &to);
    void emit(NodeRef statement) { out_->push_back(statement); }
    Value spill(const Value &v, const char *name = "t");
    // `values` were evaluated when the statement list had `mark` entries.
    void done_before(std::vector<Value> &values, size_t mark);
    // Runs f with statements going to a new list.
    Statements collect(const std::function<void()> &f);

    // ---- array_states.cpp: names that are rebound from one array to another ----------------
    Key key_of(TreeRef t) const { return {frame_->path, frame_->context, t}; }
    static ArrayNames array_names(const Variables &variables);
    ArrayStates array_states(const std::vector<ArrayNames> &ends, size_t copies_now) const;
    static Variables in_state(Variables variables, const ArrayNames &names);
    bool in_scope(NodeRef array) const;
    NodeRef state_cell(TreeRef t);
    void store_state(NodeRef cell, const ArrayStates &arrays, const Arm &arm);
    // What control has come to: takes the pending choice.
    void end_arm(Arm &arm);
    // Joins what the arms leave, in each arm's list too.
    void meet(std::vector<Arm> &arms, TreeRef t);
    // Walks f once for every state; the lists and ends of the walks.
    std::vector<Arm> walk_states(TreeRef t, const StateChoice &choice,
                                 const std::function<void()> &f);
    void emit_choice(NodeRef cell, const std::vector<Arm> &arms);
    void block_in_states(TreeList rest);
    void note_end(const Key &key, const ArrayNames &names);

    // ---- build_statement.cpp ---------------------------------------------------------------
    void block(TreeList statements);
    void statement(TreeRef t);
    void assign_statement(TreeRef t);
    void augmented(TreeRef t);
    Value named_value(TreeRef t, TreeRef target);
    void assign_target(TreeRef target, const Value &value);
    void store_element(TreeRef target, const Value &value);
    void store_value(const Value &element, const Value &value, Span span);
    void note_written(NodeRef array);
    void branch(TreeRef t);
    void assert_statement(TreeRef t);
    void return_statement(TreeRef t);
    void jump(TreeRef t, JumpKind kind);
    // Emits an atomic update; false where the ordinary load, operation and store must do.
    bool stores_since(size_t mark) const;
    bool combined_update(TreeRef t, UpdateOrder order, std::string_view op, const Value &element,
                         const Value &value);
    bool combined_assignment(TreeRef t);
    bool combined_branch(TreeRef t);
    bool swapped_extremum_commutes(const Tree &element);
    void refuse_combination(TreeRef t, Code code, const std::string &why, const std::string &fix);
    Value combined_value(std::string_view op, const Value &old, const Value &value, Span span);
    // How the updates of the element are combined: `atomic` above the statement, or a `reduction`
    // clause of a loop around it that names the array; else plain.
    UpdateOrder update_order(TreeRef statement, const Tree &element) const;
    bool reduced_by_clause(const std::string &updated) const;
    // The whole array that a name of a function stands for, or for a part of; null for others.
    NodeRef array_named(const Frame &frame, const std::string &name) const;

    // ---- build_loop.cpp --------------------------------------------------------------------
    struct Iterable {
        NodeRef length = nullptr; // Python int
        std::function<Value(NodeRef position)> element;
    };
    void for_statement(TreeRef t);
    void while_statement(TreeRef t);
    void range_loop(TreeRef t, const Value &range, ForKind kind, const Clauses &clauses);
    void refused_loop(TreeRef t, ForKind kind, const Clauses &clauses);
    void general_loop(TreeRef t, const Iterable &iterable, ForKind kind, const Clauses &clauses);
    Iterable iterable(const Value &v, Span span);
    NodeRef loop_body(TreeRef t, ForKind kind, const std::function<void()> &start);
    void iterations_by_state(TreeRef t, Loop &loop);
    void end_iteration(const Arm &arm);
    static Variables assigned_in(const Loop &loop, const Variables &variables);
    void enter_header(Loop &loop);
    void note_small_accumulator(const std::string &name, const VariableState &before,
                                const VariableState &header);
    bool refuse_else(TreeRef t);
    const Loop *parallel_loop() const; // the innermost around this, those of callers included
    void refuse_waiting(TreeRef loop);

    // ---- build_clauses.cpp -----------------------------------------------------------------
    // What the directives above the loop ask for.
    ForKind loop_kind(TreeRef t, Clauses &clauses);
    void read_clause(const Clause &c, Clauses &clauses);
    // The facts that `assume` clauses above the loop vouch for, at the head of its body.
    void assume_facts(TreeRef loop);

    // ---- build_data_clauses.cpp ------------------------------------------------------------
    Statements data_clauses(TreeRef loop, const Variables &at_head);
    void data_clause(const Clause &c, Sharing sharing, const Variables &at_head);
    std::vector<NodeRef> shared_variables(const std::string &name, const Variables &at_head);

    // ---- build_expression.cpp --------------------------------------------------------------
    Value expression(TreeRef t);
    Value scalar(TreeRef t); // an expression that must be a scalar
    Value to_scalar(Value v, Span span); // 0-d arrays are read; arrays are refused
    NodeRef condition(TreeRef t); // a Python bool
    Value constant(TreeRef t);
    std::optional<Value> wide_literal(TreeRef t);
    Value boolean_operation(TreeRef t);
    Value unary_operation(TreeRef t);
    Value conditional(TreeRef t);
    Value choose_lazily(NodeRef cond, const std::function<Value()> &yes,
                        const std::function<Value()> &no, Span span);
    Value refuse(TreeRef t);
    bool refuse_arrays(const Value &a, const Value &b, size_t before, Span span,
                       bool truth = false);
    Value array_or_scalar(TreeRef t);
    Value refuse_product(TreeRef t);
    static std::optional<bool> known_truth(NodeRef cond);

    // ---- build_comparison.cpp --------------------------------------------------------------
    Value comparison(TreeRef t);
    Value compare_pair(std::string_view op, const Value &a, const Value &b, Span span,
                       size_t before);
    Value truth_value(NodeRef truth, bool as_it_is);
    NodeRef equal_tuples(const Value &a, const Value &b, Span span);
    std::optional<bool> same_dtypes(const Value &a, const Value &b);

    // ---- build_subscript.cpp ---------------------------------------------------------------
    Value subscript(TreeRef t);
    // The element's array and indices; unknown after an error.
    Value element_reference(TreeRef t);
    Value element_reference(TreeRef t, const Value &base);
    bool add_index(TreeRef i, Value &element);
    bool too_many_indices(Span span, const Value &base, size_t given);
    void refuse_wrong_count(Span span, const Value &base, size_t given);
    void refuse_index_array(bool mask, Span span);
    void refuse_key(Span place, const std::string &key, const Value &base);
    Value sliced(TreeRef t, Value base, const std::vector<TreeRef> &indices);
    void check_row(Value &row, Span span);
    Value load_element(const Value &element, Span span);
    NodeRef index_node(const Value &v, Span span);
    // The same of what a range or a shape is made of: Python takes its bools too.
    NodeRef count_node(const Value &v, Span span);

    // ---- build_view.cpp --------------------------------------------------------------------
    // What stands between the brackets for one axis: an index, or a slice with a literal step.
    struct Selector {
        NodeRef index = nullptr;
        bool slice = false;
        struct Bound {
            NodeRef node = nullptr; // null: left out
            IntRange range;
        };
        Bound lower, upper;
        int64_t step = 1;
    };
    bool read_slice(TreeRef t, Selector &out);
    std::pair<NodeRef, NodeRef> clamped(const Selector &slice, NodeRef extent);
    Value make_view(TreeRef t, NodeRef array, std::vector<Selector> selectors, int number = 0);
    Value row_as_view(const Value &v);
    // Tells the rows that one loop takes at a time apart, and what they will be called.
    static void name_rows(Value &v, TreeRef loop, TreeRef target, int &next);
    // The array itself, or the one that it is a view of.
    NodeRef array_behind(NodeRef array) const;
    bool refuse_whole_array(const Value &element, Span span);

    // ---- attributes.cpp --------------------------------------------------------------------
    struct Attribute;
    using AttributeRows = std::span<const Attribute>;
    static AttributeRows array_attributes();
    static AttributeRows number_attributes();
    static AttributeRows dtype_attributes();
    static AttributeRows number_methods();
    Value attribute(TreeRef t);
    Value attribute_of(const Value &v, TreeRef t);
    Value method_call(const Value &v, TreeRef t);
    Value refuse_attribute(TreeRef t);
    Value extent_of(const Value &v, size_t axis);
    Value shape_attribute(const Value &v, Span span);
    Value size_attribute(const Value &v, Span span);
    Value rank_attribute(const Value &v, Span span);
    Value dtype_attribute(const Value &v, Span span);
    Value nbytes_attribute(const Value &v, Span span);
    Value itemsize_attribute(const Value &v, Span span);
    Value real_attribute(const Value &v, Span span);
    Value imag_attribute(const Value &v, Span span);
    Value kind_attribute(const Value &v, Span span);
    Value name_attribute(const Value &v, Span span);
    Value type_attribute(const Value &v, Span span);
    Value conjugate_method(const Value &v, Span span);
    Value item_method(const Value &v, Span span);

    // ---- build_call.cpp --------------------------------------------------------------------
    Value call(TreeRef t);
    Value inline_call(TreeRef t, int index);
    bool may_inline(TreeRef t, const SourceFunction &callee);
    bool bind_parameters(TreeRef t, const SourceFunction &callee, std::vector<Value> &values,
                         std::vector<std::string> &names);
    Value inlined_body(TreeRef t, Frame &frame, const std::vector<std::string> &names,
                       const std::vector<Value> &values);
    void declare_callee_cells(int path, Statements &body);

    // ---- library.cpp: calls of library functions by tables (library.h) ---------------------
    struct LibraryFunction;
    struct LibraryCall;
    using LibraryRows = std::span<const LibraryFunction>;
    static LibraryRows library_rows(std::string_view module);
    static LibraryRows builtin_rows();
    static LibraryRows math_rows();
    static LibraryRows numpy_rows();
    static LibraryRows pragmac_rows(); // atomic_functions.cpp
    Value library_call(TreeRef t, const std::string &name);
    static int keyword_position(const LibraryFunction *row, std::string_view name);
    bool evaluate_arguments(LibraryCall &call);
    Value refuse_function(Span span, const std::string &module, const std::string &name);
    Value library_constant(const std::string &name);

    // ---- atomic_functions.cpp --------------------------------------------------------------
    Value atomic_add_call(LibraryCall &call);
    bool add_indices(Value &element, const Value &index, Span span);

    // ---- builtin_functions.cpp -------------------------------------------------------------
    Value range_call(LibraryCall &call);
    Value enumerate_call(LibraryCall &call);
    Value zip_call(LibraryCall &call);
    Value length_call(LibraryCall &call);
    Value extremum_call(LibraryCall &call);
    Value convert_call(LibraryCall &call);
    Value complex_call(LibraryCall &call);
    Value absolute_call(LibraryCall &call);
    Value absolute(const Value &x, Span span);
    Value operator_call(LibraryCall &call);
    Value divmod_call(LibraryCall &call);
    Value round_call(LibraryCall &call);
    Value float_call(LibraryCall &call);

    // ---- fold_elements.cpp -----------------------------------------------------------------
    Value fold(const Iterable &items, int64_t first, const Value &start, Span span,
               const std::function<Value(const Value &, const Value &)> &next);
    Value extremum_of(const Value &iterated, bool larger, Span span);
    Value sum_call(LibraryCall &call);
    Value sum_start(Value start, const Value &element, Span span);

    // ---- math_functions.cpp ----------------------------------------------------------------
    Value whole_call(LibraryCall &call);
    Value scale_call(LibraryCall &call);
    Value logarithm_call(LibraryCall &call);
    Value numeric_call(LibraryCall &call, const std::string &module, const std::string &name);

    // ---- integer_functions.cpp -------------------------------------------------------------
    Value whole_argument(const Value &v, Span span);
    bool whole_arguments(LibraryCall &call);
    void refuse_negative(const Value &v, std::string_view message);
    NodeRef cell_with(const char *name, const Value &v);
    Value greatest_divisor(const Value &a, const Value &b, Span span);
    Value accumulate(int64_t first, const Value &count,
                     const std::function<Value(const Value &, const Value &)> &next);
    Value gcd_call(LibraryCall &call);
    Value lcm_call(LibraryCall &call);
    Value isqrt_call(LibraryCall &call);
    Value factorial_call(LibraryCall &call);
    Value perm_call(LibraryCall &call);
    Value comb_call(LibraryCall &call);
    Value ulp_call(LibraryCall &call);

    // ---- numpy_functions.cpp ---------------------------------------------------------------
    Value as_numpy(const Value &v);
    void numpy_operands(LibraryCall &call);
    Value numpy_operator(LibraryCall &call);
    Value numpy_comparison(LibraryCall &call);
    Value numpy_unary(LibraryCall &call);
    Value numpy_extremum(LibraryCall &call);
    Value numpy_logic(LibraryCall &call);
    Value numpy_absolute(LibraryCall &call);
    Value numpy_square(LibraryCall &call);
    Value numpy_whole(LibraryCall &call);
    Value numpy_sign(LibraryCall &call);
    Value numpy_fmod(LibraryCall &call);
    Value numpy_clip(LibraryCall &call);
    Value numpy_alias(LibraryCall &call);
    Value numpy_reciprocal(LibraryCall &call);
    Value numpy_part(LibraryCall &call);
    Value part_of_number(const Value &x, std::string_view part);
    Value numpy_where(LibraryCall &call);
    Value numpy_function(LibraryCall &call, FunctionId f);

    // ---- type_limits.cpp -------------------------------------------------------------------
    Value dtype_call(LibraryCall &call);
    Value limits_call(LibraryCall &call);
    Value limit(const Value &v, TreeRef t); // an attribute of what limits_call gives

    // ---- print_call.cpp --------------------------------------------------------------------
    Value print_call(LibraryCall &call);
    bool print_option(TreeRef keyword, std::string &separator, std::string &end);

    // ---- formatted_text.cpp: pieces of a format; its values go to `values` ------------------
    std::string place_for(const Value &number, std::vector<NodeRef> &values);
    std::string printed(const Value &v, Span span, std::vector<NodeRef> &values);
    std::string represented(const Value &v, Span span, std::vector<NodeRef> &values);
    std::string formatted(TreeRef t, std::vector<NodeRef> &values);
    std::string field_text(TreeRef t, std::vector<NodeRef> &values);
    std::string message_text(TreeRef t, std::vector<NodeRef> &values);
    std::string message_value(TreeRef t, std::vector<NodeRef> &values);

    // ---- array_creation.cpp ----------------------------------------------------------------
    Value array_creation(LibraryCall &call);
    Value arange(TreeRef t, const std::vector<Value> &args, DType dtype);
    Value float_arange_length(const std::vector<Value> &numbers, Span span);
    Value float_arange(TreeRef t, const std::vector<Value> &numbers, DType dtype);
    std::vector<Value> shape_of(const Value &v, Span span);
    DType dtype_of(const Value &v, Span span);
    DType known_dtype(const Value &v); // none where it is no dtype
    void refuse_kept_array(NodeRef made, Span span);
    Value new_array(TreeRef t, const std::vector<Value> &extents, DType d, Fill fill,
                    const Value &init);

    DiagnosticEngine &diagnostics() { return *diagnostics_; }

    const FrontEndInput &input_;
    const Attachments &attachments_;
    Builder &build_;
    DiagnosticEngine *diagnostics_; // of the current walk
    DiagnosticEngine &reported_;
    Operators operators_{build_, diagnostics_};
    Memory memory_;

    // Of the index that is evaluated: how many findings there were before it.
    std::optional<size_t> before_index_;

    std::vector<NodeRef> arguments_;
    std::map<std::tuple<int, std::string, int>, NodeRef> cells_; // path, name, type
    std::map<std::pair<Key, int>, NodeRef> arrays_; // creating call, type

    static constexpr size_t most_inlined = 100'000; // about three seconds of compilation
    std::map<TreeRef, size_t> tree_sizes_; // of called functions

    // Per walk.
    std::vector<bool> written_;
    Statements *out_ = nullptr;
    Frame *frame_ = nullptr;
    bool reachable_ = true;
    size_t copies_ = 1; // how many of the statement being walked there will be at most
    std::set<int> entered_paths_;
    size_t inlined_ = 0; // tree nodes of the called functions, once for every call
    std::set<NodeRef> live_; // arrays made in a list of statements that has not ended
    std::map<NodeRef, NodeRef> viewed_; // the arrays behind views
    bool lost_ = false; // a statement had no type: an error says why, or a later walk knows
    std::set<std::pair<const SourceFunction *, std::string>> conflicts_; // reported
    std::string array_name_; // of the array being created, for messages
};

// What is known of any extent: memory holds no more.
inline constexpr IntRange extent_range{0, int64_t{1} << 47};

std::vector<const Tree *> parameters_of(const Tree &function);
// Names assigned anywhere below these statements.
void collect_assigned(TreeList statements, std::set<std::string> &names);

} // namespace pragmac
