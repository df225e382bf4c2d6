// Builds every operator on operands of every kind and notes what comes out.
#include "supported.h"

#include "kinds.h"
#include "operators.h"

namespace pragmac {
namespace {

std::vector<Type> all_kinds() {
    std::vector<Type> types{python_bool(), python_int(), python_float(), python_complex()};
    for (int d = static_cast<int>(DType::b1); d <= static_cast<int>(DType::c128); d++)
        types.push_back(numpy_type(static_cast<DType>(d)));
    return types;
}

class Survey {
  public:
    void unary(std::string_view ast, std::string_view symbol) {
        for (Type a : all_kinds())
            note(symbol, a, nullptr, operators_.unary(ast, operand(a), {}));
    }
    void binary(std::string_view ast, std::string_view symbol, bool compares) {
        for (Type a : all_kinds())
            for (Type b : all_kinds())
                note(symbol, a, &b,
                     compares ? operators_.compare(ast, operand(a), operand(b), {})
                              : operators_.binary(ast, operand(a), operand(b), {}));
    }
    std::vector<OperatorResult> results;

  private:
    Value operand(Type t) { return scalar_value(build_.value_var("x", t)); }

    void note(std::string_view symbol, Type a, const Type *b, const Value &v) {
        results.push_back({std::string(symbol), python_name(a), b ? python_name(*b) : "",
                           v.is(Value::Form::scalar) ? python_name(v.type) : ""});
    }

    Arena arena_;
    Builder build_{arena_};
    DiagnosticEngine engine_;
    DiagnosticEngine *diagnostics_ = &engine_;
    Operators operators_{build_, diagnostics_};
};

} // namespace

std::vector<OperatorResult> supported_operators() {
    Survey survey;
    for (auto [ast, symbol] : Operators::binary_names())
        survey.binary(ast, symbol, false);
    for (auto [ast, symbol] : Operators::compare_names())
        survey.binary(ast, symbol, true);
    survey.unary("USub", "-x");
    survey.unary("UAdd", "+x");
    survey.unary("Invert", "~x");
    survey.unary("Not", "not x");
    return survey.results;
}

std::vector<std::string> supported_kinds() {
    std::vector<std::string> names;
    for (Type t : all_kinds())
        names.push_back(python_name(t));
    return names;
}

} // namespace pragmac
