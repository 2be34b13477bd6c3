#include "base/path.hpp"
#include "base/text.hpp"
#include "doctor/examination.hpp"
#include "ops/choice/links.hpp"
#include "ops/sdk/messages.hpp"
#include "ops/sdk/prune.hpp"
#include "store/messages.hpp"

namespace govern::ops {

namespace {

/// The home and what is in it become writable to the owner alone. Gives the backup of the rights.
Result<std::string> close_home(Examination& exam) {
    auto& files = exam.context.host.files;
    const auto& home = exam.context.layout.home();
    GOVERN_TRY_ASSIGN(auto before, files.close_home(home));
    GOVERN_TRY_ASSIGN(const auto below, files.close_below(home));
    before += ' ' + home + '\n';
    for (const auto& line : below) {
        before += line + '\n';
    }
    exam.out.repairs.push_back(Message(msg::home_was_shared).with("home", home));
    return exam.backups.keep("home-rights", before);
}

Result<void> examine_rights(Examination& exam) {
    const auto& home = exam.context.layout.home();
    auto& host = exam.context.host;
    const auto access = host.files.folder_access(home);
    if (access && access->is_foreign() && host.account.is_administrator()) {
        exam.found(store::home_foreign_error(home, host.machine.user(), access->owner),
                   Weight::changes_go); // who may replace what runs here
    }
    const auto open = exam.context.store.open_to_others();
    if (!access || open.empty()) {
        return {};
    }
    exam.found(store::home_shared_error(home, open.front(), *access), Weight::changes_go,
               access->owned_by_us ? Remedy::fix : Remedy::other);
    if (access->owned_by_us) {
        exam.repairs.push_back({"only its owner may write to " + home + " and what is in it",
                                [&exam] { return close_home(exam); }});
    }
    return {};
}

Result<void> examine_shims(Examination& exam) {
    auto& store = exam.context.store;
    GOVERN_TRY_ASSIGN(const auto missing, store.missing_shims(exam.program));
    if (missing.empty()) {
        return {};
    }
    exam.found(Message(msg::doctor_shims_incomplete)
                   .with("path", exam.context.layout.shims())
                   .with("why", join(missing, ", ")),
               Weight::changes_go, Remedy::fix);
    exam.repairs.push_back({"the shims are complete", [&exam]() -> Result<std::string> {
                                auto& home = exam.context.store;
                                GOVERN_TRY(home.require_writable());
                                GOVERN_TRY(home.heal_shims(exam.program));
                                home.sweep();
                                return std::string();
                            }});
    return {};
}

/// What `install` needs to be told to install this one here.
std::string words_for_install(const Examination& exam, const SdkId& id) {
    auto words = spec_name(id.version);
    if (id.platform != exam.context.host.machine.platform()) {
        words += " --os " + id.platform.os + " --arch " + id.platform.arch;
    }
    return words;
}

/// What lies in sdks/ and is not installed.
Result<void> examine_unknown(Examination& exam) {
    GOVERN_TRY_ASSIGN(const auto unknown, exam.context.store.unknown_folders());
    for (const auto& name : unknown) {
        const auto path = path::join(exam.context.layout.sdks(), name);
        if (const auto id = parse_sdk_id(name)) {
            exam.found(Message(msg::doctor_unknown_folder)
                           .with("path", path)
                           .with("words", words_for_install(exam, *id)),
                       Weight::note);
        } else {
            exam.found(Message(msg::doctor_not_an_sdk).with("path", path), Weight::note);
        }
    }
    return {};
}

/// In one line, and only where there is something to remove.
void examine_prunable(Examination& exam) {
    PruneRequest request;
    request.shared_home = has_other_users(exam.context);
    const auto plan = plan_prune(exam.context, request);
    if (!plan || !plan->troubles.empty()) {
        return;
    }
    std::size_t count = 0;
    for (const auto& item : plan->items) {
        count += item.what == PruneItem::What::sdk ? 1 : 0;
    }
    if (count > 0) {
        exam.note(Message(msg::prunable)
                      .with("count", std::to_string(count))
                      .with("size", format_bytes(plan->bytes())));
    }
}

} // namespace

Result<void> examine_home(Examination& exam) {
    GOVERN_TRY_ASSIGN(const auto there, exam.context.host.files.info(exam.context.layout.home()));
    if (!there) {
        return {};
    }
    GOVERN_TRY(examine_rights(exam));
    GOVERN_TRY(examine_unknown(exam));
    for (const auto& link : exam.context.store.links()) {
        exam.note(unverified(link));
        if (auto usable = require_usable(exam.context, link); !usable) {
            exam.found(std::move(usable).error(), Weight::note); // chosen here: examine_choice
        }
    }
    examine_prunable(exam);
    return examine_shims(exam);
}

} // namespace govern::ops
