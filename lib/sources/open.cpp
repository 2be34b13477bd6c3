#include "base/path.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "official.hpp"
#include "proxy.hpp"
#include "sources/messages.hpp"
#include "trust/roots.hpp"

namespace govern::sources {

namespace {

/// cmd/go does the same before it looks at the scheme.
std::string with_scheme(std::string_view entry) {
    const bool like_a_host = entry.find_first_of(".:/") != entry.npos &&
                             entry.find(":/") == entry.npos && !path::is_absolute(entry) &&
                             entry.front() != '/';
    return like_a_host ? "https://" + std::string(entry) : std::string(entry);
}

/// As cmd/go has it: a file URL is a path and nothing else, and may hold spaces as they are.
std::optional<std::string> proxy_url(std::string_view entry) {
    auto url = with_scheme(entry);
    if (!is_file_url(url)) {
        return parse_url(url) ? std::optional(std::move(url)) : std::nullopt;
    }
    if (url.find_first_of("?#") != url.npos) {
        return std::nullopt;
    }
    std::string encoded;
    for (const char c : url) {
        encoded += c == ' ' ? "%20" : std::string(1, c);
    }
    return file_url_path(encoded, path::k_windows) ? std::optional(std::move(encoded))
                                                   : std::nullopt;
}

} // namespace

ProxyList parse_goproxy(std::string_view goproxy) {
    ProxyList out;
    while (!goproxy.empty()) {
        const auto end = goproxy.find_first_of(",|");
        const auto entry = trim(goproxy.substr(0, end));
        const bool on_any_error = end != goproxy.npos && goproxy[end] == '|';
        goproxy.remove_prefix(end == goproxy.npos ? goproxy.size() : end + 1);
        if (entry.empty()) {
            continue;
        }
        if (entry == "off") {
            out.off = true;
            return out;
        }
        if (entry == "direct") {
            out.direct = true;
            return out;
        }
        if (auto url = proxy_url(entry)) {
            out.entries.push_back({std::move(*url), on_any_error});
        } else {
            out.malformed.emplace_back(entry);
        }
    }
    return out;
}

Result<Sources> open_sources(os::Host& host, net::Client& client, const SourceOptions& options) {
    const auto& only = options.only;
    const auto usability =
        !only ? std::make_shared<Usability>(host, path::join(options.cache_folder, "unusable"))
              : nullptr;
    const auto parts = [&](const std::string& url) {
        return AddressSource::Parts{host, client, usability, url};
    };
    Sources out;
    if (only != SourceKind::proxy) {
        const auto& mirror = options.config.mirror.value;
        for (const auto& site : mirror.empty() ? trust::official_sites() : std::vector{mirror}) {
            out.push_back(std::make_unique<Official>(parts(site), !mirror.empty(),
                                                     options.config.trusts_further_certificates(),
                                                     options.cache_folder));
        }
    }
    if (only != SourceKind::official) {
        const auto proxies = parse_goproxy(options.go.goproxy);
        for (const auto& entry : proxies.malformed) {
            host.reporter.warn(Message(msg::goproxy_entry_malformed)
                                   .with("origin", options.go.goproxy_origin)
                                   .with("entry", redact_broken_url(entry)));
        }
        for (const auto& entry : proxies.entries) {
            auto proxy = parts(entry.url);
            proxy.last_word = !entry.fall_through_on_any_error;
            out.push_back(std::make_unique<Proxy>(std::move(proxy)));
        }
    }
    if (out.empty()) {
        const auto proxies = parse_goproxy(options.go.goproxy);
        return fail(msg::no_source,
                    {{"only", only ? std::string(word_of(*only)) : ""},
                     {"word", proxies.direct ? std::string("direct")
                              : proxies.off  ? "off"
                                             : std::string(trim(options.go.goproxy))},
                     {"origin", options.go.goproxy_origin}});
    }
    return out;
}

} // namespace govern::sources
