// Judges the loops, interprets the same nodes, and pairs accesses with those of the certificates.
#include "recording.h"

#include "build.h"
#include "conversions.h"
#include "decide_parallel.h"
#include "fields.h"
#include "interpreter_arguments.h"

#include <pybind11/stl.h>

#include <algorithm>
#include <map>

namespace py = pybind11;

namespace pragmac {
namespace {

// One copy of an annotated loop whose verdict is free or guarded.
struct ProvedLoop {
    const For *loop = nullptr;
    LoopAccesses *accesses = nullptr;
    Certificate certificate;
    std::map<NodeRef, std::vector<size_t>> numbers; // of each load, store or update
};

struct Execution {
    size_t loop = 0;            // among the proved loops
    size_t from = 0, to = 0;    // among all accesses; it may end before `to`
    py::dict parameters;
};

class Recording {
  public:
    Recording(const Func &func, Builder &build) : func_(func), build_(build) {
        walk(&func, [&](NodeRef n) {
            auto *loop = as<For>(n);
            if (loop && (loop->kind == ForKind::parallel || loop->kind == ForKind::simd))
                for (const For *member : collapsed(*loop))
                    judge(*member);
        });
    }

    py::dict run(const std::vector<Datum> &data) {
        InterpretOptions options{.level = P, .record_accesses = true};
        options.statement_limit = most_statements;
        options.entered = [&](const For &loop, size_t before, const auto &evaluate) {
            enter(loop, before, evaluate);
        };
        Interpretation outcome = pragmac::interpret(&func_, data, options);
        py::dict made;
        py::list loops, executions;
        for (const ProvedLoop &loop : loops_)
            loops.append(loop_dict(loop));
        for (const Execution &execution : executions_)
            executions.append(execution_dict(execution, outcome));
        made["error"] = outcome.raised ? std::string(name_of(outcome.raised->exception)) : "";
        made["faults"] = outcome.faults;
        made["loops"] = loops;
        made["executions"] = executions;
        return made;
    }

  private:
    void judge(const For &loop) {
        Verdict verdict = decide(&loop, &func_, context_);
        if (!verdict.free() && verdict.kind != Verdict::Kind::guarded)
            return;
        LoopAccesses &accesses = context_.accesses(&loop, &func_);
        loops_.push_back(
            {&loop, &accesses, certificate_of(verdict.proof, accesses, context_.sets()), {}});
        for (size_t i = 0; i < accesses.all().size(); i++)
            loops_.back().numbers[accesses.all()[i].node].push_back(i);
    }

    // ---- while the function runs -----------------------------------------------------------

    void enter(const For &loop, size_t before, const InterpretOptions::Evaluate &evaluate) {
        for (size_t i = 0; i < loops_.size(); i++) {
            if (loops_[i].loop != &loop)
                continue;
            for (Execution &earlier : executions_)
                if (earlier.loop == i)
                    earlier.to = std::min(earlier.to, before);
            executions_.push_back({i, before, SIZE_MAX, parameters(loops_[i], evaluate)});
        }
    }

    py::dict parameters(const ProvedLoop &loop, const InterpretOptions::Evaluate &evaluate) {
        py::dict made;
        for (const auto &[name, meaning] : loop.certificate.parameters) {
            auto source = loop.accesses->scope().source(name);
            std::optional<int64_t> value;
            if (source)
                value = evaluate(source->axis >= 0 ? build_.dim(source->node, source->axis)
                                                   : before_loop(source->node, *loop.accesses));
            made[py::str(name)] = value ? py::object(py::int_(*value)) : py::none();
        }
        return made;
    }

    // With the names that are bound inside of the loop spelled out.
    NodeRef before_loop(NodeRef n, LoopAccesses &accesses) {
        const LoopScope &scope = accesses.scope();
        if (n->type.array)
            return scope.function().array_root(n);
        if (auto *let = as<Let>(scope.function().declaration(n)); let && scope.declared_inside(n))
            return before_loop(let->value, accesses);
        return n->op == Op::Var
                   ? n
                   : build_.map_children(n, [&](NodeRef c) { return before_loop(c, accesses); });
    }

    // ---- afterwards ------------------------------------------------------------------------

    static py::dict loop_dict(const ProvedLoop &loop) {
        py::dict made, arrays;
        for (size_t i = 0; i < loop.accesses->all().size(); i++)
            arrays[py::int_(i)] = array_number(loop, i);
        made["line"] = loop.loop->span.line;
        made["proof"] = text(loop.certificate);
        made["arrays"] = arrays;
        return made;
    }
    // The first access of the same array.
    static size_t array_number(const ProvedLoop &loop, size_t access) {
        const auto &all = loop.accesses->all();
        size_t first = 0;
        while (all[first].array != all[access].array)
            first++;
        return first;
    }

    py::dict execution_dict(const Execution &execution, const Interpretation &outcome) const {
        const ProvedLoop &loop = loops_[execution.loop];
        py::list accesses;
        size_t end = std::min(execution.to, outcome.accesses.size());
        for (size_t i = execution.from; i < end; i++) {
            const RecordedAccess &a = outcome.accesses[i];
            if (!inside(a, loop.loop))
                break; // accesses come in order: the execution is over
            if (auto numbers = loop.numbers.find(a.node); numbers != loop.numbers.end())
                accesses.append(access_tuple(loop, numbers->second, a));
        }
        py::dict made;
        made["loop"] = execution.loop;
        made["parameters"] = execution.parameters;
        made["accesses"] = accesses;
        return made;
    }

    static bool inside(const RecordedAccess &a, const For *loop) {
        return std::any_of(a.loops.begin(), a.loops.end(),
                           [&](const LoopPoint &p) { return p.loop == loop; });
    }

    static py::tuple access_tuple(const ProvedLoop &loop, const std::vector<size_t> &numbers,
                                  const RecordedAccess &a) {
        const Access &known = loop.accesses->all()[numbers[0]];
        py::list iteration;
        for (const For *around : known.loops)
            for (const LoopPoint &p : a.loops)
                if (p.loop == around)
                    iteration.append(p.value);
        const char *kind = known.update.array ? "u" : known.writes ? "w" : "r";
        return py::make_tuple(numbers, array_number(loop, numbers[0]), kind, py::tuple(iteration),
                              py::tuple(py::cast(a.indices)));
    }

    const Func &func_;
    Builder &build_;
    DependenceContext context_;
    std::vector<ProvedLoop> loops_;
    std::vector<Execution> executions_;
};

} // namespace

py::dict record(const py::dict &request, const py::list &arguments) {
    py::dict made;
    CompileOutcome outcome =
        with_judged_ir(request_from(request), [&](const Func &func, Builder &build) {
            made = Recording(func, build).run(interpreter_arguments(func, arguments));
        });
    made["diagnostics"] = outcome_to(std::move(outcome))["diagnostics"];
    return made;
}

} // namespace pragmac
