// cell_growth: how far the values of integer cells can get while a loop runs.
//
// Every store to a cell is a value of its own, or a value that the cell had before plus or minus
// something: after n of these stores it lies within n times the largest step of where it began, and
// how often a store is passed follows from the loops around it. No statement is passed more than
// 2^60 times: that takes years.
#pragma once

#include "build.h"

#include <unordered_map>
#include <vector>

namespace pragmac {

struct CellGrowth {
    double start = 0; // the largest absolute value in front of the loop
    std::vector<NodeRef> values; // what is stored otherwise than by steps
    struct Step {
        std::vector<const For *> loops; // around the store, from the outermost loop
        NodeRef by = nullptr;
        bool endless = false; // in a while loop
    };
    std::vector<Step> steps;
};

// Cells with a constant value, by the largest absolute value.
using KnownCells = std::unordered_map<NodeRef, double>;

// The i64 cells of which all values follow from this; `before` tells of those whose value in front
// of the loop is known.
std::unordered_map<NodeRef, CellGrowth> cell_growth(const For &loop, const KnownCells &before);

// What is known behind a statement.
void pass_statement(NodeRef statement, KnownCells &known);

} // namespace pragmac
