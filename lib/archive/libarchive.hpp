#pragma once

#include "stream.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

// libarchive decodes everything that Go's own archives do not use. Only libarchive.cpp switches its
// decoders on. Names, kinds, modes and the place of every entry always come from our own parsers:
// libarchive provides content alone.

namespace govern::archive {

struct FreeReader {
    void operator()(::archive* handle) const { archive_read_free(handle); }
};
using Decoder = std::unique_ptr<::archive, FreeReader>;

/// The next bytes for a decoder, valid until it asks again; empty at the end.
using Pull = std::function<Result<std::span<const std::byte>>()>;

/// A decoder's input. Its own error, if it had one, wins over libarchive's.
struct DecoderInput {
    Pull pull;
    std::optional<Error> error;
};

/// The operations of a file that a seeking decoder uses.
struct SeekableInput {
    os::GrowingFile& file;
    std::uint64_t size = 0;
    std::uint64_t position = 0;
    std::optional<Error> error;
};

/// libarchive's latest error as archive_damaged, or the input's own error.
[[nodiscard]] Failure decoder_failure(::archive* handle, const std::optional<Error>& input_error,
                                      const Faults& faults, std::string_view entry);

/// One compressed stream: Format::tar_xz, tar_zst or tar_bz2.
[[nodiscard]] Result<std::unique_ptr<ByteStream>>
open_filter(os::GrowingFile& archive, std::uint64_t size, Format format, const Faults& faults);

/// A tar of one sparse entry. `input` must outlive the decoder.
[[nodiscard]] Result<Decoder> open_sparse_tar(DecoderInput& input, const Faults& faults);

/// The contents of a zip's entries in the order of their offsets.
[[nodiscard]] Result<Decoder> open_zip(SeekableInput& input, const Faults& faults);

/// Compression methods of zip entries that open_zip decodes (APPNOTE 4.4.5) beside stored and
/// deflated.
[[nodiscard]] bool decodes_zip_method(std::uint16_t method);

} // namespace govern::archive
