// Calls and constants of the libraries: finds the row of a function and evaluates its arguments.
#include "library.h"
#include "dtype_names.h"
#include "functions.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace pragmac {
namespace {

struct ConstantRow {
    std::string_view module, name;
    double value;
};
constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr ConstantRow constant_rows[] = {
    {"math", "pi", M_PI},      {"math", "e", M_E},         {"math", "tau", 2 * M_PI},
    {"math", "inf", infinity}, {"math", "nan", nan},       {"numpy", "pi", M_PI},
    {"numpy", "e", M_E},       {"numpy", "inf", infinity}, {"numpy", "nan", nan},
};

} // namespace

Value FunctionBuilder::library_constant(const std::string &name) {
    std::string_view module = std::string_view(name).substr(0, name.find('.'));
    std::string_view base = std::string_view(name).substr(name.find('.') + 1);
    for (const ConstantRow &row : constant_rows)
        if (row.module == module && row.name == base)
            return scalar_value(build_.f64(row.value, Kind::python));
    DType d = module == "numpy" ? dtype_of_attribute(base) : DType::none;
    if (d != DType::none)
        return {.form = Value::Form::dtype, .type = numpy_type(d)};
    return {.form = Value::Form::library, .text = name};
}

std::span<const FunctionBuilder::LibraryFunction>
FunctionBuilder::library_rows(std::string_view module) {
    if (module == "builtins")
        return builtin_rows();
    if (module == "math")
        return math_rows();
    if (module == "numpy")
        return numpy_rows();
    if (module == "pragmac")
        return pragmac_rows();
    return {};
}

Value FunctionBuilder::library_call(TreeRef t, const std::string &name) {
    std::string module = name.substr(0, name.find('.')), base = name.substr(name.find('.') + 1);
    LibraryCall call{.tree = t, .span = t->span, .name = base};
    for (const LibraryFunction &row : library_rows(module))
        if (row.name == base)
            call.row = &row;
    if (call.row && call.row->arguments == LibraryFunction::Arguments::tree)
        return (this->*call.row->rule)(call);
    // Before its arguments, which no spelling makes good.
    FunctionId f;
    bool known = call.row || (module == "math" && find_math_function(base, f)) ||
                 (module == "numpy" && find_numpy_function(base, f));
    if (!known)
        return refuse_function(call.span, module, base);
    if (!evaluate_arguments(call))
        return {};
    return call.row ? (this->*call.row->rule)(call) : numeric_call(call, module, base);
}

namespace {

// What a function that is not compiled can be replaced by.
std::string instead_of(std::string_view module, std::string_view name, const std::string &shown) {
    constexpr std::string_view folds[] = {
        "sum", "max", "min",    "amax",   "amin",          "prod",   "mean",   "std",    "var",
        "any", "all", "argmax", "argmin", "count_nonzero", "median", "nansum", "nanmean"};
    constexpr std::string_view builtin_too[] = {"sum", "max", "min"};
    auto in = [&](std::span<const std::string_view> names) {
        return std::find(names.begin(), names.end(), name) != names.end();
    };
    if (module == "math")
        return "write it as a Python function, which is compiled with its caller";
    if (name.starts_with("random."))
        return "fill an array before the call, as in `r = " + shown +
               "(…)` with the size that the "
               "loop needs, and pass it";
    std::string outside = "call it outside of the compiled function and pass the result";
    if (!in(folds))
        return outside + ", or write what it does as a loop";
    std::string builtin =
        in(builtin_too) ? ", or with `" + std::string(name) + "(x)` where `x` has one dimension"
                        : "";
    return "go through the elements in a loop, row by row where there is an axis" + builtin +
           "; or " + outside;
}

} // namespace

Value FunctionBuilder::refuse_function(Span span, const std::string &module,
                                       const std::string &name) {
    if (module == "builtins") {
        std::string names;
        for (const LibraryFunction &row : builtin_rows())
            names += (names.empty() ? "" : ", ") + std::string(row.name);
        diagnostics()
            .report("P212", span, "the builtin `" + name + "` is not compiled")
            .with_fix("supported are " + names);
    } else {
        std::string shown = (module == "numpy" ? "np" : module) + "." + name;
        diagnostics()
            .report("P212", span, "`" + shown + "` is not compiled")
            .with_fix(instead_of(module, name, shown));
    }
    return {};
}

// The parameter that a keyword names; -1 where the function takes none of that name.
int FunctionBuilder::keyword_position(const LibraryFunction *row, std::string_view name) {
    std::string_view left = row ? row->keywords : "";
    for (int position = 0; !left.empty(); position++) {
        std::string_view word = left.substr(0, left.find(' '));
        if (word == name)
            return position;
        left.remove_prefix(std::min(left.size(), word.size() + 1));
    }
    return -1;
}

bool FunctionBuilder::evaluate_arguments(LibraryCall &call) {
    std::vector<TreeRef> given(call.tree->list("args").begin(), call.tree->list("args").end());
    for (TreeRef keyword : call.tree->list("keywords")) {
        if (keyword_position(call.row, keyword->text("arg")) != static_cast<int>(given.size())) {
            FunctionId f;
            bool one = find_numpy_function(call.name, f) && info_of(f).arity == 1;
            diagnostics()
                .report("P229", keyword->span,
                        "`" + call.name + "` takes no keyword argument `" +
                            std::string(keyword->text("arg")) + "` here")
                .with_fix("remove it, or pass it by position: `" + call.name + "` takes " +
                          (call.row ? std::string(call.row->takes)
                           : one    ? "one number"
                                    : "two numbers"));
            return false;
        }
        given.push_back(keyword->child("value"));
    }
    for (TreeRef argument : given) {
        size_t mark = out_->size();
        Value next = expression(argument);
        done_before(call.args, mark);
        call.args.push_back(next);
    }
    bool numbers = !call.row || call.row->arguments == LibraryFunction::Arguments::numbers;
    bool known = true;
    for (size_t i = 0; i < call.args.size() && numbers; i++) {
        call.args[i] = to_scalar(call.args[i], given[i]->span);
        known = known && call.args[i].is(Value::Form::scalar);
    }
    build_.span = call.span;
    int count = static_cast<int>(call.args.size());
    if (!call.row || (count >= call.row->least && count <= call.row->most))
        return known;
    diagnostics()
        .report("P413", call.span,
                "`" + std::string(call.row->name) + "` takes " + std::string(call.row->takes))
        .with_fix("give it that many arguments");
    return false;
}

// ---- what there is, for the documents ------------------------------------------------------

std::vector<SupportedName> FunctionBuilder::rows_with_rules() {
    std::vector<SupportedName> names;
    for (std::string_view module : {"builtins", "math", "numpy", "pragmac"})
        for (const LibraryFunction &row : library_rows(module))
            names.push_back({module, row.name, row.takes});
    return names;
}

std::vector<SupportedName> supported_functions() { return FunctionBuilder::rows_with_rules(); }

std::vector<SupportedName> supported_constants() {
    std::vector<SupportedName> names;
    for (const ConstantRow &row : constant_rows)
        names.push_back({row.module, row.name, ""});
    return names;
}

} // namespace pragmac
