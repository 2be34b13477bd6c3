#include "inflate.hpp"
#include "readers.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <array>

namespace govern::archive {

namespace {

struct Closer {
    void operator()(::archive* handle) const { archive_read_free(handle); }
};
using Handle = std::unique_ptr<::archive, Closer>;

// What libarchive reads from.
struct Input {
    os::GrowingFile& file;
    std::uint64_t size = 0;
    std::uint64_t position = 0;
    std::optional<Error> error; // the file's own, not libarchive's
};

la_ssize_t read_block(::archive* /*handle*/, void* data, const void** block) {
    Input& input = *static_cast<Input*>(data);
    auto bytes =
        input.file.view(input.position, std::min(k_input_step, input.size - input.position));
    if (!bytes) {
        input.error = std::move(bytes).error();
        return -1;
    }
    input.position += bytes->size();
    *block = bytes->data();
    return static_cast<la_ssize_t>(bytes->size());
}

la_int64_t skip(::archive* /*handle*/, void* data, la_int64_t count) {
    Input& input = *static_cast<Input*>(data);
    const auto skipped = std::min(static_cast<std::uint64_t>(count), input.size - input.position);
    input.position += skipped;
    return static_cast<la_int64_t>(skipped);
}

la_int64_t seek(::archive* /*handle*/, void* data, la_int64_t offset, int whence) {
    Input& input = *static_cast<Input*>(data);
    const auto base =
        whence == SEEK_SET
            ? 0
            : static_cast<la_int64_t>(whence == SEEK_CUR ? input.position : input.size);
    const la_int64_t target =
        std::clamp<la_int64_t>(base + offset, 0, static_cast<la_int64_t>(input.size));
    input.position = static_cast<std::uint64_t>(target);
    return target;
}

class Reader {
public:
    Reader(os::GrowingFile& file, os::TreeWriter& tree, Intake& intake, const Faults& faults,
           Shared& shared)
        : m_input{file, 0, 0, {}}, m_tree(tree), m_intake(intake), m_faults(faults),
          m_shared(shared), m_store(tree) {}

    Result<void> run(Format format);

private:
    Result<void> open(Format format);
    Result<void> one(archive_entry* entry);
    Result<void> content(std::string_view name, std::uint64_t size);
    Failure failure(std::string_view name) {
        if (m_input.error) {
            return Failure(*m_input.error);
        }
        const char* why = archive_error_string(m_handle.get());
        return m_faults.damaged(name, why != nullptr ? why : "it cannot be read");
    }

    Input m_input;
    os::TreeWriter& m_tree;
    Intake& m_intake;
    const Faults& m_faults;
    Shared& m_shared;
    FileStore m_store;
    Handle m_handle;
    std::uint64_t m_unpacked = 0;
};

Result<void> Reader::open(Format format) {
    GOVERN_TRY_ASSIGN(m_input.size, m_input.file.size());
    m_handle.reset(archive_read_new());
    ::archive* const handle = m_handle.get();
    if (format == Format::zip) {
        archive_read_support_format_zip_seekable(handle);
    } else {
        archive_read_support_filter_gzip(handle);
        archive_read_support_format_tar(handle);
    }
    archive_read_set_callback_data(handle, &m_input);
    archive_read_set_read_callback(handle, read_block);
    archive_read_set_skip_callback(handle, skip);
    archive_read_set_seek_callback(handle, seek);
    if (archive_read_open1(handle) != ARCHIVE_OK) {
        return failure({});
    }
    return {};
}

Result<void> Reader::run(Format format) {
    GOVERN_TRY(open(format));
    while (!m_shared.stopped()) {
        archive_entry* entry = nullptr;
        const int status = archive_read_next_header(m_handle.get(), &entry);
        if (status == ARCHIVE_EOF) {
            return {};
        }
        // A warning is about names that the locale cannot show; their bytes are all that counts
        // here.
        if (status != ARCHIVE_OK && status != ARCHIVE_WARN) {
            return failure({});
        }
        GOVERN_TRY(one(entry));
    }
    return {};
}

Result<void> Reader::one(archive_entry* entry) {
    const char* raw = archive_entry_pathname(entry);
    if (raw == nullptr) {
        return m_faults.hostile({}, "a name that libarchive cannot read");
    }
    const std::string name = raw;
    const auto kind = archive_entry_filetype(entry);
    if (kind == AE_IFDIR) {
        GOVERN_TRY_ASSIGN(auto folder, m_intake.folder(name));
        if (folder) {
            GOVERN_TRY(m_tree.folder(*folder));
        }
        return {};
    }
    if (kind != AE_IFREG || archive_entry_hardlink(entry) != nullptr) {
        return m_faults.hostile(name, "a link or special file");
    }
    if (archive_entry_is_encrypted(entry) != 0) {
        return m_faults.hostile(name, "an encrypted entry");
    }
    const auto size = static_cast<std::uint64_t>(archive_entry_size(entry));
    const bool executable = (archive_entry_perm(entry) & 0111) != 0;
    GOVERN_TRY_ASSIGN(const Target target,
                      m_intake.file({name, size, executable, archive_entry_mtime(entry)}));
    GOVERN_TRY(m_store.begin(target));
    GOVERN_TRY(content(name, size));
    m_shared.progress(1);
    return m_store.finish();
}

Result<void> Reader::content(std::string_view name, std::uint64_t size) {
    std::array<std::byte, 64 << 10> piece; // filled before it is read
    for (std::uint64_t done = 0;;) {
        const la_ssize_t count = archive_read_data(m_handle.get(), piece.data(), piece.size());
        if (count < 0) {
            return failure(name);
        }
        if (count == 0) {
            return done == size
                       ? Result<void>{}
                       : m_faults.damaged(name, "its content has not the size that it says");
        }
        done += static_cast<std::uint64_t>(count);
        if (done > size) {
            return m_faults.damaged(name, "its content has not the size that it says");
        }
        m_unpacked += static_cast<std::uint64_t>(count);
        GOVERN_TRY(m_intake.check_ratio(m_unpacked, m_input.size));
        GOVERN_TRY(m_store.append(std::span(piece).first(static_cast<std::size_t>(count))));
    }
}

} // namespace

Result<void> unpack_by_libarchive(os::GrowingFile& archive, os::TreeWriter& tree, Intake& intake,
                                  const UnpackOptions& options, const Faults& faults,
                                  Reporter& reporter) {
    Shared shared(options, reporter, 0);
    Reader reader(archive, tree, intake, faults, shared);
    shared.check(reader.run(options.format));
    return shared.result();
}

} // namespace govern::archive
