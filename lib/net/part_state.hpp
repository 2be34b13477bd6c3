#pragma once

#include "os/host.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace govern::net {

/// The state of an interrupted download, kept beside its part file. A power cut may leave a part
/// with less than its state says: the final hash decides, and discards both.
struct PartState {
    std::string url;           ///< the file holds it redacted, and its SHA-256 without any login
    std::string etag;          ///< empty if the server sends none
    std::string last_modified; ///< empty if the server sends none
    std::uint64_t size = 0;    ///< of the whole file
    std::uint64_t have = 0;    ///< bytes from the start that were written
};

/// `<part>.state`
[[nodiscard]] std::string state_path(const std::string& part_path);

/// Lines `key value` under a first line that names the format; of several `have` lines the last
/// complete one counts. Nothing for other text or another URL.
[[nodiscard]] std::optional<PartState> parse_part_state(std::string_view text,
                                                        const std::string& url);
[[nodiscard]] std::optional<PartState> read_part_state(os::Host& host, const std::string& part_path,
                                                       const std::string& url);

/// Writes the state while a download goes on: a line more every few MiB, unflushed, so that it
/// costs nothing. Failures to write are ignored: then the next run cannot resume.
class PartJournal {
public:
    PartJournal(os::Host& host, const std::string& part_path)
        : m_host(host), m_path(state_path(part_path)) {}

    void begin(const PartState& state);
    [[nodiscard]] bool is_open() const { return m_file != nullptr; }
    /// There is a file to resume by, even where its latest lines could not be added.
    [[nodiscard]] bool is_there() const { return m_there; }
    /// Adds a line where `have` has grown by a few MiB, or by anything with `now`.
    void note(std::uint64_t have, bool now);
    /// No later run may use the part.
    void remove();

private:
    void write(const std::string& text);

    os::Host& m_host;
    const std::string m_path;
    std::unique_ptr<os::OutFile> m_file;
    bool m_there = false;
    std::uint64_t m_noted = 0;
};

} // namespace govern::net
