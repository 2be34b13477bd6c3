#include "ops/mirror/mirror.hpp"

#include "base/messages.hpp"
#include "base/path.hpp"
#include "base/text.hpp"
#include "cli/command.hpp"
#include "cli/messages.hpp"
#include "cli/render.hpp"
#include "cli/specs.hpp"
#include "cli/stdout_file.hpp"
#include "ops/mirror/messages.hpp"
#include "os/machine.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace govern::cli {

namespace {

class Mirror : public Command {
public:
    void declare(Options& options) override {
        options.argument("DIR", &m_folder, "the folder to fill").of(ValueKind::file);
        options.argument("SPEC", &m_specs, "versions that it is to hold").of(ValueKind::published);
        options.valued("--os", "GOOS", &m_os, "for this operating system; may be repeated")
            .suggest({"windows", "linux", "darwin"});
        options.valued("--arch", "GOARCH", &m_arch, "for this architecture; may be repeated")
            .suggest({"amd64", "arm64", "386"});
        options.flag("--official", m_official,
                     "also the site's own archives, in DIR/dl, which GOVERN_MIRROR reads");
        options.flag("--check", m_check, "prove everything in it, and change nothing");
        options.flag("--prune", m_prune, "remove what no SPEC names, and what is unfinished");
        options.valued("--tar", "FILE", &m_tar, "then write all of it into this tar")
            .of(ValueKind::file);
        options.dry_run(m_dry_run, "say what would be fetched and removed");
    }

    Result<Outcome> run(Context& context) override {
        GOVERN_TRY(check_words());
        const auto folder = path::normalize(path::join(context.host.current_folder, m_folder));
        if (m_check) {
            return check(context, folder);
        }
        if (!m_tar.empty()) {
            GOVERN_TRY(require_other_than_stdout(context.globals, "--tar", tar_path(context)));
            GOVERN_TRY(ops::check_tar_place(context, folder, tar_path(context)));
        }
        Outcome outcome;
        if (!m_specs.empty() || m_prune) {
            GOVERN_TRY_ASSIGN(outcome, fill(context, folder));
        }
        if (!m_tar.empty() && !m_dry_run && !outcome.error) {
            GOVERN_TRY(pack(context, folder, outcome));
        }
        return outcome;
    }

private:
    Result<void> check_words() const {
        const auto usage = [](const char* what) {
            return fail(msg::usage, {{"what", what}, {"command", "mirror"}});
        };
        if (m_folder.empty()) {
            return usage("mirror takes a folder and the versions that it is to hold");
        }
        if (m_check && (!m_specs.empty() || m_prune || m_official || !m_tar.empty())) {
            return usage("--check looks at all of the folder and takes nothing else");
        }
        if (m_specs.empty() && m_official) {
            return usage("--official is of the versions named: give at least one");
        }
        if (m_specs.empty() && !m_check && !m_prune && m_tar.empty()) {
            return usage(
                "give the versions that it is to hold, or one of --check, --prune and --tar");
        }
        return {};
    }

    /// Every architecture of every system; what is not named is this machine's.
    Result<std::vector<Platform>> platforms(Context& context) const {
        std::vector<Platform> out;
        const auto own = context.host.machine.platform();
        for (const auto& os : m_os.empty() ? std::vector{own.os} : m_os) {
            for (const auto& arch : m_arch.empty() ? std::vector{own.arch} : m_arch) {
                GOVERN_TRY_ASSIGN(auto platform, read_platform(own, os, arch));
                if (platform && std::find(out.begin(), out.end(), *platform) == out.end()) {
                    out.push_back(std::move(*platform));
                }
            }
        }
        return out;
    }

