#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>

namespace govern::archive {

/// Writes a tar whose bytes depend on nothing but what is put in and its order: one fixed time, no
/// owners, modes 0644 and 0755. POSIX.1-2001 (pax), its plain ustar form wherever that can say it.
class TarWriter {
public:
    /// Takes the bytes of the tar, in order. Its error ends the writing and comes back unchanged.
    using Sink = std::function<Result<void>(std::span<const std::byte>)>;

    explicit TarWriter(Sink sink);
    ~TarWriter();
    TarWriter(const TarWriter&) = delete;
    TarWriter& operator=(const TarWriter&) = delete;

    /// Names are relative, separated by `/`, in ASCII: other bytes mean different files to
    /// different programs, and are refused (msg::archive_name_unfit).
    [[nodiscard]] Result<void> folder(const std::string& name);
    /// Begins a file: exactly `size` bytes of write() must follow.
    [[nodiscard]] Result<void> file(const std::string& name, std::uint64_t size,
                                    bool executable = false);
    [[nodiscard]] Result<void> write(std::span<const std::byte> content);
    /// Ends the tar. Without this call no tar is left.
    [[nodiscard]] Result<void> finish();

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace govern::archive
