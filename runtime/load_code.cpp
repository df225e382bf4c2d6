// A loader for ELF objects of x86-64, position independent and of the small code model.
//
// The sections that take part in execution are laid out in one mapping: code, then constants, then
// data, each from a page of its own. Code reaches names outside of the mapping, which may be
// further away than 32 bits tell, through a table of addresses among the constants: calls go by a
// stub of one jump through it. Pages are written first; then code becomes executable, constants
// read-only. Compiling at run time and loading what another process has compiled go the same way:
// a stored object is mapped in about 15 microseconds.
#include "load_code.h"

#include <elf.h>
#include <sys/mman.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

namespace pragmac {

namespace {

[[noreturn]] void refuse(std::string what) { throw BadCode{std::move(what)}; }

void require(bool holds, const char *otherwise) {
    if (!holds)
        refuse(otherwise);
}

constexpr uint64_t page = 4096, most_bytes = uint64_t(1) << 30, stub_bytes = 8;
enum Part { code, constants, data, parts };

uint64_t round_up(uint64_t value, uint64_t to) { return (value + to - 1) / to * to; }

// The object's tables; every access is within its bytes.
class Object {
  public:
    explicit Object(std::string_view bytes);

    std::string_view contents(const Elf64_Shdr &section) const {
        return cut(section.sh_offset, section.sh_size);
    }
    std::string_view name_of(const Elf64_Sym &symbol) const { return text(names_, symbol.st_name); }
    std::string_view name_of(const Elf64_Shdr &s) const { return text(section_names_, s.sh_name); }
    template <class T> std::vector<T> table(const Elf64_Shdr &section) const {
        std::string_view bytes = contents(section);
        std::vector<T> records(bytes.size() / sizeof(T));
        std::memcpy(records.data(), bytes.data(), records.size() * sizeof(T));
        return records;
    }

    std::vector<Elf64_Shdr> sections;
    std::vector<Elf64_Sym> symbols;

  private:
    std::string_view cut(uint64_t offset, uint64_t size) const {
        require(offset <= bytes_.size() && size <= bytes_.size() - offset, "it is cut short");
        return bytes_.substr(offset, size);
    }
    static std::string_view text(std::string_view table, uint32_t offset) {
        require(offset < table.size(), "a name lies outside of its table");
        std::string_view rest = table.substr(offset);
        return rest.substr(0, rest.find('\0'));
    }
    std::string_view bytes_, names_, section_names_;
};

Object::Object(std::string_view bytes) : bytes_(bytes) {
    Elf64_Ehdr header;
    std::memcpy(&header, cut(0, sizeof header).data(), sizeof header);
    require(!std::memcmp(header.e_ident, ELFMAG, SELFMAG) &&
                header.e_ident[EI_CLASS] == ELFCLASS64 && header.e_type == ET_REL &&
                header.e_machine == EM_X86_64 && header.e_shentsize == sizeof(Elf64_Shdr),
            "it is no object of this machine");
    Elf64_Shdr all{};
    all.sh_offset = header.e_shoff;
    all.sh_size = uint64_t(header.e_shnum) * sizeof(Elf64_Shdr);
    sections = table<Elf64_Shdr>(all);
    require(header.e_shstrndx < sections.size(), "it has no names of sections");
    section_names_ = contents(sections[header.e_shstrndx]);
    for (const Elf64_Shdr &section : sections) {
        if (section.sh_type != SHT_SYMTAB)
            continue;
        require(section.sh_link < sections.size(), "it has no names of symbols");
        symbols = table<Elf64_Sym>(section);
        names_ = contents(sections[section.sh_link]);
    }
}

class Loader {
  public:
    Loader(std::string_view object, std::span<const Symbol> symbols)
        : object_(object), outside_(symbols) {}

    LoadedCode load() {
        lay_out();
        map();
        copy();
        resolve();
        for (size_t i = 0; i < object_.sections.size(); ++i)
            if (object_.sections[i].sh_type == SHT_RELA)
                relocate(object_.sections[i]);
        protect();
        return {reinterpret_cast<pragmac_entry>(entry()), mapping_};
    }

  private:
    static constexpr uint64_t absent = UINT64_MAX; // a section that is not mapped
    struct Name {
        uint64_t address = 0;
        bool known = false, outside = false;
    };

