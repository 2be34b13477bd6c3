#include "base/messages/sources.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "official.hpp"
#include "os/path.hpp"
#include "proxy.hpp"
#include "trust/roots.hpp"

#include <algorithm>

namespace govern::sources {

namespace {

/// As cmd/go does before it looks at the scheme.
std::string with_scheme(std::string_view entry) {
    const bool like_a_host = entry.find_first_of(".:/") != entry.npos &&
                             entry.find(":/") == entry.npos && !os::is_absolute(entry) &&
                             entry.front() != '/';
    return like_a_host ? "https://" + std::string(entry) : std::string(entry);
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
        auto url = with_scheme(entry);
        if (parse_url(url)) {
            out.entries.push_back({std::move(url), on_any_error});
        } else {
            out.malformed.emplace_back(entry);
        }
    }
    out.off = out.entries.empty() && out.malformed.empty();
    return out;
}

Result<Sources> open_sources(os::Host& host, net::Client& client, const SourceOptions& options) {
    const auto& only = options.only;
    if (!only.empty() && only != "official" && only != "proxy") {
        return fail(msg::bad_source, {{"source", only}});
    }
    const auto usability =
        only.empty() ? std::make_shared<Usability>(host, os::join(options.cache_folder, "unusable"))
                     : nullptr;
    const auto parts = [&](const std::string& url) {
        return AddressSource::Parts{host, client, usability, url};
    };
    Sources out;
    if (only != "proxy") {
        const auto& mirror = options.config.mirror.value;
        for (const auto& site : mirror.empty() ? trust::official_sites() : std::vector{mirror}) {
            out.push_back(std::make_unique<Official>(parts(site), !mirror.empty(),
                                                     !options.config.ca_file.value.empty(),
                                                     options.cache_folder));
        }
    }
    if (only != "official") {
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
                    {{"only", only},
                     {"word", proxies.direct                                     ? "direct"
                              : proxies.off && !trim(options.go.goproxy).empty() ? "off"
                                                                                 : ""},
                     {"origin", options.go.goproxy_origin}});
    }
    return out;
}

} // namespace govern::sources
