// render_json: diagnostics as JSON objects, for `--json` and editors.
#include "diagnostics.h"
#include "json_writer.h"
#include "source_line.h"

namespace pragmac {

namespace {

void write_span(JsonWriter &json, const Span &span, const Sources &sources) {
    if (span.known())
        json.field("file", filename_of(sources, span.file));
    else
        json.key("file").null();
    json.field("line", span.line).field("column", span.column);
    json.field("end_line", span.end_line).field("end_column", span.end_column);
}

void write_note(JsonWriter &json, const Note &note, const Sources &sources) {
    json.begin_object();
    write_span(json, note.span, sources);
    json.field("text", note.text).end_object();
}

void write_fix(JsonWriter &json, const Fix &fix, const Sources &sources) {
    json.begin_object().field("text", fix.text).key("edit");
    if (fix.edit) {
        json.begin_object();
        write_span(json, fix.edit->span, sources);
        json.field("replacement", fix.edit->replacement).end_object();
    } else {
        json.null();
    }
    json.end_object();
}

void write_diagnostic(JsonWriter &json, const Diagnostic &d, const Sources &sources) {
    json.begin_object().field("code", d.code).field("severity", name_of(d.severity));
    write_span(json, d.span, sources);
    json.field("message", d.message).field("label", d.label);
    json.key("notes").begin_array();
    for (const Note &note : d.notes)
        write_note(json, note, sources);
    json.end_array().key("fixes").begin_array();
    for (const Fix &fix : d.fixes)
        write_fix(json, fix, sources);
    json.end_array().end_object();
}

} // namespace

std::string render_json(const Diagnostic &diagnostic, const Sources &sources) {
    JsonWriter json;
    write_diagnostic(json, diagnostic, sources);
    return json.str();
}

std::string render_json(const std::vector<Diagnostic> &diagnostics, const Sources &sources) {
    JsonWriter json;
    json.begin_array();
    for (const Diagnostic &d : diagnostics)
        write_diagnostic(json, d, sources);
    return json.end_array().str();
}

} // namespace pragmac
