// Reads the signature comments of programs and calls build_ir as the package would.
#include "program_fixture.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

namespace pragmac {
namespace {

std::string path_of(const std::string &name) {
    return std::string(PRAGMAC_TEST_DATA) + "/programs/" + name;
}

std::string trimmed(std::string text) {
    while (!text.empty() && text.front() == ' ')
        text.erase(0, 1);
    while (!text.empty() && text.back() == ' ')
        text.pop_back();
    return text;
}

std::vector<std::string> split(const std::string &text, char at) {
    std::vector<std::string> parts;
    std::istringstream in(text);
    for (std::string part; std::getline(in, part, at);)
        if (!trimmed(part).empty())
            parts.push_back(trimmed(part));
    return parts;
}

Argument parse_argument(const std::string &text) {
    Argument a;
    size_t colon = text.find(':');
    a.name = trimmed(text.substr(0, colon));
    std::string type = trimmed(text.substr(colon + 1));
    a.writeable = !type.ends_with("ro");
    size_t bracket = type.find('[');
    std::string base = type.substr(0, bracket);
    a.type = base == "int"       ? python_int()
             : base == "float"   ? python_float()
             : base == "complex" ? python_complex()
             : base == "npbool"  ? numpy_type(DType::b1)
                                 : numpy_type(DType::none);
    if (base == "bool" && bracket == std::string::npos)
        a.type = python_bool();
    if (a.type.dtype == DType::none) {
        EXPECT_TRUE(parse_name(base, a.type.dtype)) << text;
    }
    if (bracket != std::string::npos)
        a.type = array_of(a.type.dtype, type[bracket + 1] - '0');
    return a;
}

constexpr std::string_view builtin_names[] = {
    "abs", "bool", "complex", "divmod", "enumerate", "float", "int", "len", "list",
    "sum", "max",  "min",     "print",  "range",     "round", "zip", "pow", "input"};

} // namespace

std::string read_program_file(const std::string &name) {
    std::ifstream file(path_of(name));
    EXPECT_TRUE(file) << "missing: " << name;
    return (std::ostringstream() << file.rdbuf()).str();
}

void expect_file(const std::string &name, const std::string &text) {
    if (std::getenv("PRAGMAC_UPDATE_EXPECTED")) {
        std::ofstream(path_of(name)) << text;
        return;
    }
    EXPECT_EQ(read_program_file(name), text) << "PRAGMAC_UPDATE_EXPECTED=1 writes " << name;
}

Programs::Programs(const std::string &name) {
    DiagnosticEngine engine;
    module_ = read_tree(read_program_file(name + ".tree"), engine);
    for (const Diagnostic &d : engine.reported())
        ADD_FAILURE() << d.span.line << ": " << d.message;
}

std::vector<Programs::Built> Programs::build_all(Builder &build, DiagnosticEngine &diagnostics) {
    std::vector<Built> all;
    for (size_t i = 0; i < module_.functions.size(); i++)
        for (const Comment &c : module_.comments) {
            const Span &body = module_.functions[i]->span;
            if (c.text.starts_with("#=") && c.span.line > body.line && c.span.line <= body.end_line)
                all.push_back(build_one(i, std::string(c.text.substr(2)), build, diagnostics));
        }
    return all;
}

Programs::Built Programs::build_one(size_t index, const std::string &signature, Builder &build,
                                    DiagnosticEngine &diagnostics) const {
    FrontEndInput input;
    input.module = &module_;
    std::map<std::string, Binding> names{{"np", {Binding::Category::library, 0, "numpy"}},
                                         {"pragmac", {Binding::Category::library, 0, "pragmac"}},
                                         {"math", {Binding::Category::library, 0, "math"}},
                                         {"thing", {Binding::Category::unsupported, 0, "object"}},
                                         {"NOTHING", {Binding::Category::none, 0, ""}},
                                         {"float32", {Binding::Category::dtype, 0, "f32"}}};
    for (std::string_view b : builtin_names)
        names[std::string(b)] = {Binding::Category::library, 0, "builtins." + std::string(b)};
    // The compiled function comes first.
    std::vector<size_t> order{index};
    for (size_t i = 0; i < module_.functions.size(); i++)
        if (i != index)
            order.push_back(i);
    for (size_t i = 0; i < order.size(); i++) {
        const Tree *tree = module_.functions[order[i]];
        std::string name(tree->text("name"));
        names[name] = {Binding::Category::callee, static_cast<int>(i), ""};
        input.functions.push_back({tree, name, static_cast<int>(tree->span.line), {}, {}});
    }
    size_t hidden = signature.find(';');
    for (const std::string &text : split(signature.substr(0, hidden), ','))
        input.arguments.push_back(parse_argument(text));
    if (hidden != std::string::npos)
        for (const std::string &text : split(signature.substr(hidden + 1), ',')) {
            Binding binding{Binding::Category::none, 0, ""};
            if (!text.ends_with("None")) {
                binding = {Binding::Category::argument, static_cast<int>(input.arguments.size()),
                           ""};
                input.arguments.push_back(parse_argument(text));
            }
            std::vector<std::string> parts = split(trimmed(text.substr(0, text.find(':'))), '.');
            if (parts.size() == 1)
                names[parts[0]] = binding;
            for (SourceFunction &f : input.functions)
                if (parts.size() == 2 && f.name == parts[0])
                    f.defaults[parts[1]] = binding;
        }
    for (SourceFunction &f : input.functions)
        f.names = names;
    return {input.functions[0].name, build_ir(input, build, diagnostics)};
}

} // namespace pragmac
