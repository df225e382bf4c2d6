// pragma-opt: reads IR text, runs named passes, verifies, interprets and prints.
//
// Exit status: 0 fine, 1 the IR or a pass reported an error, 2 the command line is wrong.
#include "pipeline.h"
#include "text_arguments.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>

namespace {

using namespace pragmac;

const char *usage = R"(usage: pragma-opt [FILE] [options]      (no FILE or -: standard input)

  --level L         level of the input: S (default), P, H
  --pass NAME       runs this pass; repeat for more, in the order given
  --to NAME         runs the whole pipeline up to and including this pass; `all` for everything
  --passes          lists the passes
  --verify L        verifies the outcome at level L (between passes it is always verified)
  --race-policy P   what becomes of loops without a proof: check (default), require_proof, trust
  --deterministic   refuses what differs from run to run (deterministic="require")
  --copies C        of loops that exist twice: all (default), first, original, mixed
  --index-bits N    64 (default), or 32: narrow_indices makes its copies
  --measure M       what count_work and time_loops note: nothing (default), work, time
  --device          parallel loops run on a device
  --unchecked       leaves index checks out (bounds="unchecked")
  --print           prints the outcome; the default unless something else is asked for
  --spans           prints `@line:column` before each statement
  --certificates    prints why loops were proved parallel, with the relations that prove it, and the
                    reports of the others
  --interpret ARGS  runs the outcome on ARGS, one item per parameter: 7 2.5 true [1, 2] iota(5)
  --order O         order of parallel iterations: forward, reversed, shuffled
  --seed N          seed of shuffled
  --races           reports two iterations of one parallel loop that touch one element
)";

struct UsageError {
    std::string message;
};

struct Request {
    std::string file = "-", to, arguments;
    std::vector<std::string> passes;
    Level level = S;
    std::optional<Level> verify;
    bool unchecked = false, print = false, spans = false, certificates = false, interpret = false,
         list = false;
    RacePolicy policy = RacePolicy::check;
    bool deterministic = false;
    Copies copies = Copies::all;
    int index_bits = 64;
    Measure measure = Measure::nothing;
    Device device = Device::none;
    InterpretOptions run;
};

Level level_named(const std::string &name) {
    if (name == "S" || name == "P" || name == "H")
        return name == "S" ? S : name == "P" ? P : H;
    throw UsageError{"`" + name + "` is not a level: S, P, H"};
}

IterationOrder order_named(const std::string &name) {
    if (name == "forward")
        return IterationOrder::forward;
    if (name == "reversed")
        return IterationOrder::reversed;
    if (name == "shuffled")
        return IterationOrder::shuffled;
    throw UsageError{"`" + name + "` is not an order: forward, reversed, shuffled"};
}

RacePolicy policy_named(const std::string &name) {
    if (name == "check")
        return RacePolicy::check;
    if (name == "require_proof" || name == "trust")
        return name == "trust" ? RacePolicy::trust : RacePolicy::require_proof;
    throw UsageError{"`" + name + "` is not a policy: check, require_proof, trust"};
}

Copies copies_named(const std::string &name) {
    const std::pair<const char *, Copies> known[] = {{"all", Copies::all},
                                                     {"first", Copies::first},
                                                     {"original", Copies::original},
                                                     {"mixed", Copies::mixed}};
    for (auto [text, copies] : known)
        if (name == text)
            return copies;
    throw UsageError{"`" + name + "` is no choice of copies: all, first, original, mixed"};
}

int index_bits_named(const std::string &bits) {
    if (bits == "64" || bits == "32")
        return bits == "64" ? 64 : 32;
    throw UsageError{"`" + bits + "` is no width of indices: 64, 32"};
}

Measure measure_named(const std::string &name) {
    if (name == "nothing")
        return Measure::nothing;
    if (name == "work" || name == "time")
        return name == "work" ? Measure::work : Measure::time;
    throw UsageError{"`" + name + "` is nothing to measure: nothing, work, time"};
}

// One row per option; `value` is empty for those without one.
struct Option {
    const char *name;
    bool takes_value;
    void (*set)(Request &request, const std::string &value);
};
constexpr Option options[] = {
    {"--level", true, [](Request &r, const std::string &v) { r.level = level_named(v); }},
    {"--pass", true, [](Request &r, const std::string &v) { r.passes.push_back(v); }},
    {"--to", true, [](Request &r, const std::string &v) { r.to = v; }},
    {"--passes", false, [](Request &r, const std::string &) { r.list = true; }},
    {"--verify", true, [](Request &r, const std::string &v) { r.verify = level_named(v); }},
    {"--race-policy", true, [](Request &r, const std::string &v) { r.policy = policy_named(v); }},
    {"--deterministic", false, [](Request &r, const std::string &) { r.deterministic = true; }},
    {"--copies", true, [](Request &r, const std::string &v) { r.copies = copies_named(v); }},
    {"--index-bits", true,
     [](Request &r, const std::string &v) { r.index_bits = index_bits_named(v); }},
    {"--measure", true, [](Request &r, const std::string &v) { r.measure = measure_named(v); }},
    {"--device", false, [](Request &r, const std::string &) { r.device = Device::emulated; }},
    {"--unchecked", false, [](Request &r, const std::string &) { r.unchecked = true; }},
    {"--print", false, [](Request &r, const std::string &) { r.print = true; }},
    {"--spans", false, [](Request &r, const std::string &) { r.spans = true; }},
    {"--certificates", false, [](Request &r, const std::string &) { r.certificates = true; }},
    {"--interpret", true,
     [](Request &r, const std::string &v) { r.interpret = true, r.arguments = v; }},
    {"--order", true, [](Request &r, const std::string &v) { r.run.order = order_named(v); }},
    {"--seed", true,
     [](Request &r, const std::string &v) { r.run.seed = std::strtoull(v.c_str(), nullptr, 10); }},
    {"--races", false, [](Request &r, const std::string &) { r.run.check_races = true; }},
};

