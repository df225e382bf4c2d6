// Declarations, places of loops, invariance, and names for invariant values.
#include "loop_scope.h"

#include "build.h"
#include "fields.h"
#include "mutants.h"
#include "user_words.h"

#include <algorithm>

namespace pragmac {
namespace {

// Structural comparison in which a variable equals only itself.
struct Same {
    bool result = true;
    void operator()(const NodeRef &a, const NodeRef &b) { result = result && same_value(a, b); }
    void operator()(const NodeList &a, const NodeList &b) {
        result = result && std::equal(a.begin(), a.end(), b.begin(), b.end(), same_value);
    }
    void operator()(const TypeList &, const TypeList &) { result = false; } // no expression
    template <class T> void operator()(const T &a, const T &b) { result = result && a == b; }
};

} // namespace

bool same_value(NodeRef a, NodeRef b) {
    if (a == b)
        return true;
    if (!a || !b || a->op != b->op || a->type != b->type || a->op == Op::Var)
        return false;
    return visit(a, [&](const auto &node) {
        using T = std::decay_t<decltype(node)>;
        Same same;
        each_pair(node, *static_cast<const T *>(b), same);
        return same.result;
    });
}

bool is_cell(NodeRef var) {
    auto *v = as<Var>(var);
    return v && v->info->role == VarRole::cell;
}

bool has_load(NodeRef expression) {
    bool found = expression->op == Op::Load;
    for_each_child(expression, [&](NodeRef child) { found = found || has_load(child); });
    return found;
}

// ---- the function --------------------------------------------------------------------------

FunctionScope::FunctionScope(const Func *func) : func_(func) {
    Place place;
    visit(func->body, place);
}

void FunctionScope::visit(NodeRef n, Place &place) {
    if (NodeRef var = declared_variable(n))
        declarations_.emplace(var, n);
    place.enclosing.push_back(n);
    size_t guards = place.guards.size();
    if (auto *block = as<Block>(n)) {
        for (NodeRef s : block->body) {
            visit(s, place);
            if (auto *check = as<Check>(s))
                place.guards.push_back({check->cond, true});
        }
    } else if (auto *loop = as<For>(n)) {
        places_.try_emplace(n, place);
        place.loops.push_back(loop);
        visit(loop->body, place);
        place.loops.pop_back();
    } else if (auto *branch = as<If>(n)) {
        place.guards.push_back({branch->cond, true});
        visit(branch->then, place);
        place.guards.back().holds = false;
        visit(branch->otherwise, place);
    } else if (n->type == no_type) {
        for_each_child(n, [&](NodeRef child) {
            if (child->type == no_type)
                visit(child, place);
        });
    }
    place.guards.resize(guards);
    place.enclosing.pop_back();
}

NodeRef FunctionScope::declaration(NodeRef var) const {
    auto it = declarations_.find(var);
    return it == declarations_.end() ? nullptr : it->second;
}

NodeRef FunctionScope::behind_names(NodeRef n) const {
    while (auto *let = as<Let>(declaration(n)))
        n = let->value;
    return n;
}

NodeRef FunctionScope::array_root(NodeRef array) const { return behind_names(array); }

const FunctionScope::Place *FunctionScope::place(const For *loop) const {
    auto it = places_.find(loop);
    return it == places_.end() ? nullptr : &it->second;
}

// ---- one loop ------------------------------------------------------------------------------

LoopScope::LoopScope(const FunctionScope &function, const For *loop)
    : function_(function), loop_(loop), place_(function.place(loop)) {
    internal_assert(place_, "the loop lies outside the function");
    walk(loop, [&](NodeRef n) {
        if (NodeRef var = declared_variable(n))
            inside_.insert(var);
        NodeRef target = as<Alloc>(n) ? as<Alloc>(n)->var : written_variable(n);
        if (target)
            is_cell(target) ? stored_cells_.insert(target)
                            : stored_arrays_.insert(function.array_root(target));
    });
}

NodeRef LoopScope::behind_names(NodeRef n) const {
    while (declared_inside(n)) {
        auto *let = as<Let>(function_.declaration(n));
        if (!let)
            break;
        n = let->value;
    }
    return n;
}

// When arguments may overlap, writing one of them may change any other.
bool LoopScope::writes_array(NodeRef root) const {
    if (stored_arrays_.count(root))
        return true;
    auto argument = [&](NodeRef a) { return !function_.declaration(a); };
    return function_.func()->overlap && argument(root) &&
           std::any_of(stored_arrays_.begin(), stored_arrays_.end(), argument);
}

bool LoopScope::invariant(NodeRef n) const {
    if (n->type.array)
        return !declared_inside(n);
    if (n->op == Op::Var) {
        if (is_cell(n))
            return !declared_inside(n) &&
                   (!stored_cells_.count(n) || mutant(Mutant::assigned_cells_invariant));
        auto *let = as<Let>(function_.declaration(n));
        return !declared_inside(n) || (let && invariant(let->value));
    }
    if (auto *load = as<Load>(n);
        load && load->array->type.array && writes_array(function_.array_root(load->array)))
        return false;
    bool result = true;
    for_each_child(n, [&](NodeRef child) { result = result && invariant(child); });
    return result;
}

NodeRef LoopScope::representative(NodeRef n) {
    auto same = [&](NodeRef r) { return same_value(n, r); };
    auto it = std::find_if(representatives_.begin(), representatives_.end(), same);
    if (it != representatives_.end())
        return *it;
    representatives_.push_back(n);
    return n;
}

namespace {

// Words of isl's input language, and names it gives to unnamed coordinates.
bool reserved(const std::string &name) {
    static const char *const words[] = {"and",   "or",    "not",   "exists", "implies", "min",
                                        "max",   "floor", "ceil",  "mod",    "rat",     "true",
                                        "infty", "NaN",   "false", "floord", "ceild",   "s"};
    bool coordinate = name.size() > 1 && (name[0] == 'i' || name[0] == 'o' || name[0] == 'e') &&
                      std::all_of(name.begin() + 1, name.end(), ::isdigit);
    return coordinate || std::find(std::begin(words), std::end(words), name) != std::end(words);
}

std::string suggested_name(NodeRef n) {
    if (auto *l = as<Load>(n))
        n = l->array;
    auto *v = as<Var>(n);
    return v ? std::string(v->info->name) : "value";
}

std::string legal_name(std::string name) {
    for (char &c : name)
        c = std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
    bool letter = !name.empty() && std::isalpha(static_cast<unsigned char>(name[0]));
    return (letter ? name : "v" + name) + (reserved(name) ? "_" : "");
}

} // namespace

std::string LoopScope::unique_name(std::string base) {
    base = legal_name(base);
    std::string name = base;
    for (int i = 2; !used_names_.insert(name).second; i++)
        name = base + "_" + std::to_string(i);
    return name;
}

const std::string &LoopScope::parameter_name(NodeRef n) {
    auto [it, fresh] = names_.try_emplace(representative(n));
    if (fresh)
        it->second = unique_name(suggested_name(n));
    return it->second;
}

const std::string &LoopScope::extent_name(NodeRef root, int64_t axis) {
    auto [it, fresh] = extent_names_.try_emplace({root, axis});
    if (fresh) {
        it->second = unique_name(suggested_name(root) + "_" + std::to_string(axis));
        extent_parameters_.push_back(it->second);
    }
    return it->second;
}

bool LoopScope::is_extent(const std::string &name) const {
    return std::any_of(extent_names_.begin(), extent_names_.end(),
                       [&](const auto &entry) { return entry.second == name; });
}

std::optional<LoopScope::Source> LoopScope::source(const std::string &name) const {
    for (const auto &[node, used] : names_)
        if (used == name)
            return Source{node, -1};
    for (const auto &[extent, used] : extent_names_)
        if (used == name)
            return Source{extent.first, extent.second};
    return std::nullopt;
}

bool LoopScope::available_at_entry(NodeRef n, bool given_variable) const {
    if (n->type.array)
        return !declared_inside(n);
    if (n == loop_->var)
        return given_variable;
    if (auto *load = as<Load>(n); load && !is_cell(load->array))
        return false;
    if (n->op == Op::Var && declared_inside(n)) {
        auto *let = as<Let>(function_.declaration(n));
        return let && available_at_entry(let->value, given_variable);
    }
    bool result = true;
    for_each_child(
        n, [&](NodeRef child) { result = result && available_at_entry(child, given_variable); });
    return result;
}

std::string LoopScope::meaning(const std::string &name) const {
    for (const auto &[node, used] : names_)
        if (used == name)
            return in_user_words(node, function_);
    for (const auto &[extent, used] : extent_names_)
        if (used == name)
            return name_in_source(extent.first) + ".shape[" + std::to_string(extent.second) + "]";
    return name;
}

} // namespace pragmac
