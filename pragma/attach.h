// attach: which statement each directive belongs to.
//
// Before: a tree with its comments. After: every directive is attached to exactly one statement, or
// an error says why not: P110 (nothing follows), P111, P112 and P314 (wrong statement), P108
// (directives that contradict each other), P113 (tensor, distribute and omp directives, which parse
// but are not compiled), P114 and P122 (sizes by name), P117 (names), P118 (reductions), P107 and
// P119 (collapse), and what read_directives reports.
#pragma once

#include "directive.h"

#include <map>
#include <unordered_map>
#include <vector>

namespace pragmac {

// Statement -> its directives, in source order. Only For, AugAssign and Assign nodes occur.
using Attachments = std::unordered_map<const Tree *, std::vector<Directive>>;

// All functions of the module at once. Sizes by name get the constants of their function.
using FunctionSizes = std::map<const Tree *, SizeConstants>;
Attachments attach(const Module &module, DiagnosticEngine &diagnostics,
                   const FunctionSizes &sizes = {});

// The directive of that kind on `statement`, or null.
const Directive *find_directive(const Attachments &attachments, const Tree *statement,
                                DirectiveKind kind);

} // namespace pragmac