Request parse(int argc, char **argv) {
    Request request;
    for (int i = 1; i < argc; i++) {
        std::string word = argv[i];
        if (word == "-" || word[0] != '-') {
            request.file = word;
            continue;
        }
        auto option = std::find_if(std::begin(options), std::end(options),
                                   [&](const Option &o) { return word == o.name; });
        if (option == std::end(options))
            throw UsageError{"unknown option " + word};
        if (option->takes_value && i + 1 == argc)
            throw UsageError{word + " needs a value"};
        option->set(request, option->takes_value ? argv[++i] : "");
    }
    return request;
}

std::string text_of(const std::string &file) {
    if (file == "-")
        return {std::istreambuf_iterator<char>(std::cin), {}};
    std::ifstream in(file);
    if (!in)
        throw UsageError{"cannot read " + file};
    return {std::istreambuf_iterator<char>(in), {}};
}

const Pass &pass_named(const std::string &name) {
    for (const Pass &pass : pipeline())
        if (name == pass.name)
            return pass;
    throw UsageError{"no pass `" + name + "`; --passes lists them"};
}

bool report(const std::vector<std::string> &problems, const std::string &when) {
    for (const std::string &problem : problems)
        std::cerr << when << ": " << problem << "\n";
    return problems.empty();
}

bool report(const DiagnosticEngine &diagnostics) {
    for (const Diagnostic &d : diagnostics.diagnostics())
        std::cerr << d.span.line << ":" << d.span.column << ": " << d.code << " " << d.message
                  << "\n";
    return !diagnostics.has_errors();
}

// The passes asked for, each verified; false after an error.
bool run_passes(const Request &r, PipelineState &state, Builder &build) {
    std::vector<std::string> names = r.passes;
    for (const Pass &pass : pipeline()) {
        if (r.to.empty())
            break;
        names.push_back(pass.name);
        if (r.to == pass.name)
            break;
    }
    CompileOptions options;
    options.unchecked = r.unchecked;
    options.races = r.policy;
    options.deterministic = r.deterministic;
    options.index_bits = r.index_bits;
    options.measure = r.measure;
    options.copies = build.copies = r.copies;
    options.device = r.device;
    for (const std::string &name : names) {
        DiagnosticEngine diagnostics;
        const Pass &pass = pass_named(name);
        pass.run(state, build, options, diagnostics);
        if (!report(diagnostics))
            return false;
        state.level = pass.after;
        if (!report(verify(state.func, state.level), "after " + name))
            return false;
    }
    return true;
}

void print_decisions(const PipelineState &state) {
    for (const LoopReport &loop : state.loops)
        std::cout << "loop " << loop.directive << " " << loop.verdict
                  << (loop.reason.empty() ? "" : ": " + loop.reason) << "\n";
    for (const std::string &certificate : state.certificates)
        std::cout << "certificate " << certificate << "\n";
    for (const LoopReport &loop : state.loops)
        std::cout << loop.proof;
}

bool interpret_and_print(const Request &r, const PipelineState &state) {
    std::vector<Datum> arguments = read_arguments(r.arguments, *state.func);
    InterpretOptions options = r.run;
    options.level = state.level;
    Interpretation outcome = interpret(state.func, arguments, options);
    std::cout << outcome_text(outcome, arguments, *state.func);
    return outcome.faults.empty() && outcome.races.empty();
}

int run(const Request &r) {
    if (r.list) {
        for (const Pass &pass : pipeline())
            std::cout << pass.name << "\n";
        return 0;
    }
    if (!r.to.empty() && r.to != "all")
        pass_named(r.to);
    Arena arena;
    Builder build(arena);
    ReadError error;
    NodeRef tree = read(text_of(r.file), build, error);
    if (!tree || !as<Func>(tree)) {
        std::cerr << r.file << ":" << error.line << ": "
                  << (tree ? "expected a func" : error.message) << "\n";
        return 1;
    }
    PipelineState state{as<Func>(tree), r.level, {}, {}};
    if (!report(verify(tree, r.level), r.file) || !run_passes(r, state, build))
        return 1;
    if (r.verify && !report(verify(state.func, *r.verify), "outcome"))
        return 1;
    if (r.certificates)
        print_decisions(state);
    if (r.print || (!r.certificates && !r.interpret))
        std::cout << print(state.func, r.spans);
    return r.interpret && !interpret_and_print(r, state);
}

} // namespace

int main(int argc, char **argv) {
    try {
        return run(parse(argc, argv));
    } catch (const UsageError &error) {
        std::cerr << "pragma-opt: " << error.message << "\n" << usage;
        return 2;
    } catch (const ArgumentError &error) {
        std::cerr << "pragma-opt: " << error.message << "\n";
        return 2;
    } catch (const InternalError &error) {
        std::cerr << "pragma-opt: a fault of pragmac: " << error.message << "\n";
        return 1;
    }
}
