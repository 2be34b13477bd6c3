#include "os/files.hpp"

#include "base/path.hpp"
#include "os/messages.hpp"
#include "support/catch.hpp"
#include "support/peak_memory.hpp"
#include "support/skipped.hpp"
#include "support/temp_dir.hpp"

#include <algorithm>
#include <atomic>
#include <thread>

#ifdef _WIN32
#include "os/utf16.hpp"

#include <windows.h>
#endif

using namespace govern;
using test::TempDir;

namespace {

std::string content_of(os::Files& files, const std::string& path) {
    auto content = files.read(path, 1U << 20U);
    return content ? *content : render_text(content.error(), "error");
}

} // namespace

TEST_CASE("info tells what is there and does not fail where nothing is", "[files]") {
    const TempDir temp;
    const auto files = os::real_files();
    const auto file = temp.write("a", "12345");
    const auto info = files->info(file);
    REQUIRE(info);
    REQUIRE(*info);
    CHECK((*info)->kind == os::FileInfo::Kind::file);
    CHECK((*info)->size == 5);
    CHECK((*info)->mtime_ns > 1'700'000'000'000'000'000);
    CHECK((*files->info(temp.folder()))->kind == os::FileInfo::Kind::directory);
    CHECK_FALSE(*files->info(temp.path("none")));
    CHECK_FALSE(*files->info(temp.path("none/deeper")));
    CHECK_FALSE(*files->info(temp.path("a/below a file")));
}

TEST_CASE("read has a limit and says what is missing", "[files]") {
    const TempDir temp;
    const auto files = os::real_files();
    const auto file = temp.write("a", std::string(100, 'x') + '\0' + "\r\n");
    CHECK(content_of(*files, file) == std::string(100, 'x') + '\0' + "\r\n");
    CHECK(files->read(file, 103));
    const auto large = files->read(file, 102);
    REQUIRE_FALSE(large);
    CHECK(large.error().is(msg::file_too_large));
    const auto none = files->read(temp.path("none"), 10);
    REQUIRE_FALSE(none);
    CHECK(none.error().is(msg::file_not_found));
    CHECK(none.error().fact("path") == temp.path("none"));
    const auto folder = files->read(temp.folder(), 10);
    REQUIRE_FALSE(folder);
    CHECK(folder.error().is(msg::file_error));
    CHECK(*files->read(temp.write("empty", ""), 0) == "");
}

