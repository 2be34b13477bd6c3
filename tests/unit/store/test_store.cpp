#include "store/store.hpp"

#include "home.hpp"
#include "os/messages.hpp"
#include "store/messages.hpp"

#include <cerrno>
#include <chrono>
#include <memory>

using namespace govern;
using test::note;
using test::StoreHome;

TEST_CASE("installed means: folder and receipt are both there") {
    StoreHome home;
    const auto both = home.sdk("1.22.5");
    const auto folder_only = home.sdk("1.22.4");
    const auto receipt_only = home.sdk("1.22.3");
    home.publish(both);
    home.write(path::join(home.layout.sdk(folder_only), "VERSION"), "x");
    home.write(path::join(path::join(home.layout.sdks(), "notes"), "a"), "x");
    home.write(home.layout.receipt(receipt_only), store::to_json(home.receipt(receipt_only)));
    CHECK(home.store.installed().value() == std::vector{both});
    CHECK(home.store.is_installed(both).value());
    CHECK_FALSE(home.store.is_installed(folder_only).value());
    CHECK_FALSE(home.store.is_installed(receipt_only).value());
    CHECK(home.store.unknown_folders().value() ==
          std::vector<std::string>{folder_only.text(), "notes"});
    CHECK(home.store.receipt(receipt_only).error().is(msg::not_installed));
    CHECK(home.store.receipt(folder_only).error().is(msg::not_installed));
    CHECK(home.store.receipt(both).value().url == "https://mirror.example/go.tar.gz");
}

TEST_CASE("the newest comes first") {
    StoreHome home;
    for (const auto* version : {"1.9.7", "1.22.5", "1.22rc1", "1.20"}) {
        home.publish(home.sdk(version));
    }
    std::vector<std::string> names;
    const auto installed = home.store.installed().value();
    for (const auto& id : installed) {
        names.push_back(toolchain_name(id.version));
    }
    CHECK(names == std::vector<std::string>{"go1.22.5", "go1.22rc1", "go1.20", "go1.9.7"});
}

TEST_CASE("a receipt that is another SDK's does not vouch for this one") {
    StoreHome home;
    const auto id = home.sdk("1.22.5");
    home.publish(id);
    home.write(home.layout.receipt(id), store::to_json(home.receipt(home.sdk("1.22.6"))));
    const auto receipt = home.store.receipt(id);
    REQUIRE_FALSE(receipt);
    CHECK(receipt.error().is(msg::receipt_malformed));
    CHECK(receipt.error().fact("spec") == "1.22.5");
}

TEST_CASE("an orphan receipt is swept, an orphan folder is not") {
    StoreHome home;
    const auto whole = home.sdk("1.22.5");
    const auto gone = home.sdk("1.22.4");
    const auto orphan = home.sdk("1.22.3");
    home.publish(whole);
    home.publish(gone);
    REQUIRE(home.host.files->remove_tree(home.layout.sdk(gone)));
    home.write(path::join(home.layout.sdk(orphan), "VERSION"), "x");
    home.write(path::join(home.layout.receipts(), "notes.txt"), "mine");
    {
        const auto busy = home.store.lock(gone);
        home.store.sweep();
        CHECK(home.exists(home.layout.receipt(gone))); // somebody works on it
    }
    home.store.sweep();
    CHECK_FALSE(home.exists(home.layout.receipt(gone)));
    CHECK_FALSE(home.exists(home.layout.hash_lines(gone)));
    CHECK(home.exists(home.layout.receipt(whole)));
    CHECK(home.exists(home.layout.sdk(orphan)));
    CHECK(home.exists(path::join(home.layout.receipts(), "notes.txt")));
}

TEST_CASE("staging is swept as soon as its lock is free") {
    StoreHome home;
    const auto id = home.sdk("1.22.5");
    const auto staged = path::join(home.layout.staging(), id.text());
    const auto trash = staged + ".trash-1-2";
    home.write(path::join(staged, "a"), "x");
    home.write(path::join(trash, "a"), "x");
    home.write(path::join(path::join(home.layout.staging(), "older"), "a"), "x");
    {
        const auto busy = home.store.lock(id);
        home.store.sweep();
        CHECK(home.names(home.layout.staging()) ==
              std::vector<std::string>{id.text(), id.text() + ".trash-1-2", "older"});
    }
    home.store.sweep();
    // What bears no name that govern gives is nobody's rubbish.
    CHECK(home.names(home.layout.staging()) == std::vector<std::string>{"older"});
}

