// vocabulary: the lists of operators, dtypes and functions, read from the tables that define them.
#pragma once

#include <pybind11/pybind11.h>

namespace pragmac {

// dict of lists of names: unary, binary, compare, dtypes, exceptions, nodes, functions; and
// function_table: (name, operands, dtype letters, name in numpy, name in math).
pybind11::dict operators();
// What the front end knows beside those: kinds; operators (operator, kinds, kind of the result);
// functions, constants, attributes, methods (module, name, what it takes or gives).
pybind11::dict supported();
// The title and page of a diagnostic code, or None.
pybind11::object explain_code(const std::string &code);
pybind11::list all_codes();

} // namespace pragmac
