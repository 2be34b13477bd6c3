#include "mirror/folder.hpp"

#include "base/path.hpp"
#include "base/text.hpp"
#include "ops/mirror/messages.hpp"
#include "ops/sdk/mirror_source.hpp"
#include "os/locks.hpp"
#include "sources/listing.hpp"
#include "sources/module.hpp"

#include <algorithm>
#include <array>

namespace govern::ops {

namespace {

using Kind = os::FileInfo::Kind;

constexpr std::string_view k_own = ".govern";
constexpr std::array<std::string_view, 4> k_top = {"golang.org", "sumdb", k_archives, k_own};
constexpr std::size_t k_max_small = 16U << 20U;
constexpr std::size_t k_max_note = 64U << 10U;

bool is_of_mirror(std::string_view name) {
    return std::find(k_top.begin(), k_top.end(), name) != k_top.end();
}

/// A home at this folder or above it; empty: none.
std::string home_around(Context& context, std::string folder) {
    const auto is_home = [&](const std::string& path) {
        return path::same_path(path, context.layout.home()) ||
               (context.host.files.kind(path::join(path, "sdks")) == Kind::directory &&
                context.host.files.kind(path::join(path, "receipts")) == Kind::directory);
    };
    for (;;) {
        if (is_home(folder)) {
            return folder;
        }
        std::string above(path::parent(folder));
        if (above.empty() || above == folder) {
            return {};
        }
        folder = std::move(above);
    }
}

} // namespace

std::string module_file(const SdkId& id, std::string_view extension) {
    return std::string(k_modules) + '/' + toolchain_module_version(id) + '.' +
           std::string(extension);
}

std::string lookup_file(const SdkId& id) {
    return "lookup/golang.org/toolchain@" + toolchain_module_version(id);
}

std::string module_info(const SdkId& id, const std::string& version_file) {
    constexpr std::string_view k_key = "time ";
    std::string time = "2009-11-10T23:00:00Z";
    for (const auto line : lines_of(version_file)) {
        const auto value = line.substr(std::min(line.size(), k_key.size()));
        const bool fits = std::all_of(value.begin(), value.end(), [](char c) {
            return (c >= '0' && c <= '9') || c == '-' || c == ':' || c == 'T' || c == 'Z';
        });
        if (line.starts_with(k_key) && value.size() == time.size() && fits) {
            time = value;
        }
    }
    return R"({"Version":")" + toolchain_module_version(id) + R"(","Time":")" + time + "\"}\n";
}

std::string module_list(const std::vector<SdkId>& sdks) {
    std::vector<std::string> lines;
    for (const auto& id : sdks) {
        lines.push_back(toolchain_module_version(id) + '\n');
    }
    std::sort(lines.begin(), lines.end());
    return join(lines, "");
}

void say_how_to_name(Reporter& reporter, const std::string& folder) {
    const auto at = folder.find_first_of(",|%#?");
    if (at != folder.npos) {
        reporter.status(Message(msg::mirror_named)
                            .with("url", goproxy_entry(folder))
                            .with("character", folder.substr(at, 1)));
    }
}

Result<MirrorFolder> MirrorFolder::open(Context& context, const std::string& path) {
    auto& files = context.host.files;
    const auto real = files.canonical(path);
    if (auto home = home_around(context, real ? *real : path); !home.empty()) {
        return fail(msg::mirror_in_home, {{"path", path}, {"home", std::move(home)}});
    }
    GOVERN_TRY_ASSIGN(const auto info, files.info(real ? *real : path));
    MirrorFolder out(context, path);
    if (info && info->kind != Kind::directory) {
        return fail(msg::mirror_foreign, {{"path", path}, {"entry", path}});
    }
    if (!info || out.has(k_own)) {
        return out;
    }
    GOVERN_TRY_ASSIGN(const auto names, files.list(path));
    for (const auto& name : names) {
        if (!is_of_mirror(name)) {
            return fail(msg::mirror_foreign, {{"path", path}, {"entry", name}});
        }
    }
    return out;
}

Result<MirrorFolder> MirrorFolder::open_present(Context& context, const std::string& path) {
    MirrorFolder out(context, path);
    if (!out.has(k_module_list)) {
        return fail(msg::not_a_mirror, {{"path", path}, {"missing", std::string(k_module_list)}});
    }
    return out;
}

Result<std::unique_ptr<os::FileLock>> MirrorFolder::lock() {
    GOVERN_TRY(m_files->make_folders(unfinished("")));
    return os::wait_for_lock(*m_host, at(".govern/lock"), m_path);
}

std::string MirrorFolder::at(std::string_view below) const {
    auto out = m_path;
    for (const auto part : split(below, '/')) {
        out = part.empty() ? out : path::join(out, part);
    }
    return out;
}

std::string MirrorFolder::unfinished(std::string_view name) const {
    return at(".govern/new/" + std::string(name));
}

