#pragma once

#include "account/backups.hpp"
#include "ops/account/user_path.hpp"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace govern::ops {

/// The record of setup's changes outside the home, kept in state/setup for the undo: `{"files":
/// {PATH: {"backup", "existed"}}, "path": {"before", "expandable", "existed", "after",
/// "go_bin"}}`.
class SetupRecord {
public:
    SetupRecord(os::Host& host, const Layout& layout)
        : m_host(host), m_file(layout.setup_record()) {}

    /// A record that is not ours counts as empty. With `backups` it is kept there and reported.
    [[nodiscard]] Result<void> read(Backups* backups);

    /// A file's first state stays: what an undo goes back to.
    void add_file(const std::string& path, bool existed, const std::string& backup);
    /// `before` belongs to `after`: once another program changed PATH in between, an undo must not
    /// go back to the first state.
    void add_path(const PathPlan& plan, const std::string& go_bin);

    /// Everything but these files is as it was before.
    void keep_only(const std::vector<std::string>& paths);

    [[nodiscard]] const nlohmann::json& data() const { return m_data; }
    [[nodiscard]] Result<void> save();
    [[nodiscard]] Result<void> forget() { return m_host.files.remove(m_file); }

private:
    os::Host& m_host;
    std::string m_file;
    nlohmann::json m_data = nlohmann::json::object();
};

} // namespace govern::ops
