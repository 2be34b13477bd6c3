#include "file_store.hpp"

#include "base/messages.hpp"

namespace govern::archive {

void Shared::fail(Error why) {
    const std::scoped_lock lock(m_mutex);
    if (!m_error) {
        m_error = std::move(why);
    }
    m_stopped = true;
}

bool Shared::check(Result<void> result) {
    if (!result) {
        fail(std::move(result).error());
    }
    return !stopped();
}

void Shared::progress(std::uint64_t files) {
    {
        const std::scoped_lock lock(m_mutex); // or the bar would jump back now and then
        m_progress.done += files;
        m_reporter.progress(m_progress);
    }
    if (m_reporter.interrupted()) {
        fail(Error(msg::interrupted));
    }
}

Result<void> Shared::result() const {
    if (m_error) {
        return Failure(*m_error);
    }
    return {};
}

Result<void> FileStore::enter(const std::string& folder) {
    if (m_folder == nullptr || m_folder_name != folder) {
        GOVERN_TRY_ASSIGN(m_folder, m_tree.folder(folder));
        m_folder_name = folder;
    }
    return {};
}

Result<void> FileStore::store(const Target& target, std::span<const std::byte> content) {
    m_hash.update(content);
    target.file->sha256 = m_hash.finish();
    if (!target.file->written) {
        return {};
    }
    GOVERN_TRY(enter(*target.folder));
    return m_folder->write_file(target.name, content, target.attributes);
}

Result<void> FileStore::begin(const Target& target) {
    m_file = target.file;
    if (m_file->written) {
        GOVERN_TRY(enter(*target.folder));
        GOVERN_TRY_ASSIGN(m_open, m_folder->create_file(target.name, target.attributes));
    }
    return {};
}

Result<void> FileStore::append(std::span<const std::byte> piece) {
    m_hash.update(piece);
    return m_open ? m_open->write(piece) : Result<void>{};
}

Result<void> FileStore::finish() {
    m_file->sha256 = m_hash.finish();
    if (!m_open) {
        return {};
    }
    GOVERN_TRY(m_open->finish());
    m_open.reset();
    return {};
}

} // namespace govern::archive
