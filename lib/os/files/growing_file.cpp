#include "os/growing_file.hpp"

#include "files/mapped_file.hpp"
#include "os/messages.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <vector>

namespace govern::os {

namespace {

/// The written parts, as a sorted list of ranges that neither touch nor overlap. In practice there
/// are at most two: the front and an archive's directory at the end.
class Ranges {
public:
    void add(std::uint64_t begin, std::uint64_t end) {
        if (begin == end) {
            return;
        }
        auto at = std::find_if(m_ranges.begin(), m_ranges.end(),
                               [&](const Range& range) { return range.end >= begin; });
        while (at != m_ranges.end() && at->begin <= end) {
            begin = std::min(begin, at->begin);
            end = std::max(end, at->end);
            at = m_ranges.erase(at);
        }
        m_ranges.insert(at, {begin, end});
    }
    /// The end of the range that holds `offset`, or `offset`.
    [[nodiscard]] std::uint64_t end_from(std::uint64_t offset) const {
        for (const auto& range : m_ranges) {
            if (range.begin <= offset && offset < range.end) {
                return range.end;
            }
        }
        return offset;
    }
    void clear() { m_ranges.clear(); }

private:
    struct Range {
        std::uint64_t begin;
        std::uint64_t end;
    };
    std::vector<Range> m_ranges;
};

class MappedGrowingFile final : public GrowingFile {
public:
    MappedGrowingFile(std::string path, std::unique_ptr<MappedFile> file, std::uint64_t present)
        : m_path(std::move(path)), m_file(std::move(file)) {
        m_written.add(0, present);
    }

    /// An unfinished file is left as long as its unbroken front, so that its length tells where a
    /// later run resumes.
    ~MappedGrowingFile() override {
        const auto front = m_written.end_from(0);
        if (m_writable && front < m_file->length()) {
            m_file->unmap();
            (void)m_file->set_length(front);
        }
    }

    /// Maps a file that is complete.
    Result<void> use_as_it_is() {
        m_writable = false;
        GOVERN_TRY_ASSIGN(m_bytes, m_file->map());
        m_size = m_bytes.size();
        m_written.add(0, m_bytes.size());
        m_finished = true;
        return {};
    }

    Result<void> set_size(std::uint64_t size) override {
        const std::lock_guard lock(m_mutex);
        if (m_size == size) {
            return {}; // Told again by a resumed transfer; readers hold the mapping.
        }
        GOVERN_TRY(m_file->set_length(size));
        GOVERN_TRY_ASSIGN(m_bytes, m_file->map());
        m_size = size;
        m_wake.notify_all();
        return {};
    }

    Result<void> write_at(std::uint64_t offset, std::span<const std::byte> bytes) override {
        // Writers of different parts do not wait for each other or for readers.
        GOVERN_TRY(m_file->write_at(offset, bytes));
        const std::lock_guard lock(m_mutex);
        m_written.add(offset, offset + bytes.size());
        m_wake.notify_all();
        return {};
    }

    void finish() override {
        const std::lock_guard lock(m_mutex);
        if (m_failure || m_finished) {
            return;
        }
        const auto front = m_written.end_from(0);
        if (!m_size) { // A server that did not tell; now it is known.
            auto bytes = m_file->map();
            if (bytes) {
                m_bytes = *bytes;
                m_size = front;
            } else {
                m_failure = std::move(bytes).error();
            }
        }
        if (!m_failure && front < *m_size) {
            m_failure = incomplete(front);
        }
        m_finished = !m_failure;
        m_wake.notify_all();
    }

    void fail(Error why) override {
        const std::lock_guard lock(m_mutex);
        if (!m_failure && !m_finished) {
            m_failure = std::move(why);
            m_wake.notify_all();
        }
    }

    Result<void> restart() override {
        const std::lock_guard lock(m_mutex);
        if (m_seen) {
            m_failure = Error(msg::download_restarted).with("path", m_path);
            m_wake.notify_all();
            return tl::unexpected(*m_failure);
        }
        m_file->unmap();
        m_bytes = {};
        m_size.reset();
        m_written.clear();
        return m_file->set_length(0);
    }

    Result<std::uint64_t> size() override {
        std::unique_lock lock(m_mutex);
        m_wake.wait(lock, [this] { return m_size || m_failure; });
        if (m_failure) {
            return tl::unexpected(*m_failure);
        }
        return *m_size;
    }

    Result<std::span<const std::byte>> view(std::uint64_t offset, std::uint64_t length) override {
        std::unique_lock lock(m_mutex);
        std::uint64_t end = 0;
        m_wake.wait(lock, [&] {
            if (m_size) {
                offset = std::min(offset, *m_size);
                end = offset + std::min(length, *m_size - offset);
            }
            return m_failure || (m_size && m_written.end_from(offset) >= end);
        });
        if (m_failure) {
            return tl::unexpected(*m_failure);
        }
        m_seen = m_seen || end > offset;
        return m_bytes.subspan(static_cast<std::size_t>(offset),
                               static_cast<std::size_t>(end - offset));
    }

    std::uint64_t available_at(std::uint64_t offset) const override {
        const std::lock_guard lock(m_mutex);
        return m_written.end_from(offset) - offset;
    }

private:
    [[nodiscard]] Error incomplete(std::uint64_t front) const {
        return Error(msg::file_incomplete).with("path", m_path).with("at", std::to_string(front));
    }

    const std::string m_path;
    const std::unique_ptr<MappedFile> m_file;
    bool m_writable = true;

    mutable std::mutex m_mutex;
    std::condition_variable m_wake;
    std::optional<std::uint64_t> m_size;
    std::span<const std::byte> m_bytes;
    Ranges m_written;
    std::optional<Error> m_failure;
    bool m_finished = false;
    bool m_seen = false; ///< a reader was given bytes
};

} // namespace

Result<std::shared_ptr<GrowingFile>> open_growing_file(const std::string& path,
                                                       std::uint64_t present) {
    GOVERN_TRY_ASSIGN(auto file, open_mapped(path, MapMode::write));
    if (file->length() < present) {
        return fail(msg::file_incomplete, {{"path", path}, {"at", std::to_string(file->length())}});
    }
    GOVERN_TRY(file->set_length(present));
    return std::make_shared<MappedGrowingFile>(path, std::move(file), present);
}

Result<std::shared_ptr<GrowingFile>> open_complete_file(const std::string& path) {
    GOVERN_TRY_ASSIGN(auto file, open_mapped(path, MapMode::read));
    auto opened = std::make_shared<MappedGrowingFile>(path, std::move(file), 0);
    GOVERN_TRY(opened->use_as_it_is());
    return opened;
}

} // namespace govern::os
