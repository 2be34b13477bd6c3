// What a folder may pin: .go-version in any encoding, .tool-versions.
#include "fuzz_folder.hpp"
#include "resolve/text.hpp"
#include "resolve/version_file.hpp"

#include <cstdlib>
#include <memory>

using namespace govern;
using namespace govern::resolve;

namespace {

void require(bool holds) {
    if (!holds) {
        std::abort();
    }
}

/// Whatever was read can be quoted with a caret, and a wish names a release or nothing.
void check(const FileWish& wish, bool has_file) {
    require(wish.text.size() <= Line::k_max_text);
    require(wish.offset <= wish.text.size());
    require(wish.text.substr(wish.offset, wish.value.size()) == wish.value);
    require(!wish.found || wish.error != Problem::none || wish.line > 0);
    if (wish.found && wish.error == Problem::none) {
        require(wish.spec.kind != Spec::Kind::oldstable);
        require(wish.value.find_first_of("/\\:\n") == wish.value.npos);
        // Said once more as `pin` and messages write it, it means the same.
        const auto again = parse_spec(wish.value);
        require(again.error == SpecError::none && again.spec.kind == wish.spec.kind &&
                again.spec.version == wish.spec.version);
    }
    if (wish.error == Problem::malformed_file) {
        const auto why = parse_spec(wish.value);
        require(why.error != SpecError::none || why.spec.kind == Spec::Kind::oldstable);
    }
    require(has_file || wish.error != Problem::unreadable_file);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static test::FuzzFolder folder;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto arena = std::make_unique<Arena>();
    for (const auto parse : {parse_go_version, parse_tool_versions}) {
        FileWish wish;
        parse(text, wish);
        check(wish, false);
    }
    const auto path = folder.write("versions", data, size);
    const auto pinned = read_go_version(path.c_str(), *arena);
    require(pinned.found);
    check(pinned, true);
    check(read_tool_versions(path.c_str(), *arena), true);
    require(!arena->full());
    return 0;
}
