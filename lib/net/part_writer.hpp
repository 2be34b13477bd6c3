#pragma once

#include "net/download.hpp"
#include "part_state.hpp"

#include <atomic>
#include <chrono>

namespace govern::net {

/// Puts the bodies of a download's tries into its file, each where it belongs, and makes sure that
/// they are all of one file. Used by one thread at a time.
class PartWriter : public BodySink {
public:
    PartWriter(os::Host& host, const DownloadRequest& request, os::GrowingFile& file,
               const std::atomic<bool>& stop);

    /// Takes up what an earlier run left in the file.
    Result<void> resume();
    /// The range of the next request; nothing: the whole file.
    void expect(const std::optional<Range>& range);

    // BodySink
    Result<void> begin(const Head& head) override;
    Result<void> data(std::span<const std::byte> bytes) override;
    bool stopped() const override { return m_stop; }

    /// After a 200 or 206 came to its end.
    Result<void> close_body(const Head& head);
    /// The server has no bytes from front() on (416): fine where its file ends there.
    Result<void> settle_at_end(const std::optional<std::uint64_t>& total);
    void give_up_tail() { m_tail_refused = true; }
    /// Forgets everything: the server has another file now.
    Result<void> start_over();
    /// Writes down how far it came.
    void end() { m_journal.note(front(), true); }
    /// No later run may use what came.
    void forget() { m_journal.remove(); }
    /// A later run can go on with what came.
    [[nodiscard]] bool is_resumable() const { return m_journal.is_there() && front() > 0; }

    [[nodiscard]] std::uint64_t front() const { return m_file->available_at(0); }
    [[nodiscard]] bool is_complete() const {
        return m_ended || (m_state.size_known && front() >= m_state.total);
    }
    /// The begin of the present tail; nothing before all of it came, or once the front met
    /// it.
    [[nodiscard]] std::optional<std::uint64_t> tail_begin() const;
    [[nodiscard]] bool wants_tail() const;
    [[nodiscard]] const std::string& etag() const { return m_state.etag; }
    /// Bytes that came so far, of all tries.
    [[nodiscard]] std::uint64_t received() const { return m_received; }
    [[nodiscard]] bool resumed() const { return m_resumed; }

private:
    struct Known {
        bool size_known = false;
        std::uint64_t total = 0;
        std::string etag;
        std::string last_modified;
    };

    Result<void> accept(const Head& head);
    [[nodiscard]] bool is_encoded_otherwise(const Head& head) const;
    [[nodiscard]] bool is_same_file(const Head& head) const;
    Result<void> check_range(const Head& head) const;
    Result<void> take_size(const Head& head);
    Result<void> refuse_html(std::span<const std::byte> bytes);
    Result<void> compare(std::span<const std::byte> bytes);
    [[nodiscard]] Failure changed() const;
    [[nodiscard]] std::string url() const;
    void report(bool now);

    os::Host& m_host;
    const DownloadRequest& m_request;
    os::GrowingFile* m_file;
    const std::atomic<bool>& m_stop;
    PartJournal m_journal;
    Known m_state;
    std::optional<Range> m_asked;
    std::optional<Head> m_called_html; ///< by its Content-Type: its first bytes decide
    std::uint64_t m_at = 0;            ///< where its next byte belongs
    std::uint64_t m_tail_at = 0; ///< begin of the tail, once bytes of it were written; 0: none
    bool m_tail_done = false;
    bool m_tail_refused = false;
    bool m_ended = false; ///< complete although the size was never given
    std::atomic<bool> m_resumed = false;
    std::uint64_t m_received = 0;
    std::uint64_t m_received_before = 0; ///< when the try under way began
    std::chrono::steady_clock::time_point m_reported{};
};

} // namespace govern::net
