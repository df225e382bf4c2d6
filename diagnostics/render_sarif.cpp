// render_sarif: diagnostics as a SARIF 2.1.0 log (OASIS), which code-scanning services read.
#include "diagnostics.h"
#include "json_writer.h"
#include "source_line.h"

#include <algorithm>
#include <cctype>

namespace pragmac {

namespace {

// A URI reference: what RFC 3986 does not allow in a path is percent-encoded.
std::string uri_of(std::string_view path) {
    static constexpr std::string_view hex = "0123456789ABCDEF";
    static constexpr std::string_view plain = "-._~/:@!$&'()*+,;=";
    std::string uri;
    for (unsigned char c : path) {
        if (c < 0x80 && (std::isalnum(c) || plain.find(char(c)) != plain.npos))
            uri += char(c);
        else
            ((uri += '%') += hex[c >> 4]) += hex[c & 15];
    }
    return uri;
}

void write_message(JsonWriter &json, std::string_view text) {
    json.key("message").begin_object().field("text", text).end_object();
}

void write_region(JsonWriter &json, std::string_view key, const Span &span) {
    json.key(key).begin_object();
    json.field("startLine", span.line).field("startColumn", span.column);
    json.field("endLine", span.end_line).field("endColumn", span.end_column).end_object();
}

void write_artifact(JsonWriter &json, const Span &span, const Sources &sources) {
    json.key("artifactLocation").begin_object();
    json.field("uri", uri_of(filename_of(sources, span.file))).end_object();
}

void write_location(JsonWriter &json, const Span &span, std::string_view text,
                    const Sources &sources) {
    json.begin_object().key("physicalLocation").begin_object();
    write_artifact(json, span, sources);
    write_region(json, "region", span);
    json.end_object();
    if (!text.empty())
        write_message(json, text);
    json.end_object();
}

void write_fix(JsonWriter &json, const Fix &fix, const Sources &sources) {
    json.begin_object().key("description").begin_object().field("text", fix.text).end_object();
    json.key("artifactChanges").begin_array().begin_object();
    write_artifact(json, fix.edit->span, sources);
    json.key("replacements").begin_array().begin_object();
    write_region(json, "deletedRegion", fix.edit->span);
    json.key("insertedContent").begin_object().field("text", fix.edit->replacement).end_object();
    json.end_object().end_array().end_object().end_array().end_object();
}

// SARIF fixes are edits; a fix in words joins the message.
std::string full_message(const Diagnostic &d) {
    std::string text = d.message;
    for (const Note &note : d.notes)
        if (!note.span.known())
            text += "\nnote: " + note.text;
    for (const Fix &fix : d.fixes)
        text += "\nhelp: " + fix.text;
    return text;
}

void write_result(JsonWriter &json, const Diagnostic &d, const Sources &sources) {
    json.begin_object().field("ruleId", d.code).field("level", name_of(d.severity));
    write_message(json, full_message(d));
    json.key("locations").begin_array();
    if (d.span.known())
        write_location(json, d.span, d.label, sources);
    json.end_array().key("relatedLocations").begin_array();
    for (const Note &note : d.notes)
        if (note.span.known())
            write_location(json, note.span, note.text, sources);
    json.end_array();
    auto has_edit = [](const Fix &fix) { return fix.edit.has_value(); };
    if (std::any_of(d.fixes.begin(), d.fixes.end(), has_edit)) {
        json.key("fixes").begin_array();
        for (const Fix &fix : d.fixes)
            if (fix.edit)
                write_fix(json, fix, sources);
        json.end_array();
    }
    json.end_object();
}

void write_rules(JsonWriter &json, const std::vector<Diagnostic> &diagnostics) {
    json.key("rules").begin_array();
    for (const CodeInfo &row : code_table) {
        auto uses = [&](const Diagnostic &d) { return d.code == row.code; };
        if (std::none_of(diagnostics.begin(), diagnostics.end(), uses))
            continue;
        json.begin_object().field("id", row.code);
        json.key("shortDescription").begin_object().field("text", row.title).end_object();
        json.key("fullDescription").begin_object().field("text", row.explanation).end_object();
        json.end_object();
    }
    json.end_array();
}

} // namespace

std::string render_sarif(const std::vector<Diagnostic> &diagnostics, const Sources &sources) {
    JsonWriter json;
    json.begin_object().field("version", "2.1.0");
    json.field("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
    json.key("runs").begin_array().begin_object();
    json.field("columnKind", "unicodeCodePoints");
    json.key("tool").begin_object().key("driver").begin_object().field("name", "pragmac");
    write_rules(json, diagnostics);
    json.end_object().end_object().key("results").begin_array();
    for (const Diagnostic &d : diagnostics)
        write_result(json, d, sources);
    return json.end_array().end_object().end_array().end_object().str();
}

} // namespace pragmac
