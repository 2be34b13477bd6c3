#include "account/setup_record.hpp"

#include "account/profile_change.hpp"
#include "shell/messages.hpp"

#include <algorithm>

namespace govern::ops {

namespace {

using nlohmann::json;

/// The members that are there are of the kind that save() writes.
bool is_whole(const json& data) {
    const auto holds = [](const json& object, const char* name, json::value_t kind) {
        const auto at = object.find(name);
        return at == object.end() || at->type() == kind;
    };
    using Kind = json::value_t;
    if (!data.is_object() || !holds(data, "files", Kind::object) ||
        !holds(data, "path", Kind::object)) {
        return false;
    }
    const auto files = data.value("files", json::object());
    const auto path = data.value("path", json::object());
    return std::all_of(files.begin(), files.end(),
                       [&](const json& one) {
                           return one.is_object() && holds(one, "backup", Kind::string) &&
                                  holds(one, "existed", Kind::boolean);
                       }) &&
           holds(path, "existed", Kind::boolean) && holds(path, "expandable", Kind::boolean) &&
           holds(path, "before", Kind::string) && holds(path, "after", Kind::string) &&
           holds(path, "go_bin", Kind::string);
}

} // namespace

Result<void> SetupRecord::read(Backups* backups) {
    GOVERN_TRY_ASSIGN(const auto text, read_profile(m_host, m_file));
    if (!text) {
        return {};
    }
    m_data = json::parse(*text, nullptr, false);
    if (is_whole(m_data)) {
        return {};
    }
    m_data = json::object();
    if (backups != nullptr) {
        GOVERN_TRY_ASSIGN(auto backup, backups->keep("setup", *text));
        m_host.reporter.warn(Message(msg::setup_record_damaged)
                                 .with("file", m_file)
                                 .with("backup", std::move(backup)));
    }
    return {};
}

void SetupRecord::add_file(const std::string& path, bool existed, const std::string& backup) {
    auto& files = m_data["files"];
    if (!files.contains(path)) {
        files[path] = {{"existed", existed}, {"backup", backup}};
    }
}

void SetupRecord::add_path(const PathPlan& plan, const std::string& go_bin) {
    auto& path = m_data["path"];
    const bool first = !path.contains("existed");
    if (first) {
        path["existed"] = plan.before.has_value();
        path["before"] = plan.before ? plan.before->text : "";
        path["expandable"] = plan.after.expandable;
    }
    if (plan.adds_go_bin) {
        path["go_bin"] = go_bin;
    }
    if (first || (plan.before && path.contains("after") && path["after"] == plan.before->text)) {
        path["after"] = plan.after.text;
    } else {
        path.erase("after");
    }
}

void SetupRecord::keep_only(const std::vector<std::string>& paths) {
    auto files = json::object();
    for (const auto& path : paths) {
        if (const auto known = m_data.value("files", json::object()); known.contains(path)) {
            files[path] = known[path];
        }
    }
    m_data = {{"files", std::move(files)}};
}

Result<void> SetupRecord::save() {
    return m_host.files.write_atomic(
        m_file, m_data.dump(2, ' ', false, json::error_handler_t::replace) + '\n');
}

} // namespace govern::ops
