#include "ops/sdk/quick_check.hpp"

#include "base/path.hpp"
#include "base/text.hpp"
#include "crypto/sha256.hpp"
#include "ops/messages.hpp"
#include "os/listing.hpp"
#include "os/walk.hpp"

#include <algorithm>
#include <mutex>
#include <unordered_map>

namespace govern::ops {

namespace {

constexpr std::size_t k_max_program = 1U << 30U;
constexpr std::size_t k_max_lines = 64U << 20U;

using Sizes = std::unordered_map<std::string_view, std::uint64_t>;

/// Counts a tree's files and bytes on several threads, and holds each file against its size where
/// there are sizes.
class Count {
public:
    explicit Count(const Sizes& sizes) : m_sizes(sizes) {}

    Result<void> run(const std::string& root) {
        m_root_length = root.size() + 1;
        os::walk_folders({root}, [this] {
            return [this](const std::string& folder) {
                Folder seen;
                auto looked = look(folder, seen);
                take(seen, std::move(looked));
                return std::move(seen.folders);
            };
        });
        return m_failure ? Result<void>(Failure(std::move(*m_failure))) : Result<void>();
    }

    std::uint64_t files = 0;
    std::uint64_t bytes = 0;
    std::string different; ///< a file that has another size, or that nobody expects

private:
    struct Folder {
        std::vector<std::string> folders;
        std::uint64_t files = 0;
        std::uint64_t bytes = 0;
        std::string different;
    };

    [[nodiscard]] bool fits(const std::string& name, std::uint64_t size) const {
        const auto known = m_sizes.find(name);
        return m_sizes.empty() || (known != m_sizes.end() && known->second == size);
    }

    Result<void> look(const std::string& folder, Folder& out) {
        GOVERN_TRY_ASSIGN(const auto entries, os::list_with_sizes(folder));
        std::string name(folder.size() < m_root_length ? "" : folder.substr(m_root_length) + '/');
        std::replace(name.begin(), name.end(), path::k_separator, '/');
        const auto length = name.size();
        for (const auto& entry : entries) {
            if (entry.kind == os::FileInfo::Kind::directory) {
                out.folders.push_back(path::join(folder, entry.name));
                continue;
            }
            ++out.files;
            out.bytes += entry.size;
            name.resize(length);
            name += entry.name;
            if (entry.kind != os::FileInfo::Kind::file || !fits(name, entry.size)) {
                out.different = path::join(folder, entry.name);
            }
        }
        return {};
    }

    void take(Folder& seen, Result<void> looked) {
        const std::lock_guard lock(m_mutex);
        files += seen.files;
        bytes += seen.bytes;
        different = different.empty() ? std::move(seen.different) : different;
        if (!looked && !m_failure) {
            m_failure = std::move(looked).error();
        }
    }

    const Sizes& m_sizes;
    std::size_t m_root_length = 0;
    std::mutex m_mutex;
    std::optional<Error> m_failure;
};

Failure differs(const SdkId& id, std::string what) {
    return fail(msg::tree_differs, {{"name", toolchain_name(id.version)},
                                    {"count", "1"},
                                    {"list", std::move(what)},
                                    {"spec", spec_name(id.version)}});
}

/// True where the program's bytes are those of its hash line.
bool is_unchanged(Context& context, const SdkId& id, const std::string& go) {
    const auto lines = context.host.files.read(context.layout.hash_lines(id), k_max_lines);
    const auto content = context.host.files.read(go, k_max_program);
    if (!lines || !content) {
        return false;
    }
    const auto hex = crypto::hex(crypto::sha256(*content));
    for (const auto line : lines_of(*lines)) {
        if (line.starts_with(hex) && (line.ends_with("/bin/go") || line.ends_with("/bin/go.exe"))) {
            return true;
        }
    }
    return false;
}

/// The sizes of a file that fits the receipt; none else. They point into `text`.
Sizes sizes_in(std::string_view text, std::string_view receipt_text) {
    Sizes out;
    const auto lines = lines_of(text);
    if (lines.empty() || lines.front() != crypto::hex(crypto::sha256(receipt_text))) {
        return out;
    }
    out.reserve(lines.size());
    for (std::size_t i = 1; i < lines.size(); ++i) {
        const auto blank = lines[i].find(' ');
        const auto size = parse_number(lines[i].substr(0, blank));
        if (!size || blank == std::string_view::npos) {
            return {};
        }
        out.emplace(lines[i].substr(blank + 1), *size);
    }
    return out;
}

} // namespace

std::string size_lines(const std::vector<archive::UnpackedFile>& files, bool of_module_zip) {
    constexpr std::string_view k_hidden = "_go.mod"; // a module zip's go.mod
    std::string out;
    for (const auto& file : files) {
        if (!file.written) {
            continue;
        }
        std::string name = file.name;
        if (of_module_zip && path::filename(name) == k_hidden) {
            name.erase(name.size() - k_hidden.size(), 1);
        }
        out += std::to_string(file.size) + ' ' + name + '\n';
    }
    return out;
}

std::string size_file(const store::Receipt& receipt, const std::string& lines) {
    return crypto::hex(crypto::sha256(store::to_json(receipt))) + '\n' + lines;
}

Result<void> quick_check(Context& context, const SdkId& id) {
    GOVERN_TRY_ASSIGN(const auto receipt, context.store.receipt(id));
    const auto go = context.layout.sdk_go(id);
    GOVERN_TRY_ASSIGN(const auto program, context.host.files.info(go));
    if (!program) {
        return differs(id, "missing " + go);
    }
    const bool same_time = program->mtime_ns == receipt.go_mtime_ns;
    if (program->size != receipt.go_size || (!same_time && !is_unchanged(context, id, go))) {
        return differs(id, "changed " + go);
    }
    const auto text = context.host.files.read(context.layout.sizes(id), k_max_lines).value_or("");
    const auto receipt_text =
        context.host.files.read(context.layout.receipt(id), k_max_lines).value_or("");
    const auto sizes = sizes_in(text, receipt_text);
    Count count(sizes);
    GOVERN_TRY(count.run(context.layout.sdk(id)));
    if (!count.different.empty()) {
        return differs(id, "changed " + count.different);
    }
    if (count.files != receipt.files || count.bytes != receipt.bytes) {
        return differs(id, std::to_string(count.files) + " files with " +
                               std::to_string(count.bytes) + " bytes are there, and " +
                               std::to_string(receipt.files) + " with " +
                               std::to_string(receipt.bytes) + " were installed");
    }
    return {};
}

} // namespace govern::ops
