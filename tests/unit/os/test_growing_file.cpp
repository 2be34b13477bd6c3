#include "os/growing_file.hpp"

#include "os/messages.hpp"
#include "support/catch.hpp"
#include "support/temp_dir.hpp"

#include <thread>

using namespace govern;
using test::TempDir;

namespace {

std::span<const std::byte> bytes(std::string_view text) {
    return std::as_bytes(std::span(text.data(), text.size()));
}

std::string text(std::span<const std::byte> view) {
    return {reinterpret_cast<const char*>(view.data()), view.size()};
}

std::string pattern(std::size_t size) {
    std::string out(size, ' ');
    for (std::size_t i = 0; i < size; ++i) {
        out[i] = static_cast<char>(i * 31 + i / 251);
    }
    return out;
}

} // namespace

TEST_CASE("A reader follows a writer through the whole file", "[growing]") {
    const TempDir temp;
    const auto content = pattern(1'000'003);
    auto file = os::open_growing_file(temp.path("part"), 0);
    REQUIRE(file);
    std::thread writer([&] {
        bool fine = (*file)->set_size(content.size()).has_value();
        for (std::size_t at = 0; fine && at < content.size(); at += 10'007) {
            fine = (*file)
                       ->write_at(at, bytes(std::string_view(content).substr(at, 10'007)))
                       .has_value();
        }
        (*file)->finish();
    });
    CHECK(*(*file)->size() == content.size());
    std::string seen;
    while (seen.size() < content.size()) {
        const auto view = (*file)->view(seen.size(), 65'536);
        REQUIRE(view);
        REQUIRE_FALSE(view->empty());
        seen += text(*view);
    }
    writer.join();
    CHECK((seen == content));
    CHECK((*file)->view(content.size() - 3, 100)->size() == 3); // short at the end
    CHECK((*file)->view(content.size() + 5, 100)->empty());
}

TEST_CASE("The end of a file can be there before its front", "[growing]") {
    const TempDir temp;
    auto file = *os::open_growing_file(temp.path("part"), 0);
    REQUIRE(file->set_size(100));
    REQUIRE(file->write_at(90, bytes("0123456789")));
    CHECK(text(*file->view(90, 10)) == "0123456789");
    CHECK(text(*file->view(95, 50)) == "56789");
    CHECK(file->available_at(90) == 10);
    CHECK(file->available_at(93) == 7);
    CHECK(file->available_at(0) == 0);
    REQUIRE(file->write_at(0, bytes(std::string(40, 'a'))));
    REQUIRE(file->write_at(40, bytes(std::string(45, 'b'))));
    CHECK(file->available_at(0) == 85);
    CHECK(file->available_at(84) == 1);
    CHECK(file->available_at(85) == 0);
    REQUIRE(file->write_at(80, bytes(std::string(15, 'c')))); // over the gap and both sides of it
    CHECK(file->available_at(0) == 100);
    CHECK(file->available_at(100) == 0);
    file->finish();
    CHECK(text(*file->view(78, 14)) == "bbcccccccccccc");
}

TEST_CASE("A download is resumed behind what is there, and what was doubtful is cut off",
          "[growing]") {
    const TempDir temp;
    temp.write("part", "0123456789rubbish");
    auto file = *os::open_growing_file(temp.path("part"), 10);
    REQUIRE(file->set_size(13));
    CHECK(file->available_at(0) == 10);
    CHECK(text(*file->view(5, 5)) == "56789");
    REQUIRE(file->write_at(10, bytes("abc")));
    file->finish();
    CHECK(text(*file->view(0, 13)) == "0123456789abc");
    const auto too_short = os::open_growing_file(temp.path("other"), 1);
    REQUIRE_FALSE(too_short);
    CHECK(too_short.error().is(msg::file_incomplete));
}

TEST_CASE("An unfinished file keeps the length of its unbroken front", "[growing]") {
    const TempDir temp;
    {
        auto file = *os::open_growing_file(temp.path("part"), 0);
        REQUIRE(file->set_size(1000));
        REQUIRE(file->write_at(900, bytes(std::string(100, 'z'))));
        REQUIRE(file->write_at(0, bytes("front")));
        file->fail(Error(msg::download_restarted));
    }
    CHECK(*os::real_files()->read(temp.path("part"), 2000) == "front");
}

TEST_CASE("Readers get the writer's error, also those that wait", "[growing]") {
    const TempDir temp;
    auto file = *os::open_growing_file(temp.path("part"), 0);
    const MessageSpec* seen = nullptr;
    std::thread reader([&] {
        const auto view = file->view(0, 1);
        seen = view ? nullptr : &view.error().spec();
    });
    file->fail(Error(msg::no_space));
    file->fail(Error(msg::file_error)); // The first one counts.
    reader.join();
    CHECK(seen == &msg::no_space);
    CHECK(file->size().error().is(msg::no_space));
}

TEST_CASE("A file that is declared complete too early is an error", "[growing]") {
    const TempDir temp;
    auto file = *os::open_growing_file(temp.path("part"), 0);
    REQUIRE(file->set_size(10));
    REQUIRE(file->write_at(0, bytes("12345")));
    file->finish();
    const auto view = file->view(0, 10);
    REQUIRE_FALSE(view);
    CHECK(view.error().is(msg::file_incomplete));
    CHECK(view.error().fact("at") == "5");
}

TEST_CASE("A server that tells no size does so by finishing", "[growing]") {
    const TempDir temp;
    auto file = *os::open_growing_file(temp.path("part"), 0);
    REQUIRE(file->write_at(0, bytes("all of it")));
    file->finish();
    CHECK(*file->size() == 9);
    CHECK(text(*file->view(0, 100)) == "all of it");
    auto empty = *os::open_growing_file(temp.path("empty"), 0);
    empty->finish();
    CHECK(*empty->size() == 0);
    CHECK(empty->view(0, 1)->empty());
}

TEST_CASE("A restart is silent before anybody has read, and fails all after", "[growing]") {
    const TempDir temp;
    auto file = *os::open_growing_file(temp.path("part"), 0);
    REQUIRE(file->set_size(4));
    REQUIRE(file->write_at(0, bytes("old!")));
    REQUIRE(file->restart());
    CHECK(file->available_at(0) == 0);
    REQUIRE(file->set_size(3));
    REQUIRE(file->write_at(0, bytes("new")));
    CHECK(text(*file->view(0, 3)) == "new");
    const auto again = file->restart();
    REQUIRE_FALSE(again);
    CHECK(again.error().is(msg::download_restarted));
    CHECK(file->view(0, 1).error().is(msg::download_restarted));
}

TEST_CASE("A complete file is read as it is", "[growing]") {
    const TempDir temp;
    const auto file = os::open_complete_file(temp.write("archive", "content"));
    REQUIRE(file);
    CHECK(*(*file)->size() == 7);
    CHECK((*file)->available_at(2) == 5);
    CHECK(text(*(*file)->view(2, 100)) == "ntent");
    CHECK(*(*os::open_complete_file(temp.write("empty", "")))->size() == 0);
    const auto none = os::open_complete_file(temp.path("none"));
    REQUIRE_FALSE(none);
    CHECK(none.error().is(msg::file_not_found));
}
