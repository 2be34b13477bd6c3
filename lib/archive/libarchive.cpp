#include "libarchive.hpp"

#include "inflate.hpp"

#include <algorithm>
#include <array>
#include <cerrno>

namespace govern::archive {

namespace {

// Everything libarchive may do here: three filters, the sparse entries of its tar reader, and four
// methods of its zip reader.
int switch_on_filter(::archive* handle, Format format) {
    switch (format) {
    case Format::tar_xz:
        return archive_read_append_filter(handle, ARCHIVE_FILTER_XZ);
    case Format::tar_zst:
        return archive_read_append_filter(handle, ARCHIVE_FILTER_ZSTD);
    case Format::tar_bz2:
        return archive_read_append_filter(handle, ARCHIVE_FILTER_BZIP2);
    default:
        return ARCHIVE_FATAL;
    }
}
int switch_on_raw(::archive* handle) {
    return archive_read_support_format_raw(handle);
}
int switch_on_tar(::archive* handle) {
    return archive_read_support_format_tar(handle);
}
int switch_on_zip(::archive* handle) {
    return archive_read_support_format_zip_seekable(handle);
}
constexpr std::array<std::uint16_t, 5> k_zip_methods{12, 14, 93, 95,
                                                     98}; // bzip2, LZMA, zstd, xz, PPMd

la_ssize_t pull_block(::archive* /*handle*/, void* data, const void** block) {
    DecoderInput& input = *static_cast<DecoderInput*>(data);
    auto bytes = input.pull();
    if (!bytes) {
        input.error = std::move(bytes).error();
        return -1;
    }
    *block = bytes->data();
    return static_cast<la_ssize_t>(bytes->size());
}

la_ssize_t view_block(::archive* /*handle*/, void* data, const void** block) {
    SeekableInput& input = *static_cast<SeekableInput*>(data);
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
    SeekableInput& input = *static_cast<SeekableInput*>(data);
    const auto skipped = std::min(static_cast<std::uint64_t>(count), input.size - input.position);
    input.position += skipped;
    return static_cast<la_int64_t>(skipped);
}

la_int64_t seek(::archive* /*handle*/, void* data, la_int64_t offset, int whence) {
    SeekableInput& input = *static_cast<SeekableInput*>(data);
    const std::uint64_t base =
        whence == SEEK_SET ? 0 : (whence == SEEK_CUR ? input.position : input.size);
    const la_int64_t target = std::clamp<la_int64_t>(static_cast<la_int64_t>(base) + offset, 0,
                                                     static_cast<la_int64_t>(input.size));
    input.position = static_cast<std::uint64_t>(target);
    return target;
}

// One filter over a whole file.
class FilterStream final : public ByteStream {
public:
    FilterStream(os::GrowingFile& archive, std::uint64_t size, const Faults& faults)
        : m_archive(archive), m_size(size), m_faults(faults) {
        m_input.pull = [this] { return next_block(); };
    }
    Result<void> open(Format format);
    Result<std::size_t> read(std::span<std::byte> out) override;
    [[nodiscard]] std::uint64_t consumed() const override { return m_position; }

private:
    Result<std::span<const std::byte>> next_block() {
        GOVERN_TRY_ASSIGN(const auto bytes,
                          m_archive.view(m_position, std::min(k_input_step, m_size - m_position)));
        m_position += bytes.size();
        return bytes;
    }
    [[nodiscard]] Failure failure() const {
        return decoder_failure(m_decoder.get(), m_input.error, m_faults, {});
    }
    /// libarchive's own words are then about the format of what it could not decode.
    [[nodiscard]] Failure not_opened() const {
        if (m_input.error || archive_errno(m_decoder.get()) == ENOMEM) {
            return failure();
        }
        return m_faults.damaged({}, "its compressed data is broken, or followed by something else");
    }

    os::GrowingFile& m_archive;
    std::uint64_t m_size;
    const Faults& m_faults;
    std::uint64_t m_position = 0;
    DecoderInput m_input;
    Decoder m_decoder; // last: it uses the input
};

Result<void> FilterStream::open(Format format) {
    m_decoder.reset(archive_read_new());
    ::archive* const handle = m_decoder.get();
    archive_entry* entry = nullptr;
    if (switch_on_raw(handle) != ARCHIVE_OK || switch_on_filter(handle, format) != ARCHIVE_OK ||
        archive_read_open(handle, &m_input, nullptr, pull_block, nullptr) != ARCHIVE_OK ||
        archive_read_next_header(handle, &entry) != ARCHIVE_OK) {
        return not_opened();
    }
    return {};
}

Result<std::size_t> FilterStream::read(std::span<std::byte> out) {
    std::size_t done = 0;
    while (done < out.size()) {
        const la_ssize_t count =
            archive_read_data(m_decoder.get(), out.data() + done, out.size() - done);
        if (count < 0) {
            return failure();
        }
        if (count == 0) {
            // bzip2 has ended where no further block begins, whatever follows.
            if (archive_filter_bytes(m_decoder.get(), -1) != static_cast<la_int64_t>(m_size)) {
                return m_faults.damaged({}, "its compressed data is followed by something else");
            }
            break;
        }
        done += static_cast<std::size_t>(count);
    }
    return done;
}

} // namespace

Failure decoder_failure(::archive* handle, const std::optional<Error>& input_error,
                        const Faults& faults, std::string_view entry) {
    if (input_error) {
        return Failure(*input_error);
    }
    const char* why = archive_error_string(handle);
    return faults.damaged(entry, why != nullptr ? why : "it cannot be read");
}

Result<std::unique_ptr<ByteStream>> open_filter(os::GrowingFile& archive, std::uint64_t size,
                                                Format format, const Faults& faults) {
    auto stream = std::make_unique<FilterStream>(archive, size, faults);
    GOVERN_TRY(stream->open(format));
    return stream;
}

Result<Decoder> open_sparse_tar(DecoderInput& input, const Faults& faults) {
    Decoder decoder(archive_read_new());
    if (switch_on_tar(decoder.get()) != ARCHIVE_OK ||
        archive_read_open(decoder.get(), &input, nullptr, pull_block, nullptr) != ARCHIVE_OK) {
        return decoder_failure(decoder.get(), input.error, faults, {});
    }
    return decoder;
}

Result<Decoder> open_zip(SeekableInput& input, const Faults& faults) {
    Decoder decoder(archive_read_new());
    ::archive* const handle = decoder.get();
    if (switch_on_zip(handle) != ARCHIVE_OK) {
        return decoder_failure(handle, input.error, faults, {});
    }
    archive_read_set_callback_data(handle, &input);
    archive_read_set_read_callback(handle, view_block);
    archive_read_set_skip_callback(handle, skip);
    archive_read_set_seek_callback(handle, seek);
    if (archive_read_open1(handle) != ARCHIVE_OK) {
        return decoder_failure(handle, input.error, faults, {});
    }
    return decoder;
}

bool decodes_zip_method(std::uint16_t method) {
    return std::ranges::find(k_zip_methods, method) != k_zip_methods.end();
}

} // namespace govern::archive
