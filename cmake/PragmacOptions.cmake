# Options of the build and the compiler flags that every target shares.
option(PRAGMAC_ASSERTS "Check the compiler's own invariants at run time" OFF)
option(PRAGMAC_MUTANTS "Compile in the seeded compiler bugs, switched at run time" OFF)
option(PRAGMAC_STATIC_LLVM "Link LLVM statically with hidden symbols (wheel, archive)" OFF)
option(PRAGMAC_STATIC_ISL "isl in the module too: needs a libisl.a compiled with -fPIC"
       ${PRAGMAC_STATIC_LLVM})
option(PRAGMAC_BUNDLE "Install SLEEF, and the licences of all that is inside, too (wheel)" OFF)
option(PRAGMAC_TESTS "Build the tools and the C++ tests" ON)
option(PRAGMAC_WERROR "Treat warnings as errors" OFF)
set(PRAGMAC_SANITIZE "" CACHE STRING "Value of -fsanitize=, empty for none")

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
# Modules find libpragmac_rt beside themselves, in the build tree as in the wheel.
set(CMAKE_BUILD_RPATH_USE_ORIGIN ON)
set(CMAKE_INSTALL_RPATH "$ORIGIN")

if(NOT CMAKE_BUILD_TYPE)
    set(CMAKE_BUILD_TYPE Release)
endif()

# Floating point: the compiler's own folding must give the bits that the generated code gives.
add_compile_options(-Wall -Wextra -Wno-missing-field-initializers -ffp-contract=off -fno-fast-math)
# A member left out of an initialiser takes its default, which is what the writer means.
add_compile_options(-Wno-missing-field-initializers)
if(PRAGMAC_WERROR)
    add_compile_options(-Werror)
endif()
if(PRAGMAC_ASSERTS)
    add_compile_definitions(PRAGMAC_ASSERTS=1 _GLIBCXX_ASSERTIONS=1)
endif()
if(PRAGMAC_MUTANTS)
    add_compile_definitions(PRAGMAC_MUTANTS=1)
endif()
if(PRAGMAC_SANITIZE)
    add_compile_options(-fsanitize=${PRAGMAC_SANITIZE} -fno-omit-frame-pointer
                        -fno-sanitize-recover=all)
    add_link_options(-fsanitize=${PRAGMAC_SANITIZE})
endif()

# With precompiled headers ccache hits only when told to ignore their time stamps and defines.
find_program(PRAGMAC_CCACHE ccache)
if(PRAGMAC_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    set(CMAKE_CXX_COMPILER_LAUNCHER "${CMAKE_COMMAND}" -E env
        CCACHE_SLOPPINESS=pch_defines,time_macros "${PRAGMAC_CCACHE}")
endif()
