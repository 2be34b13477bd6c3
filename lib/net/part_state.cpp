#include "part_state.hpp"

#include "base/text.hpp"
#include "base/url.hpp"
#include "crypto/sha256.hpp"

namespace govern::net {

namespace {

constexpr std::string_view k_format = "govern-part 1";
constexpr std::size_t k_max_state = 1024 * 1024;
constexpr std::uint64_t k_note_every = 4 * 1024 * 1024;

/// Without the login: a hash of it could be guessed at.
std::string url_hash(const std::string& url) {
    auto bare = parse_url(url);
    if (bare) {
        bare->user_info.clear();
    }
    return crypto::hex(crypto::sha256(bare ? bare->text() : url));
}

bool is_one_line(std::string_view text) {
    return text.find_first_of("\r\n") == text.npos;
}

} // namespace

std::string state_path(const std::string& part_path) {
    return part_path + ".state";
}

std::optional<PartState> parse_part_state(std::string_view text, const std::string& url) {
    auto lines = split(text, '\n');
    lines.pop_back(); // what follows the last newline was not written to its end
    if (lines.empty() || lines.front() != k_format) {
        return std::nullopt;
    }
    PartState state;
    state.url = url;
    bool same_url = false;
    for (const auto line : lines) {
        const auto space = line.find(' ');
        const auto key = line.substr(0, space);
        const auto value = space == line.npos ? std::string_view() : line.substr(space + 1);
        const auto number = parse_number(value);
        if (key == "url-sha256") {
            same_url = value == url_hash(url);
        } else if (key == "etag") {
            state.etag = value;
        } else if (key == "last-modified") {
            state.last_modified = value;
        } else if (key == "size" && number) {
            state.size = *number;
        } else if (key == "have" && number) {
            state.have = *number;
        }
    }
    const bool sound = same_url && state.have <= state.size;
    return sound ? std::optional(state) : std::nullopt;
}

std::optional<PartState> read_part_state(os::Host& host, const std::string& part_path,
                                         const std::string& url) {
    const auto text = host.files.read(state_path(part_path), k_max_state);
    return text ? parse_part_state(*text, url) : std::nullopt;
}

void PartJournal::begin(const PartState& state) {
    m_file.reset();
    m_there = false;
    if (!is_one_line(state.etag) || !is_one_line(state.last_modified) ||
        !m_host.files.remove(m_path)) {
        return;
    }
    auto file = m_host.files.create(m_path);
    if (!file) {
        return;
    }
    m_file = std::move(*file);
    m_there = true;
    m_noted = state.have;
    std::string text(k_format);
    text += "\nurl-sha256 " + url_hash(state.url);
    text += "\nurl " + redact_urls(state.url);
    text += "\netag " + state.etag;
    text += "\nlast-modified " + state.last_modified;
    text += "\nsize " + std::to_string(state.size);
    text += "\nhave " + std::to_string(state.have) + '\n';
    write(text);
}

void PartJournal::note(std::uint64_t have, bool now) {
    if (m_file && have > m_noted && (now || have - m_noted >= k_note_every)) {
        m_noted = have;
        write("have " + std::to_string(have) + '\n');
    }
}

void PartJournal::write(const std::string& text) {
    if (!m_file->write(std::as_bytes(std::span(text)))) {
        m_file.reset();
    }
}

void PartJournal::remove() {
    m_file.reset();
    m_there = false;
    (void)m_host.files.remove(m_path);
}

} // namespace govern::net
