#include "ops/verify.hpp"

#include "base/messages/common.hpp"
#include "base/messages/ops.hpp"
#include "base/messages/os.hpp"
#include "base/messages/store.hpp"
#include "base/messages/trust.hpp"
#include "base/text.hpp"
#include "crypto/dirhash.hpp"
#include "ops/evidence.hpp"
#include "os/machine.hpp"
#include "os/path.hpp"
#include "os/threads.hpp"
#include "trust/log.hpp"
#include "trust/roots.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <set>
#include <thread>

namespace govern::ops {

namespace {

constexpr std::size_t k_max_lines = 64U << 20U;
constexpr std::size_t k_max_file = 1U << 30U;

/// One file as the receipt has it.
struct Expected {
    std::string path; ///< relative, with `/`
    std::string hex;
};

/// The files of hash lines: `hex  PREFIX/name`. A module's `_go.mod` lies on disk as go.mod.
std::vector<Expected> expected_files(const std::string& lines, std::size_t prefix) {
    std::vector<Expected> out;
    for (const auto line : lines_of(lines)) {
        if (line.size() <= 66 + prefix) {
            continue;
        }
        std::string name(line.substr(66 + prefix));
        const auto slash = name.rfind('/');
        const auto base = slash == name.npos ? 0 : slash + 1;
        if (prefix != 0 && name.substr(base) == "_go.mod") {
            name.erase(base, 1);
        }
        out.push_back({std::move(name), std::string(line.substr(0, 64))});
    }
    return out;
}

class TreeCheck {
public:
    TreeCheck(Context& context, const SdkId& id, std::vector<Expected> expected)
        : m_context(context), m_root(context.layout.sdk(id)), m_name(toolchain_name(id.version)),
          m_expected(std::move(expected)) {}

