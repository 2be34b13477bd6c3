#pragma once

#include "core/sdk.hpp"

#include <string>

namespace govern {

/// Where everything lies in a home (docs/architecture.md has the picture). Paths are UTF-8 with
/// the platform's own separator; nothing here touches the disk.
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
    [[nodiscard]] std::string shims() const { return under("shims"); }
    [[nodiscard]] std::string staging() const { return under("staging"); }
    [[nodiscard]] std::string cache() const { return under("cache"); }
    [[nodiscard]] std::string downloads() const { return under("cache", "downloads"); }
    [[nodiscard]] std::string state() const { return under("state"); }
    [[nodiscard]] std::string default_file() const { return under("state", "default"); }
    [[nodiscard]] std::string history_file() const { return under("state", "history"); }
    [[nodiscard]] std::string backups() const { return under("state", "backups"); }
    [[nodiscard]] std::string locks() const { return under("locks"); }
    [[nodiscard]] std::string config_file() const { return under("config"); }

private:
    [[nodiscard]] std::string under(std::string_view folder) const;
    [[nodiscard]] std::string under(std::string_view folder, std::string_view name) const;
    std::string m_home;
};

} // namespace govern
