// Lists for coverage reports and `pragmac explain`; every list comes from its X-macro.
#include "vocabulary.h"

#include "codes.h"
#include "directive_grammar.h"
#include "ir.h"
#include "library.h"
#include "supported.h"

namespace py = pybind11;

namespace pragmac {

namespace {

#define NAME1(name) list.append(#name);
#define NAME2(name, text) list.append(text);
#define NAME3(name, text, bytes)                                                                   \
    if (DType::name != DType::none)                                                                \
        list.append(text);
#define LISTED(function, LIST, NAME)                                                               \
    py::list function() {                                                                          \
        py::list list;                                                                             \
        LIST(NAME) return list;                                                                    \
    }
LISTED(unary_operators, PRAGMAC_UNARY_OPS, NAME1)
LISTED(binary_operators, PRAGMAC_BINARY_OPS, NAME1)
LISTED(compare_operators, PRAGMAC_COMPARE_OPS, NAME1)
LISTED(exceptions, PRAGMAC_EXCEPTIONS, NAME1)
LISTED(dtypes, PRAGMAC_DTYPES, NAME3)

py::list nodes() {
    py::list list;
#define NODE(Name, levels, effects, form) list.append(#Name);
#include "ops.def"
#undef NODE
    return list;
}

py::list functions() {
    py::list list;
#define NUMERIC_FUNCTION(name, arity, dtypes, result, numpy, math, domain) list.append(#name);
#include "numeric_functions.def"
#undef NUMERIC_FUNCTION
    return list;
}

// Per function: its name, number of operands, dtype letters, and names in numpy and math.
py::list function_table() {
    py::list list;
#define NUMERIC_FUNCTION(name, arity, dtypes, result, numpy, math, domain)                         \
    list.append(py::make_tuple(#name, arity, dtypes, numpy, math));
#include "numeric_functions.def"
#undef NUMERIC_FUNCTION
    return list;
}

py::list names_of(const std::vector<SupportedName> &rows) {
    py::list list;
    for (const SupportedName &row : rows)
        list.append(
            py::make_tuple(std::string(row.module), std::string(row.name), std::string(row.takes)));
    return list;
}

// (name, arguments, directives that take it, whether it may be repeated).
py::list clauses() {
    constexpr std::pair<unsigned, const char *> places[] = {{on_parallel, "parallel for"},
                                                            {on_simd, "simd"},
                                                            {on_item, "a tensor item"},
                                                            {on_omp, "omp"}};
    py::list list;
    for (const ClauseRow &row : clause_rows()) {
        py::list taken_by;
        for (auto [bit, name] : places)
            if (row.places & bit)
                taken_by.append(name);
        if (!row.places)
            taken_by.append("parallel for distribute");
        list.append(py::make_tuple(std::string(row.name), arguments_in_words(row), taken_by,
                                   row.repeatable));
    }
    return list;
}

py::dict page_of(const CodeInfo &info) {
    py::dict page;
    page["code"] = std::string(info.code);
    page["severity"] = std::string(name_of(info.severity));
    page["title"] = std::string(info.title);
    page["explanation"] = std::string(info.explanation);
    return page;
}

} // namespace

py::dict operators() {
    py::dict all;
    all["unary"] = unary_operators();
    all["binary"] = binary_operators();
    all["compare"] = compare_operators();
    all["exceptions"] = exceptions();
    all["dtypes"] = dtypes();
    all["nodes"] = nodes();
    all["functions"] = functions();
    all["function_table"] = function_table();
    return all;
}

py::dict supported() {
    py::list results;
    for (const OperatorResult &r : supported_operators())
        results.append(py::make_tuple(r.op, r.a, r.b, r.result));
    py::list kinds;
    for (const std::string &kind : supported_kinds())
        kinds.append(kind);
    py::dict all;
    all["kinds"] = kinds;
    all["operators"] = results;
    all["functions"] = names_of(supported_functions());
    all["constants"] = names_of(supported_constants());
    all["attributes"] = names_of(supported_attributes());
    all["methods"] = names_of(supported_methods());
    all["clauses"] = clauses();
    return all;
}

py::object explain_code(const std::string &code) {
    const CodeInfo *info = find_code(code);
    return info ? py::object(page_of(*info)) : py::none();
}

py::list all_codes() {
    py::list list;
    for (const CodeInfo &info : code_table)
        list.append(page_of(info));
    return list;
}

} // namespace pragmac