TEST_CASE("files that a killed run left under temporary names are swept") {
    StoreHome home;
    const auto id = home.sdk("1.22.5");
    home.publish(id);
    const std::vector<std::string> left = {
        home.layout.receipt(id) + ".tmp-12-1", home.layout.hash_lines(id) + ".tmp-12-2",
        home.layout.default_file() + ".tmp-12-3", path::join(home.layout.shims(), "go.tmp-12-4"),
        path::join(home.layout.shims(), "go1.20.12.exe.old-12-5-6")}; // a program that ran
    for (const auto& path : left) {
        home.write(path, "half");
    }
    const auto in_cache = path::join(path::join(home.layout.cache(), "tile"), "7.tmp-12-5");
    home.write(in_cache, "half");
    {
        const auto busy = home.store.lock(id);
        home.store.sweep();
        CHECK(home.exists(left[0]));
    }
    home.host.clock.start =
        home.host.files->info(in_cache).value()->mtime_ns / 1'000'000'000 + 3599;
    home.store.sweep();
    for (const auto& path : left) {
        CAPTURE(path);
        CHECK_FALSE(home.exists(path));
    }
    CHECK(home.exists(in_cache)); // its writer takes no lock and may be alive
    home.host.clock.start += 1;
    home.store.sweep();
    CHECK_FALSE(home.exists(in_cache));
    CHECK(home.exists(home.layout.receipt(id)));
}

TEST_CASE("parts of downloads that nobody came back to for a week are swept") {
    StoreHome home;
    const auto id = home.sdk("1.22.5");
    const auto in_downloads = [&](const std::string& name) {
        return path::join(home.layout.downloads(), name);
    };
    const std::vector<std::string> parts = {
        in_downloads(official_archive_name(id) + ".part"),
        in_downloads(official_archive_name(id) + ".part.state"),
        in_downloads(toolchain_module_version(id) + ".zip.part"),
        in_downloads("go1.6.linux-armv6l.tar.gz.part"),
        in_downloads("go1.4.darwin-amd64-osx10.8.tar.gz.part.state")};
    const std::vector<std::string> others = {in_downloads(official_archive_name(id)),
                                             in_downloads("notes.part")};
    for (const auto& path : parts) {
        home.write(path, "half");
    }
    for (const auto& path : others) {
        home.write(path, "x");
    }
    home.host.clock.start =
        home.host.files->info(parts[0]).value()->mtime_ns / 1'000'000'000 + 7 * 86400 - 60;
    home.store.sweep();
    CHECK(home.exists(parts[0]));
    home.host.clock.start += 120;
    {
        const auto busy = home.store.lock(id);
        home.store.sweep();
        CHECK(home.exists(parts[0]));
        CHECK(home.exists(parts[2]));
        CHECK_FALSE(home.exists(parts[3]));
    }
    home.store.sweep();
    for (const auto& path : parts) {
        CAPTURE(path);
        CHECK_FALSE(home.exists(path));
    }
    for (const auto& path : others) {
        CHECK(home.exists(path));
    }
}

TEST_CASE("publishing replaces what was there, removing leaves nothing") {
    StoreHome home;
    const auto id = home.sdk("1.22.5");
    home.publish(id, "old");
    home.publish(id, "new");
    CHECK(home.read(path::join(home.layout.sdk(id), "VERSION")) == "new");
    CHECK(home.names(home.layout.staging()).empty());
    {
        const auto lock = home.store.lock(id);
        CHECK_FALSE(home.store.remove(id, note("uninstall"), StoreHome::allowed)->happened());
    }
    CHECK(home.names(home.layout.sdks()).empty());
    CHECK(home.names(home.layout.receipts()).empty());
    CHECK(home.names(home.layout.staging()).empty());
}

