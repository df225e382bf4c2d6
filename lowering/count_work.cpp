// Statements without control flow count together; a loop of nothing else counts once, in front of
// it, for all its iterations.
//
// Such a loop then often has nothing to do. Where neither a branch, nor a loop's bounds, nor an
// extent, nor an index depends on what arrays hold (FromElements), what computes with elements is
// left out of the loops with directives:
// (a) stores to arrays, since no count reads elements;
// (b) names and scalars that depend on elements, since only what is left out reads them, and
//     results, which nobody looks at;
// (c) checks that depend on elements, which held when the call was timed.
// Scalars that do not depend on elements stay: bounds behind the loop may read them.
#include "count_work.h"

#include "fields.h"
#include "from_elements.h"
#include "user_words.h"

#include <algorithm>
#include <map>
#include <unordered_set>

namespace pragmac {
namespace {

// Floating-point operations of a node itself, and the bits of the numbers that they make.
struct Operations {
    int64_t count = 0;
    int bits = 64;
};

Operations operations_of(NodeRef n) {
    auto *binary = as<Binary>(n);
    ElementUpdate update = element_update(n);
    DType d = update.array ? update.array->type.dtype
              : binary     ? binary->a->type.dtype
                           : n->type.dtype;
    bool computes = update.array || binary || n->op == Op::Unary || n->op == Op::Math;
    if (!computes || !(is_float(d) || is_complex(d)))
        return {};
    int bits = byte_size(d) == (is_complex(d) ? 16 : 8) ? 64 : 32;
    if (!is_complex(d))
        return {1, bits};
    return {binary && binary->op == BinaryOp::mul ? 6 : 2, bits};
}

bool is_private(Sharing sharing) {
    return sharing == Sharing::private_ || sharing == Sharing::firstprivate ||
           sharing == Sharing::lastprivate;
}

bool is_plain(NodeRef n) {
    bool plain = n->op != Op::For && n->op != Op::While && n->op != Op::If && n->op != Op::Jump &&
                 n->op != Op::Return && n->op != Op::Inline;
    if (n->type.dtype == DType::none)
        for_each_child(n, [&](NodeRef child) { plain = plain && is_plain(child); });
    return plain;
}

class Counting {
  public:
    Counting(const Func *func, Builder &build)
        : build_(build), func_(func), values_(func), dry_(!values_.steer()) {}

    const Func *function() {
        NodeRef counted = outside(func_->body);
        std::vector<NodeRef> body;
        for (const Count &count : counts_)
            body.push_back(build_.alloc_cell(count.cell, build_.i64(0)));
        for (NodeRef s : as<Block>(with_notes(counted))->body)
            body.push_back(s);
        return build_.with_body(func_, build_.block(body));
    }

  private:
    struct Count {
        Span loop;
        std::string what;
        NodeRef cell;
    };
    using Amounts = std::map<std::string, int64_t>;
    using Statements = std::vector<NodeRef>;

    // Looks for loops with directives.
    NodeRef outside(NodeRef n) {
        if (n->type.dtype != DType::none)
            return n;
        if (dry_ && n->op == Op::Check && values_.depends(n))
            return build_.block({});
        auto *loop = as<For>(n);
        if (!loop || loop->kind == ForKind::serial)
            return build_.map_children(n, [&](NodeRef child) { return outside(child); });
        loop_ = n->span;
        own_.clear();
        Statements out;
        add({{"entries", 1}}, nullptr, out);
        note_sizes(loop->body, out);
        whole_loop(*loop, out);
        return build_.block(out);
    }

    // ---- inside of one of them ---------------------------------------------------------------

    void note_sizes(NodeRef body, Statements &out) {
        std::unordered_set<NodeRef> seen;
        walk(body, [&](NodeRef n) {
            if (auto *alloc = as<Alloc>(n); alloc && alloc->var->type.array)
                own_.insert(alloc->var);
            if (auto *share = as<Share>(n); share && is_private(share->sharing))
                own_.insert(share->variables.begin(), share->variables.end());
        });
        walk(body, [&](NodeRef n) {
            auto *load = as<Load>(n);
            NodeRef array = load ? load->array : written_variable(n);
            if (!array || !is_outer_array(array) || !seen.insert(array).second)
                return;
            NodeRef size = build_.i64(byte_size(array->type.dtype));
            for (int axis = 0; axis < array->type.rank; axis++)
                size = build_.binary(BinaryOp::mul, size, build_.dim(array, axis));
            grow(cell_of("size of `" + label(array) + "`"), size, out);
        });
    }
    bool is_outer_array(NodeRef var) const { return var->type.array && !own_.count(var); }

    void whole_loop(const For &loop, Statements &out) {
        NodeRef body = without_clauses(loop.body);
        if (is_plain(body)) {
            Amounts amounts;
            take(body, amounts);
            add(amounts, build_.range_length(loop.lo, loop.hi, loop.step), out);
            body = plain(body);
        } else {
            body = block(body, {});
        }
        build_.span = loop.span;
        out.push_back(
            build_.for_loop(loop.var, loop.lo, loop.hi, loop.step, ForKind::serial, {}, body));
    }

    // What clauses say of the iterations' variables is of no use to loops in order.
    NodeRef without_clauses(NodeRef body) {
        Statements kept;
        for (NodeRef s : as<Block>(body)->body)
            if (s->op != Op::Share && s->op != Op::Assume)
                kept.push_back(s);
        return build_.block(kept);
    }

