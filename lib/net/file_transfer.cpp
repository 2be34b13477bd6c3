#include "file_transfer.hpp"

#include "base/messages.hpp"
#include "base/path.hpp"
#include "base/url.hpp"
#include "net/messages.hpp"
#include "os/messages.hpp"
#include "os/range_file.hpp"

#include <algorithm>
#include <vector>

namespace govern::net {

namespace {

constexpr std::uint64_t k_piece = 1024 * 1024;

/// Counted from the beginning of what is transferred.
struct Part {
    std::uint64_t first = 0;
    std::uint64_t end = 0;
};

/// The bytes of a file of `size` bytes that a range means; nothing where it lies outside.
std::optional<Part> resolve(const Range& range, std::uint64_t size) {
    if (!range.first) {
        const auto count = std::min(range.last.value_or(0), size);
        return count == 0 ? std::nullopt : std::optional(Part{size - count, size});
    }
    if (*range.first >= size) {
        return std::nullopt;
    }
    return Part{*range.first, range.last ? std::min(*range.last + 1, size) : size};
}

/// By reads, not through a mapping: what a disk or a share cannot deliver is an error then.
Result<void> copy(os::Host& host, const FilePart& from, os::RangeFile& file, Part part,
                  BodySink& sink) {
    std::vector<std::byte> buffer(
        static_cast<std::size_t>(std::min(k_piece, part.end - part.first)));
    while (part.first < part.end) {
        if (host.reporter.interrupted() || sink.stopped()) {
            return fail(msg::interrupted);
        }
        const auto wanted = std::min<std::uint64_t>(buffer.size(), part.end - part.first);
        GOVERN_TRY_ASSIGN(const auto count,
                          file.read(from.offset + part.first,
                                    std::span(buffer).first(static_cast<std::size_t>(wanted))));
        if (count == 0) {
            return fail(msg::file_incomplete,
                        {{"path", from.path}, {"at", std::to_string(from.offset + part.first)}});
        }
        GOVERN_TRY(sink.data(std::span(buffer).first(count)));
        part.first += count;
    }
    return {};
}

} // namespace

Result<Response> transfer_file(os::Host& host, const Request& request, BodySink& sink) {
    Response out;
    out.head.url = redact_urls(request.url);
    const auto path = file_url_path(request.url, path::k_separator == '\\');
    if (!path) {
        return fail(msg::url_invalid, {{"url", request.url}});
    }
    GOVERN_TRY_ASSIGN(const auto info, host.files.info(*path));
    GOVERN_TRY_ASSIGN(const auto real,
                      info ? host.files.canonical(*path) : Result<std::string>(*path));
    GOVERN_TRY_ASSIGN(const auto target, host.files.info(real));
    if (!target || target->kind != os::FileInfo::Kind::file) {
        out.head.status = 404;
        return out;
    }
    return transfer_part(host, request, {real, 0, target->size}, sink);
}

Result<Response> transfer_part(os::Host& host, const Request& request, const FilePart& from,
                               BodySink& sink) {
    Response out;
    out.head.url = redact_urls(request.url);
    Part part{0, from.size};
    out.head.status = 200;
    out.head.total = from.size;
    if (request.range) {
        const auto resolved = resolve(*request.range, from.size);
        out.head.status = resolved ? 206 : 416;
        part = resolved.value_or(Part{});
    }
    out.head.first = part.first;
    out.head.length = part.end - part.first;
    if (out.head.status == 416) {
        return out;
    }
    GOVERN_TRY(sink.begin(out.head));
    if (part.first < part.end) {
        GOVERN_TRY_ASSIGN(const auto file, os::open_range_file(from.path));
        if (file == nullptr) {
            return fail(msg::file_not_found, {{"action", "read"}, {"path", from.path}});
        }
        GOVERN_TRY(copy(host, from, *file, part, sink));
    }
    return out;
}

} // namespace govern::net
