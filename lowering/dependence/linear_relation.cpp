// Copies isl's constraint matrices, and prints them.
#include "linear_relation.h"

#include <isl/map.h>
#include <isl/mat.h>
#include <isl/set.h>
#include <isl/val.h>

#include <algorithm>

namespace pragmac {

// ---- from isl ------------------------------------------------------------------------------

namespace {

struct Reading {
    LinearRelation result;
    bool good = true;
};

std::vector<LinearRelation::Row> rows_of(isl_mat *matrix, bool &good) {
    std::vector<LinearRelation::Row> rows;
    isl_size count = isl_mat_rows(matrix), columns = isl_mat_cols(matrix);
    good = good && count >= 0 && columns >= 0;
    for (isl_size i = 0; good && i < count; i++) {
        auto &row = rows.emplace_back();
        for (isl_size j = 0; good && j < columns; j++) {
            isl_val *v = isl_mat_get_element_val(matrix, i, j);
            // Within 2^53 a double is exact; programs have no larger factors.
            good = v && isl_val_get_d(v) > -9e15 && isl_val_get_d(v) < 9e15;
            row.push_back(good ? isl_val_get_num_si(v) : 0);
            isl_val_free(v);
        }
    }
    isl_mat_free(matrix);
    return rows;
}

isl_stat add_part(isl_basic_map *part, void *reading) {
    auto &r = *static_cast<Reading *>(reading);
    LinearRelation::Part made;
    isl_size locals = isl_basic_map_dim(part, isl_dim_div);
    r.good = r.good && locals >= 0;
    made.locals = r.good ? static_cast<size_t>(locals) : 0;
    made.equalities =
        rows_of(isl_basic_map_equalities_matrix(part, isl_dim_param, isl_dim_in, isl_dim_out,
                                                isl_dim_div, isl_dim_cst),
                r.good);
    made.inequalities =
        rows_of(isl_basic_map_inequalities_matrix(part, isl_dim_param, isl_dim_in, isl_dim_out,
                                                  isl_dim_div, isl_dim_cst),
                r.good);
    r.result.parts.push_back(std::move(made));
    isl_basic_map_free(part);
    return r.good ? isl_stat_ok : isl_stat_error;
}

} // namespace

std::optional<LinearRelation> linear_relation(const Map &m) {
    isl_size inputs = isl_map_dim(m.get(), isl_dim_in), outputs = isl_map_dim(m.get(), isl_dim_out);
    if (inputs < 0 || outputs < 0)
        return std::nullopt;
    Reading reading;
    reading.result.parameters = parameter_names(m);
    reading.result.inputs = static_cast<size_t>(inputs);
    reading.result.outputs = static_cast<size_t>(outputs);
    if (isl_map_foreach_basic_map(m.get(), add_part, &reading) != isl_stat_ok)
        return std::nullopt;
    return std::move(reading.result);
}

std::optional<LinearRelation> linear_relation(const Set &parameters) {
    isl_set *points = isl_set_from_params(isl_set_params(parameters.copy()));
    return linear_relation(Map(isl_map_from_range(points)));
}

LinearRelation linear_relation(const std::vector<std::vector<Constraint>> &parameters) {
    LinearRelation made;
    auto column = [&](const std::string &name) {
        return std::find(made.parameters.begin(), made.parameters.end(), name) -
               made.parameters.begin();
    };
    for (const auto &conjunction : parameters)
        for (const Constraint &c : conjunction)
            for (const auto &[name, factor] : c.terms)
                if (column(name) == static_cast<ptrdiff_t>(made.parameters.size()))
                    made.parameters.push_back(name);
    for (const auto &conjunction : parameters) {
        auto &part = made.parts.emplace_back();
        for (const Constraint &c : conjunction) {
            LinearRelation::Row row(made.parameters.size() + 1);
            for (const auto &[name, factor] : c.terms)
                row[static_cast<size_t>(column(name))] += factor;
            row.back() = c.constant;
            (c.equality ? part.equalities : part.inequalities).push_back(std::move(row));
        }
    }
    return made;
}

// ---- printing ------------------------------------------------------------------------------

namespace {

void append_number(std::string &out, char letter, size_t number) {
    (out += letter) += std::to_string(number);
}

std::string tuple(char letter, size_t count) {
    std::string out = "[";
    for (size_t i = 0; i < count; i++) {
        out += i ? ", " : "";
        append_number(out, letter, i);
    }
    return out += "]";
}

// What stands for column k.
void append_name(std::string &out, const LinearRelation &r, size_t k) {
    if (k < r.parameters.size())
        out += r.parameters[k];
    else if ((k -= r.parameters.size()) < r.inputs)
        append_number(out, 'i', k);
    else if ((k -= r.inputs) < r.outputs)
        append_number(out, 'o', k);
    else
        append_number(out, 'e', k - r.outputs);
}

void append_sum(std::string &out, const LinearRelation &r, const LinearRelation::Row &row) {
    bool first = true;
    for (size_t k = 0; k < row.size(); k++) {
        bool constant = k + 1 == row.size();
        int64_t factor = row[k];
        if (factor == 0 && !(constant && first))
            continue;
        out += factor < 0 ? (first ? "-" : " - ") : (first ? "" : " + ");
        uint64_t size = factor < 0 ? -static_cast<uint64_t>(factor) : static_cast<uint64_t>(factor);
        if (constant || size != 1)
            out += std::to_string(size) + (constant ? "" : "*");
        if (!constant)
            append_name(out, r, k);
        first = false;
    }
}

void append_part(std::string &out, const LinearRelation &r, const LinearRelation::Part &part) {
    if (part.locals) {
        std::string names = tuple('e', part.locals);
        out += "exists (" + names.substr(1, names.size() - 2) + " : ";
    }
    bool first = true;
    auto constraint = [&](const LinearRelation::Row &row, const char *relation) {
        out += first ? "" : " and ";
        append_sum(out, r, row);
        out += relation;
        first = false;
    };
    for (const auto &row : part.equalities)
        constraint(row, " = 0");
    for (const auto &row : part.inequalities)
        constraint(row, " >= 0");
    out += first ? "true" : "";
    out += part.locals ? ")" : "";
}

} // namespace

std::string text(const LinearRelation &r) {
    std::string out = "[";
    for (size_t i = 0; i < r.parameters.size(); i++)
        (out += i ? ", " : "") += r.parameters[i];
    out += "] -> { ";
    if (r.inputs || r.outputs)
        out += tuple('i', r.inputs) + " -> " + tuple('o', r.outputs) + " ";
    out += ": ";
    for (size_t i = 0; i < r.parts.size(); i++) {
        out += i ? " or " : "";
        append_part(out, r, r.parts[i]);
    }
    return out + (r.parts.empty() ? "false }" : " }");
}

} // namespace pragmac
