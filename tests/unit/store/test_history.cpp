#include "home.hpp"
#include "store/history.hpp"

using namespace govern;
using namespace govern::store;
using test::StoreHome;

namespace {

/// A history that tests write change by change.
struct Record {
    StoreHome home;
    History history{home.host.host, home.layout};
    std::string current;

    std::uint64_t change(const std::string& to, ChangeKind kind = ChangeKind::user_default,
                         std::vector<std::uint64_t> undoes = {},
                         std::optional<ChangeEnd> end = ChangeEnd::done) {
        HistoryRow entry;
        entry.command = std::string(word_of(kind)) + ' ' + to;
        entry.kind = kind;
        entry.from = current;
        entry.to = to;
        entry.undoes = std::move(undoes);
        const auto id = history.begin(entry).value();
        if (end) {
            REQUIRE(history.finish(id, *end, "no-space"));
        }
        if (!end || *end == ChangeEnd::done) {
            current = to;
        }
        return id;
    }
    std::vector<UndoStep> steps() { return undo_steps(history, current, 10).value(); }
    /// A plain rollback; what it leads to, `-` where there is nothing before.
    std::string rollback() {
        const auto found = steps();
        if (found.empty()) {
            return "-";
        }
        change(found.front().target, ChangeKind::rollback, found.front().undoes);
        return current;
    }
    std::string text() { return home.read(home.layout.history_file()); }
    void set_text(const std::string& text) { home.write(home.layout.history_file(), text); }
};

} // namespace

TEST_CASE("a change is one row, whose end is written after it", "[history]") {
    Record record;
    HistoryRow install;
    install.command = "install go get TOKEN='a b' https://me:pw@h/x API_KEY=k1 x=1";
    install.kind = ChangeKind::install;
    install.sdks = {"go1.22.5.linux-amd64"};
    const auto id = record.history.begin(install);
    REQUIRE(id);
    CHECK(*id == 1);
    CHECK(record.history.find(1).value()->end == ChangeEnd::interrupted);
    REQUIRE(record.history.finish(1, ChangeEnd::failed, "no-space"));
    const auto rows = record.history.all().value();
    REQUIRE(rows.size() == 1);
    CHECK(rows[0].kind == ChangeKind::install);
    CHECK(rows[0].end == ChangeEnd::failed);
    CHECK(rows[0].failure == "no-space");
    CHECK(rows[0].sdks == std::vector<std::string>{"go1.22.5.linux-amd64"});
    CHECK(rows[0].command == "install go get TOKEN=... https://h/x API_KEY=... x=1");
    CHECK_FALSE(rows[0].changes_default());
    CHECK_FALSE(record.history.find(2).value());
}

TEST_CASE("rollbacks walk back and never toggle", "[history]") {
    Record record;
    for (const auto* version : {"1.20.1", "1.21.1", "1.22.1"}) {
        record.change(version);
    }
    CHECK(record.rollback() == "1.21.1");
    CHECK(record.rollback() == "1.20.1");
    CHECK(record.rollback() == "-"); // a step to 'no default' is never taken
}

TEST_CASE("what a rollback took back is out of the walk", "[history]") {
    Record record;
    for (const auto* version : {"1.20.1", "1.21.1", "1.22.1"}) {
        record.change(version);
    }
    CHECK(record.rollback() == "1.21.1");
    record.change("1.23.1");
    CHECK(record.rollback() == "1.21.1");
    CHECK(record.rollback() == "1.20.1");
}

TEST_CASE("a step names the change it leads to and those that it takes back", "[history]") {
    Record record;
    const auto a = record.change("1.20.1");
    const auto b = record.change("1.21.1");
    const auto c = record.change("1.22.1");
    const auto steps = record.steps();
    REQUIRE(steps.size() == 2);
    CHECK(steps[0].target == "1.21.1");
    CHECK(steps[0].id == b);
    CHECK(steps[0].undoes == std::vector<std::uint64_t>{c});
    CHECK(steps[1].target == "1.20.1");
    CHECK(steps[1].id == a);
    CHECK(steps[1].undoes == std::vector<std::uint64_t>{c, b});
}

TEST_CASE("failed, rolled-back and forestalled changes are passed over", "[history]") {
    Record record;
    record.change("1.20.1");
    record.change("1.21.1");
    record.change("1.22.1", ChangeKind::upgrade, {}, ChangeEnd::failed);
    record.change("1.22.1", ChangeKind::upgrade, {}, ChangeEnd::rolled_back);
    SECTION("an interrupted change that was not carried out does not count") {
        record.change("1.23.1", ChangeKind::user_default, {}, std::nullopt);
        record.current = "1.21.1";
        CHECK(record.rollback() == "1.20.1");
    }
    SECTION("one whose default is there counts") {
        record.change("1.23.1", ChangeKind::user_default, {}, std::nullopt);
        CHECK(record.rollback() == "1.21.1");
    }
    SECTION("one whose default the next change left counts") {
        record.change("1.23.1", ChangeKind::user_default, {}, std::nullopt);
        record.change("1.24.1");
        CHECK(record.rollback() == "1.23.1");
        CHECK(record.rollback() == "1.21.1");
    }
}

