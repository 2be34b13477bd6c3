#include "base/messages/store.hpp"
#include "base/text.hpp"
#include "examination.hpp"
#include "os/path.hpp"

namespace govern::ops {

namespace {

Result<void> examine_rights(Examination& exam) {
    const auto& home = exam.context.layout.home();
    const auto access = os::folder_access(home);
    if (!access || !access->others_may_write) {
        return {};
    }
    exam.found(store::home_shared_error(home, *access));
    if (exam.fix && access->owned_by_us) {
        GOVERN_TRY_ASSIGN(const auto before, os::close_home(home));
        GOVERN_TRY_ASSIGN(const auto backup, exam.backups.keep("home-rights", before + '\n'));
        exam.fixed("only its owner may write to " + home, backup);
        exam.out.repairs.push_back(Message(msg::home_was_shared).with("home", home));
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
                   .with("why", join(missing, ", ")));
    if (exam.fix) {
        GOVERN_TRY(store.require_writable());
        GOVERN_TRY(store.heal_shims(exam.program));
        store.sweep();
        exam.fixed("the shims are complete", "");
    }
    return {};
}

} // namespace

Result<void> examine_home(Examination& exam) {
    GOVERN_TRY_ASSIGN(const auto there, exam.context.host.files.info(exam.context.layout.home()));
    if (!there) {
        return {};
    }
    GOVERN_TRY(examine_rights(exam));
    GOVERN_TRY_ASSIGN(const auto unknown, exam.context.store.unknown_folders());
    for (const auto& folder : unknown) {
        const auto id = parse_sdk_id(folder);
        exam.found(Message(msg::doctor_unknown_folder)
                       .with("path", os::join(exam.context.layout.sdks(), folder))
                       .with("spec", id ? spec_name(id->version) : "latest"));
    }
    return examine_shims(exam);
}

} // namespace govern::ops
