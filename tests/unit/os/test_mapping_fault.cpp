#include "support/catch.hpp"

#include "files/mapped_file.hpp"
#include "files/mapping_fault.hpp"
#include "support/temp_dir.hpp"

using namespace govern;
using namespace govern::os;

namespace {

/// A mapped file of one page.
struct Mapped {
    explicit Mapped(const std::string& path) : file(std::move(*open_mapped(path, MapMode::write))) {
        REQUIRE(file->set_length(4096));
        bytes = file->map().value();
    }
    [[nodiscard]] std::string text_at(std::size_t offset) const {
        const auto* const answer = fault_answer_at(bytes.data() + offset);
        return answer == nullptr ? "none" : answer->text;
    }
    std::unique_ptr<MappedFile> file;
    std::span<const std::byte> bytes;
};

} // namespace

TEST_CASE("of two mapped files each has its own words for a fault", "[os]") {
    const test::TempDir dir;
    explain_mapping_faults(dir.path("one"), "the first", 1);
    explain_mapping_faults(dir.path("two"), "the second", 2);
    const Mapped one(dir.path("one"));
    const Mapped two(dir.path("two"));
    CHECK(one.text_at(0) == "the first");
    CHECK(one.text_at(4095) == "the first");
    CHECK(two.text_at(0) == "the second");
    CHECK(fault_answer_at(two.bytes.data())->exit_code == 2);
}

TEST_CASE("a file of which nothing was said, and one that is mapped no more, have none", "[os]") {
    const test::TempDir dir;
    explain_mapping_faults(dir.path("one"), "the first", 1);
    const Mapped other(dir.path("other"));
    CHECK(other.text_at(0) == "none");
    Mapped one(dir.path("one"));
    one.file->unmap();
    CHECK(one.text_at(0) == "none");
    one.bytes = one.file->map().value();
    CHECK(one.text_at(0) == "the first");
}