    Result<TreeDifferences> run() {
        const unsigned count = std::max(2U, os::processor_count());
        std::vector<std::thread> threads;
        for (unsigned i = 0; i < count; ++i) {
            threads.push_back(os::try_thread([this] { hash_some(); }));
        }
        auto walked = find_added("");
        hash_some(); // what is left, all of it where no thread could be had
        for (auto& thread : threads) {
            if (thread.joinable()) {
                thread.join();
            }
        }
        GOVERN_TRY(walked);
        if (m_context.host.reporter.interrupted()) {
            return fail(msg::interrupted);
        }
        std::sort(m_differences.changed.begin(), m_differences.changed.end());
        std::sort(m_differences.missing.begin(), m_differences.missing.end());
        std::sort(m_differences.added.begin(), m_differences.added.end());
        std::sort(m_differences.mode.begin(), m_differences.mode.end());
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

    void check(const Expected& file) {
        auto& files = m_context.host.files;
        const auto path = os::join(m_root, file.path);
        // A link is a change, whatever it leads to.
        const auto info = files.info(path);
        if (!info || !*info) {
            const std::lock_guard guard(m_mutex);
            m_differences.missing.push_back(file.path);
            return;
        }
        const auto content = (*info)->kind == os::FileInfo::Kind::file
                                 ? files.read(path, k_max_file)
                                 : Result<std::string>(Failure(Message(msg::interrupted)));
        if (!content || crypto::hex(crypto::sha256(*content)) != file.hex) {
            const std::lock_guard guard(m_mutex);
            m_differences.changed.push_back(file.path);
        } else if ((*info)->unsafe_mode || (must_run(file.path) && !(*info)->executable)) {
            const std::lock_guard guard(m_mutex);
            m_differences.mode.push_back(file.path);
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
        const auto folder = relative.empty() ? m_root : os::join(m_root, relative);
        GOVERN_TRY_ASSIGN(const auto names, files.list(folder));
        for (const auto& name : names) {
            const auto path = relative.empty() ? name : relative + '/' + name;
            if (m_known.contains(path)) {
                continue;
            }
            GOVERN_TRY_ASSIGN(const auto info, files.info(os::join(m_root, path)));
            if (info && info->kind == os::FileInfo::Kind::directory) {
                if (info->unsafe_mode) {
                    const std::lock_guard guard(m_mutex);
                    m_differences.mode.push_back(path);
                }
                GOVERN_TRY(find_added(path));
            } else if (info) {
                const std::lock_guard guard(m_mutex);
                m_differences.added.push_back(path);
            }
        }
        return {};
    }

    Context& m_context;
    std::string m_root;
    std::string m_name;
    std::vector<Expected> m_expected;
    std::set<std::string> m_known;
    std::atomic<std::size_t> m_next = 0;
    std::atomic<std::size_t> m_done = 0;
    std::mutex m_mutex;
    TreeDifferences m_differences;
};

/// What the log says of an SDK that was installed without its word. True where it agrees; else
/// `why` tells what stood in the way. A log that contradicts itself is an error, as it is for an
/// install.
Result<bool> ask_log(Context& context, const store::Receipt& receipt, std::string& why) {
    if (context.offline) {
        why = "--offline";
        return false;
    }
    GOVERN_TRY_ASSIGN(const auto log, open_log(context));
    const auto proof = log->prove(receipt.id);
    if (!proof && (proof.error().is(msg::log_forked) || proof.error().is(msg::interrupted))) {
        return Failure(proof.error());
    }
    if (!proof) {
        why = render(proof.error()).text;
        return false;
    }
    if (proof->h1 == receipt.h1) {
        return true;
    }
    const bool known_better =
        receipt.evidence == "embedded-list" && recorded_afterwards(receipt.id.version);
    Message mismatch(known_better ? msg::log_cross_check_failed : msg::log_differs);
    mismatch.with("name", toolchain_name(receipt.id.version))
        .with("spec", spec_name(receipt.id.version))
        .with("database", proof->database)
        .with("expected", proof->h1)
        .with("actual", receipt.h1);
    if (!known_better) {
        return Failure(std::move(mismatch));
    }
    context.host.reporter.warn(mismatch);
    why = "its record is another's";
    return false;
}

/// The receipt's own claims: its lines, its log record or its archive hash.
Result<bool> check_receipt(Context& context, const store::Receipt& receipt,
                           const std::string& lines, std::string& why) {
    const auto spec = spec_name(receipt.id.version);
    const auto path = context.layout.hash_lines(receipt.id);
    const auto h1 = crypto::h1_of_lines(lines);
    if (h1 != receipt.h1) {
        return fail(msg::receipt_lines_differ,
                    {{"path", path}, {"expected", receipt.h1}, {"actual", h1}, {"spec", spec}});
    }
    if (receipt.log) {
        GOVERN_TRY(trust::check_proof(receipt.id, proof_of(receipt)));
        return true;
    }
    GOVERN_TRY_ASSIGN(const bool agrees, ask_log(context, receipt, why));
    if (agrees) {
        return true;
    }
    if (receipt.evidence != "embedded-list") {
        return false;
    }
    const auto known = trust::embedded_archive(official_archive_name(receipt.id));
    if (!known) { // Installed by a govern whose list is longer: no verdict.
        why += "; the embedded list of this govern does not know the archive";
    } else if (crypto::hex(known->sha256) != receipt.archive_sha256) {
        return fail(msg::receipt_lines_differ, {{"path", context.layout.receipt(receipt.id)},
                                                {"expected", crypto::hex(known->sha256)},
                                                {"actual", receipt.archive_sha256},
                                                {"spec", spec}});
    }
    return false;
}

Result<Verified> verify_once(Context& context, const SdkId& id) {
    Verified out;
    GOVERN_TRY_ASSIGN(out.receipt, context.store.receipt(id));
    auto& files = context.host.files;
    auto lines = files.read(context.layout.hash_lines(id), k_max_lines);
    if (!lines) {
        if (lines.error().is(msg::file_not_found)) {
            return fail(msg::receipt_lines_missing,
                        {{"path", context.layout.hash_lines(id)}, {"spec", spec_name(id.version)}});
        }
        return Failure(std::move(lines).error());
    }
    auto extra = files.read(context.layout.extra_lines(id), k_max_lines);
    if (!extra && !extra.error().is(msg::file_not_found)) {
        return Failure(std::move(extra).error());
    }
    GOVERN_TRY_ASSIGN(out.log_checked, check_receipt(context, out.receipt, *lines, out.log_why));
    const auto prefix = ("golang.org/toolchain@" + toolchain_module_version(id) + '/').size();
    auto expected = expected_files(*lines, prefix);
    for (auto& file : expected_files(extra.value_or(""), 0)) {
        expected.push_back(std::move(file));
    }
    out.files = expected.size();
    GOVERN_TRY_ASSIGN(out.differences, TreeCheck(context, id, std::move(expected)).run());
    return out;
}

/// What tells an SDK from the one that takes its place under the same name.
struct Identity {
    std::optional<std::int64_t> receipt;
    std::optional<std::int64_t> folder;
    friend bool operator==(const Identity&, const Identity&) = default;
};

Identity identity_of(Context& context, const SdkId& id) {
    const auto changed_at = [&](const std::string& path) -> std::optional<std::int64_t> {
        const auto info = context.host.files.info(path).value_or(std::nullopt);
        return info ? std::optional(info->mtime_ns) : std::nullopt;
    };
    return {changed_at(context.layout.receipt(id)), changed_at(context.layout.sdk(id))};
}

} // namespace

Result<Verified> verify(Context& context, const SdkId& id) {
    const auto before = identity_of(context, id);
    auto verified = verify_once(context, id);
    const bool gone =
        !verified && verified.error().is(msg::not_installed); // it was there to be named
    if ((verified && verified->differences.none()) ||
        (!gone && identity_of(context, id) == before)) {
        return verified;
    }
    // Another run replaced or removed it meanwhile: once more, when that run is done. A home that
    // only others may write has no lock for us, and there one more look must do.
    const auto lock = context.store.lock(id);
    if (!lock && lock.error().is(msg::interrupted)) {
        return Failure(lock.error());
    }
    return verify_once(context, id);
}

Error tree_differs_error(const Verified& verified) {
    constexpr std::size_t k_shown = 10;
    const auto& differences = verified.differences;
    std::vector<std::string> names;
    const auto add = [&](const std::vector<std::string>& paths, const char* word) {
        for (const auto& path : paths) {
            names.push_back(std::string(word) + ' ' + printable(path));
        }
    };
    add(differences.changed, "changed");
    add(differences.missing, "missing");
    add(differences.added, "added");
    add(differences.mode, "mode of");
    const auto count = names.size();
    if (count > k_shown) {
        names.resize(k_shown);
        names.push_back("… and " + std::to_string(count - k_shown) + " more (--json names all)");
    }
    return Message(msg::tree_differs)
        .with("name", toolchain_name(verified.receipt.id.version))
        .with("count", std::to_string(count))
        .with("list", join(names, ", "))
        .with("spec", spec_name(verified.receipt.id.version));
}

} // namespace govern::ops
