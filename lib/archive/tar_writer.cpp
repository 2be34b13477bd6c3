#include "archive/tar_writer.hpp"

#include "archive/messages.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <optional>

namespace govern::archive {

namespace {

// The moment Go was announced, as module zips get it when they are unpacked.
constexpr time_t k_mtime = 1'257'894'000;
constexpr int k_record = 10 * 1024; // tar's own: GNU's and BSD's fill the last one

struct FreeWriter {
    void operator()(::archive* handle) const { archive_write_free(handle); }
};
struct FreeEntry {
    void operator()(archive_entry* entry) const { archive_entry_free(entry); }
};

bool is_portable(const std::string& name) {
    return !name.empty() && name.front() != '/' && std::ranges::all_of(name, [](char c) {
        return static_cast<unsigned char>(c) > 0x20 && static_cast<unsigned char>(c) < 0x7f;
    });
}

} // namespace

struct TarWriter::State {
    Sink sink;
    std::optional<Error> error; ///< the sink's
    std::uint64_t missing = 0;  ///< of the current file
    std::unique_ptr<::archive, FreeWriter> handle;

    static la_ssize_t give(::archive* /*handle*/, void* data, const void* bytes, std::size_t size) {
        State& state = *static_cast<State*>(data);
        auto done = state.sink({static_cast<const std::byte*>(bytes), size});
        if (!done) {
            state.error = std::move(done).error();
            return -1;
        }
        return static_cast<la_ssize_t>(size);
    }

    Failure failure(const std::string& name) const {
        if (error) {
            return Failure(*error);
        }
        const char* why = archive_error_string(handle.get());
        return fail(msg::archive_not_written,
                    {{"entry", name}, {"why", why != nullptr ? why : "it is not complete"}});
    }

    Result<void> begin(const std::string& name, bool folder, std::uint64_t size, bool executable) {
        if (!is_portable(name)) {
            return fail(msg::archive_name_unfit, {{"entry", name}});
        }
        if (missing != 0) {
            return failure(name);
        }
        const std::unique_ptr<archive_entry, FreeEntry> entry(archive_entry_new());
        archive_entry_set_pathname(entry.get(), name.c_str());
        archive_entry_set_filetype(entry.get(), folder ? AE_IFDIR : AE_IFREG);
        archive_entry_set_perm(entry.get(), folder || executable ? 0755 : 0644);
        archive_entry_set_size(entry.get(), static_cast<la_int64_t>(size));
        archive_entry_set_mtime(entry.get(), k_mtime, 0);
        if (archive_write_header(handle.get(), entry.get()) != ARCHIVE_OK) {
            return failure(name);
        }
        missing = size;
        return {};
    }
};

TarWriter::TarWriter(Sink sink) : m_state(std::make_unique<State>()) {
    m_state->sink = std::move(sink);
    m_state->handle.reset(archive_write_new());
    ::archive* const handle = m_state->handle.get();
    archive_write_set_format_pax_restricted(handle);
    archive_write_set_bytes_per_block(handle, k_record);
    archive_write_set_bytes_in_last_block(handle, k_record);
    archive_write_open(handle, m_state.get(), nullptr, State::give, nullptr);
}

TarWriter::~TarWriter() {
    // Freeing it writes the rest, which is not wanted any more.
    m_state->sink = [](std::span<const std::byte>) { return Result<void>(); };
}

Result<void> TarWriter::folder(const std::string& name) {
    return m_state->begin(name, true, 0, false);
}

Result<void> TarWriter::file(const std::string& name, std::uint64_t size, bool executable) {
    return m_state->begin(name, false, size, executable);
}

Result<void> TarWriter::write(std::span<const std::byte> content) {
    if (content.size() > m_state->missing) {
        return m_state->failure({});
    }
    while (!content.empty()) {
        const la_ssize_t count =
            archive_write_data(m_state->handle.get(), content.data(), content.size());
        if (count <= 0) {
            return m_state->failure({});
        }
        m_state->missing -= static_cast<std::uint64_t>(count);
        content = content.subspan(static_cast<std::size_t>(count));
    }
    return {};
}

Result<void> TarWriter::finish() {
    if (m_state->missing != 0 || archive_write_close(m_state->handle.get()) != ARCHIVE_OK) {
        return m_state->failure({});
    }
    return {};
}

} // namespace govern::archive
