// One walk over the loop, which keeps the loops around and what names stand for.
#include "cell_growth.h"

#include "fields.h"
#include "mutants.h"

#include <algorithm>
#include <cmath>

namespace pragmac {
namespace {

bool counts(NodeRef cell) { return !cell->type.array && cell->type.dtype == DType::i64; }

// The cell that the statement gives a value, and the value.
NodeRef set_by(NodeRef s, NodeRef &value) {
    if (auto *store = as<Store>(s); store && store->indices.empty() && counts(store->array)) {
        value = store->value;
        return store->array;
    }
    auto *alloc = as<Alloc>(s);
    if (!alloc || alloc->fill != Fill::value || !counts(alloc->var))
        return nullptr;
    value = alloc->init;
    return alloc->var;
}

bool touches(NodeRef s, NodeRef cell) {
    bool found = false;
    walk(s, [&](NodeRef n) { found |= n == cell; });
    return found;
}

class Growing {
  public:
    explicit Growing(const For &loop) { visit(&loop); }
    std::unordered_map<NodeRef, CellGrowth> cells;
    std::vector<NodeRef> others; // cells of which nothing is known

  private:
    void visit(NodeRef n) {
        if (auto *let = as<Let>(n))
            lets_[let->var] = let->value;
        else if (auto *loop = as<For>(n))
            loops_.push_back(loop);
        else if (n->op == Op::While)
            endless_++;
        NodeRef value = nullptr;
        if (NodeRef cell = set_by(n, value))
            store(cell, value);
        else if (NodeRef written = written_variable(n); written && counts(written))
            others.push_back(written);
        for_each_child(n, [&](NodeRef child) {
            if (child->type == no_type)
                visit(child);
        });
        if (n->op == Op::For)
            loops_.pop_back();
        else if (n->op == Op::While)
            endless_--;
    }

    void store(NodeRef cell, NodeRef value) {
        NodeRef by = step_of(value, cell);
        if (by)
            cells[cell].steps.push_back({loops_, by, endless_ != 0});
        else
            cells[cell].values.push_back(value);
    }

    NodeRef meaning(NodeRef n) const {
        for (auto it = lets_.find(n); it != lets_.end(); it = lets_.find(n))
            n = it->second;
        return n;
    }
    bool reads(NodeRef n, NodeRef cell) const {
        auto *load = as<Load>(meaning(n));
        return load && load->array == cell;
    }
    // What the value adds to an earlier value of the cell; null when it is something else.
    NodeRef step_of(NodeRef value, NodeRef cell) const {
        auto *b = as<Binary>(meaning(value));
        if (!b || (b->op != BinaryOp::add && b->op != BinaryOp::sub))
            return nullptr;
        if (reads(b->a, cell))
            return b->b;
        return b->op == BinaryOp::add && reads(b->b, cell) ? b->a : nullptr;
    }

    std::unordered_map<NodeRef, NodeRef> lets_;
    std::vector<const For *> loops_;
    int endless_ = 0; // while loops around
};

// Whether no iteration sees what the cell held in front of the loop.
bool begins_anew(const For &loop, NodeRef cell) {
    bool own = false;
    walk(loop.body, [&](NodeRef n) { own |= declared_variable(n) == cell; });
    auto *body = as<Block>(loop.body);
    if (own || !body)
        return own;
    for (NodeRef s : body->body) {
        NodeRef value = nullptr;
        if (set_by(s, value) == cell && !touches(value, cell))
            return true;
        if (touches(s, cell))
            return false;
    }
    return false;
}

} // namespace

std::unordered_map<NodeRef, CellGrowth> cell_growth(const For &loop, const KnownCells &before) {
    Growing growing(loop);
    for (NodeRef cell : growing.others)
        growing.cells.erase(cell);
    for (auto it = growing.cells.begin(); it != growing.cells.end();) {
        auto known = before.find(it->first);
        bool begins = known != before.end();
        if (begins)
            it->second.start = std::max(it->second.start, known->second);
        if (begins || begins_anew(loop, it->first) || mutant(Mutant::growth_from_anywhere))
            ++it;
        else
            it = growing.cells.erase(it);
    }
    return std::move(growing.cells);
}

void pass_statement(NodeRef statement, KnownCells &known) {
    walk(statement, [&](NodeRef n) {
        if (NodeRef cell = written_variable(n))
            known.erase(cell);
    });
    NodeRef value = nullptr;
    int64_t constant = 0;
    if (NodeRef cell = set_by(statement, value); cell && constant_i64(value, constant))
        known[cell] = std::fabs(static_cast<double>(constant));
}

} // namespace pragmac
