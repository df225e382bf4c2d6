// Programs of tests/pragma/programs: their functions, argument types and the IR made of them.
#pragma once

#include "build_ir.h"
#include "kinds.h"

#include <string>
#include <vector>

namespace pragmac {

// A file of programs. A function is compiled when its body begins with a comment such as
// `#= x: f64[1], n: int; K: int, scale.factor: float`: the types of its parameters, then hidden
// arguments (globals, or the default of a callee's parameter). int, float, bool and complex are
// Python's, dtypes and npbool NumPy's; `f64[2]` is an array of rank 2, `f64[2]ro` a read-only one.
class Programs {
  public:
    explicit Programs(const std::string &name); // without ".tree"

    struct Built {
        std::string function;
        FrontEndResult result;
    };
    // Every compiled function in order. Diagnostics go to `diagnostics`.
    std::vector<Built> build_all(Builder &build, DiagnosticEngine &diagnostics);
    const Module &module() const { return module_; }

  private:
    Built build_one(size_t index, const std::string &signature, Builder &build,
                    DiagnosticEngine &diagnostics) const;

    Module module_;
};

std::string read_program_file(const std::string &name);
// Compares with the file, or writes it when PRAGMAC_UPDATE_EXPECTED is set. A missing file fails.
void expect_file(const std::string &name, const std::string &text);

} // namespace pragmac
