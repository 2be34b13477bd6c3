#include "base/messages.hpp"
#include "base/url.hpp"
#include "mirror/bring.hpp"
#include "mirror/content.hpp"
#include "mirror/convert.hpp"
#include "mirror/folder.hpp"
#include "mirror/recorded_copy.hpp"
#include "mirror/room.hpp"
#include "mirror/site.hpp"
#include "mirror/tidy.hpp"
#include "ops/mirror/messages.hpp"
#include "ops/mirror/mirror.hpp"
#include "ops/sdk/evidence.hpp"
#include "ops/sdk/messages.hpp"
#include "os/threads.hpp"
#include "sdk/kept_archives.hpp"
#include "sources/module.hpp"
#include "trust/messages.hpp"

#include <algorithm>
#include <future>
#include <optional>

namespace govern::ops {

namespace {

class Filler {
public:
    Filler(Context& context, const MirrorRequest& request, MirrorFolder& folder, MirrorOutcome& out)
        : m_context(context), m_request(request), m_folder(folder), m_out(out) {}

    Result<void> run() {
        for (const auto& id : m_folder.sdks()) {
            m_sdks.push_back({id, {}, false, true, m_folder.has(module_file(id, "zip")), {}});
        }
        GOVERN_TRY(choose());
        if (m_request.prune) {
            GOVERN_TRY(take_up());
        }
        GOVERN_TRY_ASSIGN(m_log, open_log_in(m_context, m_folder.log_cache()));
        if (m_request.dry_run) {
            return pretend();
        }
        open_to_readers(m_context, m_folder, m_log->name());
        if (m_request.specs.empty()) {
            GOVERN_TRY(write_list());
            return tidy();
        }
        GOVERN_TRY(prune_sdks());
        GOVERN_TRY(begin_proof());
        for (auto& sdk : m_sdks) {
            GOVERN_TRY(bring_about(sdk));
        }
        GOVERN_TRY(end_proof()); // no SDK may be left
        GOVERN_TRY(write_list());
        if (m_request.official || m_folder.has(k_archive_list)) {
            GOVERN_TRY(fill_site(m_context, m_folder, *m_log,
                                 m_request.official ? wanted() : std::vector<SdkId>(), m_unwanted,
                                 m_out));
        }
        return m_request.prune ? tidy() : Result<void>();
    }

private:
    struct Sdk {
        SdkId id;
        std::optional<sources::SdkChoice> choice; ///< where it comes from, once that is known
        bool wanted = false;
        bool listed = false;           ///< and stays so while it is present
        bool present = false;          ///< a module zip of that name is there
        std::optional<LogProof> proof; ///< once end_proof() was called
    };

    Reporter& reporter() { return m_context.host.reporter; }

    Result<sources::Sources*> sources() {
        if (m_sources.empty()) {
            GOVERN_TRY_ASSIGN(m_sources, m_context.sources(std::nullopt));
            if (m_context.offline && !any_is_kept()) {
                std::erase_if(m_sources,
                              [](const auto& source) { return !is_file_url(source->address()); });
            }
            if (m_sources.empty()) {
                return fail(
                    msg::offline_needs_source,
                    {{"spec", m_request.specs.empty() ? std::string("SPEC")
                                                      : spec_name(m_request.specs.front())}});
            }
        }
        return &m_sources;
    }

    bool any_is_kept() {
        return std::any_of(m_sdks.begin(), m_sdks.end(),
                           [&](const Sdk& sdk) { return has_kept_archive(m_context, sdk.id); });
    }

    Sdk& entry(const SdkId& id) {
        const auto found = std::find_if(m_sdks.begin(), m_sdks.end(),
                                        [&](const Sdk& sdk) { return sdk.id == id; });
        if (found != m_sdks.end()) {
            return *found;
        }
        // One that is there unlisted was left by a killed run.
        return m_sdks.emplace_back(
            Sdk{id, {}, false, false, m_folder.has(module_file(id, "zip")), {}});
    }

    /// What the SPECs mean. One that is exact and there costs no request.
    Result<void> choose() {
        for (const auto& platform : m_request.platforms) {
            for (const auto& spec : m_request.specs) {
                if (spec.kind == Spec::Kind::exact) {
                    auto& sdk = entry({spec.version, platform});
                    sdk.wanted = true;
                    if (sdk.present) {
                        continue;
                    }
                }
                GOVERN_TRY_ASSIGN(auto* const all, sources());
                GOVERN_TRY_ASSIGN(auto choice, find_published(m_context, spec, platform, *all,
                                                              m_request.dry_run));
                auto& sdk = entry(choice.sdk);
                sdk.wanted = true;
                sdk.choice = std::move(choice);
            }
        }
        return {};
    }

    [[nodiscard]] std::vector<SdkId> wanted() const {
        std::vector<SdkId> out;
        for (const auto& sdk : m_sdks) {
            if (sdk.wanted) {
                out.push_back(sdk.id);
            }
        }
        return out;
    }