TEST_CASE("an SDK that could not be replaced is the old one again") {
    StoreHome home;
    const auto id = home.sdk("1.22.5");
    home.publish(id, "old");
    const auto names = home.names(home.layout.receipts());
    auto receipt = home.receipt(id);
    receipt.h1 = "h1:uU0nuZNNPgilLlLX2n2r+sSE7+N6U4DukIj3rOLvzek=";
    const auto before = home.store.receipt(id)->h1;
    const auto lock = home.store.lock(id);
    const auto staged = path::join(home.layout.staging(), "gone"); // the last step fails
    CHECK_FALSE(home.store.publish(receipt, "new\n", "more\n", staged, "sizes\n"));
    REQUIRE(home.store.is_installed(id).value());
    CHECK(home.read(path::join(home.layout.sdk(id), "VERSION")) == "old");
    CHECK(home.store.receipt(id)->h1 == before);
    CHECK(home.read(home.layout.hash_lines(id)) == "lines\n");
    CHECK(home.names(home.layout.receipts()) == names);
    CHECK(home.names(home.layout.staging()).empty());
}

TEST_CASE(
    "what has no receipt is nobody's rubbish: it stays under another name, and that is said") {
    StoreHome home;
    const auto id = home.sdk("1.22.5");
    for (const auto* number : {"1", "2"}) {
        home.write(path::join(home.layout.sdk(id), "notes"), number);
        home.publish(id);
        const auto kept = home.layout.sdk(id) + ".kept-" + number;
        CHECK(home.read(path::join(kept, "notes")) == number);
        CHECK_FALSE(home.exists(path::join(home.layout.sdk(id), "notes")));
        REQUIRE(home.host.reporter.warnings.size() == 1);
        CHECK(home.host.reporter.warnings.front().fact("kept") == kept);
        home.host.reporter.warnings.clear();
        REQUIRE(home.host.files->remove(home.layout.receipt(id)));
        REQUIRE(home.host.files->remove_tree(home.layout.sdk(id)));
    }
    CHECK(home.names(home.layout.staging()).empty());
}

TEST_CASE("an SDK without its go is installed, but is not whole, and the default's last resort") {
    StoreHome home;
    const auto id = home.sdk("1.22.5");
    home.publish(id);
    CHECK(home.store.is_installed(id).value());
    CHECK_FALSE(home.store.has_go(id).value());
    CHECK(home.store.runnable(id.version).value() == id);
    home.write(home.layout.sdk_go(id), "go");
    CHECK(home.store.has_go(id).value());
}

TEST_CASE("removing asks under the state lock, and clears the default only of what is gone") {
    StoreHome home;
    const auto id = home.sdk("1.22.5");
    home.publish(id);
    REQUIRE(home.store.set_default(id.version, note("install")));
    const auto lock = home.store.lock(id);
    const auto state = path::join(home.layout.locks(), "state.lock");
    bool held = false;
    const auto refused = home.store.remove(id, note("uninstall"), [&]() -> Result<void> {
        const auto other = home.host.files->lock(state, false, "test");
        held = other && !*other;
        return fail(msg::home_read_only);
    });
    CHECK_FALSE(refused);
    CHECK(held);
    CHECK(home.store.is_installed(id).value());
    // Where it cannot be moved aside, and where the history cannot be written.
    for (const auto& path : {home.layout.staging(), home.layout.history_file()}) {
        CAPTURE(path);
        REQUIRE(home.host.files->remove_tree(path));
        if (path == home.layout.staging()) {
            home.write(path, "in the way");
        } else {
            REQUIRE(home.host.files->make_folders(path));
        }
        CHECK_FALSE(home.store.remove(id, note("uninstall"), StoreHome::allowed));
        CHECK(home.store.is_installed(id).value());
        CHECK(home.store.default_version().value() == id.version);
        REQUIRE(home.host.files->remove_tree(path));
        REQUIRE(home.host.files->make_folders(home.layout.staging()));
    }
    CHECK(home.store.remove(id, note("uninstall"), StoreHome::allowed)->happened());
    CHECK_FALSE(home.store.default_version().value());
}

