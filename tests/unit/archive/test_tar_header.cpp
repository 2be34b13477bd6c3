#include "support/catch.hpp"
#include "tar_header.hpp"

using govern::archive::parse_pax;

namespace {

/// `length key=value\n`, where the length counts its own digits.
std::string record(const std::string& key, const std::string& value) {
    const auto rest = ' ' + key + '=' + value + '\n';
    auto length = rest.size();
    while (std::to_string(length).size() + rest.size() != length) {
        length++;
    }
    return std::to_string(length) + rest;
}

} // namespace

TEST_CASE("pax records give the name, size and time of the next entry") {
    const auto records = parse_pax(record("path", "go/a=b\nc") + record("mtime", "1700000000.75") +
                                   record("size", "9000000000") + record("uid", "0"));
    REQUIRE(records);
    CHECK(records->path == "go/a=b\nc");
    CHECK(records->mtime == 1'700'000'000);
    CHECK(records->size == 9'000'000'000);
    CHECK_FALSE((records->sparse || records->link));
    REQUIRE(parse_pax(""));
    CHECK_FALSE(parse_pax("")->path);
}

TEST_CASE("of two pax records of one key the last counts") {
    CHECK(parse_pax(record("path", "a") + record("path", "b"))->path == "b");
    CHECK(parse_pax(record("size", "1") + record("size", "2"))->size == 2u);
}

TEST_CASE("pax records of links and of sparse files are told") {
    for (const auto* key : {"linkpath", "GNU.sparse.major", "GNU.sparse.name"}) {
        INFO(key);
        REQUIRE(parse_pax(record(key, "1")));
        const auto records = parse_pax(record(key, "1"));
        CHECK((records->sparse || records->link));
    }
    CHECK_FALSE(parse_pax(record("GNU.other", "1"))->sparse);
}

TEST_CASE("a time before 1970 or beyond all sense is left out") {
    for (const auto* time : {"-1", "x", "", "99999999999999"}) {
        INFO(time);
        REQUIRE(parse_pax(record("mtime", time)));
        CHECK_FALSE(parse_pax(record("mtime", time))->mtime);
    }
}

TEST_CASE("malformed pax records are refused") {
    const std::string table[] = {
        "path=a\n",                   // no length
        "9path=a\n",                  // no space
        "11 path=a\n",                // longer than what is there
        "8 path=a\n",                 // shorter than the record
        "9 path=ab",                  // no line end
        "8 patha\n",                  // no equals sign
        "3 \n",                       // nothing between
        "2 ",                         // not even a line end
        "0 path=a\n",                 // would never move on
        "-9 path=a\n",                // no number
        "99999999999999999999 a=b\n", // no number of 64 bits
        record("size", "-1"),
        record("size", "1x"),
        record("path", "a") + "rest",
    };
    for (const auto& content : table) {
        INFO(content);
        CHECK_FALSE(parse_pax(content));
    }
}
