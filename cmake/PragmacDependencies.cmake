# Finds isl, LLVM 22, Python with NumPy, pybind11 and GoogleTest, each with the trap it hides.
find_package(Python 3.10 REQUIRED COMPONENTS Interpreter Development.Module NumPy)
find_package(Threads REQUIRED)

# pybind11 comes from pip; the interpreter knows where.
if(NOT pybind11_DIR)
    execute_process(COMMAND "${Python_EXECUTABLE}" -m pybind11 --cmakedir
                    OUTPUT_VARIABLE pybind11_DIR OUTPUT_STRIP_TRAILING_WHITESPACE
                    COMMAND_ERROR_IS_FATAL ANY)
endif()
set(PYBIND11_FINDPYTHON ON)
find_package(pybind11 3.0 CONFIG REQUIRED)

# LLVM's version file accepts only its own major.minor, so the version is checked afterwards.
find_package(LLVM CONFIG REQUIRED HINTS /usr/lib/llvm-22/lib/cmake/llvm)
if(NOT LLVM_VERSION_MAJOR EQUAL 22)
    message(FATAL_ERROR "pragmac needs LLVM 22, found ${LLVM_PACKAGE_VERSION} in ${LLVM_DIR}")
endif()
add_library(pragmac_llvm INTERFACE)
# SYSTEM: g++ 12 warns in LLVM's headers.
target_include_directories(pragmac_llvm SYSTEM INTERFACE ${LLVM_INCLUDE_DIRS})
separate_arguments(PRAGMAC_LLVM_DEFINITIONS NATIVE_COMMAND "${LLVM_DEFINITIONS}")
target_compile_definitions(pragmac_llvm INTERFACE ${PRAGMAC_LLVM_DEFINITIONS})
if(PRAGMAC_STATIC_LLVM)
    if(NOT TARGET zstd::libzstd_shared)
        message(FATAL_ERROR "PRAGMAC_STATIC_LLVM needs libzstd-dev: LLVM's libraries refer to it")
    endif()
    # Whoever forgets a target here gets a module that fails at its first import, not at its link.
    llvm_map_components_to_libnames(PRAGMAC_LLVM_LIBRARIES
                                    X86 NVPTX SPIRV orcjit passes irreader linker)
    target_link_libraries(pragmac_llvm INTERFACE ${PRAGMAC_LLVM_LIBRARIES})
    target_link_options(pragmac_llvm INTERFACE -Wl,--exclude-libs,ALL -Wl,--gc-sections)
else()
    target_link_libraries(pragmac_llvm INTERFACE LLVM)
endif()

# LLVM's own C++ compiler makes bitcode that this LLVM reads.
find_program(PRAGMAC_CLANG NAMES clang++-22 HINTS "${LLVM_TOOLS_BINARY_DIR}" REQUIRED)

find_path(PRAGMAC_ISL_INCLUDE isl/version.h REQUIRED)
if(PRAGMAC_STATIC_ISL)
    find_library(PRAGMAC_ISL_LIBRARY libisl.a REQUIRED)
    find_library(PRAGMAC_GMP_LIBRARY NAMES libgmp.a gmp REQUIRED)
else()
    find_library(PRAGMAC_ISL_LIBRARY isl REQUIRED)
    set(PRAGMAC_GMP_LIBRARY "")
endif()
add_library(pragmac_isl INTERFACE)
target_include_directories(pragmac_isl SYSTEM INTERFACE "${PRAGMAC_ISL_INCLUDE}")
target_link_libraries(pragmac_isl INTERFACE "${PRAGMAC_ISL_LIBRARY}" ${PRAGMAC_GMP_LIBRARY})

if(PRAGMAC_TESTS)
    find_package(GTest REQUIRED)
endif()
