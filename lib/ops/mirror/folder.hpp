#pragma once

#include "ops/context.hpp"
#include "os/files.hpp"
#include "trust/log.hpp"

#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace govern::ops {

/// Of a mirror's files, relative with `/`.
[[nodiscard]] std::string module_file(const SdkId& id, std::string_view extension);
inline constexpr std::string_view k_modules = "golang.org/toolchain/@v";
inline constexpr std::string_view k_module_list = "golang.org/toolchain/@v/list";
inline constexpr std::string_view k_go_mod = "module golang.org/toolchain\n";
inline constexpr std::string_view k_archives = "dl";
inline constexpr std::string_view k_archive_list = "dl/index.json";

/// Below a database's folder: where it answers for this SDK.
[[nodiscard]] std::string lookup_file(const SdkId& id);

/// The `.info` of a module: by the time in VERSION, else when Go was announced.
[[nodiscard]] std::string module_info(const SdkId& id, const std::string& version_file);
/// The `@v/list` of these, sorted.
[[nodiscard]] std::string module_list(const std::vector<SdkId>& sdks);

/// `,` and `|` part entries of GOPROXY, and a file URL in it is a path and nothing else.
void say_how_to_name(Reporter& reporter, const std::string& folder);

/// The folder of a mirror. Beside what it serves it has `.govern`: unfinished files, the lock, what
/// was seen of the log. A name that begins with a dot is listed by no server.
class MirrorFolder {
public:
    /// msg::mirror_foreign, msg::mirror_in_home. Writes nothing.
    [[nodiscard]] static Result<MirrorFolder> open(Context& context, const std::string& path);
    /// The same for one that must be there: msg::not_a_mirror.
    [[nodiscard]] static Result<MirrorFolder> open_present(Context& context,
                                                           const std::string& path);

    /// Makes the folder, and waits for another run there.
    [[nodiscard]] Result<std::unique_ptr<os::FileLock>> lock();

    [[nodiscard]] const std::string& path() const { return m_path; }
    /// Of a relative name with `/`.
    [[nodiscard]] std::string at(std::string_view below) const;
    [[nodiscard]] std::string unfinished(std::string_view name) const;
    [[nodiscard]] std::string log_cache() const { return at(".govern/log"); }

    [[nodiscard]] bool has(std::string_view below) const;
    /// The SDKs of its list.
    [[nodiscard]] std::vector<SdkId> sdks() const;
    /// Those whose module zip is there and that the list lacks.
    [[nodiscard]] std::vector<SdkId> unlisted() const;
    /// Names in one of its folders, sorted; none if it is absent.
    [[nodiscard]] std::vector<std::string> names(std::string_view below) const;
    struct Entry {
        std::string name; ///< relative to the mirror
        os::FileInfo::Kind kind;
    };
    /// All below one of its folders that is not itself a folder, sorted; links are not followed.
    /// Where the folder is none, that entry.
    [[nodiscard]] std::vector<Entry> entries(const std::string& below) const;

    /// What stands beside the folders of a mirror, sorted. Of a folder only its own name.
    [[nodiscard]] std::vector<Entry> foreign() const;

    /// Writes a small file unless it is there with this content.
    [[nodiscard]] Result<void> put(std::string_view below, std::string_view content);
    /// Flushes an unfinished file and gives it its place.
    [[nodiscard]] Result<void> publish(const std::string& unfinished, std::string_view below);
    /// Whatever it is.
    [[nodiscard]] Result<void> remove(std::string_view below);

    /// The heads that the mirror has served, as it kept them: by their files, the signed notes.
    [[nodiscard]] std::map<std::string, std::string> kept_heads(const std::string& database) const;
    /// The notes alone, and the one that it serves now: a copy of a mirror may have lost the
    /// others.
    [[nodiscard]] std::vector<std::string> heads(const std::string& database) const;
    /// Tiles first, then the lookups, then the head, so that whoever asks meanwhile finds all he
    /// needs.
    [[nodiscard]] Result<void> put_log(const trust::LogCopy& copy);

private:
    MirrorFolder(Context& context, std::string path)
        : m_files(&context.host.files), m_host(&context.host), m_path(std::move(path)) {}

    os::Files* m_files;
    os::Host* m_host;
    std::string m_path;
    std::set<std::string> m_made; ///< folders that are there for sure
};

} // namespace govern::ops
