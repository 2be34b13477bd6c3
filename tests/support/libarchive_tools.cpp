#include "support/libarchive_tools.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <array>
#include <clocale>
#include <cstdio>
#include <cstdlib>

namespace govern::test {

namespace {

void require(bool holds, ::archive* handle) {
    if (!holds) {
        const char* why = archive_error_string(handle);
        std::fprintf(stderr, "libarchive: %s\n", why != nullptr ? why : "no reason");
        std::abort();
    }
}

la_ssize_t append(::archive* /*handle*/, void* out, const void* bytes, std::size_t size) {
    static_cast<std::string*>(out)->append(static_cast<const char*>(bytes), size);
    return static_cast<la_ssize_t>(size);
}

} // namespace

std::string pack(std::string_view content, const std::string& filter) {
    std::string out;
    ::archive* const handle = archive_write_new();
    require(archive_write_add_filter_by_name(handle, filter.c_str()) == ARCHIVE_OK, handle);
    archive_write_set_format_raw(handle);
    archive_write_set_bytes_in_last_block(handle, 1);
    require(archive_write_open(handle, &out, nullptr, append, nullptr) == ARCHIVE_OK, handle);
    archive_entry* const entry = archive_entry_new();
    archive_entry_set_pathname(entry, "data");
    archive_entry_set_filetype(entry, AE_IFREG);
    require(archive_write_header(handle, entry) == ARCHIVE_OK, handle);
    archive_entry_free(entry);
    require(archive_write_data(handle, content.data(), content.size()) ==
                static_cast<la_ssize_t>(content.size()),
            handle);
    require(archive_write_close(handle) == ARCHIVE_OK, handle);
    archive_write_free(handle);
    return out;
}

std::map<std::string, ReferenceFile> read_by_libarchive(const std::string& bytes) {
    std::map<std::string, ReferenceFile> files;
    ::archive* const handle = archive_read_new();
    archive_read_support_filter_gzip(handle);
    archive_read_support_filter_xz(handle);
    archive_read_support_filter_zstd(handle);
    archive_read_support_filter_bzip2(handle);
    archive_read_support_format_tar(handle);
    archive_read_support_format_zip(handle);
    // libarchive turns names into the locale's encoding and back.
    std::setlocale(LC_CTYPE, "C.UTF-8");
    require(archive_read_set_options(handle, "hdrcharset=UTF-8") == ARCHIVE_OK, handle);
    require(archive_read_open_memory(handle, bytes.data(), bytes.size()) == ARCHIVE_OK, handle);
    archive_entry* entry = nullptr;
    int status = archive_read_next_header(handle, &entry);
    for (; status == ARCHIVE_OK || status == ARCHIVE_WARN;
         status = archive_read_next_header(handle, &entry)) {
        if (archive_entry_filetype(entry) != AE_IFREG) {
            continue;
        }
        const char* name = archive_entry_pathname_utf8(entry);
        require(name != nullptr, handle);
        ReferenceFile& file = files[name];
        file.executable = (archive_entry_perm(entry) & 0111) != 0;
        file.mtime = archive_entry_mtime(entry);
        std::array<char, 64 << 10> piece; // filled before it is read
        la_ssize_t count = 0;
        while ((count = archive_read_data(handle, piece.data(), piece.size())) > 0) {
            file.content.append(piece.data(), static_cast<std::size_t>(count));
        }
        require(count == 0, handle);
    }
    require(status == ARCHIVE_EOF, handle);
    archive_read_free(handle);
    std::setlocale(LC_CTYPE, "C");
    return files;
}

} // namespace govern::test
