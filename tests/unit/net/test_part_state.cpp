#include "part_state.hpp"
#include "support/catch.hpp"
#include "support/test_host.hpp"

using namespace govern;
using namespace govern::net;

namespace {
const std::string k_url = "https://me:secret@a.org/file?x=1";
} // namespace

TEST_CASE("a part's state comes back as it was written, without the password") {
    test::TestHost host;
    const auto part = host.path("x.part");
    {
        PartJournal journal(host.host, part);
        journal.begin({k_url, "\"e\"", "Sun, 1 Jan", 50'000'000, 0});
        journal.note(1, false); // too little to be worth a line
        journal.note(20'000'000, false);
        journal.note(20'000'001, true);
    }
    const auto text = host.files->read(state_path(part), 10'000).value();
    CHECK(text.find("secret") == text.npos);
    CHECK(text.find("have 1\n") == text.npos);
    const auto state = read_part_state(host.host, part, k_url);
    REQUIRE(state.has_value());
    CHECK(state->etag == "\"e\"");
    CHECK(state->last_modified == "Sun, 1 Jan");
    CHECK(state->size == 50'000'000);
    CHECK(state->have == 20'000'001);
    CHECK_FALSE(read_part_state(host.host, part, "https://a.org/file?x=2").has_value());
    // Not even a hash of the password is there: another one, or none, names the same file.
    CHECK(read_part_state(host.host, part, "https://me:changed@a.org/file?x=1").has_value());
    CHECK(read_part_state(host.host, part, "https://a.org/file?x=1").has_value());
}

TEST_CASE("a state that was cut anywhere never claims more than was written") {
    test::TestHost host;
    const auto part = host.path("x.part");
    {
        PartJournal journal(host.host, part);
        journal.begin({k_url, "", "", 123456, 0});
        journal.note(1000, true);
        journal.note(123456, true);
    }
    const auto text = host.files->read(state_path(part), 10'000).value();
    for (std::size_t size = 0; size <= text.size(); ++size) {
        const auto state = parse_part_state(text.substr(0, size), k_url);
        const auto have = state ? state->have : 0;
        CAPTURE(size);
        CHECK((have == 0 || have == 1000 || (have == 123456 && size == text.size())));
    }
}

TEST_CASE("a state that contradicts itself or is none is not used") {
    CHECK_FALSE(parse_part_state("", k_url).has_value());
    CHECK_FALSE(parse_part_state("something else\n", k_url).has_value());
    test::TestHost host;
    PartJournal journal(host.host, host.path("x.part"));
    journal.begin({k_url, "", "", 10, 11});
    CHECK_FALSE(read_part_state(host.host, host.path("x.part"), k_url).has_value());
    journal.begin({k_url, "\"a\nhave 5\"", "", 10, 0});
    CHECK_FALSE(journal.is_open());
}
