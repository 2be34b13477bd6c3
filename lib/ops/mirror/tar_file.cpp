#include "mirror/tar_file.hpp"

#include "base/messages.hpp"
#include "base/path.hpp"
#include "os/messages.hpp"
#include "os/range_file.hpp"

#include <vector>

namespace govern::ops {

namespace {

constexpr std::size_t k_piece = 1024 * 1024;

/// Beside it, so that one rename gives it its name.
std::string unfinished_name(const std::string& path) {
    return path::join(path::parent(path), '.' + std::string(path::filename(path)) + ".new");
}

} // namespace

TarFile::TarFile(Context& context, std::string path, std::string unfinished,
                 std::unique_ptr<os::OutFile> file)
    : m_context(context), m_path(std::move(path)), m_unfinished(std::move(unfinished)),
      m_file(std::move(file)), m_writer([this](std::span<const std::byte> bytes) {
          m_size += bytes.size();
          return m_file->write(bytes);
      }) {}

Result<std::unique_ptr<TarFile>> TarFile::begin(Context& context, const os::UserTarget& target) {
    auto& files = context.host.files;
    const auto unfinished = target.is_stream ? std::string() : unfinished_name(target.path);
    if (!target.is_stream) {
        GOVERN_TRY(files.remove(unfinished)); // what a killed run left
    }
    GOVERN_TRY_ASSIGN(auto file,
                      target.is_stream ? os::open_stream(target.path) : files.create(unfinished));
    return std::unique_ptr<TarFile>(new TarFile(context, target.path, unfinished, std::move(file)));
}

TarFile::~TarFile() {
    if (m_file != nullptr && !m_unfinished.empty()) {
        m_file.reset();
        (void)m_context.host.files.remove(m_unfinished);
    }
}

Result<void> TarFile::add(const std::string& name, std::string_view content) {
    GOVERN_TRY(m_writer.file(name, content.size()));
    return m_writer.write(std::as_bytes(std::span(content)));
}

Result<void> TarFile::add_file(const std::string& name, const std::string& path) {
    GOVERN_TRY_ASSIGN(const auto file, os::open_range_file(path));
    if (file == nullptr) {
        return fail(msg::file_not_found, {{"action", "read"}, {"path", path}});
    }
    GOVERN_TRY(m_writer.file(name, file->size()));
    std::vector<std::byte> buffer(k_piece);
    for (std::uint64_t at = 0; at < file->size();) {
        if (m_context.host.reporter.interrupted()) {
            return fail(msg::interrupted);
        }
        GOVERN_TRY_ASSIGN(const auto count, file->read(at, buffer));
        if (count == 0) {
            return fail(msg::file_incomplete, {{"path", path}, {"at", std::to_string(at)}});
        }
        GOVERN_TRY(m_writer.write(std::span(buffer).first(count)));
        at += count;
    }
    return {};
}

Result<std::uint64_t> TarFile::finish() {
    GOVERN_TRY(m_writer.finish());
    GOVERN_TRY(m_file->finish());
    m_file.reset();
    if (!m_unfinished.empty()) {
        GOVERN_TRY(m_context.host.files.rename(m_unfinished, m_path));
    }
    return m_size;
}

} // namespace govern::ops