    Result<Outcome> fill(Context& context, const std::string& folder) const {
        ops::MirrorRequest request;
        request.folder = folder;
        for (const auto& text : m_specs) {
            GOVERN_TRY_ASSIGN(auto spec, read_release_spec(text, "mirror"));
            request.specs.push_back(std::move(spec));
        }
        GOVERN_TRY_ASSIGN(request.platforms, platforms(context));
        request.official = m_official;
        request.prune = m_prune;
        request.dry_run = m_dry_run;
        ops::MirrorOutcome done;
        const auto verdict = ops::fill_mirror(context, request, done);
        if (!verdict && done.sdks.empty()) {
            return Failure(verdict.error());
        }
        auto outcome = outcome_of(done);
        if (!verdict) {
            outcome.error = verdict.error();
        }
        return outcome;
    }

    [[nodiscard]] Outcome outcome_of(const ops::MirrorOutcome& done) const {
        Outcome outcome;
        outcome.data = {
            {"archives", done.archives}, {"dry_run", m_dry_run}, {"pruned", done.pruned}};
        outcome.data["mirrored"] = nlohmann::json::array();
        for (const auto& sdk : done.sdks) {
            outcome.data["mirrored"].push_back(json_of(sdk.id, {{"was_there", sdk.was_there},
                                                                {"healed", sdk.healed},
                                                                {"url", sdk.url},
                                                                {"file", sdk.file},
                                                                {"bytes", sdk.bytes},
                                                                {"h1", sdk.h1}}));
            outcome.text += sdk.file + '\n';
        }
        for (const auto& path : done.pruned) {
            outcome.text += fmt::format("{}: {}\n", m_dry_run ? "would remove" : "removed", path);
        }
        if (!m_dry_run) {
            outcome.data["database"] = done.database;
            outcome.data["tree_size"] = done.head;
        }
        return outcome;
    }

    static Result<Outcome> check(Context& context, const std::string& folder) {
        GOVERN_TRY_ASSIGN(const auto checked, ops::check_mirror(context, folder));
        Outcome outcome;
        outcome.data = {{"archives", checked.archives},
                        {"database", checked.database},
                        {"tree_size", checked.head}};
        outcome.data["checked"] = nlohmann::json::array();
        for (const auto& id : checked.sdks) {
            outcome.data["checked"].push_back(json_of(id));
        }
        outcome.data["damaged"] = nlohmann::json::array();
        for (const auto& item : checked.damaged) {
            outcome.data["damaged"].push_back({{"file", item.file}, {"why", item.why}});
        }
        if (!checked.damaged.empty()) {
            outcome.error = ops::mirror_damaged_error(folder, checked);
            return outcome;
        }
        outcome.text = fmt::format("{}: {} SDK(s){}, all recorded by the log {} of {} records\n",
                                   folder, checked.sdks.size(),
                                   checked.archives.empty()
                                       ? ""
                                       : fmt::format(" and {} archive(s)", checked.archives.size()),
                                   checked.database, checked.head);
        return outcome;
    }

    [[nodiscard]] std::string tar_path(const Context& context) const {
        return path::normalize(path::join(context.host.current_folder, m_tar));
    }

    Result<void> pack(Context& context, const std::string& folder, Outcome& outcome) const {
        const auto tar = tar_path(context);
        GOVERN_TRY_ASSIGN(const auto packed, ops::pack_mirror(context, folder, tar));
        const auto size = packed.bytes;
        outcome.data["tar"] = {{"path", tar}, {"bytes", size}};
        // Behind a tar on /dev/stdout nothing follows.
        outcome.text = packed.into_stream ? std::string() : outcome.text + tar + '\n';
        context.host.reporter.status(
            Message(msg::mirror_packed).with("path", tar).with("size", format_bytes(size)));
        return {};
    }

    std::string m_folder;
    std::vector<std::string> m_specs;
    std::vector<std::string> m_os;
    std::vector<std::string> m_arch;
    std::string m_tar;
    bool m_official = false;
    bool m_check = false;
    bool m_prune = false;
    bool m_dry_run = false;
};

} // namespace

std::unique_ptr<Command> make_mirror() {
    return std::make_unique<Mirror>();
}

} // namespace govern::cli
