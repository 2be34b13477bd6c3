#include "ops/recorded.hpp"

#include "ops/messages.hpp"

namespace govern::ops {

namespace {

bool is_writable(os::Files& files, const std::string& home) {
    if (files.kind(home) != os::FileInfo::Kind::directory) {
        return false; // `pin` makes no home
    }
    const auto access = files.folder_access(home);
    return access && access->writable && !access->others_may_write && !access->is_foreign();
}

} // namespace

Recorded::Recorded(os::Host& host, store::Store& store, const Layout& layout,
                   const store::ChangeNote& note)
    : m_store(store) {
    if (is_writable(host.files, layout.home())) {
        const auto made = host.files.make_folders(layout.state());
        const auto id = made ? store.begin_change(note) : Failure(made.error());
        if (id) {
            m_id = *id;
            return;
        }
    }
    host.reporter.detail(Message(msg::not_recorded).with("home", layout.home()));
}

void Recorded::end(const Error* why) {
    if (m_id != 0) {
        m_store.finish_change(m_id,
                              why == nullptr ? store::ChangeEnd::done : store::ChangeEnd::failed,
                              why == nullptr ? "" : why->spec().code);
    }
}

} // namespace govern::ops
