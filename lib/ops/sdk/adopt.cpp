#include "ops/sdk/adopt.hpp"

#include "base/messages.hpp"
#include "base/path.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "ops/choice/defaults.hpp"
#include "ops/messages.hpp"
#include "ops/sdk/evidence.hpp"
#include "ops/sdk/go_places.hpp"
#include "ops/sdk/messages.hpp"
#include "ops/sdk/quick_check.hpp"
#include "os/machine.hpp"
#include "os/threads.hpp"
#include "os/tree_writer.hpp"
#include "sdk/source_tree.hpp"
#include "sdk/tree_verdict.hpp"
#include "trust/messages.hpp"

#include <algorithm>
#include <set>

namespace govern::ops {

namespace {

/// Beside a tree that --move removes; whatever has this name is a rest of an interrupted --move.
constexpr std::string_view k_moved = ".moved-by-govern";

Adoption row_of(Context& context, const PlacedGo& go) {
    Adoption row;
    row.path = go.path;
    row.manager = go.manager;
    const auto real = context.host.files.canonical(go.path).value_or(go.path);
    auto tree = claim_of_tree(context.host.files, real);
    if (!tree) {
        row.error = std::move(tree).error();
        row.why = render(*row.error).text;
        return row;
    }
    row.id = tree->id;
    std::string obstacle;
    if (go.of_distribution) {
        obstacle = "built by a distribution";
    } else if (!row.id) {
        obstacle = "VERSION says '" + printable(tree->version_line.substr(0, 60)) +
                   "', which is not a release, or the platform is not told";
    }
    if (!obstacle.empty()) {
        row.error = unproved_tree(row.path, row.id, obstacle);
        row.why = obstacle;
        return row;
    }
    row.here = context.store.has_go(*row.id).value_or(false);
    if (auto listed = list_tree(context.host.files, *tree); !listed) {
        row.error = std::move(listed).error();
        row.why = render(*row.error).text;
        return row;
    }
    row.bytes = tree->bytes;
    row.left_out = tree->left;
    std::sort(row.left_out.begin(), row.left_out.end());
    row.why = row.here ? "installed here already" : "";
    row.tree = std::make_shared<const SourceTree>(std::move(*tree));
    return row;
}

/// Of a path where no other place's Go is: an SDK of this home, or nothing.
Adoption row_without_tree(Context& context, const std::string& path) {
    Adoption row;
    row.path = path;
    const auto real = context.host.files.canonical(path).value_or(path);
    const auto id = parse_sdk_id(path::filename(real));
    const auto own = id ? context.layout.sdk(*id) : std::string();
    row.here = id && path::same_path(real, context.host.files.canonical(own).value_or(own)) &&
               context.store.has_go(*id).value_or(false);
    if (row.here) {
        row.id = id;
    } else {
        row.error = Message(msg::adopt_no_go).with("path", path);
    }
    row.why = row.here ? "installed here already" : "there is no Go";
    return row;
}

/// Asks the log for several SDKs. Where it could not be reached once it is not asked again: each
/// request would take its whole patience.
class Inquiry {
public:
    /// `keeps`: its answers are kept in the home.
    Inquiry(Context& context, bool keeps) : m_context(context), m_keeps(keeps) {}

    Result<LogProof> ask(const SdkId& id) {
        if (m_unreachable) {
            return Failure(*m_unreachable);
        }
        GOVERN_TRY_ASSIGN(const auto log, open_log(m_context, nullptr, m_keeps));
        auto proof = log->prove(id);
        if (!proof && proof.error().is(msg::log_unreachable)) {
            m_unreachable = proof.error();
        }
        return proof;
    }

private:
    Context& m_context;
    bool m_keeps;
    std::optional<Error> m_unreachable;
};

class Adopter {
public:
    Adopter(Context& context, const AdoptRequest& request, const store::ChangeNote& note)
        : m_context(context), m_request(request), m_note(note), m_log(context, true) {}

    /// msg::interrupted; what else fails is the row's own error.
    Result<void> take_over(Adoption& row) {
        auto done = m_request.move ? require_movable(row) : Result<void>();
        if (done) {
            done = bring(row);
        }
        if (!done) {
            row.error = std::move(done).error();
            row.why = row.why.empty() ? render(*row.error).text : row.why;
            return row.error->is(msg::interrupted) ? Failure(*row.error) : Result<void>();
        }
        if (row.here) {
            return {};
        }
        row.adopted = true;
        say(row);
        GOVERN_TRY(m_context.store.heal_shims(m_request.program));
        GOVERN_TRY_ASSIGN(const auto set, set_first_default(m_context, *row.id, m_note));
        row.became_default = set.happened();
        if (m_request.move) {
            remove_source(row);
        }
        return {};
    }

private:
    Result<void> require_movable(const Adoption& row) {
        const auto& root = row.tree->root;
        GOVERN_TRY_ASSIGN(const auto access, m_context.host.files.folder_access(root));
        if (access.is_foreign()) {
            return fail(msg::adopt_move_shared, {{"path", root}, {"who", access.owner}});
        }
        if (access.others_may_write || !row.tree->open_to_others.empty()) {
            const auto& open = row.tree->open_to_others;
            return fail(msg::adopt_move_shared,
                        {{"path", open.empty() ? root : open}, {"who", "other users"}});
        }
        return {};
    }

