#include "cli/progress.hpp"
#include "support/catch.hpp"

using namespace govern;
using namespace govern::cli;
using namespace std::chrono_literals;

namespace {

constexpr auto k_download = Progress::Phase::download;
constexpr auto k_unpack = Progress::Phase::unpack;

/// Keeps what was written since it was last asked.
class Screen final : public os::Stream {
public:
    void write(std::string_view piece) override { m_text += piece; }
    void flush() override {}
    bool is_terminal() const override { return true; }
    bool has_escapes() const override { return true; }
    unsigned width() const override { return columns; }

    std::string taken() { return std::exchange(m_text, {}); }

    unsigned columns = 80;

private:
    std::string m_text;
};

struct Shown {
    explicit Shown(bool bar, bool taskbar = false) : view(screen, bar, taskbar) {}

    /// What one more report, at that time, makes of the screen.
    std::string at(std::chrono::milliseconds time, const Progress& progress) {
        view.show(progress, ProgressView::Time() + 1h + time);
        return screen.taken();
    }

    Screen screen;
    ProgressView view;
};

} // namespace

TEST_CASE("Without a terminal each step is one line at its end", "[progress]") {
    Shown shown(false);
    CHECK(shown.at(0ms, {k_download, "go1.22.5", 10, 2'000'000}).empty());
    CHECK(shown.at(900ms, {k_download, "go1.22.5", 1'000'000, 2'000'000}).empty());
    const auto line = shown.at(1s, {k_download, "go1.22.5", 2'000'000, 2'000'000});
    CHECK(line.starts_with("go1.22.5: "));
    CHECK(line.ends_with(" downloaded\n"));
    CHECK(shown.at(2s, {k_download, "go1.22.5", 2'000'000, 2'000'000}).empty());
    CHECK(shown.at(3s, {k_unpack, "go1.22.5", 7, 7}) == "go1.22.5: 7 files unpacked\n");
}

TEST_CASE("A bar is drawn ten times a second, with rate and time left", "[progress]") {
    Shown shown(true);
    shown.screen.columns = 120;
    CHECK_FALSE(shown.at(0ms, {k_download, "go1.22.5", 0, 10'000'000}).empty());
    CHECK(shown.at(50ms, {k_download, "go1.22.5", 1'000'000, 10'000'000}).empty());
    const auto half = shown.at(1s, {k_download, "go1.22.5", 5'000'000, 10'000'000});
    CHECK(half.find("[############............]") != half.npos);
    CHECK(half.find("/s, 1 s left") != half.npos);
    // The end is shown at once.
    const auto end = shown.at(1050ms, {k_download, "go1.22.5", 10'000'000, 10'000'000});
    CHECK(end.find("[########################]") != end.npos);
    CHECK(end.find("left") == end.npos);
}

TEST_CASE("A bar never fills the last column", "[progress]") {
    for (const unsigned columns : {1U, 10U, 20U, 40U, 60U, 80U, 200U}) {
        Shown shown(true);
        shown.screen.columns = columns;
        (void)shown.at(0ms, {k_download, "go1.22.5", 0, 100'000'000});
        const auto text = shown.at(5s, {k_download, "go1.22.5", 1'000'000, 100'000'000});
        const std::string_view begin = "\r\x1b[K";
        REQUIRE(text.starts_with(begin));
        CHECK(text.size() - begin.size() < columns);
    }
}

TEST_CASE("The bar stays with one SDK until it is done or quiet", "[progress]") {
    Shown shown(true);
    CHECK_FALSE(shown.at(0ms, {k_download, "go1.22.5", 1, 100}).empty());
    CHECK(shown.at(200ms, {k_download, "go1.23.1", 1, 100}).empty());
    CHECK_FALSE(shown.at(300ms, {k_download, "go1.22.5", 50, 100}).empty());
    CHECK(shown.at(700ms, {k_download, "go1.23.1", 2, 100}).empty());
    // Quiet for more than half a second.
    CHECK(shown.at(900ms, {k_download, "go1.23.1", 3, 100}).find("go1.23.1") != std::string::npos);
    CHECK(shown.at(1100ms, {k_download, "go1.22.5", 60, 100}).empty());
    // Done.
    CHECK_FALSE(shown.at(1200ms, {k_download, "go1.23.1", 100, 100}).empty());
    CHECK_FALSE(shown.at(1400ms, {k_download, "go1.22.5", 70, 100}).empty());
}

TEST_CASE("While bytes still come the files of the same SDK are not shown", "[progress]") {
    Shown shown(true);
    CHECK_FALSE(shown.at(0ms, {k_download, "go1.22.5", 1, 100}).empty());
    CHECK(shown.at(200ms, {k_unpack, "go1.22.5", 5, 0}).empty());
    CHECK_FALSE(shown.at(400ms, {k_download, "go1.22.5", 100, 100}).empty());
    CHECK(shown.at(600ms, {k_unpack, "go1.22.5", 9, 0}).find("unpack 9 files") !=
          std::string::npos);
}

TEST_CASE("A second try counts from its own beginning", "[progress]") {
    Shown shown(true);
    (void)shown.at(0ms, {k_download, "go1.22.5", 50'000'000, 100'000'000});
    (void)shown.at(10s, {k_download, "go1.22.5", 0, 100'000'000});
    // 10 MB in one second, and no part of the ten before.
    const auto text = shown.at(11s, {k_download, "go1.22.5", 10'000'000, 100'000'000});
    CHECK(text.find("9 s left") != text.npos);
}

TEST_CASE("The taskbar follows the bar and is cleared with it", "[progress]") {
    Shown shown(true, true);
    CHECK(shown.at(0ms, {k_download, "go1.22.5", 25, 100}).ends_with("\x1b]9;4;1;25\x07"));
    shown.view.clear();
    CHECK(shown.screen.taken() == "\r\x1b[K\x1b]9;4;0;0\x07");
    shown.view.clear();
    CHECK(shown.screen.taken().empty());
}
