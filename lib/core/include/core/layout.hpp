#pragma once

#include "core/sdk.hpp"

#include <string>

namespace govern {

/// The paths of a home (docs/commands.md has the picture). They are UTF-8 with the platform's own
/// separator; nothing here touches the disk.
class Layout {
public:
    explicit Layout(std::string home) : m_home(std::move(home)) {}

    [[nodiscard]] const std::string& home() const { return m_home; }
    [[nodiscard]] std::string sdks() const { return under("sdks"); }
    [[nodiscard]] std::string sdk(const SdkId& id) const { return under("sdks", id.text()); }
    /// The `go` of an SDK (`bin/go`, `bin\go.exe`).
    [[nodiscard]] std::string sdk_go(const SdkId& id) const;
    [[nodiscard]] std::string receipts() const { return under("receipts"); }
    [[nodiscard]] std::string receipt(const SdkId& id) const {
        return under("receipts", id.text() + ".json");
    }
    /// The dirhash lines whose own SHA-256 is the h1.
    [[nodiscard]] std::string hash_lines(const SdkId& id) const {
        return under("receipts", id.text() + ".h1");
    }
    /// Hash lines of the files that the h1 does not cover.
    [[nodiscard]] std::string extra_lines(const SdkId& id) const {
        return under("receipts", id.text() + ".extra");
    }
    /// The size of each file, for a quick look, bound to the receipt by its SHA-256.
    [[nodiscard]] std::string sizes(const SdkId& id) const {
        return under("receipts", id.text() + ".sizes");
    }
    [[nodiscard]] std::string shims() const { return under("shims"); }
    [[nodiscard]] std::string staging() const { return under("staging"); }
    /// The folders of programs that `tool` built, one for each SDK.
    [[nodiscard]] std::string tools() const { return under("tools"); }
    [[nodiscard]] std::string tools(const SdkId& id) const { return under("tools", id.text()); }
    [[nodiscard]] std::string cache() const { return under("cache"); }
    [[nodiscard]] std::string downloads() const { return under("cache", "downloads"); }
    /// The list of vulnerabilities that `audit --update` fetched, its file and the lock of who
    /// replaces it.
    [[nodiscard]] std::string vulnerabilities() const { return under("cache", "vuln"); }
    [[nodiscard]] std::string vulnerabilities_file() const;
    [[nodiscard]] std::string vulnerabilities_lock() const { return under("locks", "vuln.lock"); }
    /// `ID.tar`: an SDK in one file, for the cache of a CI host (`ci --cache`).
    [[nodiscard]] std::string ci_cache() const { return under("cache", "ci"); }
    [[nodiscard]] std::string ci_tar(const SdkId& id) const;
    [[nodiscard]] std::string state() const { return under("state"); }
    [[nodiscard]] std::string default_file() const { return under("state", "default"); }
    [[nodiscard]] std::string history_file() const { return under("state", "history"); }
    /// The change on trial by `upgrade --live`; there is none otherwise.
    [[nodiscard]] std::string pending_file() const { return under("state", "pending"); }
    /// Held by the upgrade that runs: `state/pending` without it is a dead one's.
    [[nodiscard]] std::string upgrade_lock() const { return under("locks", "upgrade.lock"); }
    /// Which versions failed as candidates of `upgrade`: lines `SPEC ID`.
    [[nodiscard]] std::string failed_upgrades_file() const {
        return under("state", "failed-upgrades");
    }
    /// `ID.log`: the output of checks.
    [[nodiscard]] std::string upgrades() const { return under("state", "upgrades"); }
    /// `ID.json`: what was there before a change.
    [[nodiscard]] std::string snapshots() const { return under("state", "snapshots"); }
    /// The record of what `setup` changed, for its undo. It exists once setup has run.
    [[nodiscard]] std::string setup_record() const { return under("state", "setup"); }
    [[nodiscard]] std::string backups() const { return under("state", "backups"); }
    /// One file for each link of that NAME, which holds a line: the path of its GOROOT. With the
    /// sign in front no name is a device of Windows.
    [[nodiscard]] std::string links() const { return under("links"); }
    [[nodiscard]] std::string link(std::string_view name) const;
    [[nodiscard]] std::string locks() const { return under("locks"); }
    /// The code that shells load: `init.bash`, `govern.ps1` …
    [[nodiscard]] std::string shell_files() const { return under("shell"); }
    [[nodiscard]] std::string config_file() const { return under("config"); }

private:
    [[nodiscard]] std::string under(std::string_view folder) const;
    [[nodiscard]] std::string under(std::string_view folder, std::string_view name) const;
    std::string m_home;
};

} // namespace govern
