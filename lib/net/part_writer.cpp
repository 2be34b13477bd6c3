#include "part_writer.hpp"

#include "base/text.hpp"
#include "base/url.hpp"
#include "net/messages.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace govern::net {

namespace {
constexpr std::chrono::milliseconds k_report_every(100);

std::string_view as_text(std::span<const std::byte> bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// Of gzip or zip, as far as it came.
bool begins_archive(std::string_view text) {
    using namespace std::string_view_literals;
    return text.starts_with("\x1f\x8b"sv.substr(0, text.size())) ||
           text.starts_with("PK\x03\x04"sv.substr(0, text.size()));
}
} // namespace

PartWriter::PartWriter(os::Host& host, const DownloadRequest& request, os::GrowingFile& file,
                       const std::atomic<bool>& stop)
    : m_host(host), m_request(request), m_file(&file), m_stop(stop),
      m_journal(host, request.part_path) {}

Result<void> PartWriter::resume() {
    const auto there = front();
    const auto state = read_part_state(m_host, m_request.part_path, m_request.request.url);
    if (there == 0) {
        m_journal.remove();
        return {};
    }
    const auto& expected = m_request.expected_size;
    if (!state || there > state->size || (expected && *expected != state->size)) {
        return start_over(); // the meaning of these bytes is unknown
    }
    m_state = {true, state->size, state->etag, state->last_modified};
    m_resumed = true;
    GOVERN_TRY(m_file->set_size(state->size));
    auto begun = *state;
    begun.have = there;
    m_journal.begin(begun);
    m_host.reporter.status(Message(msg::resumed)
                               .with("what", m_request.what)
                               .with("at", format_bytes(there))
                               .with("total", format_bytes(state->size)));
    return {};
}

void PartWriter::expect(const std::optional<Range>& range) {
    m_asked = range;
    m_received_before = m_received;
    m_called_html.reset();
}

std::string PartWriter::url() const {
    return redact_urls(m_request.request.url);
}

Failure PartWriter::changed() const {
    return fail(msg::file_changed, {{"url", url()}});
}

bool PartWriter::is_same_file(const Head& head) const {
    const auto agrees = [](const std::string& known, const std::string& now) {
        return known.empty() || now.empty() || known == now;
    };
    return (!m_state.size_known || !head.total || *head.total == m_state.total) &&
           agrees(m_state.etag, head.etag) && agrees(m_state.last_modified, head.last_modified);
}

Result<void> PartWriter::check_range(const Head& head) const {
    const auto refuse = [&](const char* why) {
        return fail(msg::transfer_failed, {{"url", url()}, {"why", why}});
    };
    if (!m_asked) {
        return refuse("it sent a part of the file although all of it was asked for");
    }
    if (m_asked->first
            ? head.first != *m_asked->first
            : !head.total || head.first + std::min(*m_asked->last, *head.total) != *head.total) {
        return fail(msg::wrong_part, {{"url", url()}});
    }
    return {};
}

Result<void> PartWriter::begin(const Head& head) {
    const bool from_start = head.status == 200 || head.first == 0;
    if (from_start && !m_request.reject_html_as.empty() && looks_like_html(head.content_type, {})) {
        m_called_html = head;
        return {}; // its first bytes may hold a page's title
    }
    return accept(head);
}

/// A gzipped file that its server calls encoded with gzip may be the file itself: Apache's
/// `AddEncoding x-gzip .gz` says that of each.
bool PartWriter::is_encoded_otherwise(const Head& head) const {
    if (head.content_encoding.empty()) {
        return false;
    }
    const bool by_its_name = m_request.request.url.ends_with(".gz") &&
                             (head.content_encoding == "gzip" || head.content_encoding == "x-gzip");
    return !by_its_name || (m_request.expected_size && m_request.expected_size != head.total);
}

Result<void> PartWriter::accept(const Head& head) {
    if (is_encoded_otherwise(head)) {
        return fail(msg::content_encoded, {{"url", url()}, {"encoding", head.content_encoding}});
    }
    if (!is_same_file(head)) {
        return changed();
    }
    if (head.status == 206) {
        GOVERN_TRY(check_range(head));
        m_at = head.first;
        m_tail_at = m_asked->first ? m_tail_at : head.first;
    } else {
        m_at = 0;
        if (m_asked) { // it knows no ranges: all comes again and is compared
            m_tail_refused = m_tail_refused || !m_tail_done;
            if (front() > 0) {
                m_host.reporter.status(Message(msg::no_range).with("what", m_request.what));
            }
            if (front() > 0 && !head.total && !m_state.size_known) {
                return changed(); // nothing to compare with before the size is known
            }
        }
    }
    return take_size(head);
}

Result<void> PartWriter::take_size(const Head& head) {
    if (m_state.etag.empty()) {
        m_state.etag = head.etag;
    }
    if (m_state.last_modified.empty()) {
        m_state.last_modified = head.last_modified;
    }
    const auto total = head.total ? head.total : m_request.expected_size;
    if (!total || m_state.size_known) {
        return {};
    }
    if (m_request.expected_size && *m_request.expected_size != *total) {
        return fail(msg::size_mismatch, {{"url", url()},
                                         {"what", m_request.what},
                                         {"expected", std::to_string(*m_request.expected_size)},
                                         {"actual", std::to_string(*total)}});
    }
    if (*total > m_request.max_size) {
        return fail(msg::body_too_large,
                    {{"url", url()}, {"limit", format_bytes(m_request.max_size)}});
    }
    if (m_request.accept_size && !m_request.expected_size) {
        GOVERN_TRY(m_request.accept_size(*total));
    }
    GOVERN_TRY(m_file->set_size(*total));
    m_state.size_known = true;
    m_state.total = *total;
    m_journal.begin(
        {m_request.request.url, m_state.etag, m_state.last_modified, m_state.total, front()});
    return {};
}

Result<void> PartWriter::refuse_html(std::span<const std::byte> bytes) {
    const auto text = as_text(bytes);
    return fail(msg::html_instead, {{"url", url()},
                                    {"what", m_request.reject_html_as},
                                    {"title", html_title(text.substr(0, 4096))}});
}

/// Present bytes must come again unchanged.
Result<void> PartWriter::compare(std::span<const std::byte> bytes) {
    GOVERN_TRY_ASSIGN(const auto known, m_file->view(m_at, bytes.size()));
    if (known.size() != bytes.size() ||
        std::memcmp(known.data(), bytes.data(), bytes.size()) != 0) {
        return changed();
    }
    return {};
}

Result<void> PartWriter::data(std::span<const std::byte> bytes) {
    if (m_called_html) {
        if (!begins_archive(as_text(bytes))) {
            return refuse_html(bytes);
        }
        GOVERN_TRY(accept(*std::exchange(m_called_html, std::nullopt)));
    }
    const bool is_start = m_at == 0 && !m_request.reject_html_as.empty();
    if (is_start && looks_like_html({}, as_text(bytes))) {
        return refuse_html(bytes);
    }
    while (!bytes.empty()) {
        const auto there = m_state.size_known ? m_file->available_at(m_at) : 0;
        std::size_t count = bytes.size();
        if (there > 0) {
            count = static_cast<std::size_t>(std::min<std::uint64_t>(count, there));
            GOVERN_TRY(compare(bytes.first(count)));
        } else {
            if (m_tail_at > m_at) {
                count = static_cast<std::size_t>(std::min<std::uint64_t>(count, m_tail_at - m_at));
            }
            const auto limit = m_state.size_known ? m_state.total : m_request.max_size;
            if (m_at + count > limit) {
                return fail(m_state.size_known ? msg::body_too_long : msg::body_too_large,
                            {{"url", url()},
                             {"expected", std::to_string(limit)},
                             {"limit", format_bytes(limit)}});
            }
            GOVERN_TRY(m_file->write_at(m_at, bytes.first(count)));
            m_received += count;
        }
        m_at += count;
        bytes = bytes.subspan(count);
    }
    m_journal.note(front(), false);
    report(false);
    return {};
}

Result<void> PartWriter::close_body(const Head& head) {
    if (m_called_html) {
        return refuse_html({});
    }
    report(true);
    const auto& asked = m_asked;
    if (head.status == 206 && asked && !asked->first) {
        m_tail_done = m_at >= m_state.total;
        m_tail_refused = !m_tail_done; // it sent less than it was asked for: then in order
        return {};
    }
    if (head.status == 200 && !m_state.size_known) {
        if (m_request.expected_size && *m_request.expected_size != m_at) {
            return fail(msg::body_truncated,
                        {{"url", url()},
                         {"expected", std::to_string(*m_request.expected_size)},
                         {"actual", std::to_string(m_at)}});
        }
        m_ended = true;
        return {};
    }
    // A 206 may end before the end of the range (RFC 9110 §15.3.7) but must bring some bytes.
    if (m_received == m_received_before && !is_complete()) {
        return fail(msg::body_truncated, {{"url", url()}});
    }
    return {};
}

Result<void> PartWriter::settle_at_end(const std::optional<std::uint64_t>& total) {
    if (total && *total == front() && (!m_state.size_known || m_state.total == *total)) {
        m_state.size_known = true;
        m_state.total = *total;
        return m_file->set_size(*total);
    }
    return changed();
}

Result<void> PartWriter::start_over() {
    m_journal.remove();
    m_state = {};
    m_tail_at = 0;
    m_tail_done = false;
    m_resumed = false;
    return m_file->restart();
}

std::optional<std::uint64_t> PartWriter::tail_begin() const {
    return m_tail_done && m_tail_at > front() ? std::optional(m_tail_at) : std::nullopt;
}

bool PartWriter::wants_tail() const {
    return !m_tail_done && !m_tail_refused && (!m_state.size_known || front() < m_state.total);
}

void PartWriter::report(bool now) {
    if (is_file_url(m_request.request.url)) {
        return; // nothing is downloaded
    }
    const auto time = m_host.clock.steady();
    if (!now && time - m_reported < k_report_every) {
        return;
    }
    m_reported = time;
    Progress progress;
    progress.phase = Progress::Phase::download;
    progress.what = m_request.what;
    progress.total = m_state.total;
    progress.done = front();
    if (m_tail_at > progress.done) {
        progress.done += m_file->available_at(m_tail_at);
    }
    m_host.reporter.progress(progress);
}

} // namespace govern::net
