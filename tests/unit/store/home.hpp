#pragma once

#include "store/store.hpp"
#include "support/catch.hpp"
#include "support/test_host.hpp"

#include <algorithm>

namespace govern::test {

/// A note of a change by that command.
inline store::ChangeNote note(std::string command) {
    store::ChangeNote out;
    out.command = std::move(command);
    return out;
}

/// A home in a folder of its own, and short ways to put something into it.
struct StoreHome {
    TestHost host;
    Layout layout{path::join(host.folder, "home")};
    store::Store store{host.host, layout};

    StoreHome() { REQUIRE(store.require_writable()); }

    static SdkId sdk(const std::string& version) {
        return *parse_sdk_id("go" + version + '.' + os::machine_platform().text());
    }
    static Version version(const std::string& text) { return sdk(text).version; }

    void write(const std::string& path, const std::string& content) {
        REQUIRE(host.files->make_folders(std::string(path::parent(path))));
        REQUIRE(host.files->write_atomic(path, content));
    }
    [[nodiscard]] std::string read(const std::string& path) const {
        return host.files->read(path, 1 << 20).value_or("absent");
    }
    [[nodiscard]] bool exists(const std::string& path) const {
        return host.files->info(path).value().has_value();
    }
    [[nodiscard]] std::vector<std::string> names(const std::string& folder) const {
        auto out = host.files->list(folder).value_or(std::vector<std::string>());
        std::sort(out.begin(), out.end());
        return out;
    }

    static store::Receipt receipt(const SdkId& id) {
        store::Receipt out;
        out.id = id;
        out.source = SourceKind::proxy;
        out.url = "https://me:secret@mirror.example/go.tar.gz";
        out.archive_sha256 = std::string(64, 'a');
        out.h1 = "h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
        out.evidence = Evidence::official_listing;
        out.complete = true;
        out.installed_at = "2026-01-02T03:04:05Z";
        out.files = 3;
        out.bytes = 5'000'000'000;
        out.go_size = 12;
        out.go_mtime_ns = -1;
        return out;
    }

    /// For tests of what does not ask whether it is allowed.
    static Result<void> allowed() { return {}; }

    /// An SDK with one file, published as install does.
    void publish(const SdkId& id, const std::string& content = "go") {
        const auto lock = store.lock(id);
        REQUIRE(lock);
        const auto staged = store.fresh_staging(id);
        REQUIRE(staged);
        write(path::join(*staged, "VERSION"), content);
        REQUIRE(store.publish(receipt(id), "lines\n", "", *staged));
    }
};

} // namespace govern::test
