// Names of the IR's enumerations, both ways, from the lists in types.h.
#include "types.h"

namespace pragmac {

#define NAME_CASE1(name) case Enum::name: return #name;
#define NAME_CASE2(name, text) case Enum::name: return text;
#define PARSE_CASE1(name) if (text == #name) { out = Enum::name; return true; }
#define PARSE_CASE2(name, spelled) if (text == spelled) { out = Enum::name; return true; }

#define DEFINE_NAMES(E, LIST, STYLE)                                                               \
    std::string_view name_of(E e) {                                                                \
        using Enum = E;                                                                            \
        switch (e) { LIST(NAME_CASE##STYLE) }                                                      \
        return "?";                                                                                \
    }                                                                                              \
    bool parse_name(std::string_view text, E &out) {                                               \
        using Enum = E;                                                                            \
        LIST(PARSE_CASE##STYLE)                                                                    \
        return false;                                                                              \
    }

DEFINE_NAMES(UnaryOp, PRAGMAC_UNARY_OPS, 1)
DEFINE_NAMES(BinaryOp, PRAGMAC_BINARY_OPS, 1)
DEFINE_NAMES(CompareOp, PRAGMAC_COMPARE_OPS, 1)
DEFINE_NAMES(CastMode, PRAGMAC_CAST_MODES, 1)
DEFINE_NAMES(ForKind, PRAGMAC_FOR_KINDS, 1)
DEFINE_NAMES(Exception, PRAGMAC_EXCEPTIONS, 1)
DEFINE_NAMES(Fact, PRAGMAC_FACTS, 1)
DEFINE_NAMES(TeamOrder, PRAGMAC_TEAM_ORDERS, 1)
DEFINE_NAMES(Layout, PRAGMAC_LAYOUTS, 2)
DEFINE_NAMES(VarRole, PRAGMAC_VAR_ROLES, 2)
DEFINE_NAMES(JumpKind, PRAGMAC_JUMP_KINDS, 2)
DEFINE_NAMES(IfKind, PRAGMAC_IF_KINDS, 2)
DEFINE_NAMES(Schedule, PRAGMAC_SCHEDULES, 2)
DEFINE_NAMES(Sharing, PRAGMAC_SHARINGS, 2)
DEFINE_NAMES(UpdateOrder, PRAGMAC_UPDATE_ORDERS, 2)
DEFINE_NAMES(Fill, PRAGMAC_FILLS, 2)
DEFINE_NAMES(WorkerKind, PRAGMAC_WORKER_KINDS, 2)
DEFINE_NAMES(BarrierScope, PRAGMAC_BARRIER_SCOPES, 2)
DEFINE_NAMES(AccessMode, PRAGMAC_ACCESS_MODES, 2)

std::string_view name_of(DType d) {
    switch (d) {
#define X(name, text, bytes) case DType::name: return text;
        PRAGMAC_DTYPES(X)
#undef X
    }
    return "?";
}

bool parse_name(std::string_view text, DType &out) {
#define X(name, spelled, bytes)                                                                    \
    if (text == spelled) {                                                                         \
        out = DType::name;                                                                         \
        return true;                                                                               \
    }
    PRAGMAC_DTYPES(X)
#undef X
    return false;
}

int byte_size(DType d) {
    switch (d) {
#define X(name, text, bytes) case DType::name: return bytes;
        PRAGMAC_DTYPES(X)
#undef X
    }
    return 0;
}

int Mapping::axis_count() const {
    int count = 0;
    while (count < most_axes && axes[static_cast<size_t>(count)].threads > 0)
        count++;
    return count;
}

DType part_of(DType d) {
    if (d == DType::c64)
        return DType::f32;
    return d == DType::c128 ? DType::f64 : d;
}

} // namespace pragmac
