#pragma once

#include "archive/messages.hpp"
#include "archive/unpack.hpp"
#include "support/catch.hpp"
#include "support/libarchive_tools.hpp"
#include "support/make_archive.hpp"
#include "support/memory_archive.hpp"
#include "support/test_host.hpp"

namespace govern::test {

/// One unpacking into memory.
struct Unpacked {
    MemoryTree tree;
    RecordingReporter reporter;
    Result<archive::UnpackResult> result{};

    [[nodiscard]] bool failed_with(const MessageSpec& spec) const {
        if (result) {
            return false;
        }
        UNSCOPED_INFO(render_text(result.error(), "error"));
        return result.error().is(spec);
    }
    [[nodiscard]] std::string why() const {
        return result ? "" : std::string(result.error().fact("why"));
    }
};

inline archive::UnpackOptions sdk_options() {
    archive::UnpackOptions options;
    options.prefix = "go/";
    options.what = "go1.99.1";
    return options;
}

inline void unpack_into(Unpacked& unpacked, const std::string& bytes,
                        const archive::UnpackOptions& options) {
    MemoryFile file(bytes);
    unpacked.result = archive::unpack(file, unpacked.tree, options, unpacked.reporter);
}

/// The same by libarchive's decoders, where a zip's fast ones would do.
inline void refer_into(Unpacked& unpacked, const std::string& bytes,
                       const archive::UnpackOptions& options) {
    MemoryFile file(bytes);
    unpacked.result =
        archive::unpack_with_libarchive(file, unpacked.tree, options, unpacked.reporter);
}

/// Both readers must make the same of it.
inline void check_same(const Unpacked& fast, const Unpacked& slow) {
    for (const auto* one : {&fast, &slow}) {
        if (!one->result) {
            UNSCOPED_INFO(render_text(one->result.error(), "error"));
        }
    }
    REQUIRE(fast.result.has_value());
    REQUIRE(slow.result.has_value());
    CHECK(fast.tree.folders == slow.tree.folders);
    REQUIRE(fast.tree.files.size() == slow.tree.files.size());
    for (const auto& [name, file] : fast.tree.files) {
        INFO(name);
        REQUIRE(slow.tree.files.contains(name));
        const auto& other = slow.tree.files.at(name);
        CHECK(file.content == other.content);
        CHECK(file.executable == other.executable);
        CHECK(file.mtime == other.mtime);
        CHECK(file.finished);
    }
    REQUIRE(fast.result->files.size() == slow.result->files.size());
    for (std::size_t i = 0; i < fast.result->files.size(); ++i) {
        const auto& one = fast.result->files[i];
        const auto& other = slow.result->files[i];
        INFO(one.name);
        CHECK(one.name == other.name);
        CHECK(one.size == other.size);
        CHECK(one.sha256 == other.sha256);
        CHECK(one.executable == other.executable);
        CHECK(one.written == other.written);
    }
    CHECK(fast.result->total_bytes == slow.result->total_bytes);
    CHECK(fast.result->archive_sha256 == slow.result->archive_sha256);
}

/// What came out is what libarchive itself, asked like by any program, finds there.
inline void check_as_libarchive(const Unpacked& ours, const std::string& bytes) {
    if (!ours.result) {
        UNSCOPED_INFO(render_text(ours.result.error(), "error"));
    }
    REQUIRE(ours.result.has_value());
    const auto reference = read_by_libarchive(bytes);
    CHECK(ours.tree.files.size() == reference.size());
    for (const auto& [name, file] : ours.tree.files) {
        INFO(name);
        const auto at = reference.find("go/" + name);
        REQUIRE(at != reference.end());
        CHECK(file.content == at->second.content);
        CHECK((file.executable == at->second.executable || name.starts_with("bin/")));
    }
}

} // namespace govern::test
