#include "home.hpp"
#include "os/messages.hpp"
#include "store/messages.hpp"

#include <thread>

using namespace govern;
using test::note;
using test::StoreHome;

TEST_CASE("the default is one line, and each change of it a line of the history") {
    StoreHome home;
    CHECK_FALSE(home.store.default_version().value());
    CHECK(home.store.history().value().empty());
    home.publish(home.sdk("1.20"));
    home.publish(home.sdk("1.22.5"));
    REQUIRE(home.store.set_default(home.version("1.20"), note("install 1.20.0")));
    REQUIRE(home.store.set_default(home.version("1.22.5"),
                                   note("default 1.22.5 https://me:secret@a.org/")));
    CHECK(home.read(home.layout.default_file()) == "1.22.5\n");
    REQUIRE(home.store.set_default(std::nullopt, note("uninstall 1.22.5")));
    CHECK_FALSE(home.exists(home.layout.default_file()));
    const auto lines = home.store.history().value();
    REQUIRE(lines.size() == 3);
    CHECK(lines[0].from.empty());
    CHECK(lines[0].to == "1.20.0"); // as a SPEC, which 1.20 is not
    CHECK(lines[1].id == 2);
    CHECK(lines[1].from == "1.20.0");
    CHECK(lines[1].command == "default 1.22.5 https://a.org/");
    CHECK(lines[1].folder == home.host.folder);
    CHECK(lines[2].to.empty());
    CHECK(home.read(home.layout.history_file()).find("secret") == std::string::npos);
}

TEST_CASE(
    "a change of the default says what it changed, and one that changes nothing leaves no line") {
    StoreHome home;
    home.publish(home.sdk("1.22.5"));
    home.publish(home.sdk("1.22.6"));
    const auto first = home.store.set_first_default(home.version("1.22.5"), note("install"));
    REQUIRE(first);
    CHECK(first->happened());
    CHECK_FALSE(first->before);
    const auto second = home.store.set_default(home.version("1.22.6"), note("default"));
    REQUIRE(second);
    CHECK(second->before == home.version("1.22.5"));
    CHECK(second->after == home.version("1.22.6"));
    CHECK(second->id == home.store.history()->back().id);
    const auto again = home.store.set_default(home.version("1.22.6"), note("default"));
    REQUIRE(again);
    CHECK_FALSE(again->happened());
    CHECK(again->before == home.version("1.22.6"));
    CHECK(home.store.history()->size() == 2);
    home.write(home.layout.default_file(), "nonsense\n");
    const auto mended = home.store.set_default(home.version("1.22.6"), note("default"));
    REQUIRE(mended);
    CHECK(mended->happened());
    CHECK_FALSE(mended->before);
    CHECK(home.store.default_version().value() == home.version("1.22.6"));
}

TEST_CASE("a default that nobody can read is an error with its path, an empty one is none") {
    StoreHome home;
    home.write(home.layout.default_file(), "\r\n");
    CHECK_FALSE(home.store.default_version().value());
    home.write(home.layout.default_file(), "1.22.5\r\n");
    CHECK(home.store.default_version().value() == home.version("1.22.5"));
    for (const auto* text : {"1.22", "latest", "1.22.5\n1.22.6", "\xff\xfe"}) {
        home.write(home.layout.default_file(), text);
        const auto found = home.store.default_version();
        REQUIRE_FALSE(found);
        CHECK(found.error().is(msg::default_malformed));
        CHECK(found.error().fact("path") == home.layout.default_file());
    }
}

TEST_CASE("a torn line hides neither the lines before it nor the next one") {
    StoreHome home;
    home.publish(home.sdk("1.22.5"));
    home.publish(home.sdk("1.22.6"));
    REQUIRE(home.store.set_default(home.version("1.22.5"), note("install")));
    auto text = home.read(home.layout.history_file());
    home.write(home.layout.history_file(), text + text.substr(0, text.size() / 2));
    REQUIRE(home.store.set_default(home.version("1.22.6"), note("default")));
    const auto lines = home.store.history().value();
    REQUIRE(lines.size() == 2);
    CHECK(lines[1].id == 2);
    CHECK(lines[1].to == "1.22.6");
}

TEST_CASE("a change that cannot be recorded is not made") {
    StoreHome home;
    home.publish(home.sdk("1.22.5"));
    home.publish(home.sdk("1.22.6"));
    REQUIRE(home.store.set_default(home.version("1.22.5"), note("install")));
    // A folder in its place: it can be neither read nor written.
    REQUIRE(home.host.files->remove(home.layout.history_file()));
    REQUIRE(home.host.files->make_folders(home.layout.history_file()));
    CHECK_FALSE(home.store.set_default(home.version("1.22.6"), note("default")));
    CHECK(home.store.default_version().value() == home.version("1.22.5"));
}

TEST_CASE("the default before this one, also where a kill came between a line and its change") {
    StoreHome home;
    for (const auto* version : {"1.22.5", "1.22.6", "1.23.1"}) {
        home.publish(home.sdk(version));
    }
    CHECK_FALSE(home.store.previous_default().value());
    REQUIRE(home.store.set_default(home.version("1.22.5"), note("install")));
    CHECK_FALSE(home.store.previous_default().value());
    REQUIRE(home.store.set_default(home.version("1.22.6"), note("default")));
    REQUIRE(home.store.set_default(home.version("1.22.6"), note("default")));
    CHECK(home.store.previous_default().value() == home.version("1.22.5"));
    REQUIRE(home.store.set_default(home.version("1.23.1"), note("default")));
    home.write(home.layout.default_file(), "1.22.6\n"); // what was written down was not done
    CHECK(home.store.previous_default().value() == home.version("1.22.5"));
    REQUIRE(home.host.files->remove(home.layout.default_file()));
    CHECK(home.store.previous_default().value() == home.version("1.22.6"));
}

TEST_CASE("what another run has removed by then becomes no default; locks/ may be gone too") {
    StoreHome home;
    REQUIRE(home.host.files->remove_tree(home.layout.locks()));
    const auto set = home.store.set_default(home.version("1.22.5"), note("default"));
    REQUIRE_FALSE(set);
    CHECK(set.error().is(msg::not_installed));
    CHECK_FALSE(home.store.set_first_default(home.version("1.22.5"), note("install"))->happened());
    CHECK_FALSE(home.store.default_version().value());
    CHECK(home.store.history().value().empty());
    home.publish(home.sdk("1.22.5"));
    CHECK(home.store.set_first_default(home.version("1.22.5"), note("install"))->happened());
}

TEST_CASE("changes at once are all recorded, under numbers of their own") {
    StoreHome home;
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i) {
        home.publish(StoreHome::sdk("1.22." + std::to_string(i)));
        threads.emplace_back([&home, i] {
            store::Store own(home.host.host, home.layout);
            (void)own.set_default(StoreHome::version("1.22." + std::to_string(i)), note("default"));
        });
    }
    for (auto& thread : threads) {
        thread.join();
    }
    const auto lines = home.store.history().value();
    REQUIRE(lines.size() == 8);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        CHECK(lines[i].id == i + 1);
        CHECK((i == 0 || lines[i].from == lines[i - 1].to));
    }
    CHECK(home.read(home.layout.default_file()) == lines.back().to + '\n');
}
