// Integer sets and relations: the one place that calls isl.
//
// Every object belongs to one Polyhedra (one per compile, never shared between threads). Work
// between Budget's constructor and destructor counts against an operation limit; when it runs out,
// or isl fails for any other reason, objects become empty handles (`!value`) and stay so through
// every later operation: an empty handle means "unknown", never "empty set".
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

struct isl_ctx;
struct isl_map;
struct isl_pw_aff;
struct isl_set;

namespace pragmac {

// Owns one reference to an isl object.
template <class T> class Handle {
  public:
    Handle() = default;
    explicit Handle(T *object) : object_(object) {}
    Handle(const Handle &other) : object_(other.copy()) {}
    Handle(Handle &&other) noexcept : object_(other.take()) {}
    Handle &operator=(Handle other) noexcept {
        std::swap(object_, other.object_);
        return *this;
    }
    ~Handle();

    explicit operator bool() const { return object_ != nullptr; }
    T *get() const { return object_; }
    T *copy() const;
    T *take() { return std::exchange(object_, nullptr); }

  private:
    T *object_ = nullptr;
};
using Set = Handle<isl_set>;      // points of loop variables, over named parameters
using Map = Handle<isl_map>;      // pairs of points
using Value = Handle<isl_pw_aff>; // piecewise quasi-affine function of a point

Value operator+(Value a, Value b);
Value operator-(Value a, Value b);
Value minimum(Value a, Value b);
Value maximum(Value a, Value b);
Value scale(Value a, int64_t factor);
Value floor_div(Value a, int64_t divisor); // divisor != 0
Value modulo(Value a, int64_t divisor);    // the sign of the divisor, as in Python
Value choose(Set where, Value a, Value b);

Set equal_to(Value a, Value b);
Set less_than(Value a, Value b);
Set at_most(Value a, Value b);
Set operator&(Set a, Set b);
Set operator|(Set a, Set b);
Map operator&(Map a, Map b);
Map operator|(Map a, Map b);
Map difference(Map a, Map b);
Set difference(Set a, Set b);

// { from -> to : each known to[k] = subscripts[k] }, restricted to `domain` and `range`.
Map relation(const Set &domain, const std::vector<std::optional<Value>> &subscripts,
             const Set &range);
// { a -> b : both reach one element }, for maps into one space.
Map meeting(const Map &a, const Map &b);
// { (f, a) -> (b, e) : `m` takes a to b, `also` to e, `first` to f }, f of one coordinate.
Map keyed(const Map &m, const Map &also, const Map &first);
// Pairs whose first coordinates differ, or (`ordered`) whose first is the smaller one.
Map different_first(const Map &pairs, bool ordered);
// Pairs whose coordinates at `position` differ.
Map different_at(const Map &pairs, int position);
std::vector<std::string> parameter_names(const Map &m);
// Pairs that the relation holds for some parameter values.
Map for_some_parameters(const Map &m);
Map given_parameters(const Map &m, const Set &parameters);
// The relation with only the first of its input coordinates left.
Map over_first_coordinate(const Map &m);
// The set with only the first of its coordinates left.
Set first_coordinates(const Set &s);
// Pairs of which neither side's first coordinate is one of `first`, a set of one coordinate.
Map without_first(const Map &pairs, const Set &first);
// The parameter values for which the relation is not empty, or the set.
Set parameters_of(const Map &m);
Set parameters_of(const Set &s);
// The points that the relation takes somewhere.
Set domain_of(const Map &m);
// The points that the relation takes something to.
Set range_of(const Map &m);
// Every point of `from` with every point of `to`.
Map all_pairs(const Set &from, const Set &to);
// { reader -> element : the relation writes it earlier in the reader's iteration of the outermost
// loop }. `upwards`: for each loop around both, outermost first, whether its values grow;
// `stands_before`: whether the write comes first where all their values are equal.
Map written_earlier(const Map &writes, const Set &readers, const std::vector<bool> &upwards,
                    bool stands_before);
std::vector<std::string> parameter_names(const Set &s);

// sum of factor * parameter + constant >= 0 (or == 0).
struct Constraint {
    std::vector<std::pair<std::string, int64_t>> terms;
    int64_t constant = 0;
    bool equality = false;
};
// A set of parameter values as a union of conjunctions, simplified where `given` holds; what needs
// divisions is over-approximated. Nothing when unknown or when a number exceeds 64 bits.
std::optional<std::vector<std::vector<Constraint>>> constraints_of(const Set &parameters,
                                                                   const Set &given);

enum class Answer : uint8_t { no, yes, unknown };
Answer is_empty(const Map &m);
Answer is_empty(const Set &s);
Answer is_equal(const Map &a, const Map &b);
std::string text(const Map &m);
std::string text(const Set &s);

using Bindings = std::vector<std::pair<std::string, int64_t>>;
// One element of a relation, with the parameter values it belongs to.
struct Sample {
    Bindings parameters;
    std::vector<int64_t> from, to;
};
// The element that is smallest in parameters, then in coordinates; nothing when unknown or empty.
std::optional<Sample> smallest(const Map &m);

// What the relation takes one point to, under the given parameter values.
std::optional<std::vector<int64_t>> image(const Map &m, const std::vector<int64_t> &point,
                                          const Bindings &parameters);

class Polyhedra {
  public:
    // `query_limit`, `total_limit`: isl operations for one Budget and for all of them together.
    explicit Polyhedra(uint64_t query_limit = 20'000, uint64_t total_limit = 200'000);
    ~Polyhedra();
    Polyhedra(const Polyhedra &) = delete;
    Polyhedra &operator=(const Polyhedra &) = delete;

    // Functions of a point with `dims` coordinates.
    Value constant(int dims, int64_t value);
    Value coordinate(int dims, int position);
    Value parameter(int dims, const std::string &name);
    Set universe(int dims);
    Set nothing(int dims);

    bool exhausted() const { return used_ >= total_limit_; }
    uint64_t operations_used() const { return used_; }

  private:
    friend class Budget;
    isl_ctx *context_;
    uint64_t query_limit_, total_limit_, used_ = 0;
};

// Limits what happens during its life; construct one per question, not nested.
class Budget {
  public:
    // spare: not from the limit for all of them together.
    enum class Kind : uint8_t { counted, spare };
    explicit Budget(Polyhedra &sets, Kind kind = Kind::counted);
    ~Budget();
    Budget(const Budget &) = delete;
    Budget &operator=(const Budget &) = delete;
    bool ran_out() const;

  private:
    uint64_t used() const; // ends the budget
    Polyhedra &sets_;
    Kind kind_;
};

} // namespace pragmac
