// The public compile API: a source-level function in, an object with native code out.
#pragma once

#include "build.h"
#include "diagnostics.h"
#include "math_mode.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace pragmac {

// What becomes of loops whose iterations are not shown to be apart (`races=`).
enum class RacePolicy : uint8_t {
    check,         // they run in order
    require_proof, // compile error; a run-time test that fails raises RaceError
    trust          // they run in parallel, untested, unless a race is proved
};

// Where proved parallel loops run.
enum class Device : uint8_t {
    none,     // the host's cores
    emulated, // the host, as if it were a device: memory of its own, one thread after the other
    cuda,
    opencl
};

// What a version notes of each outermost loop with a directive while it runs, on the host.
enum class Measure : uint8_t {
    nothing,
    work, // bytes it asks for and operations, in order and without vectors: count_work.h
    time  // how long it takes: time_loops.h
};

struct CompileOptions {
    std::string cpu;            // "" = this machine
    Device device = Device::none;
    int ordinal = 0;            // of the device among those of its kind
    bool arguments_on_device = false; // array arguments may live there
    std::string architecture;   // of the device; "" = the backend's default
    bool kernels_as_c = false;        // OpenCL: kernels are OpenCL C instead of SPIR-V
    bool spirv_for_devices = false; // OpenCL: SPIR-V's subgroups and float atomics are used
    std::string libdevice;      // path of NVIDIA's mathematical functions; "" = there are none
    bool lane_math = false;     // the runtime has the functions of runtime/lane_math.h
    bool unchecked = false;     // bounds="unchecked": no index checks
    RacePolicy races = RacePolicy::check;
    bool deterministic = false; // refuse what differs from run to run
    MathMode math = MathMode::strict;
    int32_t block = 0;          // workers per group where no clause says; 0 = the runtime chooses
    int vector_bits = 256; // of the host's vectors, where its loops are long enough: 256 or 512
    int32_t width = 0; // lanes of the host's loops, wherever they can have any; 0: chosen for each
    Copies copies = Copies::all;
    Measure measure = Measure::nothing; // for notes of its calls
    int index_bits = 64; // 32: index arithmetic gets a 32-bit copy; the target's choice
    bool verify = false; // verify the IR between passes
    bool sanitize_threads = false; // the code calls the thread sanitizer's functions then
};

// A check or print of the compiled function; pragmac_error.site indexes these.
struct Site {
    Exception exception = Exception::ValueError;
    std::string message; // {0}, {1}, … stand for the payload
    std::vector<Type> payload; // types of the slots (complex takes two)
    std::vector<Span> spans; // innermost first: the Python line, then the calls that led there
    std::vector<std::string> functions; // the function each span lies in
    bool print = false, note = false;
    bool driver = false; // a failed call of a device's driver, told by the runtime
};

// Two iterations that touch one element, one of them writing.
struct LoopWitness {
    bool found = false;
    std::string array;
    std::vector<int64_t> first, second; // values of the loop variables; several under `collapse`
    std::vector<int64_t> element;
    std::vector<std::pair<std::string, int64_t>> given; // parameters, in the user's words
};

// Index checks of a loop, in its fastest copy.
struct IndexChecks {
    int proved = 0; // need none: the index is always in range
    int tested = 0; // hold when a test in front of the loop does
    int each = 0; // at every access
};

// A barrier between the lanes of a worker that some pair of accesses to one array asks for.
struct LaneBarrier {
    Span before; // the statement behind it
    std::string fate; // removed_apart | removed_one_lane | required | unproved
    std::string words;
    std::string certificate; // where it is removed
};

// What became of one annotated loop, for warnings and reports.
// An array outside of a launch's iterations that they touch.
struct LaunchArray {
    std::string name;
    bool parameter = false; // else made by the function
    bool read = false, written = false;
};

// How a device runs a loop's iterations.
struct LaunchReport {
    Mapping mapping;
    std::string code; // of the kernel: "PTX"
    bool outermost_alone = false; // loops that `collapse` names stayed apart: it alone is spread
    std::vector<LaunchArray> arrays;
};

struct LoopReport {
    Span span;
    std::string directive; // "parallel", "simd"
    bool parallel = false; // runs on the pool in the checked-free version
    std::string verdict; // free | guarded | racy | unknown
    std::string reason; // why it runs in order, in the user's words; empty when parallel
    std::string guard; // guarded: what the test in front of the loop asks
    std::string trusted; // parallel under races="trust" only: what is not shown
    std::string certificate; // free: one line per array
    std::string proof; // with relations, for checkers: dependence/certificate.h; empty in order
    double proof_seconds = 0; // spent on the loop by the analysis, all its copies together
    double certificate_seconds = 0; // spent on writing `proof`
    bool reached_isl = false; // exact tests did not decide whether two iterations meet
    std::vector<std::string> reductions; // "s: sum", one per variable that blocks combine
    std::string plan; // along which they are combined
    std::string copies; // of tables, that groups of a device update first
    LoopWitness witness;
    IndexChecks index_checks;
    bool narrow_indices = false; // has a copy with index arithmetic in 32 bits, and its entry test
    std::optional<LaunchReport> launch; // on a device
    int32_t lanes = 0; // of the workers that run its iterations on a device; 0: they have none
    std::string lanes_reason; // why so many; why none, where it holds a `simd` loop
    int32_t width = 0; // on the CPU: iterations of a strip, each with partial values; 0: no strips
    std::string width_reason; // why so many, or why none; empty where no scalar asks for them
    std::vector<LaneBarrier> lane_barriers; // in the order of the text
    std::string barrier; // behind another parallel loop: whether threads meet in between, and why
    std::string
        barrier_proof; // where they do not: the certificates, one per loop of the team above
};

struct CompiledFunction {
    std::string object; // relocatable ELF with a pragmac_entry `entry`: for runtime/load_code.h
    std::vector<Site> sites;
    std::vector<LoopReport> loops;
};

// The stages `inspect` can show.
enum class Stage { source, loops, machine, llvm, vectors, assembly, ptx, spirv, openmp, opencl_c };

// Null when errors were reported (P9xx for our own faults, naming the pass). `loops`, when given,
// is filled all the same as far as the loops were judged.
std::unique_ptr<CompiledFunction> compile_host(const Func *source, Builder &build,
                                               const CompileOptions &options,
                                               DiagnosticEngine &diagnostics,
                                               std::vector<LoopReport> *loops = nullptr);
std::string inspect_host(const Func *source, Builder &build, const CompileOptions &options,
                         Stage stage, DiagnosticEngine &diagnostics);

} // namespace pragmac
