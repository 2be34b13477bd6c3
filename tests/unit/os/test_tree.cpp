#include "os/files.hpp"

#include "os/messages.hpp"
#include "support/catch.hpp"
#include "support/temp_dir.hpp"

#ifndef _WIN32
#include <sys/stat.h>
#include <unistd.h>
#endif

using namespace govern;
using test::TempDir;

TEST_CASE("remove_tree removes folders within folders, and is content with what is absent",
          "[tree]") {
    const TempDir temp;
    const auto files = os::real_files();
    for (int i = 0; i < 10; ++i) {
        for (int k = 0; k < 10; ++k) {
            temp.write("tree/" + std::to_string(i) + "/\u00e4 " + std::to_string(k) + "/file", "x");
            temp.write("tree/" + std::to_string(i) + "/file" + std::to_string(k), "x");
        }
    }
    CHECK(files->remove_tree(temp.path("tree")));
    CHECK_FALSE(*files->info(temp.path("tree")));
    CHECK(files->remove_tree(temp.path("tree")));
    CHECK(files->list(temp.folder())->empty());
}

TEST_CASE("remove_tree takes a deep tree and a single file", "[tree]") {
    const TempDir temp;
    const auto files = os::real_files();
    std::string path = "deep";
    for (int i = 0; i < 100; ++i) {
        path += "/d";
    }
    temp.write(path + "/file", "");
    CHECK(files->remove_tree(temp.path("deep")));
    CHECK(files->remove_tree(temp.write("single", "")));
    CHECK(files->list(temp.folder())->empty());
}

#ifndef _WIN32

TEST_CASE("remove_tree does not follow links", "[tree]") {
    const TempDir temp;
    const auto files = os::real_files();
    const auto kept = temp.write("kept/file", "precious");
    temp.write("tree/file", "");
    REQUIRE(::symlink(temp.path("kept").c_str(), temp.path("tree/link").c_str()) == 0);
    REQUIRE(::symlink(kept.c_str(), temp.path("tree/file link").c_str()) == 0);
    REQUIRE(::symlink(temp.path("kept").c_str(), temp.path("link to a folder").c_str()) == 0);
    CHECK(files->remove_tree(temp.path("tree")));
    CHECK(files->remove_tree(temp.path("link to a folder")));
    CHECK(*files->info(kept));
    CHECK(files->list(temp.folder())->size() == 1);
}

TEST_CASE("remove_tree clears folders without write permission", "[tree]") {
    const TempDir temp;
    const auto files = os::real_files();
    temp.write("tree/locked/inner/file", "");
    REQUIRE(::chmod(temp.path("tree/locked/inner").c_str(), 0000) == 0);
    REQUIRE(::chmod(temp.path("tree/locked").c_str(), 0555) == 0);
    CHECK(files->remove_tree(temp.path("tree")));
    CHECK_FALSE(*files->info(temp.path("tree")));
}

TEST_CASE("A link is told as a link", "[files]") {
    const TempDir temp;
    const auto files = os::real_files();
    REQUIRE(::symlink("nowhere", temp.path("link").c_str()) == 0);
    CHECK((*files->info(temp.path("link")))->kind == os::FileInfo::Kind::link);
}

#endif
