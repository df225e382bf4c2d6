// Runs the front end and lowering; a fault of ours becomes P9xx with a reproducer file.
#include "session.h"

#include "pipeline.h"
#include "version_bytes.h"

#include <pthread.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <mutex>

namespace pragmac {

namespace {

// The IR's data types and the call path's are one list.
#define X(name, text, bytes)                                                                       \
    static_assert(static_cast<int>(DType::name) ==                                                 \
                  static_cast<int>(native::element_index(text)));
PRAGMAC_DTYPES(X)
#undef X

native::ValueType value_type(const Type &type) {
    return {static_cast<native::Element>(type.dtype), type.kind == Kind::python,
            type.array ? type.rank : -1};
}

class Session {
  public:
    explicit Session(const CompileRequest &request) : request_(request), build_(arena_) {}

    // Runs `work` on the source-level function; whatever is thrown becomes a diagnostic.
    CompileOutcome run(const std::function<void(const Func *)> &work) {
        try {
            if (const Func *func = front_end())
                stage_ = "lowering", work(func);
        } catch (const InternalError &error) {
            report_fault(error.message);
        } catch (const std::exception &error) {
            report_fault(error.what());
        }
        note_reproducer();
        outcome_.diagnostics = diagnostics_.diagnostics();
        outcome_.files = module_.files;
        outcome_.sources = ordered_sources();
        return std::move(outcome_);
    }

    void compile(const Func *func) {
        auto compiled = compile_host(func, build_, options(), diagnostics_, &outcome_.loops);
        if (!compiled || diagnostics_.has_errors())
            return;
        native::CompiledVersion version = make_version(*compiled);
        native::VersionWriter writer;
        writer(version);
        outcome_.version = writer.take();
    }

    void lower(const Func *func, const std::function<void(const Func &)> &use) {
        PipelineState state = run_pipeline(func, build_, options(), diagnostics_);
        outcome_.loops = state.loops;
        if (state.func)
            use(*state.func);
    }

    void prepare(const Func *func, const std::function<void(const Func &, Builder &)> &use) {
        PipelineState state = run_pipeline(func, build_, options(), diagnostics_, "version_loops");
        if (state.func)
            use(*state.func, build_);
    }

    void inspect(const Func *func, Stage stage) {
        outcome_.text = inspect_host(func, build_, options(), stage, diagnostics_);
    }

  private:
    const Func *front_end();
    CompileOptions options() const;
    native::CompiledVersion make_version(const CompiledFunction &compiled) const;
    native::CheckSite make_site(const Site &site) const;
    void report_fault(const std::string &what);
    void note_reproducer();
    std::string write_reproducer() const;
    Sources ordered_sources() const;

