// The file around the statements: comment, declarations, helpers, signature.
#include "emit_openmp.h"

#include "c_function.h"
#include "fields.h"
#include "live_values.h"

namespace pragmac {

namespace {

constexpr std::string_view error_type = R"(
typedef struct {
    int32_t site; /* a number of the table above; -1: no error */
    int32_t reserved;
    int64_t iteration;   /* its position in the parallel loop that it ended, in loop order */
    uint64_t payload[4]; /* the values of the message: integers, or the bits of floats */
} pragmac_error;
)";

constexpr std::string_view record_error = R"(
static void record_error(pragmac_error *error, int64_t iteration, int32_t site,
                         const uint64_t payload[4])
{
    error->site = site;
    error->iteration = iteration;
    memcpy(error->payload, payload, sizeof error->payload);
}
)";

constexpr std::string_view record_first = R"(
/* Of the iterations of a parallel loop that fail, the first in loop order is told. */
static void record_first(pragmac_error *error, int64_t iteration, int32_t site,
                         const uint64_t payload[4])
{
#pragma omp critical(pragmac_error)
    if (error->site < 0 || iteration < error->iteration)
        record_error(error, iteration, site, payload);
}
)";

constexpr std::string_view new_array = R"(
/* NULL where there is no memory, or no memory could be large enough. */
static void *new_array(size_t element, int rank, const int64_t *extents, bool zero)
{
    uint64_t bytes = element;
    for (int axis = 0; axis < rank; axis++) {
        uint64_t extent = (uint64_t)extents[axis];
        if (extent >> 47 != 0 || (extent != 0 && bytes > INT64_MAX / extent))
            return NULL;
        bytes *= extent;
    }
    return zero ? calloc(1, bytes != 0 ? bytes : 1) : malloc(bytes != 0 ? bytes : 1);
}
)";

// One line of a comment, whatever the user's text holds.
std::string in_comment(std::string_view text) {
    std::string line;
    for (char c : text)
        line += c == '\n' ? ' ' : c == '\\' || c == '*' ? '\'' : c;
    return line;
}

std::string site_row(int number, const Site &site) {
    std::string row = std::to_string(number);
    row = std::string(row.size() < 4 ? 4 - row.size() : 0, ' ') + row + "  ";
    row += std::string(name_of(site.exception));
    if (!site.spans.empty() && site.spans[0].known())
        row += ", line " + std::to_string(site.spans[0].line);
    return " * " + row + ": " + in_comment(site.message) + "\n";
}

std::string heading(const Func &func, std::span<const Site> sites, MathMode math) {
    std::string text = "/* " + in_comment(func.name) + R"(, as C11 with OpenMP.
 *
 * cc -std=c11 -O2 -fopenmp )";
    text += math == MathMode::strict ? "" : "-march=native "; // where `fma` is an instruction
    text += R"(-ffp-contract=off: without the last option, or with -ffast-math, results
 * differ in their last bits.
 * An array is its elements, then its extents (_n0, _n1, ...) and, unless these say all, its strides
 * in bytes (_s0, ...). An array that is written shares no memory with another argument. Results come
 * back through the pointers named result; new arrays among them belong to the caller, who frees
 * them. The function returns 0, or 1 where Python would raise; `error` then tells what:
 *
)";
    for (size_t i = 0; i < sites.size(); i++)
        text += site_row(static_cast<int>(i), sites[i]);
    if (sites.empty())
        text += " *    (nothing can fail)\n";
    return text + " */\n";
}

} // namespace

CFunction::CFunction(const CDialect &dialect, const Func &func, MathMode math)
    : dialect_(dialect), func_(func), math_(math), helpers_(dialect),
      scalars_(dialect, helpers_, ranges_), sites_(func), live_(live_values(func)),
      reads_(cell_reads(func.body)) {
    walk(func.body, [&](NodeRef n) {
        if (NodeRef written = written_variable(n); written && written->type.array)
            written_.insert(written);
    });
}

