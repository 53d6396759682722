# What every target of the project shares, and the one way to declare a folder of src/.

add_library(tabella_options INTERFACE)
target_include_directories(tabella_options INTERFACE ${PROJECT_SOURCE_DIR}/src)
target_compile_options(tabella_options INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Wold-style-cast -Wcast-align
    -Woverloaded-virtual -Wconversion -Wsign-conversion -Wnull-dereference -Wimplicit-fallthrough
    -Wno-missing-field-initializers  # Designated initialisers leave out what has a default.
    -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # GCC 12 reports these falsely inside std::string, std::variant and coroutine frames.
    target_compile_options(tabella_options INTERFACE
        -Wno-null-dereference -Wno-maybe-uninitialized -Wno-restrict -Wno-array-bounds
        -Wno-stringop-overflow -Wno-stringop-overread -Wno-dangling-pointer)
endif()
if(TABELLA_SANITIZE)
    target_compile_options(tabella_options INTERFACE
        -fsanitize=${TABELLA_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_link_options(tabella_options INTERFACE -fsanitize=${TABELLA_SANITIZE})
    if(TABELLA_SANITIZE MATCHES "undefined")
        # A third of the time of a build, for what AddressSanitizer reports as well when it is reached (null,
        # object-size), or what no code here can do (vptr: no cast goes down; alignment: codecs copy bytes).
        target_compile_options(tabella_options INTERFACE -fno-sanitize=null,vptr,object-size,alignment)
    endif()
endif()
if(TABELLA_FUZZERS)
    # Coverage feedback in all that the targets call.
    target_compile_options(tabella_options INTERFACE -fsanitize=fuzzer-no-link)
endif()
if(TABELLA_COVERAGE)
    target_compile_options(tabella_options INTERFACE --coverage)
    target_link_options(tabella_options INTERFACE --coverage)
endif()

# tabella_folder(NAME SOURCES a.cc… DEPENDS base… LIBRARIES fmt::fmt… TESTS a_test.cc… TEST_LIBRARIES…)
# declares the static library tabella_NAME of src/NAME and, where there are tests, the
# executable tabella_NAME_test, which ctest runs as NAME. LIBRARIES stay private to the folder.
function(tabella_folder NAME)
    cmake_parse_arguments(F "" "" "SOURCES;DEPENDS;LIBRARIES;TESTS;TEST_LIBRARIES" ${ARGN})
    set(target tabella_${NAME})
    list(TRANSFORM F_DEPENDS PREPEND tabella_)
    add_library(${target} STATIC ${F_SOURCES})
    target_link_libraries(${target} PUBLIC tabella_options ${F_DEPENDS} PRIVATE ${F_LIBRARIES})
    if(TABELLA_TESTS AND F_TESTS)
        add_executable(${target}_test ${F_TESTS})
        target_link_libraries(${target}_test PRIVATE
            ${target} ${F_LIBRARIES} ${F_TEST_LIBRARIES} GTest::gmock GTest::gtest GTest::gtest_main)
        # Tests are compiled more often than they run: they take half as long so. What they test is optimised.
        target_compile_options(${target}_test PRIVATE -O0)
        add_test(NAME ${NAME} COMMAND ${target}_test WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
    endif()
endfunction()
