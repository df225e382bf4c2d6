// The library functions that compiled code may call: rows with a rule of their own in the front
// end. Functions of numeric_functions.def need no row here.
#pragma once

#include "function_builder.h"

#include <string_view>

namespace pragmac {

// A call whose arguments are evaluated; numbers where the row says so.
struct FunctionBuilder::LibraryCall {
    TreeRef tree = nullptr;
    Span span;
    std::string name; // in its module
    const LibraryFunction *row = nullptr;
    std::vector<Value> args;
};

struct FunctionBuilder::LibraryFunction {
    static constexpr int any = 1000;
    enum class Arguments {
        numbers, // every argument is a scalar when the rule runs
        values,  // as they are: arrays, tuples, iterables
        tree,    // the rule evaluates them itself (keywords, text)
    };
    std::string_view name;
    int least, most; // number of arguments
    Arguments arguments;
    std::string_view takes; // "one number": for messages and docs/supported.md
    Value (FunctionBuilder::*rule)(LibraryCall &call);
    std::string_view op; // the operator's class, of functions that are operators
    std::string_view keywords = {}; // names of the parameters, `/` for those without one
};

struct FunctionBuilder::Attribute {
    std::string_view name;
    std::string_view gives; // for docs/supported.md
    Value (FunctionBuilder::*rule)(const Value &v, Span span);
};

// A name of a module and what it takes, for docs/supported.md.
struct SupportedName {
    std::string_view module, name, takes;
};
std::vector<SupportedName> supported_functions(); // rows with rules, in the tables' order
std::vector<SupportedName> supported_constants();
std::vector<SupportedName> supported_attributes(); // module: "array", "number" or "dtype"
std::vector<SupportedName> supported_methods();

} // namespace pragmac