    bool is_mapped(const Elf64_Shdr &section) const;
    Part part_of(const Elf64_Shdr &section) const;
    uint64_t reserve(Part part, uint64_t bytes, uint64_t alignment);
    void lay_out();
    void map();
    void copy();
    void resolve();
    uint64_t address_outside(std::string_view name) const;
    void relocate(const Elf64_Shdr &table);
    uint64_t apply(const Elf64_Rela &relocation, uint64_t place) const;
    void protect();
    void protect(Part part, int how);
    uint64_t entry() const;
    uint64_t start(Part part) const { return base_ + part_offsets_[part]; }

    Object object_;
    std::span<const Symbol> outside_;
    std::vector<uint64_t> offsets_;            // of each section in its part
    std::array<uint64_t, parts> sizes_{}, part_offsets_{};
    uint64_t addresses_ = 0, stubs_ = 0;       // offsets of both tables in their parts
    std::vector<Name> names_;                  // of each symbol
    std::shared_ptr<void> mapping_;
    uint64_t base_ = 0;
};

// Nothing is thrown through generated code, so that tables for unwinding serve nobody. Empty
// sections count: code takes the addresses of empty tables.
bool Loader::is_mapped(const Elf64_Shdr &section) const {
    return (section.sh_flags & SHF_ALLOC) && section.sh_type != SHT_X86_64_UNWIND &&
           object_.name_of(section) != ".eh_frame";
}

// Constants that hold addresses are written once, here.
Part Loader::part_of(const Elf64_Shdr &section) const {
    if (section.sh_flags & SHF_EXECINSTR)
        return code;
    bool written =
        (section.sh_flags & SHF_WRITE) && !object_.name_of(section).starts_with(".data.rel.ro");
    return written ? data : constants;
}

uint64_t Loader::reserve(Part part, uint64_t bytes, uint64_t alignment) {
    require(alignment <= page && (alignment & (alignment - 1)) == 0,
            "an alignment is no power of two");
    uint64_t offset = round_up(sizes_[part], std::max<uint64_t>(alignment, 1));
    require(bytes < most_bytes && offset < most_bytes, "it is too large");
    sizes_[part] = offset + bytes;
    return offset;
}

void Loader::lay_out() {
    for (const Elf64_Shdr &section : object_.sections) {
        require(!(section.sh_flags & SHF_TLS), "it has variables of threads");
        offsets_.push_back(is_mapped(section)
                               ? reserve(part_of(section), section.sh_size, section.sh_addralign)
                               : absent);
    }
    addresses_ = reserve(constants, object_.symbols.size() * sizeof(uint64_t), sizeof(uint64_t));
    stubs_ = reserve(code, object_.symbols.size() * stub_bytes, stub_bytes);
}

void Loader::map() {
    uint64_t bytes = 0;
    for (int part = 0; part < parts; ++part) {
        part_offsets_[part] = bytes;
        bytes += round_up(sizes_[part], page);
    }
    void *memory = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    require(memory != MAP_FAILED, "there is no memory for it");
    mapping_ = {memory, [bytes](void *mapped) { munmap(mapped, bytes); }};
    base_ = reinterpret_cast<uint64_t>(memory);
}

void Loader::copy() {
    for (size_t i = 0; i < offsets_.size(); ++i) {
        const Elf64_Shdr &section = object_.sections[i];
        if (offsets_[i] == absent || section.sh_type == SHT_NOBITS)
            continue;
        std::string_view bytes = object_.contents(section);
        std::memcpy(reinterpret_cast<void *>(start(part_of(section)) + offsets_[i]), bytes.data(),
                    bytes.size());
    }
}

uint64_t Loader::address_outside(std::string_view name) const {
    auto found = std::ranges::lower_bound(outside_, name, {},
                                          [](const Symbol &s) { return std::string_view(s.name); });
    if (found == outside_.end() || found->name != name)
        refuse("it calls `" + std::string(name) + "`, which there is not");
    return reinterpret_cast<uint64_t>(found->address);
}

// The address of every symbol, its place in the table of addresses, and a stub for those outside.
void Loader::resolve() {
    names_.resize(object_.symbols.size());
    for (size_t i = 1; i < names_.size(); ++i) {
        const Elf64_Sym &symbol = object_.symbols[i];
        Name &name = names_[i];
        name.outside = symbol.st_shndx == SHN_UNDEF;
        if (name.outside) {
            name.address = address_outside(object_.name_of(symbol));
        } else {
            size_t section = symbol.st_shndx;
            if (section >= offsets_.size() || offsets_[section] == absent)
                continue; // a file's name, or of a section that is not mapped
            require(symbol.st_value <= object_.sections[section].sh_size,
                    "a symbol lies outside of its section");
            name.address =
                start(part_of(object_.sections[section])) + offsets_[section] + symbol.st_value;
        }
        name.known = true;
        uint64_t slot = start(constants) + addresses_ + i * sizeof(uint64_t);
        std::memcpy(reinterpret_cast<void *>(slot), &name.address, sizeof name.address);
        if (!name.outside)
            continue;
        uint64_t stub = start(code) + stubs_ + i * stub_bytes;
        auto distance = static_cast<int32_t>(static_cast<int64_t>(slot - (stub + 6)));
        unsigned char jump[stub_bytes] = {0xFF, 0x25, 0, 0, 0, 0, 0xCC, 0xCC}; // jmp *[rip + n]
        std::memcpy(jump + 2, &distance, sizeof distance);
        std::memcpy(reinterpret_cast<void *>(stub), jump, sizeof jump);
    }
}

void Loader::relocate(const Elf64_Shdr &table) {
    size_t target = table.sh_info;
    require(target < offsets_.size(), "a relocation is of no section");
    if (offsets_[target] == absent)
        return;
    const Elf64_Shdr &section = object_.sections[target];
    for (const Elf64_Rela &relocation : object_.table<Elf64_Rela>(table)) {
        uint32_t type = ELF64_R_TYPE(relocation.r_info);
        uint64_t width = type == R_X86_64_64 || type == R_X86_64_PC64 ? 8 : 4;
        require(relocation.r_offset <= section.sh_size &&
                    width <= section.sh_size - relocation.r_offset,
                "a relocation lies outside of its section");
        uint64_t place = start(part_of(section)) + offsets_[target] + relocation.r_offset;
        uint64_t value = apply(relocation, place);
        auto narrow = static_cast<int64_t>(value);
        require(width == 8 || narrow == static_cast<int32_t>(narrow), "an address is too far away");
        std::memcpy(reinterpret_cast<void *>(place), &value, width);
    }
}

// What a relocation writes, by the System V ABI for x86-64 (table 4.9).
uint64_t Loader::apply(const Elf64_Rela &relocation, uint64_t place) const {
    size_t index = ELF64_R_SYM(relocation.r_info);
    require(index < names_.size() && names_[index].known, "a relocation is to no address");
    const Name &name = names_[index];
    auto addend = static_cast<uint64_t>(relocation.r_addend);
    switch (ELF64_R_TYPE(relocation.r_info)) {
    case R_X86_64_64: return name.address + addend;
    case R_X86_64_PC64: return name.address + addend - place;
    case R_X86_64_PC32:
    case R_X86_64_PLT32: {
        uint64_t stub = start(code) + stubs_ + index * stub_bytes;
        return (name.outside ? stub : name.address) + addend - place;
    }
    case R_X86_64_GOTPCREL:
    case R_X86_64_GOTPCRELX:
    case R_X86_64_REX_GOTPCRELX:
        return start(constants) + addresses_ + index * sizeof(uint64_t) + addend - place;
    default:
        refuse("it has a relocation of type " + std::to_string(ELF64_R_TYPE(relocation.r_info)));
    }
}

void Loader::protect(Part part, int how) {
    uint64_t bytes = round_up(sizes_[part], page);
    if (bytes && mprotect(reinterpret_cast<void *>(start(part)), bytes, how))
        refuse("its pages cannot be protected");
}

void Loader::protect() {
    protect(code, PROT_READ | PROT_EXEC);
    protect(constants, PROT_READ);
}

uint64_t Loader::entry() const {
    for (size_t i = 1; i < names_.size(); ++i) {
        const Elf64_Sym &symbol = object_.symbols[i];
        if (names_[i].known && !names_[i].outside && object_.name_of(symbol) == "entry" &&
            part_of(object_.sections[symbol.st_shndx]) == code)
            return names_[i].address;
    }
    refuse("it has no entry");
}

} // namespace

LoadedCode load_code(std::string_view object, std::span<const Symbol> symbols) {
    return Loader(object, symbols).load();
}

} // namespace pragmac