TEST_CASE("shims are healed: what is missing is made, what is stale is removed, other files stay") {
    StoreHome home;
    const std::string exe(path::k_exe_suffix);
    const auto program = home.host.path("govern" + exe);
    home.write(program, "the program");
    home.write(home.host.path("govern-shim" + exe), "the shim");
    const auto shim = [&](const std::string& name) {
        return path::join(home.layout.shims(), name + exe);
    };
    home.publish(home.sdk("1.22.5"));
    home.publish(home.sdk("1.20"));
    REQUIRE(home.store.heal_shims(program));
    CHECK(home.store.missing_shims(program).value().empty());
    for (const auto* name : {"go", "gofmt", "go1.22.5", "go1.20"}) {
        CHECK(home.read(shim(name)) == "the shim");
        CHECK(home.host.files->info(shim(name)).value()->executable);
    }
    CHECK(home.read(shim("govern")) == "the program");

    REQUIRE(home.host.files->remove(shim("gofmt")));
    home.write(shim("go1.22.5"), "truncated");
    home.write(shim("go"), "old shim"); // equally long, and younger than what is copied
    home.write(shim("govern"), "old program");
    home.write(shim("go1.21.1"), "the shim"); // its version is gone
    home.write(shim("goreleaser"), "mine");
    REQUIRE(home.store.heal_shims(program));
    CHECK(home.read(shim("gofmt")) == "the shim");
    CHECK(home.read(shim("go1.22.5")) == "the shim");
    CHECK(home.read(shim("go")) == "the shim");
    CHECK(home.read(shim("govern")) == "the program");
    CHECK_FALSE(home.exists(shim("go1.21.1")));
    CHECK(home.read(shim("goreleaser")) == "mine");
    const std::string size(300 * 1024, ' '); // also of programs as large as govern
    home.write(program, size + "new");
    home.write(shim("govern"), size + "old");
    REQUIRE(home.store.heal_shims(program));
    CHECK(home.read(shim("govern")) == size + "new");
    // The copy in shims/ has no shim beside it and makes more of what is there.
    REQUIRE(home.host.files->remove(shim("go1.20")));
    REQUIRE(home.store.heal_shims(shim("govern")));
    CHECK(home.read(shim("go1.20")) == "the shim");
}

TEST_CASE("without the shim program there is an error with its path") {
    StoreHome home;
    const auto program = home.host.write("govern", "the program");
    const auto healed = home.store.heal_shims(program);
    REQUIRE_FALSE(healed);
    CHECK(healed.error().is(msg::shim_program_missing));
}

namespace {

/// A host whose renames between sdks/ and staging/ fail as between two volumes.
struct TwoVolumes {
    explicit TwoVolumes(test::TestHost& real)
        : files(os::real_files({fault, std::chrono::milliseconds(100)})),
          host{*files,
               real.host.processes,
               real.host.clock,
               real.host.machine,
               real.host.account,
               real.host.environment,
               real.host.reporter,
               real.host.current_folder} {}

    static int fault(const std::string& from, const std::string& to) {
        constexpr int k_other_volume = path::k_windows ? 17 : EXDEV; // ERROR_NOT_SAME_DEVICE
        const auto above = [](const std::string& one) { return path::filename(path::parent(one)); };
        return above(from) != above(to) ? k_other_volume : 0;
    }

    std::unique_ptr<os::Files> files;
    os::Host host;
};

} // namespace

TEST_CASE("places that cannot be renamed into are found by trying, and nothing is left there") {
    StoreHome home;
    const auto id = home.sdk("1.22.5");
    const auto lock = home.store.lock(id);
    CHECK(home.store.require_one_volume(id));
    TwoVolumes apart(home.host);
    store::Store store(apart.host, home.layout);
    const auto refused = store.require_one_volume(id);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().is(msg::places_apart));
    CHECK(refused.error().fact("from") == home.layout.staging());
    CHECK(home.names(home.layout.staging()).empty());
    CHECK(home.names(home.layout.sdks()).empty());
}

TEST_CASE("an SDK that no rename can move is removed where it lies") {
    StoreHome home;
    const auto id = home.sdk("1.22.5");
    home.publish(id);
    TwoVolumes apart(home.host);
    store::Store store(apart.host, home.layout);
    const auto lock = store.lock(id);
    REQUIRE(store.remove(id, note("uninstall"), StoreHome::allowed));
    CHECK_FALSE(store.is_installed(id).value());
    CHECK(home.names(home.layout.sdks()).empty());
    CHECK(home.names(home.layout.receipts()).empty());
}
