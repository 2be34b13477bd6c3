#include "base/messages.hpp"
#include "base/path.hpp"
#include "base/text.hpp"
#include "crypto/sha256.hpp"
#include "mirror/content.hpp"
#include "mirror/folder.hpp"
#include "mirror/site.hpp"
#include "mirror/tidy.hpp"
#include "ops/mirror/messages.hpp"
#include "ops/mirror/mirror.hpp"
#include "os/messages.hpp"
#include "sources/module.hpp"

#include <algorithm>
#include <map>
#include <optional>

namespace govern::ops {

namespace {

constexpr std::size_t k_max_small = 4U << 20U;

using Kind = os::FileInfo::Kind;
using Remedy = MirrorCheck::Remedy;

class Checker {
public:
    Checker(Context& context, const MirrorFolder& folder) : m_context(context), m_folder(folder) {}

    Result<MirrorCheck> run() {
        GOVERN_TRY_ASSIGN(m_log, open_log_at(m_context, m_folder.path()));
        m_out.database = m_log->name();
        m_heads = m_folder.heads(m_out.database);
        m_out.sdks = m_folder.sdks();
        if (read(std::string(k_module_list)) != module_list(m_out.sdks)) {
            damaged(std::string(k_module_list), "it is not the list that govern writes");
        }
        for (const auto& id : m_out.sdks) {
            GOVERN_TRY(check_sdk(id));
        }
        GOVERN_TRY(check_archives());
        check_heads();
        check_entries();
        check_top();
        check_rights();
        return std::move(m_out);
    }

private:
    void damaged(std::string file, std::string why, Remedy remedy = Remedy::run) {
        const auto same = [&](const MirrorCheck::Item& item) { return item.file == file; };
        if (std::none_of(m_out.damaged.begin(), m_out.damaged.end(), same)) {
            m_out.damaged.push_back({std::move(file), std::move(why), remedy});
        }
    }

    /// What no listed version needs.
    void stray(std::string file, std::string why) {
        const auto remedy = is_prunable(file, m_out.database) ? Remedy::prune : Remedy::by_hand;
        damaged(std::move(file),
                remedy == Remedy::by_hand ? std::move(why) + "; move it out of the folder by hand"
                                          : std::move(why),
                remedy);
    }

    std::string read(const std::string& below) {
        auto content = m_context.host.files.read(m_folder.at(below), k_max_small);
        return content ? std::move(*content) : std::string();
    }

    /// Of one line.
    static std::string why(const Error& error) {
        const auto parts = render(error);
        return parts.notes.empty() ? parts.text : parts.text + ": " + parts.notes.front();
    }

    Result<void> check_sdk(const SdkId& id) {
        auto copy = m_log->copy({id}, m_heads);
        if (!copy && copy.error().is(msg::interrupted)) {
            return Failure(copy.error());
        }
        if (!copy) {
            damaged("sumdb/" + m_out.database + '/' + lookup_file(id), why(copy.error()));
            m_log_is_whole = false;
            return {};
        }
        m_proved.insert(copy->files.begin(), copy->files.end());
        if (copy->size > m_out.head) {
            m_out.head = copy->size;
        }
        if (read(module_file(id, "mod")) != k_go_mod) {
            damaged(module_file(id, "mod"), "it is not a toolchain's go.mod");
        }
        const auto zip = module_file(id, "zip");
        const auto proved =
            m_folder.has(zip)
                ? prove_file(m_context, id, module_offer(id, m_folder.at(zip)), m_folder.at(zip),
                             copy->proofs.front())
                : Result<Proved>(
                      fail(msg::file_not_found, {{"action", "read"}, {"path", m_folder.at(zip)}}));
        if (!proved && proved.error().is(msg::interrupted)) {
            return Failure(proved.error());
        }
        if (!proved) {
            damaged(zip, why(proved.error()));
        } else if (read(module_file(id, "info")) != module_info(id, proved->version_file)) {
            damaged(module_file(id, "info"), "it does not say what VERSION says");
        }
        return {};
    }

    Result<void> check_archives() {
        if (!m_folder.has(k_archive_list)) {
            return {};
        }
        GOVERN_TRY_ASSIGN(const auto faults,
                          check_site(m_context, m_folder, *m_log, m_out.archives));
        m_out.damaged.insert(m_out.damaged.end(), faults.begin(), faults.end());
        return {};
    }

