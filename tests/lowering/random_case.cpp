// Arguments from a seed, and calls of compiled code through slots.
#include "random_case.h"

#include "emit_fixture.h"

#include <bit>

namespace pragmac::testing {

namespace {

void put_arrays(std::string &text, std::span<const Datum> arguments) {
    for (const Datum &d : arguments) {
        text += "\n";
        for (int64_t i = 0; d.type.array && i < d.array.size(); i++)
            text +=
                python_text(d.type.dtype,
                            load_bits(d.type.dtype, d.array.data + i * byte_size(d.type.dtype))) +
                " ";
    }
}

std::string text_of_error(Exception e, const std::string &message) {
    return std::string(name_of(e)) + ": " + message;
}

} // namespace

std::string observed(const Interpretation &outcome, std::span<const Datum> arguments,
                     bool with_arrays) {
    std::string text = outcome.printed + "|";
    if (outcome.raised)
        text += text_of_error(outcome.raised->exception, outcome.raised->message);
    for (const Datum &r : outcome.results)
        text += python_text(r.type.dtype, r.bits) + " ";
    for (const std::string &fault : outcome.faults)
        text += "\nfault " + fault;
    if (with_arrays)
        put_arrays(text, arguments);
    return text;
}

RandomCase::RandomCase(uint64_t seed_) : seed(seed_) { source = RandomIr(build, seed).function(); }

std::vector<Datum> RandomCase::arguments() const {
    std::mt19937_64 random(seed * 77 + 1);
    bool alike = random() % 10 < 7; // then indices of one array suit the others
    auto extent = [&](uint64_t least) {
        return static_cast<int64_t>(alike ? 5 : least + random() % 5);
    };
    auto array = [&](DType d, std::vector<int64_t> extents) {
        Datum result{array_of(d, static_cast<int>(extents.size())), {}, make_array(d, extents)};
        for (int64_t i = 0; i < result.array.size(); i++) {
            int64_t v = static_cast<int64_t>(random() % 9) - (d == DType::f64 ? 4 : 1);
            if (d == DType::i64 && random() % 25 == 0)
                v = INT64_MAX - static_cast<int64_t>(random() % 2);
            store_bits(d, result.array.data + i * byte_size(d),
                       cast_value(DType::i64, {static_cast<uint64_t>(v), 0}, d));
        }
        return result;
    };
    Datum n{scalar(DType::i64, Kind::python), {random() % 7, 0}, {}};
    if (random() % 10 == 0)
        n.bits.lo = static_cast<uint64_t>(INT64_MAX) - random() % 2;
    Datum f{scalar(DType::f64, Kind::python),
            {std::bit_cast<uint64_t>(static_cast<double>(random() % 8) / 2), 0},
            {}};
    return {array(DType::f64, {extent(3)}),
            array(DType::f64, {extent(3)}),
            array(DType::i64, {extent(4)}),
            array(DType::f64, {extent(3), extent(3)}),
            n,
            f};
}

Interpretation RandomCase::run(const Func *func, Level level, std::span<const Datum> arguments,
                               IterationOrder order, bool races) const {
    InterpretOptions options;
    options.level = level;
    options.order = order;
    options.seed = seed;
    options.check_races = races;
    options.statement_limit = 200000;
    return interpret(func, arguments, options);
}

namespace {

thread_local std::string printed_text;
thread_local const std::vector<Site> *printing_sites = nullptr;

int32_t print_site(pragmac_frame *, int32_t site, const uint64_t *values) {
    const Site &s = printing_sites->at(static_cast<size_t>(site));
    if (s.note)
        return 0;
    std::vector<std::string> texts;
    for (size_t i = 0; i < s.payload.size(); i++)
        texts.push_back(python_text(s.payload[i].dtype, {values[i], 0}));
    printed_text += format_message(s.message, texts);
    return 0;
}

Slots slots_of(std::span<const Datum> arguments) {
    Slots slots;
    for (const Datum &d : arguments) {
        if (!d.type.array) {
            slots.push_back(d.bits.lo);
            continue;
        }
        slots.push_back(slot(d.array.data));
        for (int64_t e : d.array.extents)
            slots.push_back(slot(e));
        for (int64_t s : d.array.strides)
            slots.push_back(slot(s));
    }
    return slots;
}

} // namespace

std::string RandomCase::run_compiled(bool with_arrays) {
    DiagnosticEngine diagnostics;
    auto compiled = compile_host(source, build, {}, diagnostics);
    if (!compiled)
        return "refused: " + (diagnostics.size() ? diagnostics.reported()[0].message : "");
    LoadedCode loaded = load_code(compiled->object, CountingRuntime::symbols());
    std::vector<Datum> given = arguments();
    Slots slots = slots_of(given);
    size_t results = slots.size();
    slots.resize(results + source->results.size());
    pragmac_frame frame{};
    frame.error.site = -1;
    frame.print = print_site;
    printed_text.clear();
    printing_sites = &compiled->sites;
    int32_t status = loaded.entry(slots.data(), &frame);
    std::string text = printed_text + "|";
    if (status) {
        const Site &site = compiled->sites.at(static_cast<size_t>(frame.error.site));
        std::vector<std::string> texts;
        for (size_t i = 0; i < site.payload.size(); i++)
            texts.push_back(python_text(site.payload[i].dtype, {frame.error.payload[i], 0}));
        text += text_of_error(site.exception, format_message(site.message, texts));
    } else {
        for (size_t i = 0; i < source->results.size(); i++)
            text += python_text(source->results[i].dtype, {slots[results + i], 0}) + " ";
    }
    if (with_arrays)
        put_arrays(text, given);
    return text;
}

} // namespace pragmac::testing
