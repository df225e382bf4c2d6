// check_clauses: clauses of one directive that repeat or contradict each other.
#include "directive_grammar.h"

#include <array>
#include <utility>

namespace pragmac {

namespace {

class ClauseChecker {
  public:
    explicit ClauseChecker(DirectiveCursor &cursor) : cursor_(cursor) {}

    void check(const std::vector<Clause> &clauses) {
        for (size_t i = 0; i < clauses.size(); ++i) {
            check_own_names(clauses[i]);
            for (size_t j = 0; j < i; ++j)
                check_pair(clauses[j], clauses[i]);
        }
    }

    void check_items(const std::vector<TensorItem> &items) {
        for (const TensorItem &item : items)
            for (size_t i = 0; i < item.properties.size(); ++i)
                for (size_t j = 0; j < i; ++j)
                    check_properties(item.properties[j], item.properties[i]);
    }

  private:
    void repeated(std::string what, Span first, Span again) {
        report_repeated(std::move(what), first, again).with_fix("remove one of them");
    }
    void repeated_clause(std::string what, Span first, Span again) {
        report_repeated(std::move(what), first, again)
            .with_fix("remove this one", again, "")
            .with_fix("remove the first one", first, "");
    }
    Diagnostic &report_repeated(std::string what, Span first, Span again) {
        cursor_.reject();
        return cursor_.diagnostics()
            .report("P106", again, std::move(what))
            .with_note(first, "first here");
    }

    Diagnostic &contradictory(std::string what, Span first, Span second) {
        cursor_.reject();
        return cursor_.diagnostics()
            .report("P107", second, std::move(what))
            .with_note(first, "contradicts this");
    }

    void check_own_names(const Clause &clause) {
        for (size_t i = 0; i < clause.names.size(); ++i)
            for (size_t j = 0; j < i; ++j)
                if (clause.names[i].text == clause.names[j].text)
                    report_repeated("`" + clause.names[i].text + "` is listed twice",
                                    clause.names[j].span, clause.names[i].span)
                        .with_fix("remove this one", clause.text_of_name(i), "");
    }

    void check_pair(const Clause &a, const Clause &b) {
        if (a.kind == b.kind && !row_of(a.kind).repeatable)
            return repeated_clause("clause `" + std::string(name_of(a.kind)) + "` is repeated",
                                   a.span, b.span);
        check_single(a, b);
        check_single(b, a);
        for (size_t x = 0; x < a.names.size(); ++x)
            for (size_t y = 0; y < b.names.size(); ++y)
                if (a.names[x].text == b.names[y].text)
                    check_shared_name(a, x, b, y);
    }

    // `single` is one worker that takes the iterations in order.
    void check_single(const Clause &a, const Clause &b) {
        bool many = b.kind == ClauseKind::num_threads && b.sizes.front().value > 1;
        if (a.kind == ClauseKind::single && (many || b.kind == ClauseKind::schedule))
            contradictory("`single` and `" + std::string(name_of(b.kind)) + "` contradict", a.span,
                          b.span)
                .with_fix("remove this one", b.span, "")
                .with_fix("or that one", a.span, "");
    }

    static bool is_data_clause(ClauseKind kind) {
        switch (kind) {
        case ClauseKind::private_:
        case ClauseKind::firstprivate:
        case ClauseKind::lastprivate:
        case ClauseKind::shared:
        case ClauseKind::reduction: return true;
        default: return false;
        }
    }

    // A variable may start from the value before the loop and leave its last value behind.
    static bool may_share(ClauseKind a, ClauseKind b) {
        using Pair = std::pair<ClauseKind, ClauseKind>;
        return Pair(a, b) == Pair(ClauseKind::firstprivate, ClauseKind::lastprivate) ||
               Pair(a, b) == Pair(ClauseKind::lastprivate, ClauseKind::firstprivate);
    }

    static std::string in_words(const Clause &clause) {
        std::string name(name_of(clause.kind));
        return is_reduction(clause.kind) ? name + "(" + std::string(name_of(clause.op)) + ")"
                                         : name;
    }

    void check_shared_name(const Clause &a, size_t of_a, const Clause &b, size_t of_b) {
        const ClauseName &x = a.names[of_a], &y = b.names[of_b];
        bool same = a.kind == b.kind && a.op == b.op && a.word == b.word;
        if (same && b.kind == ClauseKind::assume && b.word == ClauseWord::disjoint) {
            // Two shared names: seen once, from the pair that holds a's first name.
            const ClauseName &others = b.names[of_b == 0 ? 1 : 0];
            if (of_a == 0 && a.names[1].text == others.text)
                repeated_clause("the same fact is assumed twice", a.span, b.span);
        } else if (same) {
            report_repeated("`" + y.text + "` is listed twice in `" + std::string(name_of(b.kind)) +
                                "`",
                            x.span, y.span)
                .with_fix("remove this one", b.text_of_name(of_b), "");
        } else if (is_data_clause(a.kind) && is_data_clause(b.kind) && !may_share(a.kind, b.kind)) {
            contradictory("`" + y.text + "` cannot be both `" + in_words(a) + "` and `" +
                              in_words(b) + "`",
                          x.span, y.span)
                .with_fix("remove this one", b.text_of_name(of_b), "")
                .with_fix("or that one", a.text_of_name(of_a), "");
        }
    }

    static bool is_reduction(ClauseKind kind) {
        return kind == ClauseKind::reduction || kind == ClauseKind::reduce;
    }

    void check_properties(const Clause &a, const Clause &b) {
        bool whole = a.kind == ClauseKind::single_block || b.kind == ClauseKind::single_block;
        ClauseKind other = a.kind == ClauseKind::single_block ? b.kind : a.kind;
        bool split = other == ClauseKind::parallel || other == ClauseKind::block;
        if (a.kind == b.kind || (is_reduction(a.kind) && is_reduction(b.kind)))
            repeated("property `" + std::string(name_of(b.kind)) + "` is repeated", a.span, b.span);
        else if (whole && split)
            contradictory("`" + std::string(name_of(a.kind)) + "` and `" +
                              std::string(name_of(b.kind)) + "` contradict",
                          a.span, b.span)
                .with_fix("remove one of them");
    }

    DirectiveCursor &cursor_;
};

} // namespace

void check_clauses(const Directive &directive, DirectiveCursor &cursor) {
    ClauseChecker checker(cursor);
    checker.check(directive.clauses);
    checker.check_items(directive.items);
}

} // namespace pragmac