    void check_heads() {
        const auto database = "sumdb/" + m_out.database + '/';
        if (!m_folder.has(database + "supported")) {
            damaged(database + "supported", "it is missing");
        }
        const auto latest = read(database + "latest");
        if (!m_log->has_signed(latest) && !(latest.empty() && m_out.sdks.empty())) {
            damaged(database + "latest",
                    latest.empty() ? "it is missing" : "it is not a head that the log signed");
        }
        for (const auto& [name, note] : m_folder.kept_heads(m_out.database)) {
            if (!m_log->has_signed(note)) {
                damaged(name, "it is not a head that the log signed", Remedy::prune);
            }
        }
    }

    /// Why what is below the served folders must not be there; nothing if it may.
    std::optional<std::string> why_stray(const std::string& name) {
        const auto lookups = "sumdb/" + m_out.database + "/lookup/golang.org/toolchain@";
        if (name.starts_with(lookups)) { // of a version that was here
            const auto all = sources::parse_module_list(name.substr(lookups.size()));
            const bool proved = !all.empty() && name.ends_with('/' + lookup_file(all.front())) &&
                                m_log->prove(all.front());
            return proved ? std::nullopt : std::optional("nothing proves it");
        }
        if (name.starts_with(std::string(k_modules) + '/')) {
            return "golang.org/toolchain/@v/list has no such version";
        }
        return name.starts_with(std::string(k_archives) + '/')
                   ? std::string(k_archive_list) + " does not name it"
                   : "it is not a file of a mirror";
    }

    /// Everything that a server would hand out.
    void check_entries() {
        const auto own = own_files(m_out.database, m_out.sdks, m_out.archives);
        const auto tiles = "sumdb/" + m_out.database + "/tile/";
        const auto strays = m_log_is_whole
                                ? stray_tiles_in(m_context, m_folder, m_out.database, m_proved)
                                : std::vector<std::string>();
        for (const auto* below : k_served) {
            for (const auto& [name, kind] : m_folder.entries(below)) {
                const bool is_tile = name.starts_with(tiles);
                const bool is_ours =
                    is_tile ? std::find(strays.begin(), strays.end(), name) == strays.end()
                            : own.contains(name);
                if (is_ours && kind == Kind::file) {
                    m_out.files.push_back(name);
                } else if (is_ours) {
                    damaged(name, "it is not a regular file");
                } else if (kind != Kind::file) {
                    stray(name, "it is not a regular file");
                } else if (is_tile) {
                    stray(name, "nothing in the log leads to it");
                } else if (auto why = why_stray(name)) {
                    stray(name, std::move(*why));
                }
            }
        }
    }

    /// A server whose root is the mirror hands out these too.
    void check_top() {
        for (const auto& [name, kind] : m_folder.foreign()) {
            stray(name, kind == Kind::file        ? "it is not a file of a mirror"
                        : kind == Kind::directory ? "it is not a folder of a mirror"
                                                  : "it is not a regular file");
        }
    }

    void check_rights() {
        for (auto& closed : closed_to_readers(m_context, m_folder, m_out.files)) {
            damaged(std::move(closed.name),
                    closed.is_folder ? "not every account may enter it"
                                     : "not every account may read it",
                    Remedy::rights);
        }
    }

    Context& m_context;
    const MirrorFolder& m_folder;
    std::unique_ptr<trust::Log> m_log;
    std::vector<std::string> m_heads;
    std::map<std::string, std::string> m_proved; ///< as LogCopy::files
    bool m_log_is_whole = true;                  ///< every SDK's proof is there
    MirrorCheck m_out;
};

} // namespace

Result<MirrorCheck> check_mirror(Context& context, const std::string& folder) {
    GOVERN_TRY_ASSIGN(const auto mirror, MirrorFolder::open_present(context, folder));
    return Checker(context, mirror).run();
}

bool any_needs(const MirrorCheck& check, MirrorCheck::Remedy remedy) {
    return std::any_of(check.damaged.begin(), check.damaged.end(),
                       [&](const auto& item) { return item.remedy == remedy; });
}

Error mirror_damaged_error(const std::string& folder, const MirrorCheck& check) {
    constexpr std::size_t k_shown = 10;
    std::vector<std::string> lines;
    for (const auto& item : check.damaged) {
        if (lines.size() == k_shown) {
            lines.push_back("… (--json names all)");
            break;
        }
        lines.push_back(item.file + ": " + item.why);
    }
    const bool needs_run = any_needs(check, Remedy::run) || any_needs(check, Remedy::rights);
    return Error(needs_run                         ? msg::mirror_damaged
                 : any_needs(check, Remedy::prune) ? msg::mirror_unlisted
                                                   : msg::mirror_unmanaged)
        .with("path", folder)
        .with("count", std::to_string(check.damaged.size()))
        .with("damaged", join(lines, "; "));
}

} // namespace govern::ops