    /// With SPECs, `prune` takes everything else of these platforms.
    [[nodiscard]] bool is_unwanted(const Sdk& sdk) const {
        return m_request.prune && !m_request.specs.empty() && !sdk.wanted &&
               std::find(m_request.platforms.begin(), m_request.platforms.end(), sdk.id.platform) !=
                   m_request.platforms.end();
    }

    Result<void> pretend() {
        for (const auto& sdk : m_sdks) {
            if (!sdk.wanted) {
                continue;
            }
            MirroredSdk row;
            row.id = sdk.id;
            row.was_there = sdk.present;
            row.file = m_folder.at(module_file(sdk.id, "zip"));
            if (!sdk.present) {
                row.url = redact_urls(sdk.choice->offers.front().url);
                reporter().status(Message(msg::mirror_would_add)
                                      .with("name", sdk.id.text())
                                      .with("url", row.url));
            }
            m_out.sdks.push_back(std::move(row));
        }
        return m_request.prune ? tidy() : Result<void>();
    }

    /// One proof of all, at one head. The log is asked while the first archive comes.
    Result<void> begin_proof() {
        std::vector<SdkId> ids;
        for (const auto& sdk : m_sdks) {
            GOVERN_TRY(m_log->may_be_asked(sdk.id));
            ids.push_back(sdk.id);
        }
        if (!ids.empty()) {
            (void)m_context.go(); // read before the thread starts
            m_proof = os::in_background([this, ids = std::move(ids), asked = wanted()] {
                return copy_log(m_context, *m_log, m_folder, ids, asked);
            });
        }
        return {};
    }

    /// Waits for the proof, which is served before any archive that needs it.
    Result<void> end_proof() {
        if (!m_proof.valid()) {
            return m_unproved ? Result<void>(Failure(*m_unproved)) : Result<void>();
        }
        auto recorded = m_proof.get();
        if (!recorded) {
            m_unproved = why_unproved(std::move(recorded).error());
            return Failure(*m_unproved);
        }
        auto& copy = recorded->copy;
        const auto& none = recorded->unrecorded;
        auto proof = copy.proofs.begin();
        for (auto& sdk : m_sdks) {
            if (std::find(none.begin(), none.end(), sdk.id) == none.end()) {
                sdk.proof = std::move(*proof++);
            }
        }
        m_out.database = copy.database;
        m_out.head = copy.size;
        return m_folder.put_log(copy);
    }

    /// What is not published has no record either, and that is what to say.
    Error why_unproved(Error error) {
        if (!error.is(msg::log_no_record)) {
            return error;
        }
        const auto all = sources();
        for (const auto& sdk : m_sdks) {
            if (!all || !sdk.wanted) {
                continue;
            }
            auto found =
                find_published(m_context, exact_spec(sdk.id.version), sdk.id.platform, **all, true);
            if (!found) {
                return std::move(found).error();
            }
        }
        return error;
    }

    Result<LogProof> proof_of(const Sdk& sdk) {
        GOVERN_TRY(end_proof());
        return *sdk.proof;
    }

    /// What is there and genuine stays; all else is fetched, or the command fails without it.
    Result<void> bring_about(Sdk& sdk) {
        const auto zip = module_file(sdk.id, "zip");
        const auto path = m_folder.at(zip);
        MirroredSdk row;
        row.id = sdk.id;
        row.file = path;
        if (sdk.present || sdk.listed) {
            GOVERN_TRY(end_proof());
        }
        if (sdk.listed && !sdk.proof) {
            return take_out(sdk, msg::mirror_takes_out, "the log has no record of it");
        }
        row.healed = sdk.listed && !sdk.present;
        if (sdk.present) {
            row.h1 = sdk.proof->h1;
            auto there =
                prove_file(m_context, sdk.id, module_offer(sdk.id, path), path, *sdk.proof);
            if (there) {
                row.was_there = true;
                row.bytes = there->bytes;
                return finish(sdk, std::move(row), there->version_file);
            }
            if (there.error().is(msg::interrupted)) {
                return Failure(std::move(there).error());
            }
            GOVERN_TRY(take_out(sdk, msg::mirror_heals, render(there.error()).text));
            row.healed = true;
        }
        GOVERN_TRY_ASSIGN(auto* const all, sources());
        if (!sdk.choice) {
            GOVERN_TRY_ASSIGN(sdk.choice, find_published(m_context, exact_spec(sdk.id.version),
                                                         sdk.id.platform, *all, false));
        }
        GOVERN_TRY_ASSIGN(auto brought, bring(m_context, m_folder, *sdk.choice, *all,
                                              [&] { return proof_of(sdk); }));
        GOVERN_TRY(end_proof());
        row.h1 = sdk.proof->h1;
        row.url = redact_urls(brought.offer.url);
        if (!brought.offer.module_zip) {
            GOVERN_TRY(convert_to_module(m_context, m_folder, sdk.id, brought, zip));
        } else {
            GOVERN_TRY(settle(m_context, m_folder, brought, zip));
        }
        GOVERN_TRY_ASSIGN(const auto info, m_context.host.files.info(path));
        row.bytes = info ? info->size : 0;
        sdk.present = true;
        return finish(sdk, std::move(row), brought.proved.version_file);
    }

