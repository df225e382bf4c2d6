// session: one compile from the tree text to native code, with every failure as a diagnostic.
#pragma once

#include "build_ir.h"
#include "compile.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace pragmac {

struct RequestedFunction {
    size_t tree = 0; // index among the functions of the tree text
    std::string name;
    int first_line = 0;
    std::map<std::string, Binding> names;
    std::map<std::string, Binding> defaults;
    SizeConstants sizes;
};

// Everything Python says about one version of a function.
struct CompileRequest {
    std::string tree; // one or more Module forms
    std::vector<RequestedFunction> functions; // the first is compiled, the others may be called
    std::vector<Argument> arguments;
    Sources sources; // texts of the files, by name
    bool unchecked = false;
    RacePolicy races = RacePolicy::check;
    bool deterministic = false;
    int32_t width = 0;
    int vector_bits = 256; // as in CompileOptions
    Copies copies = Copies::all;
    Measure measure = Measure::nothing;
    int index_bits = 64; // as in CompileOptions
    MathMode math = MathMode::strict;
    bool kernels_as_c = false, spirv_for_devices = false;
    int32_t block = 0;   // too
    Device device = Device::none;
    int ordinal = 0;                  // these as in CompileOptions
    bool arguments_on_device = false;
    std::string architecture, libdevice; // as in CompileOptions
    bool lane_math = false;              // too
    int overlap = 0; // as in Func
    bool verify = false;
    std::string cpu;
    std::string fault_directory; // where reproducers of our own faults are written
};

struct CompileOutcome {
    std::string version;    // as version_bytes.h writes it; empty when errors were reported
    std::string text;                                 // of inspect
    std::string reproducer;                           // file written for a fault of ours
    std::vector<LoopReport> loops;
    std::vector<std::string> files; // indexed by Span::file
    std::vector<Diagnostic> diagnostics;
    Sources sources; // in the order of `files`
};

CompileOutcome compile(const CompileRequest &request);
CompileOutcome inspect(const CompileRequest &request, Stage stage);
// Runs every pass and hands the function, at machine level, to `use`.
CompileOutcome with_machine_ir(const CompileRequest &request,
                               const std::function<void(const Func &)> &use);
// The same with the function as the race analysis sees it.
CompileOutcome with_judged_ir(const CompileRequest &request,
                              const std::function<void(const Func &, Builder &)> &use);

} // namespace pragmac
