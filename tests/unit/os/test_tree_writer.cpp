#include "os/messages.hpp"
#include "os/tree_writer.hpp"
#include "support/catch.hpp"
#include "support/test_host.hpp"

#include <thread>

using namespace govern;
using namespace govern::test;

namespace {

std::span<const std::byte> bytes_of(std::string_view text) {
    return std::as_bytes(std::span(text));
}

std::unique_ptr<os::TreeWriter> open_tree(TestHost& test) {
    auto tree = os::open_tree_writer(test.folder);
    REQUIRE(tree.has_value());
    return std::move(*tree);
}

} // namespace

TEST_CASE("a tree writer makes folders with their parents, and files with mode and time",
          "[tree]") {
    TestHost test;
    const auto tree = open_tree(test);
    const auto folder = tree->folder("a/b/c");
    REQUIRE(folder.has_value());
    REQUIRE((*folder)->write_file("plain", bytes_of("text"), {false, 1'600'000'000}));
    REQUIRE((*folder)->write_file("program", bytes_of(""), {true, 1'600'000'001}));
    const auto file = (*folder)->create_file("pieces", {false, 0});
    REQUIRE(file.has_value());
    REQUIRE((*file)->write(bytes_of("one ")));
    REQUIRE((*file)->write(bytes_of("two")));
    REQUIRE((*file)->finish());
    const auto root = tree->folder("");
    REQUIRE(root.has_value());
    REQUIRE((*root)->write_file("top", bytes_of("x"), {}));
    REQUIRE(tree->flush());

    CHECK(test.files->read(test.path("a/b/c/plain"), 100) == std::string("text"));
    CHECK(test.files->read(test.path("a/b/c/pieces"), 100) == std::string("one two"));
    const auto plain = test.files->info(test.path("a/b/c/plain"));
    REQUIRE((plain && *plain));
    CHECK((*plain)->mtime_ns == 1'600'000'000'000'000'000);
    CHECK((*plain)->executable == (path::k_separator == '\\'));
    const auto program = test.files->info(test.path("a/b/c/program"));
    REQUIRE((program && *program));
    CHECK((*program)->executable);
    CHECK(test.files->list(test.folder)->size() == 2);
}

TEST_CASE("a tree writer replaces nothing", "[tree]") {
    TestHost test;
    const auto tree = open_tree(test);
    test.write("here", "old");
    const auto root = tree->folder("");
    REQUIRE(root.has_value());
    const auto again = (*root)->write_file("here", bytes_of("new"), {});
    REQUIRE_FALSE(again.has_value());
    CHECK(again.error().is(msg::file_exists));
    CHECK(again.error().fact("path") == test.path("here"));
    CHECK(test.files->read(test.path("here"), 100) == std::string("old"));
    CHECK_FALSE(tree->folder("here").has_value());
    CHECK_FALSE(tree->folder("here/below").has_value());
}

TEST_CASE("several threads may make the same folders", "[tree]") {
    TestHost test;
    const auto tree = open_tree(test);
    std::atomic<int> failures = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&, t] {
            for (int i = 0; i < 30; ++i) {
                const auto folder = tree->folder("x/" + std::to_string(i) + "/y/z");
                if (!folder || !(*folder)->write_file(std::to_string(t), bytes_of("x"), {})) {
                    ++failures;
                }
            }
        });
    }
    for (auto& thread : threads) {
        thread.join();
    }
    CHECK(failures == 0);
    CHECK(test.files->list(test.path("x/29/y/z"))->size() == 4);
}

TEST_CASE("paths beyond 260 characters work", "[tree]") {
    TestHost test;
    const auto tree = open_tree(test);
    const std::string deep =
        std::string(100, 'a') + '/' + std::string(100, 'b') + '/' + std::string(100, 'c');
    const auto folder = tree->folder(deep);
    REQUIRE(folder.has_value());
    REQUIRE((*folder)->write_file("\xc3\xa4.go", bytes_of("x"), {}));
    CHECK(test.files->read(test.path(deep + "/\xc3\xa4.go"), 10) == std::string("x"));
}

TEST_CASE("a tree's root must be a folder", "[tree]") {
    TestHost test;
    CHECK_FALSE(os::open_tree_writer(test.path("absent")).has_value());
    CHECK_FALSE(os::open_tree_writer(test.write("file", "x")).has_value());
}
