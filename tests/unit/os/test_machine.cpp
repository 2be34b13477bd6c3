#include "os/machine.hpp"

#include "base/path.hpp"
#include "os/files.hpp"
#include "os/terminal.hpp"
#include "support/catch.hpp"
#include "support/temp_dir.hpp"

#ifndef _WIN32
#include <sys/stat.h>
#endif

using namespace govern;
using test::TempDir;

TEST_CASE("The machine is told in Go's words", "[machine]") {
    const auto [system, architecture] = os::machine_platform();
#if defined(_WIN32)
    CHECK(system == "windows");
#elif defined(__linux__)
    CHECK(system == "linux");
#endif
    CHECK((architecture == "amd64" || architecture == "arm64" || architecture == "386"));
    CHECK(os::processor_count() >= 1);
    CHECK(os::process_id() > 0);
    CHECK_FALSE(os::user_name().empty());
}

TEST_CASE("The running program and the current folder are there", "[machine]") {
    const auto program = os::own_program();
    REQUIRE(program);
    CHECK(path::is_absolute(*program));
    CHECK(path::filename(*program) == "test_os" + std::string(path::k_exe_suffix));
    CHECK((*os::real_files()->info(*program))->size > 1000);
    const auto folder = os::current_folder();
    REQUIRE(folder);
    CHECK((*os::real_files()->info(*folder))->kind == os::FileInfo::Kind::directory);
}

TEST_CASE("A home that govern makes is its owner's alone", "[access]") {
    const TempDir temp;
    const auto home = temp.path("deep/home");
    REQUIRE(os::real_files()->make_home(home));
    REQUIRE(os::real_files()->make_home(home));
    const auto access = os::real_files()->folder_access(home);
    REQUIRE(access);
    CHECK(access->writable);
    CHECK(access->owned_by_us);
    CHECK_FALSE(access->others_may_write);
    CHECK_FALSE(access->owner.empty());
    CHECK_FALSE(os::real_files()->folder_access(temp.path("none")));
    temp.write("deep/home/state/default", "1.22.5\n");
    CHECK(os::real_files()->remove_tree(home));
}

#ifndef _WIN32

TEST_CASE("Folders and files get their modes whatever the umask", "[access]") {
    const TempDir temp;
    const auto files = os::real_files();
    const auto mode = [](const std::string& path) {
        struct stat status{};
        return ::stat(path.c_str(), &status) == 0 ? status.st_mode & 07777U : 0U;
    };
    const mode_t before = ::umask(0077);
    REQUIRE(os::real_files()->make_home(temp.path("home/deep")));
    REQUIRE(files->write_atomic(temp.path("home/a"), ""));
    REQUIRE(files->append(temp.path("home/b"), ""));
    REQUIRE(files->create(temp.path("home/c")));
    REQUIRE(files->install_program(temp.path("home/a"), temp.path("home/d")));
    ::umask(before);
    CHECK(mode(temp.path("home")) == 0755);
    CHECK(mode(temp.path("home/deep")) == 0755);
    CHECK(mode(temp.path("home/a")) == 0644);
    CHECK(mode(temp.path("home/b")) == 0644);
    CHECK(mode(temp.path("home/c")) == 0644);
    CHECK(mode(temp.path("home/d")) == 0755);
    REQUIRE(::chmod(temp.path("home/a").c_str(), 0600) == 0);
    REQUIRE(files->write_atomic(temp.path("home/a"), "kept"));
    CHECK(mode(temp.path("home/a")) == 0600);
}

TEST_CASE("A folder that everybody may write to is told", "[access]") {
    const TempDir temp;
    REQUIRE(::chmod(temp.folder().c_str(), 0777) == 0);
    CHECK(os::real_files()->folder_access(temp.folder())->others_may_write);
    REQUIRE(::chmod(temp.folder().c_str(), 0755) == 0);
    CHECK_FALSE(os::real_files()->folder_access(temp.folder())->others_may_write);
}

#endif

TEST_CASE("A stream that is no terminal says so", "[terminal]") {
    const auto out = os::standard_output();
    CHECK(out->width() >= 1);
    if (!out->is_terminal()) {
        CHECK_FALSE(out->has_escapes());
        CHECK(out->width() == 80);
    }
    CHECK_FALSE(out->failed());
    CHECK_FALSE(os::interrupted());
}
