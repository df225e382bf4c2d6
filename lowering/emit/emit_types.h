// How the IR's scalar types look in LLVM: in registers, in memory and in slots.
#pragma once

#include "ir.h"

#include <llvm/IR/IRBuilder.h>

namespace pragmac {

using Ir = llvm::IRBuilder<>;

// A scalar in registers: one value, or the two parts of a complex number.
struct Scalar {
    llvm::Value *value = nullptr; // the real part of a complex number
    llvm::Value *imaginary = nullptr;
};

// The type of one part in a register (bool is i1).
llvm::Type *register_type(llvm::LLVMContext &context, DType d);
// The type of one part in memory (bool is i8).
llvm::Type *memory_type(llvm::LLVMContext &context, DType d);
inline int parts_of(DType d) { return is_complex(d) ? 2 : 1; }
inline int bit_width(DType d) { return is_bool(d) ? 1 : 8 * byte_size(d); }
inline llvm::Align part_alignment(DType d) { return llvm::Align(byte_size(part_of(d))); }

// A literal.
Scalar constant_scalar(llvm::LLVMContext &context, DType d, Bits bits);

// One part between its register type and the 64 bits of a slot.
llvm::Value *part_to_slot(Ir &ir, llvm::Value *part, DType d);
llvm::Value *part_from_slot(Ir &ir, llvm::Value *bits, DType d);
// One part between its register type and its memory type.
llvm::Value *part_to_memory(Ir &ir, llvm::Value *part, DType d);
llvm::Value *part_from_memory(Ir &ir, llvm::Value *stored, DType d);

} // namespace pragmac