    Result<void> require_space(const Adoption& row) {
        const auto& home = m_context.layout.home();
        GOVERN_TRY_ASSIGN(const auto free, m_context.host.files.free_space(home));
        if (free >= row.bytes) {
            return {};
        }
        return fail(msg::not_enough_space, {{"home", home},
                                            {"name", toolchain_name(row.id->version)},
                                            {"free", format_bytes(free)},
                                            {"needed", format_bytes(row.bytes)}});
    }

    Result<void> bring(Adoption& row) {
        auto& store = m_context.store;
        const auto& id = *row.id;
        store.sweep(); // before this lock is taken: what it guards may be what is left
        GOVERN_TRY_ASSIGN(const auto lock, store.lock(id));
        GOVERN_TRY(store.require_one_volume(id));
        GOVERN_TRY_ASSIGN(row.here, store.has_go(id)); // by another process meanwhile
        if (row.here) {
            return {};
        }
        GOVERN_TRY(require_space(row));
        GOVERN_TRY_ASSIGN(const auto staged, store.fresh_staging(id));
        Fit fit;
        auto done = copy_and_prove(row, staged, fit);
        if (done) {
            done = store.publish(row.receipt, fit.hashes.lines, "", staged,
                                 size_file(row.receipt, size_lines(fit.files, false)));
        }
        if (!done) {
            (void)m_context.host.files.remove_tree(staged);
        }
        return done;
    }

    Result<void> copy_and_prove(Adoption& row, const std::string& staged, Fit& fit) {
        GOVERN_TRY(require_askable(row));
        if (!row.tree->odd.empty()) { // no copy of it can be the release
            GOVERN_TRY_ASSIGN(fit, weigh_tree(m_context, row, {}, m_log.ask(*row.id)));
        }
        GOVERN_TRY_ASSIGN(const auto tree, os::open_tree_writer(staged));
        auto proof = os::in_background([&] { return m_log.ask(*row.id); });
        auto taken = take_tree(m_context, *row.tree, tree.get(), staged);
        const auto log = proof.get(); // also where nothing was taken: it uses this object
        if (!taken) {
            return Failure(std::move(taken).error());
        }
        GOVERN_TRY_ASSIGN(fit, weigh_tree(m_context, row, *taken, log));
        for (const auto& file : fit.extra) {
            GOVERN_TRY(m_context.host.files.remove(path::join(staged, file)));
        }
        GOVERN_TRY(tree->flush());
        return fill_receipt(row, staged, fit, *log);
    }

    /// What GOSUMDB forbids is said before anything is copied.
    Result<void> require_askable(Adoption& row) {
        GOVERN_TRY_ASSIGN(const auto log, open_log(m_context));
        if (const auto may = log->may_be_asked(*row.id); !may) {
            row.why = render(may.error()).text;
            return Failure(unproved_tree(row.path, row.id, row.why));
        }
        return {};
    }

    Result<void> fill_receipt(Adoption& row, const std::string& staged, const Fit& fit,
                              const LogProof& log) {
        auto& receipt = row.receipt;
        receipt.id = *row.id;
        receipt.source = SourceKind::adopted;
        receipt.url = file_url(row.tree->root, path::k_windows);
        receipt.h1 = fit.hashes.h1;
        receipt.evidence = Evidence::log;
        receipt.log = log;
        receipt.complete = false;
        receipt.files = fit.files.size();
        for (const auto& file : fit.files) {
            receipt.bytes += file.size;
        }
        const auto go = row.id->platform.os == "windows" ? "go.exe" : "go";
        const auto program = path::join(path::join(staged, "bin"), go);
        GOVERN_TRY_ASSIGN(const auto info, m_context.host.files.info(program));
        if (!info) {
            return fail(msg::not_an_sdk,
                        {{"url", row.path}, {"missing", std::string("bin/") + go}});
        }
        receipt.go_size = info->size;
        receipt.go_mtime_ns = info->mtime_ns;
        receipt.installed_at = os::format_utc(m_context.host.clock.unix_seconds());
        return {};
    }

