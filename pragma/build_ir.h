// build_ir: from the parsed tree and the argument types to source-level IR (level S).
//
// Before: the tree of the function and of every plain Python function it may call, the directives
// attached to it, the type of each argument, and what every free name means.
// After: one Func at level S in which every scalar has a kind (SEMANTICS 1), tuples are flattened,
// calls are inlined, `for` over arrays, enumerate and zip are range loops, and directives are
// fields of loops. All errors of the function are reported before it gives up (P1xx, P2xx, P4xx).
#pragma once

#include "build.h"
#include "diagnostics.h"
#include "directive.h"
#include "tree.h"

#include <map>
#include <string>
#include <vector>

namespace pragmac {

// One argument: a parameter, or a global or closure value passed as a hidden argument.
struct Argument {
    std::string name;
    Type type; // scalars carry their kind
    Layout layout = Layout::c_order;
    bool writeable = true;
    bool aligned = true;
};

// What a name that is not local to a function means there.
struct Binding {
    enum class Category {
        argument,    // hidden argument `index` of the compiled function
        callee,      // tree function `index`
        library,     // function, module or constant known by its dotted name in `text`
        integer,     // a constant Python int from 2**63 on: its digits are `text`
        dtype,       // a NumPy scalar type or dtype, `text` is the IR's name ("f32")
        none,        // Python's None
        missing,     // a name that its library does not have; `text` is a similar one
        unsupported, // anything else; `text` is its Python type
    };
    Category category = Category::unsupported;
    int index = 0;
    std::string text;
};

// One tree function with its surroundings; function 0 is the one being compiled.
struct SourceFunction {
    const Tree *tree = nullptr; // FunctionDef
    std::string name;
    int first_line = 0;
    std::map<std::string, Binding> names;
    std::map<std::string, Binding> defaults; // parameter -> hidden argument holding its default
    SizeConstants sizes;
};

struct FrontEndInput {
    const Module *module = nullptr;
    std::vector<SourceFunction> functions;
    std::vector<Argument> arguments; // parameters of function 0 in order, then hidden arguments
    int overlap = 0; // 1: written arrays may overlap other arguments, 2: and themselves
    bool unchecked = false;          // bounds="unchecked"
    bool on_device = false;          // proved parallel loops run there
};

// One returned value, in slot order.
struct ResultInfo {
    Type type;         // scalars with the kind CPython would return
    int argument = -1; // the argument that is returned itself (`return a`), else a fresh array
    // Which array is known at run time only: a slot holds the argument's number, -1 for a fresh
    // array. With `fresh` the slots of one follow; it is empty where an argument is returned.
    bool chosen = false, fresh = false;
    int opens = 0, closes = 0; // inner tuples that begin before it, and that end after it
};

struct FrontEndResult {
    const Func *func = nullptr; // null when errors were reported
    std::vector<ResultInfo> results;
    bool tuple = false; // the function returns a tuple (also of one or no element)
    std::vector<bool> written; // per argument: some element may be stored
};

FrontEndResult build_ir(const FrontEndInput &input, Builder &build, DiagnosticEngine &diagnostics);

} // namespace pragmac
