// Inclusion of relations: what is read in what was surely written before, what any iteration may
// write in what each of them surely does.
#include "private_arrays.h"

#include "build.h"
#include "fields.h"
#include "mutants.h"
#include "point_values.h"

namespace pragmac {
namespace {

class Proof {
  public:
    Proof(NodeRef array, LoopAccesses &accesses, Polyhedra &sets)
        : array_(array), accesses_(accesses), sets_(sets), budget_(sets) {}

    PrivateArray run() {
        for (size_t i = 0; i < accesses_.all().size(); i++)
            if (uses(i) && accesses_.all()[i].writes)
                result_.written = true;
        for (size_t i = 0; i < accesses_.all().size() && !result_.early_read; i++)
            if (uses(i) && accesses_.all()[i].reads)
                read(i);
        for (size_t i = 0; i < accesses_.all().size() && !result_.varying_write; i++)
            if (uses(i) && accesses_.all()[i].writes && !written_by_all(i))
                result_.varying_write = &accesses_.all()[i];
        return result_;
    }

  private:
    bool uses(size_t i) const { return accesses_.all()[i].array == array_; }
    // A plain store that runs whenever its relation says so.
    bool sure(size_t i) {
        return uses(i) && as<Store>(accesses_.all()[i].node) &&
               (accesses_.relation(i).exact || mutant(Mutant::private_stores_always_run));
    }

    void read(size_t i) {
        const Access &reader = accesses_.all()[i];
        Map open = accesses_.relation(i).map;
        for (size_t k = 0; k < accesses_.all().size(); k++)
            if (sure(k))
                open = difference(open, earlier_writes(k, i));
        open = given_parameters(open, accesses_.context());
        Answer covered = is_empty(open);
        if (covered == Answer::yes || mutant(Mutant::private_reads_covered))
            return;
        if (never_written(open)) {
            result_.reads_old = true;
            return;
        }
        result_.early_read = &reader;
        result_.certain = covered == Answer::no && accesses_.relation(i).exact;
    }

    // The elements that store k writes before read i in its iteration.
    Map earlier_writes(size_t k, size_t i) {
        const std::vector<const For *> &writing = accesses_.all()[k].loops;
        const std::vector<const For *> &reading = accesses_.all()[i].loops;
        size_t common = 0;
        std::vector<bool> upwards;
        while (common < writing.size() && common < reading.size() &&
               writing[common] == reading[common]) {
            int64_t step = 0;
            upwards.push_back(constant_i64(writing[common]->step, step) && step > 0);
            common++;
        }
        return written_earlier(accesses_.relation(k).map, accesses_.relation(i).domain, upwards,
                               k < i || mutant(Mutant::private_order_ignored));
    }

    bool never_written(const Map &open) {
        for (size_t k = 0; k < accesses_.all().size(); k++)
            if (uses(k) && accesses_.all()[k].writes) {
                Map met =
                    given_parameters(meeting(open, accesses_.relation(k).map), accesses_.context());
                if (is_empty(met) != Answer::yes)
                    return false;
            }
        return true;
    }

    // Whatever iteration is the last one, it writes these elements.
    bool written_by_all(size_t i) {
        if (mutant(Mutant::private_writes_vary))
            return true;
        const std::vector<const For *> loop{accesses_.scope().loop()};
        PointValues points(accesses_.scope(), sets_, loop, 1);
        Map open =
            all_pairs(points.iterations(loop[0]).points, range_of(accesses_.relation(i).map));
        for (size_t k = 0; k < accesses_.all().size(); k++)
            if (sure(k))
                open = difference(open, over_first_coordinate(accesses_.relation(k).map));
        return is_empty(given_parameters(open, accesses_.context())) == Answer::yes;
    }

    NodeRef array_;
    LoopAccesses &accesses_;
    Polyhedra &sets_;
    Budget budget_;
    PrivateArray result_;
};

} // namespace

PrivateArray private_array(NodeRef array, LoopAccesses &accesses, Polyhedra &sets) {
    return Proof(array, accesses, sets).run();
}

bool scratch_array(NodeRef array, LoopAccesses &accesses, Polyhedra &sets) {
    const For &loop = *accesses.scope().loop();
    bool read = false, leaves = false;
    for (const Access &a : accesses.all())
        read |= a.reads && a.array == array;
    walk(loop.body, [&](NodeRef n) {
        auto *jump = as<Jump>(n);
        leaves |= jump && jump->kind == JumpKind::loop_continue;
    });
    bool alone = !loop.clauses || loop.clauses->collapse <= 1;
    if (!read || leaves || !alone || loop.kind != ForKind::parallel || sets.exhausted())
        return false;
    PrivateArray found = private_array(array, accesses, sets);
    return found.written && !found.early_read && !found.reads_old && !found.varying_write;
}

} // namespace pragmac