    /// The tree goes by one rename, so that its place never holds half a Go.
    void remove_source(Adoption& row) {
        auto& files = m_context.host.files;
        const auto& root = row.tree->root;
        const auto aside = root + std::string(k_moved);
        auto done = files.remove_tree(aside);
        if (done) {
            done = files.move_folder(root, aside);
        }
        if (done) {
            done = files.remove_tree(aside);
        }
        row.moved = done.has_value();
        if (row.moved) {
            m_context.host.reporter.status(Message(msg::adopt_moved).with("path", root));
            return;
        }
        row.error = Message(msg::adopt_not_removed)
                        .with("name", toolchain_name(row.id->version))
                        .with("path", files.kind(root) ? root : aside)
                        .because(std::move(done).error());
    }

    void say(const Adoption& row) {
        Message line(msg::adopted_now);
        line.with("name", toolchain_name(row.id->version))
            .with("path", row.path)
            .with("proof", describe_proof(row.receipt));
        if (!row.left_out.empty()) {
            line.with("left", join(row.left_out, ", "));
        }
        m_context.host.reporter.status(line);
    }

    Context& m_context;
    const AdoptRequest& m_request;
    const store::ChangeNote& m_note;
    Inquiry m_log;
};

/// A tree of an earlier --move that was killed while it went.
void sweep_moved(Context& context, const AdoptRequest& request) {
    for (const auto& path : request.move ? request.paths : std::vector<std::string>()) {
        const auto aside = path + std::string(k_moved);
        if (context.host.files.kind(aside) == os::FileInfo::Kind::directory) {
            (void)context.host.files.remove_tree(aside);
        }
    }
}

const Error* worst_of(const std::vector<Adoption>& rows) {
    const Error* worst = nullptr;
    for (const auto& row : rows) {
        if (row.error && (worst == nullptr || row.error->exit() > worst->exit())) {
            worst = &*row.error;
        }
    }
    return worst;
}

} // namespace

std::vector<Adoption> plan_adoption(Context& context, const AdoptRequest& request) {
    std::vector<Adoption> rows;
    for (const auto& path : request.paths) {
        const auto gos = gos_at(context, path);
        for (const auto& go : gos) {
            rows.push_back(row_of(context, go));
        }
        if (gos.empty()) {
            rows.push_back(row_without_tree(context, path));
        }
    }
    if (request.paths.empty()) {
        for (const auto& go : placed_gos(context)) {
            rows.push_back(row_of(context, go));
        }
    }
    return rows;
}

std::size_t count_adoptable(Context& context) {
    std::set<std::string> ids;
    for (const auto& row : plan_adoption(context, {})) {
        if (!row.error && !row.here && row.tree->odd.empty() &&
            runs_on(context.host.machine.platform(), row.id->platform)) {
            ids.insert(row.id->text());
        }
    }
    return ids.size();
}

Result<void> prove_adoption(Context& context, std::vector<Adoption>& rows) {
    Inquiry inquiry(context, false);
    for (auto& row : rows) {
        if (row.error || row.here) {
            continue;
        }
        const auto log = inquiry.ask(*row.id);
        // Else nothing that is read changes the verdict.
        auto taken = log && row.tree->odd.empty() ? take_tree(context, *row.tree, nullptr, "")
                                                  : Result<std::vector<archive::UnpackedFile>>();
        if (!taken) {
            row.error = std::move(taken).error();
            row.why = render(*row.error).text;
        } else if (const auto fit = weigh_tree(context, row, *taken, log); !fit) {
            row.error = fit.error();
        }
        if (row.error && row.error->is(msg::interrupted)) {
            return Failure(*row.error);
        }
    }
    return {};
}

Result<void> adopt(Context& context, const AdoptRequest& request, std::vector<Adoption>& rows) {
    GOVERN_TRY(context.store.require_writable());
    sweep_moved(context, request);
    store::ChangeNote note{store::ChangeKind::adopt, context.command, {}, {}, 0};
    for (const auto& row : rows) {
        if (!row.error && !row.here) {
            note.sdks.push_back(row.id->text());
        }
    }
    if (note.sdks.empty()) {
        return {};
    }
    // Made here: what follows runs on several threads.
    (void)context.client();
    (void)context.go();
    GOVERN_TRY_ASSIGN(note.id, context.store.begin_change(note));
    Adopter adopter(context, request, note);
    Result<void> verdict;
    for (auto& row : rows) {
        if (!row.error && !row.here && verdict) {
            verdict = adopter.take_over(row);
        }
    }
    const auto* worst = !verdict               ? &verdict.error()
                        : request.only_genuine ? nullptr
                                               : worst_of(rows);
    context.store.finish_change(
        note.id, worst == nullptr ? store::ChangeEnd::done : store::ChangeEnd::failed,
        worst == nullptr ? "" : worst->spec().code);
    return verdict;
}

} // namespace govern::ops
