#pragma once

#include "base/message.hpp"

namespace govern::msg {

inline constexpr MessageSpec no_source{
    "no-source", Exit::network,
    "no source of SDKs is known\n"
    "--source {only} rules out every other one\n"
    "GOPROXY names no module proxy, neither in the environment nor with `go env -w` nor as goproxy in the config file\n"
    "GOPROXY says `{word}` ({origin})\n"
    "GOVERN_MIRROR names no mirror of the Go download site",
    "set GOPROXY or GOVERN_MIRROR",
    "SDKs come from the Go download site or a mirror of it (GOVERN_MIRROR, or mirror in the config file), and from the module proxies in GOPROXY. "
    "govern has no proxy built in: it uses what Go itself is told to use. "
    "With --source only the source named is used."};

inline constexpr MessageSpec source_unusable{
    "source-unusable", Exit::network, "{source} ({address}) cannot be used: {why}", "",
    "A source that cannot be reached within five seconds, fails TLS, or answers 401, 403, 407, 451, 5xx or something that is not a listing is skipped, and not asked again for an hour. "
    "`--source` asks it all the same, and govern tries it once more before a command fails without it."};

inline constexpr MessageSpec source_skipped{
    "source-skipped", Exit::network,
    "{source} ({address}) is skipped: {minutes} min ago it could not be used: {why}", "",
    "A source that was unusable is not asked again for an hour, so that commands do not wait for it each time. "
    "`--source` asks it all the same, and govern tries it once more before a command fails without it."};

inline constexpr MessageSpec source_lacks{
    "source-lacks", Exit::no_such_version, "{source} ({address}): {why}", "",
    "The source answered, but does not have that version for that platform."};

inline constexpr MessageSpec not_a_listing{
    "not-a-listing", Exit::network, "{url} is not a listing of Go releases: {why}", "",
    "The address of the Go download site or of a mirror must answer `?mode=json&include=all` (or, in a plain folder, `index.json`) with the JSON list of releases. "
    "A web page in its place is usually a network's log-in page or a wrong address."};

inline constexpr MessageSpec no_such_version{
    "no-such-version", Exit::no_such_version,
    "{wanted} for {platform} is not published, or no source here has it\n"
    "{wanted} exists, but not for {missing_platform}\n"
    "the nearest: {nearest}",
    "govern list --remote",
    "Every source that could be asked lacks that version for that platform. "
    "A module proxy cannot tell a version that does not exist from one that it does not serve."};

inline constexpr MessageSpec all_sources_unusable{
    "sources-unusable", Exit::network,
    "no source gave {wanted}: none of them could be used\n"
    "no module proxy was asked: {no_proxy}\n"
    "requests go through the proxy that {proxy_variable} names",
    "{certificates}\n"
    "name what your network offers in GOPROXY or GOVERN_MIRROR, its web proxy in HTTPS_PROXY, and try again",
    "The notes name each source and what went wrong. "
    "In a company network, name an internal mirror in GOVERN_MIRROR or a module proxy in GOPROXY, and the web proxy in HTTPS_PROXY."};

inline constexpr MessageSpec only_known_releases{
    "only-known-releases", Exit::done,
    "no source sent its list: these are the releases that this govern knows, and newer ones may exist",
    "",
    "govern carries a list of the releases that were there when it was built. "
    "Where neither the download site nor a module proxy can be asked, that list is all there is."};

inline constexpr MessageSpec goproxy_entry_malformed{
    "goproxy-malformed", Exit::done,
    "GOPROXY ({origin}): '{entry}' is not an http, https or file URL; it is skipped",
    "go env GOPROXY",
    "GOPROXY is a list of URLs, separated by commas or |, or the words direct and off. "
    "In a file URL these two, %, # and ? are written %2C, %7C, %25, %23 and %3F."};

/// Every coded message of this file, for `explain` and docs/errors.md.
inline constexpr const MessageSpec* k_sources[] = {&no_source,
                                                   &source_unusable,
                                                   &source_skipped,
                                                   &source_lacks,
                                                   &not_a_listing,
                                                   &no_such_version,
                                                   &all_sources_unusable,
                                                   &only_known_releases,
                                                   &goproxy_entry_malformed};

} // namespace govern::msg
