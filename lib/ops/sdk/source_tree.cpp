#include "sdk/source_tree.hpp"

#include "base/messages.hpp"
#include "base/path.hpp"
#include "base/text.hpp"
#include "core/release.hpp"
#include "crypto/sha256.hpp"
#include "ops/sdk/messages.hpp"
#include "ops/sdk/tree_hash.hpp"
#include "os/machine.hpp"
#include "os/messages.hpp"
#include "os/range_file.hpp"
#include "os/threads.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <mutex>

namespace govern::ops {

namespace {

using Kind = os::FileInfo::Kind;

constexpr std::size_t k_most_files = 60'000; // as of an archive
constexpr std::size_t k_version_file = 64 * 1024;
/// A file at a place that no release has is tried with the others up to this size. Archives that
/// managers leave in a GOROOT are larger.
constexpr std::uint64_t k_largest_doubtful = 16ULL << 20U;
/// Bytes that a thread takes at once.
constexpr std::uint64_t k_share = 4ULL << 20U;
constexpr std::size_t k_piece = 1ULL << 20U;
/// Go before 1.10 builds its packages anew where a source is younger than they are: one moment for
/// all, as in a module (2009-11-10T23:00:00Z).
constexpr std::int64_t k_mtime = 1'257'894'000;

/// Entries of a GOROOT that a release has had since 1.8.
constexpr std::array<std::string_view, 15> k_release_files = {
    "VERSION",      "LICENSE",        "PATENTS",    "README.md",   "SECURITY.md",
    "AUTHORS",      "go.env",         "robots.txt", "favicon.ico", "CONTRIBUTING.md",
    "CONTRIBUTORS", "codereview.cfg", "bin",        "lib",         "src"};

template <std::size_t N>
bool is_one_of(const std::array<std::string_view, N>& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

enum class Place { release, doubtful, outside };

/// Whether a release may have this entry.
Place place_of(std::string_view name, bool folder, const SdkId& id) {
    const auto slash = name.find('/');
    const auto top = name.substr(0, slash);
    if (outside_h1(std::string(name) + '/')) {
        return Place::outside;
    }
    constexpr std::array<std::string_view, 3> k_of_file_managers = {".DS_Store", "Thumbs.db",
                                                                    "desktop.ini"};
    if (!folder && is_one_of(k_of_file_managers, path::filename(name))) {
        return Place::doubtful;
    }
    if (slash == name.npos) {
        return is_one_of(k_release_files, top) || top == "pkg" ? Place::release
               : folder                                        ? Place::outside
                                                               : Place::doubtful;
    }
    const auto below = name.substr(slash + 1);
    if (top == "bin") {
        constexpr std::array<std::string_view, 6> programs = {"go",     "gofmt",     "godoc",
                                                              "go.exe", "gofmt.exe", "godoc.exe"};
        return is_one_of(programs, below) ? Place::release
               : folder                   ? Place::outside
                                          : Place::doubtful;
    }
    if (top != "pkg") {
        return Place::release;
    }
    const auto folder_of_pkg = below.substr(0, below.find('/'));
    const auto of_target = id.platform.os + '_' + id.platform.arch;
    if (folder_of_pkg == "tool") {
        const bool of_another = platform_of_tool(name) && !(platform_of_tool(name) == id.platform);
        return of_another ? Place::outside : Place::release;
    }
    Version without_packages; // since then a release has no compiled packages
    (void)Version::parse("1.20", without_packages);
    if (folder_of_pkg == "include" ||
        (id.version < without_packages && folder_of_pkg.starts_with(of_target))) {
        return Place::release;
    }
    return folder || below.size() != folder_of_pkg.size() ? Place::outside : Place::doubtful;
}

/// Walks a tree by its names.
class Walk {
public:
    Walk(const os::Files& files, SourceTree& tree) : m_files(files), m_tree(tree) {}

    Result<void> folder(const std::string& relative) {
        const auto path = relative.empty() ? m_tree.root : path::join(m_tree.root, relative);
        GOVERN_TRY_ASSIGN(auto names, m_files.list(path));
        std::sort(names.begin(), names.end());
        const bool of_module = std::binary_search(names.begin(), names.end(), "_go.mod");
        std::vector<std::string> below;
        for (const auto& name : names) {
            if (of_module && name == "go.mod") {
                continue; // which Go's own switch copied from _go.mod
            }
            GOVERN_TRY(entry(relative.empty() ? name : relative + '/' + name, below));
        }
        for (const auto& one : below) {
            GOVERN_TRY(folder(one));
        }
        return {};
    }

private:
    Result<void> entry(const std::string& relative, std::vector<std::string>& below) {
        GOVERN_TRY_ASSIGN(const auto info, m_files.info(path::join(m_tree.root, relative)));
        if (!info) {
            return {}; // it went meanwhile
        }
        const bool is_folder = info->kind == Kind::directory;
        const auto place = place_of(relative, is_folder, *m_tree.id);
        const bool doubtful = place == Place::doubtful;
        const bool too_large = doubtful && info->size > k_largest_doubtful;
        if (place == Place::outside || too_large || (doubtful && info->kind != Kind::file)) {
            m_tree.left.push_back(relative + (is_folder ? "/" : ""));
            return {};
        }
        if (info->unsafe_mode && info->kind != Kind::link && m_tree.open_to_others.empty()) {
            m_tree.open_to_others = path::join(m_tree.root, relative);
        }
        if (is_folder) {
            below.push_back(relative);
            return {};
        }
        if (info->kind != Kind::file) {
            m_tree.odd.push_back(relative);
            return {};
        }
        if (m_tree.files.size() == k_most_files) {
            return fail(msg::adopt_too_many,
                        {{"path", m_tree.root}, {"count", std::to_string(k_most_files)}});
        }
        SourceTree::File file{relative, relative, info->size, info->executable, doubtful};
        if (path::filename(relative) == "_go.mod") {
            file.name.erase(relative.size() - std::string_view("_go.mod").size(), 1);
        }
        m_tree.bytes += file.size;
        m_tree.files.push_back(std::move(file));
        return {};
    }

    const os::Files& m_files;
    SourceTree& m_tree;
};

/// The platform whose tools lie there; of several the one that has a compiler.
std::optional<Platform> platform_of(const os::Files& files, const std::string& root) {
    const auto tools = path::join(path::join(root, "pkg"), "tool");
    auto names = files.list(tools).value_or(std::vector<std::string>());
    std::sort(names.begin(), names.end());
    std::optional<Platform> out;
    for (const auto& name : names) {
        auto platform = platform_of_tool("pkg/tool/" + name + "/compile");
        if (!platform) {
            continue;
        }
        const std::string exe = platform->os == "windows" ? ".exe" : "";
        const auto folder = path::join(tools, name);
        const bool whole = files.kind(path::join(folder, "compile" + exe)) &&
                           files.kind(path::join(path::join(root, "bin"), "go" + exe));
        if (!out || whole) {
            out = std::move(platform);
        }
        if (whole) {
            break;
        }
    }
    return out;
}

/// Some files of one folder: the work that a thread takes at once.
struct Share {
    std::string folder; ///< in the new tree
    std::vector<std::size_t> files;
    std::uint64_t bytes = 0;
};

std::vector<Share> shares_of(const SourceTree& tree) {
    std::vector<Share> out;
    for (std::size_t i = 0; i < tree.files.size(); ++i) {
        const std::string_view name = tree.files[i].name;
        const auto slash = name.rfind('/');
        const auto folder = slash == name.npos ? std::string_view() : name.substr(0, slash);
        if (out.empty() || out.back().folder != folder || out.back().bytes >= k_share) {
            out.push_back({std::string(folder), {}, 0});
        }
        out.back().files.push_back(i);
        out.back().bytes += tree.files[i].size;
    }
    std::stable_sort(out.begin(), out.end(),
                     [](const Share& a, const Share& b) { return a.bytes > b.bytes; });
    return out;
}

class Taking {
public:
    Taking(Context& context, const SourceTree& tree, os::TreeWriter* into,
           const std::string& staged)
        : m_reporter(context.host.reporter), m_tree(tree), m_into(into), m_staged(staged),
          m_shares(shares_of(tree)), m_out(tree.files.size()) {}

    Result<std::vector<archive::UnpackedFile>> run() {
        os::on_threads(os::processor_count(), [this] { work(); });
        if (m_failure) {
            return Failure(std::move(*m_failure));
        }
        return std::move(m_out);
    }

private:
    void work() {
        std::vector<std::byte> buffer(k_piece);
        while (!m_failed) {
            const auto index = m_next.fetch_add(1);
            if (index >= m_shares.size()) {
                return;
            }
            if (auto done = take(m_shares[index], buffer); !done) {
                const std::lock_guard guard(m_mutex);
                if (!m_failed.exchange(true)) {
                    m_failure = std::move(done).error();
                }
            }
        }
    }

    Result<void> take(const Share& share, std::vector<std::byte>& buffer) {
        std::unique_ptr<os::TreeFolder> folder;
        if (m_into != nullptr) {
            GOVERN_TRY_ASSIGN(folder, m_into->folder(share.folder));
        }
        for (const auto index : share.files) {
            if (m_reporter.interrupted()) {
                return fail(msg::interrupted);
            }
            GOVERN_TRY(take_file(index, folder.get(), buffer));
            const auto done = m_done.fetch_add(1) + 1;
            if (done % 256 == 0 || done == m_out.size()) {
                m_reporter.progress({into_phase(), name(), done, m_out.size()});
            }
        }
        return {};
    }

    [[nodiscard]] Progress::Phase into_phase() const {
        return m_into != nullptr ? Progress::Phase::unpack : Progress::Phase::verify;
    }
    [[nodiscard]] std::string name() const { return toolchain_name(m_tree.id->version); }

    Result<void> take_file(std::size_t index, os::TreeFolder* folder,
                           std::vector<std::byte>& buffer) {
        const auto& file = m_tree.files[index];
        auto& out = m_out[index];
        out.name = file.name;
        out.size = file.size;
        out.executable =
            file.executable || file.name.starts_with("bin/") || file.name.starts_with("pkg/tool/");
        const auto path = path::join(m_tree.root, file.from);
        const auto base = std::string(path::filename(file.name));
        const os::NewFile attributes{out.executable, k_mtime};
        if (folder != nullptr && m_clones && file.size > 0) {
            GOVERN_TRY_ASSIGN(const bool cloned, folder->clone_file(base, path, attributes));
            if (cloned) { // what is in the home now is what counts
                return hash(path::join(m_staged, file.name), nullptr, {}, attributes, out, buffer);
            }
            m_clones = false;
        }
        return hash(path, folder, base, attributes, out, buffer);
    }

    /// Hashes the file and, with a folder, writes what was hashed.
    Result<void> hash(const std::string& path, os::TreeFolder* folder, const std::string& base,
                      const os::NewFile& attributes, archive::UnpackedFile& out,
                      std::vector<std::byte>& buffer) {
        auto opened = os::open_range_file(path);
        if (!opened && !opened.error().is(msg::file_not_found)) {
            return Failure(std::move(opened).error());
        }
        if (!opened || *opened == nullptr || (*opened)->size() != out.size) {
            return changed();
        }
        crypto::Sha256 digest;
        std::unique_ptr<os::TreeFile> file;
        std::uint64_t at = 0;
        do {
            const auto count = (*opened)->read(at, buffer);
            if (!count || (*count == 0 && at < out.size)) {
                return changed();
            }
            const auto piece = std::span<const std::byte>(buffer).first(*count);
            digest.update(piece);
            if (folder != nullptr && *count == out.size) {
                GOVERN_TRY(folder->write_file(base, piece, attributes));
            } else if (folder != nullptr) {
                if (!file) {
                    GOVERN_TRY_ASSIGN(file, folder->create_file(base, attributes));
                }
                GOVERN_TRY(file->write(piece));
            }
            at += *count;
        } while (at < out.size);
        if (file) {
            GOVERN_TRY(file->finish());
        }
        out.sha256 = digest.finish();
        return {};
    }

    [[nodiscard]] Failure changed() const {
        return fail(msg::adopt_changed, {{"path", m_tree.root}});
    }

    Reporter& m_reporter;
    const SourceTree& m_tree;
    os::TreeWriter* m_into;
    const std::string& m_staged;
    std::vector<Share> m_shares;
    std::vector<archive::UnpackedFile> m_out;
    std::atomic<std::size_t> m_next = 0;
    std::atomic<std::size_t> m_done = 0;
    std::atomic<bool> m_clones = true; ///< until the disk says no
    std::atomic<bool> m_failed = false;
    std::mutex m_mutex;
    std::optional<Error> m_failure;
};

} // namespace

bool is_goroot(const os::Files& files, const std::string& folder) {
    const auto bin = path::join(folder, "bin");
    return files.kind(path::join(folder, "VERSION")) &&
           (files.kind(path::join(bin, "go")) || files.kind(path::join(bin, "go.exe")));
}

Result<SourceTree> claim_of_tree(const os::Files& files, const std::string& root) {
    SourceTree out;
    out.root = root;
    GOVERN_TRY_ASSIGN(const auto text, files.read(path::join(root, "VERSION"), k_version_file));
    out.version_line = trim(std::string_view(text).substr(0, text.find('\n')));
    const auto version = release_named(out.version_line);
    auto platform = platform_of(files, root);
    if (version && platform && toolchain_name(*version) == out.version_line) {
        out.id = SdkId{*version, std::move(*platform)};
    }
    return out;
}

Result<void> list_tree(const os::Files& files, SourceTree& tree) {
    GOVERN_TRY_ASSIGN(const auto info, files.info(tree.root));
    if (info && info->unsafe_mode) {
        tree.open_to_others = tree.root;
    }
    return Walk(files, tree).folder("");
}

Result<std::vector<archive::UnpackedFile>> take_tree(Context& context, const SourceTree& tree,
                                                     os::TreeWriter* into,
                                                     const std::string& staged) {
    return Taking(context, tree, into, staged).run();
}

} // namespace govern::ops