bool MirrorFolder::has(std::string_view below) const {
    return m_files->kind(at(below)).has_value();
}

std::vector<std::string> MirrorFolder::names(std::string_view below) const {
    const auto folder = at(below);
    auto names = m_files->kind(folder) == Kind::directory ? m_files->list(folder)
                                                          : std::vector<std::string>();
    if (!names) {
        return {};
    }
    std::sort(names->begin(), names->end());
    return std::move(*names);
}

std::vector<MirrorFolder::Entry> MirrorFolder::entries(const std::string& below) const {
    const auto kind = m_files->kind(at(below));
    if (!kind) {
        return {};
    }
    if (*kind != Kind::directory) {
        return {{below, *kind}};
    }
    std::vector<Entry> out;
    for (const auto& name : names(below)) {
        const auto more = entries(below + '/' + name);
        out.insert(out.end(), more.begin(), more.end());
    }
    return out;
}

std::vector<MirrorFolder::Entry> MirrorFolder::foreign() const {
    std::vector<Entry> out;
    for (const auto& name : names("")) {
        const auto kind = m_files->kind(at(name)).value_or(Kind::other);
        if (!is_of_mirror(name) || (name == k_own && kind != Kind::directory)) {
            out.push_back({name, kind});
        }
    }
    return out;
}

std::vector<SdkId> MirrorFolder::sdks() const {
    const auto list = m_files->read(at(k_module_list), k_max_small);
    std::vector<SdkId> out;
    for (auto& id : sources::parse_module_list(list ? *list : std::string())) {
        if (std::find(out.begin(), out.end(), id) == out.end()) {
            out.push_back(std::move(id));
        }
    }
    return out;
}

std::vector<SdkId> MirrorFolder::unlisted() const {
    constexpr std::string_view k_zip = ".zip";
    const auto listed = sdks();
    std::vector<SdkId> out;
    for (const auto& name : names(k_modules)) {
        const auto stem = name.ends_with(k_zip) ? name.substr(0, name.size() - k_zip.size()) : "";
        for (auto& id : sources::parse_module_list(stem)) {
            if (module_file(id, "zip").ends_with('/' + name) &&
                std::find(listed.begin(), listed.end(), id) == listed.end()) {
                out.push_back(std::move(id));
            }
        }
    }
    return out;
}

Result<void> MirrorFolder::put(std::string_view below, std::string_view content) {
    const auto path = at(below);
    if (m_files->kind(path).value_or(Kind::file) != Kind::file) {
        GOVERN_TRY(remove(below));
    }
    const auto present = m_files->read(path, k_max_small);
    if (present && *present == content) {
        return {};
    }
    const auto file = unfinished("small");
    GOVERN_TRY(m_files->write_atomic(file, content, os::Durable::no));
    const std::string folder(path::parent(path));
    if (m_made.insert(folder).second) {
        GOVERN_TRY(m_files->make_folders(folder));
    }
    return m_files->rename(file, path);
}

Result<void> MirrorFolder::publish(const std::string& file, std::string_view below) {
    GOVERN_TRY_ASSIGN(const auto info, m_files->info(file));
    if (info) {
        GOVERN_TRY_ASSIGN(const auto open, m_files->create(file, info->size));
        GOVERN_TRY(open->finish());
    }
    const auto path = at(below);
    GOVERN_TRY(m_files->make_folders(std::string(path::parent(path))));
    return m_files->rename(file, path);
}

Result<void> MirrorFolder::remove(std::string_view below) {
    const auto path = at(below);
    return m_files->kind(path) == Kind::directory ? m_files->remove_tree(path)
                                                  : m_files->remove(path);
}

std::map<std::string, std::string> MirrorFolder::kept_heads(const std::string& database) const {
    std::map<std::string, std::string> out;
    for (const auto& [name, kind] : entries(".govern/heads/" + database)) {
        auto note = m_files->read(at(name), k_max_note);
        out[name] = note ? std::move(*note) : std::string();
    }
    return out;
}

std::vector<std::string> MirrorFolder::heads(const std::string& database) const {
    std::vector<std::string> out;
    for (auto& [name, note] : kept_heads(database)) {
        out.push_back(note);
    }
    if (auto note = m_files->read(at("sumdb/" + database + "/latest"), k_max_note)) {
        out.push_back(std::move(*note));
    }
    return out;
}

Result<void> MirrorFolder::put_log(const trust::LogCopy& copy) {
    const auto base = "sumdb/" + copy.database + '/';
    for (const auto* stage : {"tile/", "lookup/", "supported", "latest"}) {
        if (stage == std::string_view("lookup/")) { // kept before anybody can have seen it
            GOVERN_TRY(
                put(".govern/heads/" + copy.database + '/' + std::to_string(copy.size), copy.head));
        }
        for (const auto& [name, content] : copy.files) {
            if (name.starts_with(stage)) {
                GOVERN_TRY(put(base + name, content));
            }
        }
    }
    return {};
}

} // namespace govern::ops