    /// From the list first: nobody is led to what goes.
    Result<void> take_out(Sdk& sdk, const MessageSpec& message, std::string why) {
        reporter().warn(Message(message)
                            .with("path", m_folder.at(module_file(sdk.id, "zip")))
                            .with("why", std::move(why)));
        sdk.present = false;
        GOVERN_TRY(write_list());
        for (const auto* extension : {"zip", "info", "mod"}) {
            GOVERN_TRY(m_folder.remove(module_file(sdk.id, extension)));
        }
        return {};
    }

    Result<void> put_small(const Sdk& sdk, const std::string& version_file) {
        GOVERN_TRY(m_folder.put(module_file(sdk.id, "mod"), k_go_mod));
        return m_folder.put(module_file(sdk.id, "info"), module_info(sdk.id, version_file));
    }

    Result<void> finish(Sdk& sdk, MirroredSdk row, const std::string& version_file) {
        GOVERN_TRY(put_small(sdk, version_file));
        sdk.listed = true;
        GOVERN_TRY(write_list());
        if (!row.was_there) {
            reporter().status(Message(msg::mirror_added)
                                  .with("name", sdk.id.text())
                                  .with("database", sdk.proof->database)
                                  .with("record", std::to_string(sdk.proof->record)));
        } else if (sdk.wanted) {
            reporter().status(Message(msg::mirror_has).with("name", sdk.id.text()));
        }
        if (sdk.wanted || !row.was_there) {
            m_out.sdks.push_back(std::move(row));
        }
        return {};
    }

    Result<void> write_list() {
        std::vector<SdkId> there;
        for (const auto& sdk : m_sdks) {
            // What prune alone finds missing stays for the next run that fetches.
            if (sdk.listed && (sdk.present || m_request.specs.empty())) {
                there.push_back(sdk.id);
            }
        }
        return m_folder.put(k_module_list, module_list(there));
    }

    /// Out of the list first: nobody is led to what goes.
    Result<void> prune_sdks() {
        std::vector<Sdk> kept;
        for (auto& sdk : m_sdks) {
            if (is_unwanted(sdk)) {
                m_unwanted.push_back(sdk.id);
            } else {
                kept.push_back(std::move(sdk));
            }
        }
        m_sdks = std::move(kept);
        return m_unwanted.empty() ? Result<void>() : write_list();
    }

    /// What a killed run left unlisted and is proved: no reason to remove it.
    Result<void> take_up() {
        GOVERN_TRY_ASSIGN(const auto all, proved_but_unlisted(m_context, m_folder));
        for (const auto& [id, version_file] : all) {
            Sdk& sdk = entry(id);
            if (is_unwanted(sdk)) {
                std::erase_if(m_sdks, [&](const Sdk& one) { return one.id == id; });
            } else if (!m_request.dry_run) {
                GOVERN_TRY(put_small(sdk, version_file));
                sdk.listed = true;
            }
        }
        return {};
    }

    Result<void> tidy() {
        std::vector<SdkId> kept;
        auto unwanted = m_unwanted;
        for (const auto& sdk : m_sdks) {
            (is_unwanted(sdk) ? unwanted : kept).push_back(sdk.id);
        }
        return prune_files(m_context, m_folder, kept, unwanted, m_request.dry_run, m_out);
    }

    Context& m_context;
    const MirrorRequest& m_request;
    MirrorFolder& m_folder;
    MirrorOutcome& m_out;
    sources::Sources m_sources;
    std::unique_ptr<trust::Log> m_log;
    std::vector<Sdk> m_sdks; ///< of the folder and of the SPECs
    std::vector<SdkId> m_unwanted;
    std::optional<Error> m_unproved;
    std::future<Result<RecordedCopy>> m_proof; ///< last: its end is waited for first
};

} // namespace

Result<void> fill_mirror(Context& context, const MirrorRequest& request, MirrorOutcome& out) {
    const auto fill = [&]() -> Result<void> {
        GOVERN_TRY_ASSIGN(auto folder, request.specs.empty()
                                           ? MirrorFolder::open_present(context, request.folder)
                                           : MirrorFolder::open(context, request.folder));
        std::unique_ptr<os::FileLock> lock;
        if (!request.dry_run) {
            GOVERN_TRY_ASSIGN(lock, folder.lock());
        }
        return Filler(context, request, folder, out).run();
    };
    if (auto done = fill(); !done) {
        return Failure(with_room(context, std::move(done.error()), {request.folder, "", {}}));
    }
    say_how_to_name(context.host.reporter, request.folder);
    return {};
}

} // namespace govern::ops