    const CompileRequest &request_;
    Arena arena_;
    Builder build_;
    DiagnosticEngine diagnostics_;
    Module module_;
    FrontEndResult front_;
    const char *stage_ = "the front end";
    CompileOutcome outcome_;
};

const Func *Session::front_end() {
    module_ = read_tree(request_.tree, diagnostics_);
    if (diagnostics_.has_errors())
        return nullptr;
    FrontEndInput input;
    input.module = &module_;
    input.arguments = request_.arguments;
    input.overlap = request_.overlap;
    input.unchecked = request_.unchecked;
    input.on_device = request_.device != Device::none;
    for (const RequestedFunction &f : request_.functions) {
        internal_assert(f.tree < module_.functions.size(), "the tree lacks function " + f.name);
        input.functions.push_back(
            {module_.functions[f.tree], f.name, f.first_line, f.names, f.defaults, f.sizes});
    }
    front_ = build_ir(input, build_, diagnostics_);
    return diagnostics_.has_errors() ? nullptr : front_.func;
}

CompileOptions Session::options() const {
    CompileOptions options;
    options.cpu = request_.cpu;
    options.unchecked = request_.unchecked;
    options.races = request_.races;
    options.deterministic = request_.deterministic;
    options.width = request_.width;
    options.vector_bits = request_.vector_bits;
    options.copies = request_.copies;
    options.measure = request_.measure;
    options.index_bits = request_.index_bits;
    options.math = request_.math;
    options.kernels_as_c = request_.kernels_as_c;
    options.spirv_for_devices = request_.spirv_for_devices;
    options.block = request_.block;
    options.device = request_.device;
    options.ordinal = request_.ordinal;
    options.arguments_on_device = request_.arguments_on_device;
    options.architecture = request_.architecture;
    options.libdevice = request_.libdevice;
    options.lane_math = request_.lane_math;
    options.verify = request_.verify;
    return options;
}

native::CheckSite Session::make_site(const Site &site) const {
    native::CheckSite made;
    made.exception = name_of(site.exception);
    made.message = site.message;
    made.driver = site.driver;
    if (site.note)
        made.noted = std::make_shared<std::atomic<int64_t>>(0);
    for (const Type &type : site.payload)
        made.payload.push_back(value_type(type));
    for (size_t i = 0; i < site.spans.size(); ++i) {
        const Span &span = site.spans[i];
        std::string file = span.file < module_.files.size() ? module_.files[span.file] : "?";
        std::string function = i < site.functions.size() ? site.functions[i] : "?";
        made.places.push_back({std::move(file), std::move(function), static_cast<int>(span.line)});
    }
    return made;
}

native::CompiledVersion Session::make_version(const CompiledFunction &compiled) const {
    native::CompiledVersion version;
    version.object = compiled.object;
    version.written = front_.written;
    version.tuple = front_.tuple;
    for (const ResultInfo &result : front_.results)
        version.results.push_back({value_type(result.type), result.argument, result.chosen,
                                   result.fresh, result.opens, result.closes});
    for (const Site &site : compiled.sites)
        version.sites.push_back(make_site(site));
    return version;
}

void Session::report_fault(const std::string &what) {
    Span place;
    if (!request_.functions.empty() && !module_.functions.empty())
        place = module_.functions[0]->span;
    diagnostics_.report("P901", place, std::string("internal error in ") + stage_ + ": " + what);
}

// A fault of ours leaves a file that repeats it.
void Session::note_reproducer() {
    bool fault = false;
    for (const Diagnostic &diagnostic : diagnostics_.reported())
        fault = fault || diagnostic.code.starts_with("P9");
    if (fault)
        outcome_.reproducer = write_reproducer();
}

std::string Session::write_reproducer() const {
    namespace fs = std::filesystem;
    std::string content = front_.func ? print(front_.func, true) : request_.tree;
    size_t name = std::hash<std::string>()(content);
    std::error_code failed;
    fs::create_directories(request_.fault_directory, failed);
    fs::path path = fs::path(request_.fault_directory) /
                    ("fault-" + std::to_string(name) + (front_.func ? ".ir" : ".tree"));
    std::ofstream file(path);
    file << content << '\n';
    return file.good() ? path.string() : "";
}

Sources Session::ordered_sources() const {
    Sources ordered;
    for (const std::string &name : module_.files) {
        auto found = std::find_if(request_.sources.begin(), request_.sources.end(),
                                  [&](const SourceFile &s) { return s.filename == name; });
        ordered.push_back(found == request_.sources.end() ? SourceFile{name, {}, 1} : *found);
    }
    return ordered;
}

// LLVM's crash recovery and target set-up are per process: one compile at a time.
std::mutex one_compile;

// A fork waits for a compile that runs, so that the child finds LLVM at rest and the lock free. The
// compile never waits for the interpreter's lock, which a forking thread holds.
struct ForkHooks {
    ForkHooks() {
        auto lock = [] { one_compile.lock(); };
        auto unlock = [] { one_compile.unlock(); };
        pthread_atfork(lock, unlock, unlock);
    }
} fork_hooks;

} // namespace

CompileOutcome compile(const CompileRequest &request) {
    std::lock_guard lock(one_compile);
    Session session(request);
    return session.run([&](const Func *func) { session.compile(func); });
}

CompileOutcome inspect(const CompileRequest &request, Stage stage) {
    std::lock_guard lock(one_compile);
    Session session(request);
    return session.run([&](const Func *func) { session.inspect(func, stage); });
}

CompileOutcome with_machine_ir(const CompileRequest &request,
                               const std::function<void(const Func &)> &use) {
    std::lock_guard lock(one_compile);
    Session session(request);
    return session.run([&](const Func *func) { session.lower(func, use); });
}

CompileOutcome with_judged_ir(const CompileRequest &request,
                              const std::function<void(const Func &, Builder &)> &use) {
    std::lock_guard lock(one_compile);
    Session session(request);
    return session.run([&](const Func *func) { session.prepare(func, use); });
}

} // namespace pragmac
