#pragma once

#include "base/message.hpp"

namespace govern::msg {

inline constexpr MessageSpec no_source{
    "no-source", Exit::network,
    "no source of SDKs is known"
    "\n--source {only} rules out every other one"
    "\nGOPROXY names no module proxy, neither in the environment nor with `go env -w` nor as "
    "goproxy in the config file"
    "\nGOPROXY says `{word}` ({origin})"
    "\nGOVERN_MIRROR names no mirror of the Go download site",
    "set GOPROXY or GOVERN_MIRROR",
    "SDKs come from the Go download site or a mirror of it (GOVERN_MIRROR, or mirror in the config "
    "file), and "
    "from the module proxies in GOPROXY. govern has no proxy built in: it uses what Go itself is "
    "told to use. "
    "With --source only the source named is used."};

inline constexpr MessageSpec bad_source{"bad-source", Exit::usage,
                                        "'{source}' is no source: there are official and proxy", "",
                                        "--source and the key `source` name one of the two kinds "
                                        "of source; then nothing else is asked."};

inline constexpr MessageSpec source_unusable{
    "source-unusable", Exit::network, "{source} ({address}) cannot be used: {why}", "",
    "A source that cannot be reached within five seconds, fails TLS, or answers 401, 403, 407, "
    "451, 5xx or "
    "something that is no listing is passed over, and not asked again for an hour. `--source` asks "
    "it all the "
    "same, and it is tried once more before a command fails for want of it."};

inline constexpr MessageSpec source_skipped{
    "source-skipped", Exit::network,
    "{source} ({address}) is passed over: {minutes} min ago it could not be used: {why}", "",
    "A source that was unusable is not asked again for an hour, so that commands do not wait for "
    "it each "
    "time. `--source` asks it all the same, and it is tried once more before a command fails for "
    "want of it."};

inline constexpr MessageSpec source_lacks{
    "source-lacks", Exit::no_such_version, "{source} ({address}): {why}", "",
    "The source answered, but does not have that version for that platform."};

inline constexpr MessageSpec not_a_listing{"not-a-listing", Exit::network,
                                           "{url} is no listing of Go releases: {why}", "",
                                           "The address of the Go download site or of a mirror "
                                           "must answer `?mode=json&include=all` (or, in a plain "
                                           "folder, `index.json`) with the JSON list of releases. "
                                           "A web page in its place is usually a network's "
                                           "log-in page or a wrong address."};

inline constexpr MessageSpec no_such_version{
    "no-such-version", Exit::no_such_version,
    "{wanted} for {platform} is not published, or no source here has it"
    "\n{wanted} exists, but not for {missing_platform}"
    "\nthe nearest: {nearest}",
    "govern list --remote",
    "Every source that could be asked lacks that version for that platform. A module proxy cannot "
    "say whether "
    "a version does not exist or is only not served by it."};

inline constexpr MessageSpec all_sources_unusable{
    "sources-unusable", Exit::network,
    "no source gave {wanted}: none of them could be used"
    "\nno module proxy was asked: {no_proxy}"
    "\nrequests go through the proxy that {proxy_variable} names",
    "name what your network offers in GOPROXY or GOVERN_MIRROR, its web proxy in HTTPS_PROXY, and "
    "try again",
    "Each source is named with what stood in its way. In a company network, name an internal "
    "mirror in "
    "GOVERN_MIRROR or a module proxy in GOPROXY, and the web proxy in HTTPS_PROXY."};

inline constexpr MessageSpec only_known_releases{
    "only-known-releases", Exit::done,
    "no source told its list: these are the releases that this govern knows of, and newer ones may "
    "exist",
    "",
    "govern carries a list of the releases that were there when it was built. Where neither the "
    "download site nor a module "
    "proxy can be asked, that list is all there is."};

inline constexpr MessageSpec goproxy_entry_malformed{
    "goproxy-malformed", Exit::done,
    "GOPROXY ({origin}): '{entry}' is no http, https or file URL; it is passed over",
    "go env GOPROXY",
    "GOPROXY is a list of URLs, separated by commas or |, or the words direct and off."};

/// Every coded message of this file, for `explain` and docs/errors.md.
inline constexpr const MessageSpec* k_sources[] = {&no_source,           &bad_source,
                                                   &source_unusable,     &source_skipped,
                                                   &source_lacks,        &not_a_listing,
                                                   &no_such_version,     &all_sources_unusable,
                                                   &only_known_releases, &goproxy_entry_malformed};

} // namespace govern::msg
