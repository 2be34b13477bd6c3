#pragma once

#include "base/message.hpp"

namespace govern::msg {

inline constexpr MessageSpec rebuild_begins{
    "", Exit::done,
    "{name}: the hashes are those of the receipt\n"
    "{builder} builds {count} programs from their source again, which takes a minute or two"};

inline constexpr MessageSpec rebuild_left_out{
    "rebuild-left-out", Exit::done, "{name} is not rebuilt: its files are not those of its receipt",
    "", "`verify --rebuild` checks every hash first and starts no program of a tree that differs."};

inline constexpr MessageSpec rebuild_recipe_unknown{
    "rebuild-recipe-unknown", Exit::failed,
    "{name}: it is not known how its programs are built: {why}", "",
    "`verify --rebuild` takes the recipe from the SDK's own src/cmd/dist, and of that only flags that it knows. "
    "Releases before Go 1.21 cannot be rebuilt byte for byte, and programs for macOS are signed after the build. "
    "This says nothing against the SDK: its hashes were checked."};

inline constexpr MessageSpec rebuild_host_missing{
    "rebuild-host-missing", Exit::not_installed,
    "{name} can only be rebuilt by {version} for this machine, which is not installed in {home}",
    "govern install {spec}",
    "The compiler that builds the programs again must run here. "
    "It is the same version's, so that each of its bytes can be the same."};

inline constexpr MessageSpec rebuild_sources_differ{
    "rebuild-sources-differ", Exit::verification,
    "{name} and {builder} have different sources: {list}\n"
    "nothing was built, because one of them is not the release",
    "govern verify {spec}",
    "An SDK for another platform is built by this machine's SDK of the same version, from that one's source. "
    "Both must have the same files below src and pkg/include, and the same VERSION."};

inline constexpr MessageSpec rebuild_no_space{
    "rebuild-no-space", Exit::no_space, "{path} has {free} free; rebuilding {name} takes {needed}",
    "govern prune",
    "The programs and what the compiler keeps for itself need room until they were compared. "
    "It is in the home's staging folder, or in the temporary folder where the home cannot be written."};

inline constexpr MessageSpec rebuild_failed{
    "rebuild-failed", Exit::verification,
    "{name}: its programs cannot be built from its own source: `go build` of {builder} ended with {code}\n"
    "{output*}",
    "",
    "The compiler and the source of a release fit together. "
    "Where the build fails, one of them is not the release's, or this machine is broken."};

inline constexpr MessageSpec rebuild_broken_off{
    "rebuild-broken-off", Exit::failed,
    "{name}: this machine could not finish the build: `go build` of {builder} ended with {code}\n"
    "{output*}",
    "the same command, when more memory is free",
    "The system ended the compiler, or refused it memory, files or processes. "
    "Nothing is known about the programs."};

inline constexpr MessageSpec rebuild_overtaken{
    "rebuild-overtaken", Exit::failed,
    "{name} was replaced or removed while its programs were built: nothing is known about them",
    "govern verify {spec} --rebuild",
    "Another command installed, repaired or removed the SDK at the same time."};

inline constexpr MessageSpec rebuild_differs{
    "rebuild-differs", Exit::verification,
    "{name}: {different} of {count} programs are not what its own source gives\n"
    "{list*}",
    "govern repair {spec}",
    "Each program was built again from the SDK's source, and these have other bytes. "
    "A program was replaced, or its source was changed. "
    "Where only build IDs differ the source is another one, if only in a comment."};

inline constexpr MessageSpec keep_refused{
    "keep-refused", Exit::usage, "--keep {path}: {why}", "name a folder that does not exist yet",
    "--keep gets the programs that `verify --rebuild` built, as bin and pkg/tool. "
    "So that nothing else lies among them the folder must be new or empty, and outside of the home."};

inline constexpr const MessageSpec* k_proof_by_rebuild[] = {
    &rebuild_left_out, &rebuild_recipe_unknown, &rebuild_host_missing, &rebuild_sources_differ,
    &rebuild_no_space, &rebuild_failed,         &rebuild_broken_off,   &rebuild_overtaken,
    &rebuild_differs,  &keep_refused,
};

} // namespace govern::msg
