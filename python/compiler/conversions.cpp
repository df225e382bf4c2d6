// Reads requests and writes outcomes with pybind11; nothing here knows about compiling.
#include "conversions.h"

#include <pybind11/stl.h>

namespace py = pybind11;

namespace pragmac {

namespace {

template <class E> E parsed(const std::string &name, const char *what) {
    E value{};
    if (!parse_name(name, value))
        throw py::value_error(std::string("unknown ") + what + " `" + name + "`");
    return value;
}

template <class E>
E named(const std::map<std::string, E> &names, const std::string &name, const char *what) {
    auto found = names.find(name);
    if (found == names.end())
        throw py::value_error(std::string("unknown ") + what + " `" + name + "`");
    return found->second;
}

Binding::Category category_from(const std::string &name) {
    using Category = Binding::Category;
    return named<Category>({{"argument", Category::argument},
                            {"callee", Category::callee},
                            {"library", Category::library},
                            {"dtype", Category::dtype},
                            {"integer", Category::integer},
                            {"none", Category::none},
                            {"missing", Category::missing},
                            {"unsupported", Category::unsupported}},
                           name, "category of binding");
}

std::map<std::string, Binding> bindings_from(const py::dict &items) {
    std::map<std::string, Binding> bindings;
    for (auto [name, value] : items) {
        auto [category, index, text] = value.cast<std::tuple<std::string, int, std::string>>();
        bindings[name.cast<std::string>()] = {category_from(category), index, text};
    }
    return bindings;
}

RacePolicy race_policy_from(const std::string &name) {
    return named<RacePolicy>({{"check", RacePolicy::check},
                              {"require_proof", RacePolicy::require_proof},
                              {"trust", RacePolicy::trust}},
                             name, "race policy");
}

SizeConstants sizes_from(const py::dict &function) {
    if (!function.contains("sizes"))
        return {{}, false};
    return {function["sizes"].cast<std::map<std::string, int64_t>>(), true};
}

RequestedFunction function_from(const py::dict &item) {
    return {item["tree"].cast<size_t>(),     item["name"].cast<std::string>(),
            item["first_line"].cast<int>(),  bindings_from(item["names"]),
            bindings_from(item["defaults"]), sizes_from(item)};
}

// (name, dtype, "python" | "numpy" | "", rank or -1, layout, writeable, aligned)
Argument argument_from(const py::tuple &item) {
    Argument argument;
    argument.name = item[0].cast<std::string>();
    argument.type.dtype = parsed<DType>(item[1].cast<std::string>(), "dtype");
    auto kind = item[2].cast<std::string>();
    argument.type.kind = kind == "python"  ? Kind::python
                         : kind == "numpy" ? Kind::numpy
                                           : Kind::plain;
    int rank = item[3].cast<int>();
    argument.type.array = rank >= 0;
    argument.type.rank = static_cast<uint8_t>(rank < 0 ? 0 : rank);
    argument.layout = parsed<Layout>(item[4].cast<std::string>(), "layout");
    argument.writeable = item[5].cast<bool>();
    argument.aligned = item[6].cast<bool>();
    return argument;
}

struct FileNames {
    const std::vector<std::string> &files;
    std::string operator()(const Span &span) const {
        return span.known() && span.file < files.size() ? files[span.file] : "";
    }
};

void put_span(py::dict &item, const Span &span, const FileNames &file) {
    item["file"] = file(span);
    item["line"] = span.line;
    item["column"] = span.column;
    item["end_line"] = span.end_line;
    item["end_column"] = span.end_column;
}

py::dict diagnostic_to(const Diagnostic &diagnostic, const FileNames &file,
                       const Sources &sources) {
    py::dict item;
    item["code"] = diagnostic.code;
    item["severity"] = std::string(name_of(diagnostic.severity));
    put_span(item, diagnostic.span, file);
    item["message"] = diagnostic.message;
    item["label"] = diagnostic.label;
    py::list notes, fixes;
    for (const Note &note : diagnostic.notes) {
        py::dict made;
        put_span(made, note.span, file);
        made["text"] = note.text;
        notes.append(made);
    }
    for (const Fix &fix : diagnostic.fixes) {
        py::dict made;
        made["text"] = fix.text;
        made["edit"] = py::none();
        if (auto found = fix.edit ? edit_in(sources, *fix.edit) : std::nullopt) {
            py::dict edit;
            put_span(edit, found->span, file);
            edit["replacement"] = found->replacement;
            made["edit"] = edit;
        }
        fixes.append(made);
    }
    item["notes"] = notes;
    item["fixes"] = fixes;
    item["rendered"] = render_text(diagnostic, sources);
    return item;
}

py::object launch_to(const LaunchReport &launch) {
    py::dict item;
    item["worker"] = std::string(name_of(launch.mapping.worker));
    item["code"] = launch.code;
    item["block"] = launch.mapping.block;
    item["lanes"] = launch.mapping.lanes;
    item["per_lane"] = launch.mapping.per_lane;
    py::list grid;
    for (int axis = 0; axis < launch.mapping.axis_count(); axis++) {
        const GridAxis &a = launch.mapping.axes[static_cast<size_t>(axis)];
        grid.append(py::make_tuple(
            std::string(1, dimension_names[static_cast<size_t>(a.dimension)]), a.threads));
    }
    item["grid"] = grid;
    item["outermost_alone"] = launch.outermost_alone;
    py::list arrays;
    for (const LaunchArray &a : launch.arrays)
        arrays.append(py::make_tuple(a.name, a.parameter, a.read, a.written));
    item["arrays"] = arrays;
    return item;
}

py::dict loop_to(const LoopReport &loop, const FileNames &file) {
    py::dict item;
    item["file"] = file(loop.span);
    item["line"] = loop.span.line;
    item["directive"] = loop.directive;
    item["parallel"] = loop.parallel;
    item["verdict"] = loop.verdict;
    item["reason"] = loop.reason;
    item["guard"] = loop.guard;
    item["trusted"] = loop.trusted;
    item["certificate"] = loop.certificate;
    item["proof"] = loop.proof;
    item["proof_seconds"] = loop.proof_seconds;
    item["certificate_seconds"] = loop.certificate_seconds;
    item["isl"] = loop.reached_isl;
    item["reductions"] = loop.reductions;
    item["plan"] = loop.plan;
    item["copies"] = loop.copies;
    py::dict checks;
    checks["proved"] = loop.index_checks.proved;
    checks["tested"] = loop.index_checks.tested;
    checks["each"] = loop.index_checks.each;
    item["index_checks"] = checks;
    item["narrow_indices"] = loop.narrow_indices;
    item["launch"] = loop.launch ? launch_to(*loop.launch) : py::none();
    item["barrier"] = loop.barrier;
    item["barrier_proof"] = loop.barrier_proof;
    item["lanes"] = loop.lanes;
    item["lanes_reason"] = loop.lanes_reason;
    py::list barriers;
    for (const LaneBarrier &barrier : loop.lane_barriers) {
        py::dict row;
        row["line"] = barrier.before.line;
        row["fate"] = barrier.fate;
        row["words"] = barrier.words;
        row["certificate"] = barrier.certificate;
        barriers.append(row);
    }
    item["lane_barriers"] = barriers;
    item["width"] = loop.width;
    item["width_reason"] = loop.width_reason;
    item["witness"] = py::none();
    if (loop.witness.found) {
        py::dict witness, given;
        auto iteration = [](const std::vector<int64_t> &values) -> py::object {
            return values.size() == 1 ? py::object(py::int_(values[0]))
                                      : py::tuple(py::cast(values));
        };
        witness["iterations"] =
            py::make_tuple(iteration(loop.witness.first), iteration(loop.witness.second));
        witness["array"] = loop.witness.array;
        witness["element"] = loop.witness.element;
        for (const auto &[name, value] : loop.witness.given)
            given[py::str(name)] = value;
        witness["given"] = given;
        item["witness"] = witness;
    }
    return item;
}

} // namespace

CompileRequest request_from(const py::dict &request) {
    CompileRequest made;
    made.tree = request["tree"].cast<std::string>();
    for (auto item : request["functions"])
        made.functions.push_back(function_from(item.cast<py::dict>()));
    for (auto item : request["arguments"])
        made.arguments.push_back(argument_from(item.cast<py::tuple>()));
    for (auto item : request["sources"]) {
        auto [name, text, line] = item.cast<std::tuple<std::string, std::string, uint32_t>>();
        made.sources.push_back(make_source(name, text, line));
    }
    made.unchecked = request["unchecked"].cast<bool>();
    made.races = race_policy_from(request["races"].cast<std::string>());
    made.deterministic = request["deterministic"].cast<bool>();
    made.width = request["width"].cast<int32_t>();
    made.vector_bits = request["vector_bits"].cast<int>();
    made.copies = named<Copies>({{"all", Copies::all},
                                 {"first", Copies::first},
                                 {"original", Copies::original},
                                 {"mixed", Copies::mixed}},
                                request["copies"].cast<std::string>(), "copies");
    made.measure = named<Measure>(
        {{"", Measure::nothing}, {"work", Measure::work}, {"time", Measure::time}},
        request["measure"].cast<std::string>(), "measure");
    made.index_bits = request["index_bits"].cast<int>();
    made.math = named<MathMode>({{"strict", MathMode::strict},
                                 {"contract", MathMode::contract},
                                 {"reassoc", MathMode::reassoc},
                                 {"fast", MathMode::fast}},
                                request["math"].cast<std::string>(), "math");
    made.kernels_as_c = request["kernels"].cast<std::string>() == "c";
    made.spirv_for_devices = request["spirv"].cast<std::string>() == "device";
    made.block = request["block"].cast<int32_t>();
    made.device = named<Device>({{"", Device::none},
                                 {"emulated", Device::emulated},
                                 {"cuda", Device::cuda},
                                 {"opencl", Device::opencl}},
                                request["device"].cast<std::string>(), "device");
    made.ordinal = request["ordinal"].cast<int>();
    made.arguments_on_device = request["arguments_on_device"].cast<bool>();
    made.architecture = request["architecture"].cast<std::string>();
    made.libdevice = request["libdevice"].cast<std::string>();
    made.lane_math = request["lane_math"].cast<bool>();
    made.overlap = request["overlap"].cast<int>();
    made.verify = request["verify"].cast<bool>();
    made.cpu = request["cpu"].cast<std::string>();
    made.fault_directory = request["fault_directory"].cast<std::string>();
    return made;
}

py::dict outcome_to(CompileOutcome outcome) {
    FileNames file{outcome.files};
    py::list diagnostics, loops;
    for (const Diagnostic &diagnostic : outcome.diagnostics)
        diagnostics.append(diagnostic_to(diagnostic, file, outcome.sources));
    for (const LoopReport &loop : outcome.loops)
        loops.append(loop_to(loop, file));
    py::dict made;
    made["version"] = py::none();
    if (!outcome.version.empty())
        made["version"] = py::bytes(outcome.version);
    made["text"] = outcome.text;
    made["reproducer"] = outcome.reproducer;
    made["diagnostics"] = diagnostics;
    made["loops"] = loops;
    return made;
}

Stage stage_from(const std::string &name) {
    return named<Stage>({{"source", Stage::source},
                         {"loops", Stage::loops},
                         {"machine", Stage::machine},
                         {"llvm", Stage::llvm},
                         {"vectors", Stage::vectors},
                         {"asm", Stage::assembly},
                         {"ptx", Stage::ptx},
                         {"spirv", Stage::spirv},
                         {"openmp", Stage::openmp},
                         {"opencl_c", Stage::opencl_c}},
                        name, "stage");
}

} // namespace pragmac
