#pragma once

#include "base/message.hpp"

namespace govern::msg {

inline constexpr MessageSpec sumdb_off{
    "sumdb-off", Exit::verification,
    "GOSUMDB=off: {sdk} cannot be proved without the checksum database", "{fix}",
    "What a module proxy delivers is proved by the checksum database alone, and GOSUMDB=off forbids asking it. "
    "Go itself refuses to fetch a toolchain then, whatever GONOSUMDB or GOPRIVATE say, and so does govern. "
    "Unset GOSUMDB, in the environment and in Go's own env file."};

inline constexpr MessageSpec gosumdb_malformed{
    "gosumdb-malformed", Exit::failed, "GOSUMDB={value}: {why}", "{fix}",
    "GOSUMDB is `off`, the name of a known checksum database (sum.golang.org, sum.golang.google.cn), or a verifier key `name+hash+key`, either of them followed by a URL where the database is not at its name."};

inline constexpr MessageSpec log_unreachable{
    "log-unreachable", Exit::network,
    "the checksum database {database} could not be asked about {sdk}",
    "govern explain log-unreachable",
    "The proof that an SDK is genuine comes from the checksum database: through the /sumdb/ path of a module proxy in GOPROXY where it has one, else from the database's own addresses. "
    "None of them gave a usable answer; the notes name each one and what it said. "
    "A file:// proxy must carry a sumdb folder beside its modules, as the checksum database serves it: `govern mirror` writes one. "
    "Go's own module cache (GOMODCACHE/cache/download) does as well, for versions that Go itself fetched with the checksum database on. "
    "An SDK that was proved before is proved again from the cache."};

inline constexpr MessageSpec log_offline{
    "log-offline", Exit::network,
    "--offline, and the cache does not hold the checksum database's proof of {sdk}", "",
    "Proofs that were made before are kept in the home's cache folder and work without a network. "
    "This one was never made, or the cache was cleaned since."};

inline constexpr MessageSpec log_address_failed{
    "log-address-failed", Exit::network, "{url} answered {status}", "",
    "One of the addresses of the checksum database gave no usable answer."};

inline constexpr MessageSpec log_not_offered{
    "log-not-offered", Exit::network,
    "{url}: this proxy carries no checksum database ({status})\n{where}", "",
    "A module proxy offers the checksum database under /sumdb/NAME/; this one does not."};

inline constexpr MessageSpec log_web_page{
    "log-web-page", Exit::network, "{url} answered with a web page", "",
    "HTML came instead of the checksum database's answer: usually the log-in page of a network."};

inline constexpr MessageSpec log_no_record{
    "log-no-record", Exit::verification,
    "the checksum database {database} has no record of {sdk}, or none is served here\n"
    "{url} answered {status}",
    "",
    "Without a record in the transparency log govern has nothing to compare the files with, so it does not install them. "
    "This does not mean that they are forged: a proxy may refuse the record of a version that it does not serve. "
    "Another proxy in GOPROXY, or the official archive, may help."};

inline constexpr MessageSpec log_malformed{
    "log-malformed", Exit::verification,
    "the checksum database's answer is malformed: {why}\n"
    "from {url}",
    "",
    "A record, signed tree head or tile does not have the form that the checksum database's protocol gives it. "
    "govern used nothing of it."};

inline constexpr MessageSpec log_bad_signature{
    "log-bad-signature", Exit::verification,
    "the tree head's signature by {database} is wrong\n"
    "from {url}",
    "",
    "A tree head is signed with the checksum database's key (Ed25519), which is compiled into govern. "
    "This one was altered after it was signed, or was never signed. "
    "It says nothing about the database itself: look at the proxy or network between."};

inline constexpr MessageSpec log_unknown_key{
    "log-unknown-key", Exit::verification,
    "the tree head is not signed by {database}\n"
    "from {url}\n"
    "its signatures: {signers}",
    "",
    "The head carries signatures, but none by the key of the checksum database that was asked."};

inline constexpr MessageSpec log_wrong_record{
    "log-wrong-record", Exit::verification,
    "the checksum database's record is not one of {sdk}: {why}\n"
    "from {url}",
    "",
    "A record must hold exactly one hash line of the toolchain that was asked for and the one line of its go.mod, which is the same for all toolchains. "
    "Something else was sent in its place."};

inline constexpr MessageSpec log_bad_tile{
    "log-bad-tile", Exit::verification,
    "tile {tile} of the checksum database does not add up to the signed tree\n"
    "from {url}",
    "",
    "The log's hashes are sent in tiles, and every bit of them is held against the signed tree head. "
    "This one was altered on the way. "
    "It says nothing about the log itself: look at the proxy or network between."};

inline constexpr MessageSpec log_record_not_in_tree{
    "log-record-not-in-tree", Exit::verification,
    "the record of {sdk} is not in the log: its hash is not at place {record} of the tree with {size} records\n"
    "from {url}",
    "",
    "The record that was sent is not the one that the signed tree holds at that place, so it was made up or altered."};

inline constexpr MessageSpec log_forked{
    "log-forked", Exit::verification,
    "THE CHECKSUM DATABASE {database} CONTRADICTS ITSELF: two signed tree heads cannot both be true\n"
    "head of {size_a} records, root {root_a}: {file_a}\n"
    "head of {size_b} records, root {root_b}: {file_b}\n"
    "nothing was installed; keep both files: they prove the contradiction",
    "",
    "Both heads carry a valid signature of the database, yet the smaller is not a beginning of the larger. "
    "A log that only ever grows cannot sign both: either its key is in wrong hands and somebody is shown a forged log, or the log is broken. "
    "Do not delete the saved heads; report them to the Go project (security@golang.org) and use another network until it is explained."};

inline constexpr MessageSpec log_saved_head_damaged{
    "log-saved-head-damaged", Exit::verification,
    "the saved tree head of {database} is damaged: {path}\n"
    "{why}",
    "if the disk did this, delete {path}",
    "govern keeps the last tree head that it saw, to detect a log that changes its past. "
    "This file no longer holds a validly signed one. "
    "If the disk caused this, delete the file: the next proof saves a new tree head, and govern compares later ones with that."};

inline constexpr MessageSpec proof_wrong{
    "proof-wrong", Exit::verification, "the stored proof of {sdk} does not hold: {why}",
    "govern repair {spec}",
    "A receipt holds everything that proves its SDK: the signed tree head, the record and the audit path. "
    "They no longer fit together, so the receipt was altered or damaged."};

/// Status lines.
inline constexpr MessageSpec log_asked_again{
    "", Exit::done,
    "{database} is asked once more about {sdk}, on new connections\n"
    "because: {why}"};

/// Every coded message of this file, for `explain` and docs/errors.md.
inline constexpr const MessageSpec* k_trust[] = {
    &sumdb_off,          &gosumdb_malformed,      &log_unreachable, &log_offline,
    &log_address_failed, &log_not_offered,        &log_web_page,    &log_no_record,
    &log_malformed,      &log_bad_signature,      &log_unknown_key, &log_wrong_record,
    &log_bad_tile,       &log_record_not_in_tree, &log_forked,      &log_saved_head_damaged,
    &proof_wrong};

} // namespace govern::msg