TEST_CASE("A file over the limit is refused before there is memory for it", "[files]") {
    constexpr std::uint64_t k_huge = 64U << 20U;
    const TempDir temp;
    const auto files = os::real_files();
    const auto path = temp.path("huge");
    {
        auto file = files->create(path);
        REQUIRE(file);
        const std::vector<std::byte> piece(1U << 20U);
        for (std::uint64_t size = 0; size < k_huge; size += piece.size()) {
            REQUIRE((*file)->write(piece));
        }
    }
    REQUIRE((*files->info(path))->size == k_huge);
    const auto before = test::peak_memory();
    const auto read = files->read(path, 100'000);
    REQUIRE_FALSE(read);
    CHECK(read.error().is(msg::file_too_large));
    CHECK(test::peak_memory() - before < k_huge / 4);
}

TEST_CASE("list gives the names, and an absent folder is told apart", "[files]") {
    const TempDir temp;
    const auto files = os::real_files();
    temp.write("b", "");
    temp.write("\u00e4 \u65e5", "");
    temp.write("sub/c", "");
    auto names = *files->list(temp.folder());
    std::sort(names.begin(), names.end());
    CHECK(names == std::vector<std::string>{"b", "sub", "\u00e4 \u65e5"});
    const auto none = files->list(temp.path("none"));
    REQUIRE_FALSE(none);
    CHECK(none.error().is(msg::file_not_found));
    REQUIRE(files->make_folders(temp.path("empty")));
    CHECK(files->list(temp.path("empty"))->empty());
}

TEST_CASE("Paths of more than 260 characters work everywhere", "[files]") {
    const TempDir temp;
    const auto files = os::real_files();
    std::string folder = temp.folder();
    for (int i = 0; i < 8; ++i) {
        folder = path::join(folder, std::string(50, static_cast<char>('a' + i)));
    }
    REQUIRE(files->make_folders(folder));
    const auto file = path::join(folder, "file");
    REQUIRE(files->write_atomic(file, "long"));
    REQUIRE(files->append(file, "er"));
    CHECK(content_of(*files, file) == "longer");
    CHECK(*files->list(folder) == std::vector<std::string>{"file"});
    REQUIRE(files->rename(file, file + "2"));
    CHECK(files->lock(path::join(folder, "lock"), false, "me"));
    REQUIRE(files->remove_tree(temp.path(std::string(50, 'a'))));
    CHECK_FALSE(*files->info(temp.path(std::string(50, 'a'))));
}

TEST_CASE("write_atomic replaces a file as a whole and leaves nothing beside it", "[files]") {
    const TempDir temp;
    const auto files = os::real_files();
    const auto path = temp.path("state");
    REQUIRE(files->write_atomic(path, "one\n"));
    REQUIRE(files->write_atomic(path, "two\r\n"));
    CHECK(content_of(*files, path) == "two\r\n");
    CHECK(files->list(temp.folder())->size() == 1);
    const auto failed = files->write_atomic(temp.path("none/state"), "x");
    REQUIRE_FALSE(failed);
    CHECK(failed.error().is(msg::file_not_found));
    CHECK_FALSE(files->write_atomic(temp.folder(), "x"));
    CHECK(files->list(temp.folder())->size() == 1);
}

TEST_CASE("Readers of a file that is replaced see the old or the new content", "[files]") {
    const TempDir temp;
    const auto files = os::real_files();
    const std::string one(20000, '1');
    const std::string two(30000, '2');
    const auto path = temp.write("state", one);
    std::atomic<int> begun = 0;
    std::atomic<int> wrong = 0;
    constexpr int writes = 50;
    std::thread reader([&] {
        const auto own = os::real_files();
        for (int round = 1; round <= writes; ++round) {
            begun.wait(round - 1); // until the writer has begun this round or a later one
            for (int i = 0; i < 20; ++i) {
                const auto content = own->read(path, 1U << 20U);
                wrong += !content || (*content != one && *content != two) ? 1 : 0;
            }
        }
    });
    bool written = true;
    for (int i = 0; i < writes; ++i) {
        begun = i + 1;
        begun.notify_one();
        written = files->write_atomic(path, i % 2 == 0 ? two : one) && written;
    }
    reader.join();
    CHECK(written);
    CHECK(wrong == 0);
}

TEST_CASE("append makes the file and adds to its end", "[files]") {
    const TempDir temp;
    const auto files = os::real_files();
    REQUIRE(files->append(temp.path("history"), "1\n"));
    REQUIRE(files->append(temp.path("history"), "2\n"));
    CHECK(content_of(*files, temp.path("history")) == "1\n2\n");
}

TEST_CASE("make_folders is content with what is there, but not with a file", "[files]") {
    const TempDir temp;
    const auto files = os::real_files();
    CHECK(files->make_folders(temp.path("a/b/c")));
    CHECK(files->make_folders(temp.path("a/b/c")));
    temp.write("file", "");
    CHECK_FALSE(files->make_folders(temp.path("file")));
    CHECK_FALSE(files->make_folders(temp.path("file/below")));
    if (*files->info("/proc/self")) { // Linux, where mkdir says that the folder above is missing
        CHECK_FALSE(files->make_folders("/proc/govern/below"));
    }
}

TEST_CASE("create refuses what is there and continues only where asked to", "[files]") {
    const TempDir temp;
    const auto files = os::real_files();
    const auto path = temp.path("part");
    const auto write = [](os::OutFile& file, std::string_view text) {
        return file.write(std::as_bytes(std::span(text.data(), text.size()))) && file.finish();
    };
    {
        auto file = files->create(path);
        REQUIRE(file);
        CHECK(write(**file, "0123456789"));
    }
    const auto again = files->create(path);
    REQUIRE_FALSE(again);
    CHECK(again.error().is(msg::file_exists));
    {
        auto file = files->create(path, 4);
        REQUIRE(file);
        CHECK(write(**file, "ab"));
    }
    CHECK(content_of(*files, path) == "0123ab");
    const auto beyond = files->create(path, 7);
    REQUIRE_FALSE(beyond);
    CHECK(beyond.error().is(msg::file_incomplete));
    CHECK_FALSE(files->create(temp.path("none"), 0));
}

TEST_CASE("A private folder is a new one", "[files]") {
    const TempDir temp;
    const auto files = os::real_files();
    const auto path = temp.path("own");
    REQUIRE(files->make_private_folder(path));
    CHECK((*files->info(path))->kind == os::FileInfo::Kind::directory);
    CHECK((*files->info(path))->readable_by_all == path::k_windows);
    const auto access = files->folder_access(path);
    REQUIRE(access);
    CHECK(access->owned_by_us);
    CHECK_FALSE(access->others_may_write);
    CHECK(files->write_atomic(path::join(path, "file"), "x"));
    for (const auto& there : {path, temp.write("file", "")}) {
        const auto again = files->make_private_folder(there);
        REQUIRE_FALSE(again);
        CHECK(again.error().is(msg::file_exists));
    }
    const auto above = files->make_private_folder(temp.path("none/own"));
    REQUIRE_FALSE(above);
    CHECK(above.error().is(msg::file_not_found));
}

TEST_CASE("rename moves folders and files, but not onto a folder", "[files]") {
    const TempDir temp;
    const auto files = os::real_files({{}, std::chrono::milliseconds(50)});
    temp.write("from/file", "x");
    REQUIRE(files->make_folders(temp.path("there")));
    const auto onto = files->rename(temp.path("from"), temp.path("there"));
    REQUIRE_FALSE(onto);
    CHECK(onto.error().is(msg::file_exists));
    REQUIRE(files->rename(temp.path("from"), temp.path("to")));
    CHECK(content_of(*files, temp.path("to/file")) == "x");
    temp.write("other", "y");
    REQUIRE(files->rename(temp.path("other"), temp.path("to/file")));
    CHECK(content_of(*files, temp.path("to/file")) == "y");
    const auto none = files->rename(temp.path("none"), temp.path("x"));
    REQUIRE_FALSE(none);
    CHECK(none.error().is(msg::file_not_found));
}

TEST_CASE("A rename to another volume is told by that name", "[files]") {
    const auto check = "rename to another volume";
    if (!test::not_on_windows(check)) {
        return;
    }
    const TempDir temp;
    const auto files = os::real_files();
    const auto to = "/dev/shm/" + std::string(path::filename(temp.folder()));
    const auto moved = files->rename(temp.write("a", "x"), to);
    if (moved || moved.error().is(msg::file_not_found)) {
        (void)files->remove(to);
        test::skipped(check, "/dev/shm is not another volume");
        return;
    }
    CHECK(moved.error().is(msg::other_volume));
    CHECK(content_of(*files, temp.path("a")) == "x");
}

TEST_CASE("remove is content with what is absent and refuses folders", "[files]") {
    const TempDir temp;
    const auto files = os::real_files();
    CHECK(files->remove(temp.path("none")));
    CHECK(files->remove(temp.write("a", "")));
    CHECK_FALSE(*files->info(temp.path("a")));
    CHECK_FALSE(files->remove(temp.folder()));
}

TEST_CASE("link_or_copy gives a second name to the same content", "[files]") {
    const TempDir temp;
    const auto files = os::real_files();
    const auto from = temp.write("a", "content");
    REQUIRE(files->link_or_copy(from, temp.path("b")));
    CHECK(content_of(*files, temp.path("b")) == "content");
    const auto again = files->link_or_copy(from, temp.path("b"));
    REQUIRE_FALSE(again);
    CHECK(again.error().is(msg::file_exists));
    CHECK_FALSE(files->link_or_copy(temp.path("none"), temp.path("c")));
}

TEST_CASE("Free space, canonical paths and flushing are told or done", "[files]") {
    const TempDir temp;
    const auto files = os::real_files();
    const auto space = files->free_space(temp.folder());
    REQUIRE(space);
    CHECK(*space > 0);
    CHECK(files->sync_folder(temp.folder()));
    const auto file = temp.write("sub/a", "");
    const auto one = files->canonical(file);
    const auto two = files->canonical(temp.path("sub/../sub/./a"));
    REQUIRE(one);
    REQUIRE(two);
    CHECK(*one == *two);
    CHECK(path::is_absolute(*one));
    CHECK(path::filename(*one) == "a");
    CHECK_FALSE(files->canonical(temp.path("none")));
}

TEST_CASE("An injected fault fails a rename for good where it is none that passes", "[files]") {
    const TempDir temp;
    int asked = 0;
    os::FileFaults faults;
    faults.patience = std::chrono::milliseconds(30);
    faults.rename = [&](const std::string&, const std::string&) {
        ++asked;
        return 28; // ENOSPC; on Windows ERROR_OUT_OF_PAPER
    };
    const auto files = os::real_files(faults);
    const auto result = files->rename(temp.write("a", ""), temp.path("b"));
    REQUIRE_FALSE(result);
    CHECK(asked == 1);
    CHECK(*files->info(temp.path("a")));
}

#ifdef _WIN32

TEST_CASE("A rename outlasts what holds a folder for a moment, and names what holds it for long",
          "[files]") {
    const TempDir temp;
    temp.write("sdk/bin/go.exe", "x");
    int left = 3;
    os::FileFaults faults;
    faults.patience = std::chrono::milliseconds(200);
    faults.rename = [&](const std::string&, const std::string&) {
        return left-- > 0 ? 5 : 0;
    }; // ACCESS_DENIED
    const auto files = os::real_files(faults);
    CHECK(files->rename(temp.path("sdk"), temp.path("moved")));
    CHECK(*files->info(temp.path("moved/bin/go.exe")));
    left = 1'000'000;
    const auto held = files->rename(temp.path("moved"), temp.path("again"));
    REQUIRE_FALSE(held);
    CHECK(held.error().is(msg::file_in_use));
    CHECK(held.error().fact("path") == temp.path("moved"));
    CHECK_FALSE(held.error().fact("holder").empty());
    CHECK(held.error().exit() == Exit::permission);
}

TEST_CASE("A folder that Windows does not rename is moved entry by entry", "[files]") {
    const TempDir temp;
    temp.write("sdk/bin/go.exe", "go");
    temp.write("sdk/bin/gofmt.exe", "gofmt");
    temp.write("sdk/src/fmt/print.go", "fmt");
    temp.write("sdk/VERSION", "1");
    std::string held = temp.path("sdk/bin/go.exe");
    bool held_for_good = false;
    os::FileFaults faults;
    faults.patience = std::chrono::milliseconds(50);
    // A program runs in it: no folder above its file is renamed, the file itself is.
    faults.rename = [&](const std::string& from, const std::string&) {
        const bool above = path::is_within(held, from) && !path::same_path(held, from);
        return above || (held_for_good && path::same_path(held, from)) ? ERROR_ACCESS_DENIED : 0;
    };
    const auto files = os::real_files(faults);
    CHECK(files->move_folder(temp.path("sdk"), temp.path("moved")));
    CHECK_FALSE(*files->info(temp.path("sdk")));
    CHECK(content_of(*files, temp.path("moved/bin/go.exe")) == "go");
    CHECK(content_of(*files, temp.path("moved/src/fmt/print.go")) == "fmt");

    // Where the file is held as well, everything is where it was.
    held = temp.path("moved/bin/gofmt.exe");
    held_for_good = true;
    const auto refused = files->move_folder(temp.path("moved"), temp.path("again"));
    REQUIRE_FALSE(refused);
    CHECK(refused.error().is(msg::file_in_use));
    CHECK_FALSE(*files->info(temp.path("again")));
    CHECK(content_of(*files, temp.path("moved/bin/go.exe")) == "go");
    CHECK(content_of(*files, temp.path("moved/bin/gofmt.exe")) == "gofmt");
    CHECK(content_of(*files, temp.path("moved/src/fmt/print.go")) == "fmt");
    CHECK(content_of(*files, temp.path("moved/VERSION")) == "1");

    CHECK_FALSE(files->move_folder(temp.path("moved"), temp.folder()));
}

TEST_CASE("Read-only files are replaced and removed", "[files]") {
    const TempDir temp;
    const auto files = os::real_files({{}, std::chrono::milliseconds(200)});
    const auto make_read_only = [](const std::string& path) {
        return SetFileAttributesW(os::long_path(path).c_str(), FILE_ATTRIBUTE_READONLY) != 0;
    };
    REQUIRE(make_read_only(temp.write("a", "")));
    CHECK(files->write_atomic(temp.path("a"), "new"));
    CHECK(content_of(*files, temp.path("a")) == "new");
    REQUIRE(make_read_only(temp.path("a")));
    CHECK(files->remove(temp.path("a")));
    REQUIRE(make_read_only(temp.write("tree/sub/file", "")));
    CHECK(files->remove_tree(temp.path("tree")));
    CHECK(files->list(temp.folder())->empty());
}

#endif
