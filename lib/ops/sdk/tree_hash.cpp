#include "ops/sdk/tree_hash.hpp"

#include "base/messages.hpp"
#include "base/path.hpp"
#include "base/text.hpp"
#include "crypto/dirhash.hpp"
#include "os/machine.hpp"
#include "os/messages.hpp"
#include "os/threads.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <mutex>
#include <set>

namespace govern::ops {

namespace {

constexpr std::size_t k_max_file = 1U << 30U;
/// Hexadecimal SHA-256 and two blanks.
constexpr std::size_t k_digest_columns = 66;

/// Before every name in a module zip.
std::string module_prefix(const SdkId& id) {
    return "golang.org/toolchain@" + toolchain_module_version(id) + '/';
}

} // namespace

bool outside_h1(std::string_view name) {
    constexpr std::array<std::string_view, 5> folders = {"api/", "doc/", "misc/", "test/",
                                                         ".github/"};
    return std::any_of(folders.begin(), folders.end(),
                       [&](std::string_view folder) { return name.starts_with(folder); });
}

TreeHashes hash_tree_lines(const SdkId& id, const std::vector<archive::UnpackedFile>& files) {
    const auto prefix = module_prefix(id);
    std::vector<crypto::HashedFile> covered;
    std::vector<crypto::HashedFile> extra;
    covered.reserve(files.size());
    for (const auto& file : files) {
        if (outside_h1(file.name)) {
            if (file.written) {
                extra.push_back({file.name, file.sha256});
            }
            continue;
        }
        // The module zip carries every go.mod as _go.mod, so that it stays one module.
        auto name = prefix + file.name;
        constexpr std::string_view go_mod = "/go.mod";
        if (name.ends_with(go_mod)) {
            name.replace(name.size() - go_mod.size(), go_mod.size(), "/_go.mod");
        }
        covered.push_back({std::move(name), file.sha256});
    }
    TreeHashes out;
    out.lines = crypto::hash_lines(covered);
    out.extra = crypto::hash_lines(extra);
    out.h1 = crypto::h1_of_lines(out.lines);
    return out;
}

namespace {

/// The files of hash lines. A module's `_go.mod` lies on disk as go.mod.
void add_expected(std::vector<ExpectedFile>& out, const std::string& lines, bool of_module,
                  std::size_t prefix) {
    for (const auto line : lines_of(lines)) {
        if (line.size() <= k_digest_columns + prefix) {
            continue;
        }
        std::string name(line.substr(k_digest_columns + prefix));
        const auto slash = name.rfind('/');
        const auto base = slash == name.npos ? 0 : slash + 1;
        if (of_module && name.substr(base) == "_go.mod") {
            name.erase(base, 1);
        }
        out.push_back({std::move(name), std::string(line.substr(0, 64))});
    }
}

class TreeCheck {
public:
    TreeCheck(Context& context, const SdkId& id, std::vector<ExpectedFile> expected)
        : m_context(context), m_root(context.layout.sdk(id)), m_name(toolchain_name(id.version)),
          m_expected(std::move(expected)) {
        const auto home = context.host.files.info(context.layout.home());
        m_owner = home && *home ? (*home)->owner : 0;
    }

    Result<TreeDifferences> run() {
        look_at_root();
        auto walk = os::in_background([this] { return find_added(""); });
        os::on_threads(std::max(2U, os::processor_count()), [this] { hash_some(); });
        GOVERN_TRY(walk.get());
        if (m_context.host.reporter.interrupted()) {
            return fail(msg::interrupted);
        }
        std::sort(m_differences.changed.begin(), m_differences.changed.end());
        std::sort(m_differences.missing.begin(), m_differences.missing.end());
        std::sort(m_differences.added.begin(), m_differences.added.end());
        std::sort(m_differences.unreadable.begin(), m_differences.unreadable.end());
        std::sort(m_differences.mode.begin(), m_differences.mode.end());
        std::sort(m_differences.owner.begin(), m_differences.owner.end());
        return std::move(m_differences);
    }

private:
    void hash_some() {
        auto& reporter = m_context.host.reporter;
        while (!reporter.interrupted()) {
            const auto index = m_next.fetch_add(1);
            if (index >= m_expected.size()) {
                return;
            }
            check(m_expected[index]);
            const auto done = m_done.fetch_add(1) + 1;
            if (done % 64 == 0 || done == m_expected.size()) {
                reporter.progress({Progress::Phase::verify, m_name, done, m_expected.size()});
            }
        }
    }

