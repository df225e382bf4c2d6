// A reader by recursive descent, a line at a time.
#include "certificate_text.h"

#include <algorithm>
#include <cctype>
#include <sstream>
#include <stdexcept>

namespace checker {
namespace {

class Line {
  public:
    explicit Line(std::string_view text) : rest_(text) {}

    bool at_end() const { return rest_.empty(); }
    bool accept(std::string_view token) {
        skip_spaces();
        if (!rest_.starts_with(token))
            return false;
        rest_.remove_prefix(token.size());
        return true;
    }
    void expect(std::string_view token) {
        if (!accept(token))
            fail("expected `" + std::string(token) + "`");
    }
    bool at_digit() {
        skip_spaces();
        return !rest_.empty() && std::isdigit(static_cast<unsigned char>(rest_[0]));
    }
    int64_t number() {
        if (!at_digit())
            fail("expected a number");
        size_t length = 0;
        int64_t value = std::stoll(std::string(rest_), &length);
        rest_.remove_prefix(length);
        return value;
    }
    std::string name() {
        skip_spaces();
        size_t length = 0;
        while (length < rest_.size() &&
               (std::isalnum(static_cast<unsigned char>(rest_[length])) || rest_[length] == '_'))
            length++;
        if (!length || std::isdigit(static_cast<unsigned char>(rest_[0])))
            fail("expected a name");
        return taken(length);
    }
    // What stands before the token, which is taken too.
    std::string until(std::string_view token) {
        size_t at = rest_.find(token);
        if (at == rest_.npos)
            fail("expected `" + std::string(token) + "`");
        std::string found = taken(at);
        rest_.remove_prefix(token.size());
        return found;
    }
    std::string rest() { return taken(rest_.size()); }
    [[noreturn]] void fail(const std::string &what) const {
        throw std::runtime_error(what + " at `" + std::string(rest_.substr(0, 60)) + "`");
    }

  private:
    void skip_spaces() {
        rest_.remove_prefix(std::min(rest_.find_first_not_of(' '), rest_.size()));
    }
    std::string taken(size_t length) {
        std::string found(rest_.substr(0, length));
        rest_.remove_prefix(length);
        return found;
    }
    std::string_view rest_;
};

// ---- relations -----------------------------------------------------------------------------

std::vector<std::string> tuple(Line &line) {
    std::vector<std::string> names;
    line.expect("[");
    while (!line.accept("]")) {
        if (!names.empty())
            line.expect(",");
        names.push_back(line.name());
    }
    return names;
}

void term(Line &line, int64_t sign, Constraint &c) {
    if (!line.at_digit()) {
        c.factors[line.name()] += sign;
        return;
    }
    int64_t factor = sign * line.number();
    if (line.accept("*"))
        c.factors[line.name()] += factor;
    else
        c.constant += factor;
}

Constraint constraint(Line &line) {
    Constraint c;
    term(line, line.accept("-") ? -1 : 1, c);
    while (true) {
        if (line.accept("+"))
            term(line, 1, c);
        else if (line.accept("-"))
            term(line, -1, c);
        else
            break;
    }
    c.equality = line.accept("=");
    if (!c.equality)
        line.expect(">=");
    if (line.number() != 0)
        line.fail("expected 0");
    return c;
}

Conjunction conjunction(Line &line) {
    Conjunction made;
    bool exists = line.accept("exists");
    if (exists) {
        line.expect("(");
        do
            made.locals.push_back(line.name());
        while (line.accept(","));
        line.expect(":");
    }
    if (!line.accept("true"))
        do
            made.constraints.push_back(constraint(line));
        while (line.accept("and"));
    if (exists)
        line.expect(")");
    return made;
}

Relation relation(Line &line) {
    Relation made;
    made.parameters = tuple(line);
    line.expect("->");
    line.expect("{");
    if (!line.accept(":")) {
        made.inputs = tuple(line);
        line.expect("->");
        made.outputs = tuple(line);
        line.expect(":");
    }
    if (line.accept("false")) {
        line.expect("}");
        return made;
    }
    do
        made.parts.push_back(conjunction(line));
    while (line.accept("or"));
    line.expect("}");
    return made;
}

// ---- certificates --------------------------------------------------------------------------

void access(Line &line, Certificate &c) {
    int number = static_cast<int>(line.number());
    Access made;
    line.accept("reads");
    made.writes = line.accept("writes");
    line.expect("`");
    made.words = line.until("`: ");
    if (!line.accept("unknown"))
        made.relation = relation(line);
    made.inexact = line.accept("or fewer");
    c.accesses[number] = std::move(made);
}

// Pairs in which one writes.
void claim(Line &line, Certificate &c, bool all) {
    std::vector<int> numbers;
    while (line.at_digit())
        numbers.push_back(static_cast<int>(line.number()));
    Claim made;
    for (size_t i = 0; i < numbers.size(); i++)
        for (size_t j = i; j < numbers.size(); j++)
            if (c.accesses.at(numbers[i]).writes || c.accesses.at(numbers[j]).writes)
                if (all || (i == 0 && j + 1 == numbers.size()))
                    made.pairs.emplace_back(numbers[i], numbers[j]);
    line.expect("by");
    made.by = line.name();
    if (line.accept("unless"))
        made.unless = relation(line);
    line.expect(":");
    made.words = line.rest();
    c.claims.push_back(std::move(made));
}

void statement(Line &line, std::vector<Certificate> &all) {
    if (line.accept("loop over")) {
        all.emplace_back().variable = line.rest();
        return;
    }
    if (all.empty())
        line.fail("expected `loop over`");
    if (line.accept("given"))
        all.back().given = relation(line);
    else if (line.accept("access"))
        access(line, all.back());
    else if (line.accept("all apart"))
        claim(line, all.back(), true);
    else if (line.accept("apart"))
        claim(line, all.back(), false);
    else if (!line.accept("parameter") && !line.accept("scalar")) // for readers
        line.fail("no such line");
}

} // namespace

std::vector<Certificate> read_certificates(std::string_view text) {
    std::vector<Certificate> found;
    std::istringstream lines{std::string(text)};
    for (std::string one; std::getline(lines, one);) {
        Line line(one);
        if (!line.at_end())
            statement(line, found);
    }
    return found;
}

} // namespace checker