    // `amounts`: what is added at its head besides.
    NodeRef block(NodeRef n, Amounts amounts) {
        Statements out;
        size_t from = 0; // where the statements that count now begin
        auto flush = [&] {
            Statements counted;
            add(amounts, nullptr, counted);
            out.insert(out.begin() + static_cast<ptrdiff_t>(from), counted.begin(), counted.end());
            amounts.clear();
        };
        for (NodeRef s : as<Block>(n)->body) {
            if (is_plain(s)) {
                take(s, amounts);
                if (NodeRef kept = plain(s))
                    out.push_back(kept);
                continue;
            }
            take_conditions(s, amounts);
            flush();
            compound(s, out);
            from = out.size();
        }
        flush();
        build_.span = n->span;
        return build_.block(out);
    }

    // A statement without control flow, or null: where no count depends on what arrays hold, what
    // does is left out.
    NodeRef plain(NodeRef s) {
        if (!dry_)
            return s;
        if (auto *all = as<Block>(s)) {
            Statements kept;
            for (NodeRef inner : all->body)
                if (NodeRef made = plain(inner))
                    kept.push_back(made);
            return build_.block(kept);
        }
        auto *alloc = as<Alloc>(s);
        NodeRef written = written_variable(s);
        bool stores = written && !alloc && written->type.array;
        bool stays = alloc || (!stores && s->op != Op::Print && !values_.depends(s));
        return stays ? s : nullptr;
    }

    void take_conditions(NodeRef s, Amounts &amounts) {
        if (auto *branch = as<If>(s))
            take(branch->cond, amounts);
        if (auto *loop = as<For>(s))
            for (NodeRef bound : {loop->lo, loop->hi, loop->step})
                take(bound, amounts);
    }

    void compound(NodeRef s, Statements &out) {
        if (auto *loop = as<For>(s))
            return whole_loop(*loop, out);
        build_.span = s->span;
        if (auto *branch = as<If>(s)) {
            NodeRef then = block(branch->then, {}), otherwise = block(branch->otherwise, {});
            build_.span = s->span;
            return out.push_back(build_.if_then(branch->cond, then, otherwise));
        }
        if (auto *loop = as<While>(s)) {
            Amounts each;
            take(loop->cond, each);
            NodeRef body = block(loop->body, each);
            build_.span = s->span;
            return out.push_back(build_.while_loop(loop->cond, body));
        }
        if (auto *call = as<Inline>(s)) {
            NodeRef body = block(call->body, {});
            build_.span = s->span;
            return out.push_back(build_.inline_call(call->callee, body));
        }
        out.push_back(s->op == Op::Block ? block(s, {}) : s);
    }

    void take(NodeRef n, Amounts &amounts) {
        if (n->op == Op::Check)
            return; // not of the program's own
        auto *load = as<Load>(n);
        ElementUpdate update = element_update(n);
        NodeRef read = load ? load->array : update.array, written = written_variable(n);
        if (read && is_outer_array(read))
            amounts["reads `" + label(read) + "`"] += byte_size(read->type.dtype);
        if (written && is_outer_array(written) && n->op != Op::Alloc)
            amounts["writes `" + label(written) + "`"] += byte_size(written->type.dtype);
        if (Operations done = operations_of(n); done.count)
            amounts["operations " + std::to_string(done.bits)] += done.count;
        for_each_child(n, [&](NodeRef child) { take(child, amounts); });
    }

    void add(const Amounts &amounts, NodeRef times, Statements &out) {
        for (const auto &[what, amount] : amounts) {
            NodeRef more = build_.i64(amount), cell = cell_of(what);
            if (times)
                more = build_.binary(BinaryOp::mul, more, times);
            grow(cell, more, out);
        }
    }
    void grow(NodeRef cell, NodeRef more, Statements &out) {
        out.push_back(
            build_.store(cell, {}, build_.binary(BinaryOp::add, build_.load(cell), more)));
    }
    // Its name, with a number where another array has the same, as in a function that is called.
    std::string label(NodeRef array) {
        std::string name = name_in_source(array);
        std::vector<NodeRef> &named = labels_[name];
        auto at = std::find(named.begin(), named.end(), array);
        size_t number = static_cast<size_t>(at - named.begin());
        if (at == named.end())
            named.push_back(array);
        return number ? name + " (" + std::to_string(number + 1) + ")" : name;
    }
    NodeRef cell_of(const std::string &what) {
        auto known = std::find_if(counts_.begin(), counts_.end(), [&](const Count &c) {
            return same_place(c.loop, loop_) && c.what == what;
        });
        if (known == counts_.end())
            known =
                counts_.insert(known, {loop_, what, build_.cell_var("count", scalar(DType::i64))});
        return known->cell;
    }

    // The counts are told where the function ends.
    NodeRef with_notes(NodeRef n) {
        if (n->type.dtype != DType::none)
            return n;
        if (n->op != Op::Return)
            return build_.map_children(n, [&](NodeRef child) { return with_notes(child); });
        Statements out;
        for (const Count &count : counts_) {
            build_.span = count.loop;
            out.push_back(build_.remember(count.what, build_.load(count.cell)));
        }
        out.push_back(n);
        return build_.block(out);
    }

    Builder &build_;
    const Func *func_;
    const FromElements values_;
    const bool dry_; // what is counted does not depend on what arrays hold
    Span loop_; // the outermost one with a directive
    std::unordered_set<NodeRef> own_; // arrays of its iterations
    std::vector<Count> counts_;
    std::map<std::string, std::vector<NodeRef>> labels_; // arrays by their names
};

} // namespace

const Func *count_work(const Func *func, Builder &build) {
    return Counting(func, build).function();
}

} // namespace pragmac
