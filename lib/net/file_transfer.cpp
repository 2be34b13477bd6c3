#include "file_transfer.hpp"

#include "base/messages/common.hpp"
#include "base/messages/net.hpp"
#include "base/url.hpp"
#include "os/growing_file.hpp"
#include "os/path.hpp"

#include <algorithm>

namespace govern::net {

namespace {

constexpr std::uint64_t k_piece = 1024 * 1024;

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

Result<void> copy(os::Host& host, os::GrowingFile& file, Part part, BodySink& sink) {
    while (part.first < part.end) {
        if (host.reporter.interrupted() || sink.stopped()) {
            return fail(msg::interrupted);
        }
        GOVERN_TRY_ASSIGN(const auto bytes,
                          file.view(part.first, std::min(k_piece, part.end - part.first)));
        GOVERN_TRY(sink.data(bytes));
        part.first += bytes.size();
        if (bytes.empty()) {
            return fail(msg::body_truncated);
        }
    }
    return {};
}

} // namespace

Result<Response> transfer_file(os::Host& host, const Request& request, BodySink& sink) {
    Response out;
    out.head.url = redact_urls(request.url);
    const auto path = file_url_path(request.url, os::k_separator == '\\');
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
    Part part{0, target->size};
    out.head.status = 200;
    out.head.total = target->size;
    if (request.range) {
        const auto resolved = resolve(*request.range, target->size);
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
        GOVERN_TRY_ASSIGN(const auto file, os::open_complete_file(real));
        GOVERN_TRY(copy(host, *file, part, sink));
    }
    return out;
}

} // namespace govern::net