    void check(const ExpectedFile& file) {
        auto& files = m_context.host.files;
        const auto path = path::join(m_root, file.path);
        // A link is a change, whatever it leads to.
        const auto info = files.info(path);
        if (!info || !*info) {
            add(info ? m_differences.missing : m_differences.unreadable, file.path);
            return;
        }
        const auto content = (*info)->kind == os::FileInfo::Kind::file
                                 ? files.read(path, k_max_file)
                                 : Result<std::string>("");
        if (!content && content.error().is(msg::no_permission)) {
            add(m_differences.unreadable, file.path);
        } else if (!content || (*info)->kind != os::FileInfo::Kind::file ||
                   crypto::hex(crypto::sha256(*content)) != file.hex) {
            add(m_differences.changed, file.path);
        } else {
            look_at_rights(file.path, **info, must_run(file.path) && !(*info)->executable);
        }
    }

    void add(std::vector<std::string>& paths, const std::string& path) {
        const std::lock_guard guard(m_mutex);
        paths.push_back(path);
    }

    /// Behind a link, if it is one.
    void look_at_root() {
        auto& files = m_context.host.files;
        const auto real = files.canonical(m_root);
        const auto info = files.info(real ? *real : m_root);
        if (info && *info) {
            look_at_rights(".", **info, false);
        }
    }

    void look_at_rights(const std::string& path, const os::FileInfo& info, bool wrong_mode) {
        const bool stranger = info.owner != m_owner && info.owner != 0;
        if (stranger) {
            add(m_differences.owner, path);
        }
        if (info.unsafe_mode || wrong_mode) {
            add(m_differences.mode, path);
        }
    }

    static bool must_run(const std::string& path) {
        return path.starts_with("bin/") || path.starts_with("pkg/tool/");
    }

    Result<void> find_added(const std::string& relative) {
        if (m_known.empty()) {
            for (const auto& file : m_expected) {
                m_known.insert(file.path);
            }
        }
        auto& files = m_context.host.files;
        const auto folder = relative.empty() ? m_root : path::join(m_root, relative);
        const auto names = files.list(folder);
        if (!names && names.error().is(msg::no_permission)) {
            add(m_differences.unreadable, relative.empty() ? "." : relative);
            return {};
        }
        if (!names) {
            return Failure(names.error());
        }
        for (const auto& name : *names) {
            const auto path = relative.empty() ? name : relative + '/' + name;
            if (m_known.contains(path)) {
                continue;
            }
            const auto info = files.info(path::join(m_root, path));
            if (!info) {
                add(m_differences.unreadable, path);
            } else if (*info && (*info)->kind == os::FileInfo::Kind::directory) {
                look_at_rights(path, **info, false);
                GOVERN_TRY(find_added(path));
            } else if (*info) {
                add(m_differences.added, path);
            }
        }
        return {};
    }

    Context& m_context;
    std::string m_root;
    std::string m_name;
    std::uint32_t m_owner = 0; ///< of the home
    std::vector<ExpectedFile> m_expected;
    std::set<std::string> m_known;
    std::atomic<std::size_t> m_next = 0;
    std::atomic<std::size_t> m_done = 0;
    std::mutex m_mutex;
    TreeDifferences m_differences;
};

} // namespace

std::string TreeDifferences::text() const {
    constexpr std::size_t k_shown = 10;
    std::vector<std::string> names;
    const auto add = [&](const std::vector<std::string>& paths, const char* word) {
        for (const auto& path : paths) {
            names.push_back(std::string(word) + ' ' + printable(path));
        }
    };
    add(changed, "changed");
    add(missing, "missing");
    add(added, "added");
    add(unreadable, "unreadable");
    add(mode, "mode of");
    add(owner, "owner of");
    const auto all = names.size();
    if (all > k_shown) {
        names.resize(k_shown);
        names.push_back("… and " + std::to_string(all - k_shown) + " more (--json names all)");
    }
    return join(names, ", ");
}

std::vector<ExpectedFile> expected_files(const SdkId& id, const std::string& lines,
                                         const std::string& extra) {
    std::vector<ExpectedFile> out;
    add_expected(out, lines, true, module_prefix(id).size());
    add_expected(out, extra, false, 0);
    return out;
}

Result<TreeDifferences> compare_tree(Context& context, const SdkId& id,
                                     std::vector<ExpectedFile> expected) {
    return TreeCheck(context, id, std::move(expected)).run();
}

} // namespace govern::ops