void CFunction::add_parameter(std::string_view type, const std::string &name) {
    parameters_.push_back({std::string(type) + (type.ends_with("*") ? "" : " ") + name, name});
}

size_t CFunction::stride_parameters(const Var &array) {
    switch (array.info->layout) {
    case Layout::strided: return array.type.rank;
    case Layout::last: return array.type.rank ? array.type.rank - 1 : 0;
    default: return 0;
    }
}

void CFunction::add_array_parameter(const Var &array) {
    std::string element(c_memory_type(array.type.dtype)), name = names_.of(&array);
    std::string pointer = std::string(dialect_.array_space) +
                          (written_.count(&array) ? "" : "const ") + element + " *";
    bool alone = !kernel_ && !func_.overlap; // kernels reach one element by several parameters
    parameters_.push_back({pointer + (alone ? "restrict " : "") + name, name});
    for (size_t axis = 0; axis < array.type.rank; axis++)
        add_parameter("int64_t", extent(&array, axis));
    for (size_t axis = 0; axis < stride_parameters(array); axis++)
        add_parameter("int64_t", stride(&array, axis));
}

void CFunction::add_results() {
    for (size_t i = 0; i < func_.results.size(); i++) {
        const Type &type = func_.results[i];
        std::string number = func_.results.size() == 1 ? "" : std::to_string(i);
        results_.push_back(names_.fresh("result" + number));
        if (!type.array) {
            add_parameter(std::string(c_type(type.dtype)) + " *", results_.back());
            continue;
        }
        add_parameter(std::string(c_memory_type(type.dtype)) + " **", results_.back());
        if (type.rank)
            add_parameter("int64_t *", results_.back() + "_n");
    }
    error_ = names_.fresh("failure");
    add_parameter("pragmac_error *", error_);
}

std::string CFunction::signature() const {
    Lines declarations;
    for (const auto &[declaration, name] : parameters_)
        declarations.push_back(declaration);
    return function_head("int32_t " + CNames().fresh(func_.name), declarations);
}

std::string CFunction::unused_parameters() const {
    std::unordered_set<std::string> used;
    for (const std::string &text : lines_)
        for (size_t i = 0; i < text.size();) {
            size_t end = i;
            while (end < text.size() &&
                   (std::isalnum(static_cast<unsigned char>(text[end])) || text[end] == '_'))
                end++;
            if (end > i)
                used.insert(text.substr(i, end - i));
            i = std::max(end, i + 1);
        }
    std::string text;
    for (const auto &[declaration, name] : parameters_)
        if (!used.count(name))
            text += "    (void)" + name + ";\n";
    return text;
}

std::string CFunction::definitions() const {
    std::string text(error_type);
    for (const std::string &declaration : runtime_)
        text += "\n" + declaration + "\n";
    text += helpers_.text();
    if (records_ || records_first_)
        text += record_error;
    if (records_first_)
        text += record_first;
    if (allocates_)
        text += new_array;
    return text;
}

std::string CFunction::openmp_text() {
    for (NodeRef p : func_.params)
        if (p->type.array)
            add_array_parameter(*as<Var>(p));
        else
            add_parameter(c_type(p->type.dtype), names_.of(p));
    add_results();
    statements(func_.body);
    if (!ended_)
        line("return 0;");
    std::string body = "{\n" + unused_parameters();
    std::vector<Site> sites = sites_.take();
    if (!sites.empty())
        body += "    " + error_ + "->site = -1;\n";
    for (const std::string &text : lines_)
        body += text + "\n";
    helpers_.use_all_in(signature() + body);
    return heading(func_, sites, math_) + std::string(dialect_.headers) + definitions() + "\n" +
           signature() + "\n" + body + "}\n";
}

std::string emit_openmp(const Func *func, MathMode math) {
    try {
        return CFunction(openmp_dialect(), *func, math).openmp_text();
    } catch (MissingInC &missing) {
        if (!missing.place.known())
            missing.place = func->span;
        throw;
    }
}

} // namespace pragmac