TEST_CASE("a change that failed after it had set the default counts", "[history]") {
    Record record;
    record.change("1.20.1");
    record.change("1.21.1", ChangeKind::adopt, {}, ChangeEnd::failed);
    SECTION("by the default of now") {
        record.current = "1.21.1";
        CHECK(record.rollback() == "1.20.1");
    }
    SECTION("by the change that left it") {
        record.current = "1.21.1";
        record.change("1.22.1");
        CHECK(record.rollback() == "1.21.1");
        CHECK(record.rollback() == "1.20.1");
    }
    SECTION("not where the default stayed") {
        record.change("1.22.1");
        CHECK(record.rollback() == "1.20.1");
    }
    SECTION("an upgrade's was on trial until a change came in between") {
        record.change("1.23.1", ChangeKind::upgrade, {}, ChangeEnd::failed);
        record.current = "1.23.1";
        record.change("1.22.1");
        CHECK(record.rollback() == "1.20.1");
    }
}

TEST_CASE("a default that an uninstall cleared is passed over", "[history]") {
    Record record;
    record.change("1.20.1");
    record.change("1.21.1");
    record.change("", ChangeKind::uninstall);
    record.change("1.22.1");
    const auto steps = record.steps();
    REQUIRE(steps.size() == 2);
    CHECK(steps[0].target == "1.21.1");
    CHECK(steps[0].undoes.size() == 2);
    CHECK(steps[1].target == "1.20.1");
}

TEST_CASE("lines of an older govern count, torn and foreign lines are passed over", "[history]") {
    Record record;
    record.set_text(
        R"({"command":"install","folder":"/x","from":"","id":1,"time":"t","to":"1.20.1","user":"u"})"
        "\n"
        R"({"command":"default","folder":"/x","from":"1.20.1","id":2,"time":"t","to":"1.21.1","user":"u"})"
        "\n[1,2]\nnot JSON\n"
        R"({"id":3,"time":"t","user":"u","comm)");
    record.current = "1.21.1";
    const auto rows = record.history.all().value();
    REQUIRE(rows.size() == 2);
    CHECK(rows[1].kind == ChangeKind::user_default);
    CHECK(rows[1].end == ChangeEnd::done);
    CHECK(record.change("1.22.1") == 4); // the torn line had 3
    CHECK(record.rollback() == "1.21.1");
    CHECK(record.rollback() == "1.20.1");
}

TEST_CASE("of two lines with one id the later counts, a line without one goes by its place",
          "[history]") {
    Record record;
    record.set_text(R"({"from":"","to":"1.20.1"})"
                    "\n"
                    R"({"id":2,"from":"1.20.1","to":"1.21.1"})"
                    "\n"
                    R"({"id":2,"from":"1.20.1","to":"1.22.1"})"
                    "\n");
    record.current = "1.22.1";
    const auto rows = record.history.all().value();
    REQUIRE(rows.size() == 2);
    CHECK(rows[0].id == 1);
    CHECK(rows[1].to == "1.22.1");
    CHECK(record.change("1.23.1") == 3);
}

TEST_CASE("older lines move to a file of their own, and still count", "[history]") {
    Record record;
    std::string text;
    for (int i = 1; i <= 30'000; ++i) {
        text += R"({"id":)" + std::to_string(i) +
                R"(,"time":"2026-01-01T00:00:00Z","user":"ann","command":")" +
                std::string(60, 'x') + R"(","from":")" +
                (i == 1 ? "" : "1." + std::to_string(i - 1) + ".1") + R"(","to":"1.)" +
                std::to_string(i) + ".1\"}\n";
    }
    record.set_text(text);
    record.current = "1.30000.1";
    CHECK(record.change("1.30001.1") == 30'001);
    CHECK(record.text().size() < 2U << 20U);
    CHECK(record.history.all().value().size() == 30'001);
    CHECK(record.history.find(1).value()->to == "1.1.1");
    CHECK(record.rollback() == "1.30000.1");
    // The newer file is lost: ids go on.
    REQUIRE(record.home.host.files->remove(record.home.layout.history_file()));
    CHECK(record.change("1.99.1") > 20'000);
}
