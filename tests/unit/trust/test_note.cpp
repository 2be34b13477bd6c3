#include "support/catch.hpp"

#include "support/real_log.hpp"
#include "support/tiny_log.hpp"
#include "trust/lookup.hpp"
#include "trust/messages.hpp"
#include "trust/note.hpp"
#include "trust/roots.hpp"

using namespace govern;
using namespace govern::trust;

namespace {

std::string replaced(std::string text, const std::string& what, const std::string& by) {
    const auto at = text.find(what);
    REQUIRE(at != text.npos);
    return text.replace(at, what.size(), by);
}

const SdkId k_sdk = *parse_sdk_id("go1.99.1.linux-amd64");
const std::string k_h1 = "h1:LQChnsjY/4sr12W+7pci1Qg1+X/n7vmLOOaq2aTBG0w=";

} // namespace

TEST_CASE("the key of sum.golang.org is well formed", "[trust]") {
    const auto key = parse_verifier_key(log_key());
    REQUIRE(key);
    CHECK(key->name == "sum.golang.org");
    CHECK(key->hash == 0x033de0ae);
    CHECK(key->public_key.size() == 32);
}

TEST_CASE("verifier keys that do not hold together are refused", "[trust]") {
    const std::string good(log_key());
    for (const auto& bad :
         {std::string(), std::string("sum.golang.org"), replaced(good, "033de0ae", "033de0af"),
          replaced(good, "sum.golang.org", "sun.golang.org"), replaced(good, "Ac4z", "As4z"),
          replaced(good, "+033de0ae", "+33de0ae"), good + "A", good.substr(0, good.size() - 1),
          " " + good, std::string("a b") + good.substr(14)}) {
        CAPTURE(bad);
        CHECK_FALSE(parse_verifier_key(bad));
    }
}

TEST_CASE("every recorded tree head is accepted", "[trust]") {
    const auto key = *parse_verifier_key(log_key());
    for (const auto& [file, size] :
         {std::pair{"latest", 71848828}, {"latest_28891140.txt", 28891140}}) {
        const auto head = open_tree_head(test::real_log(file), key, file);
        REQUIRE(head);
        CHECK(head->size == static_cast<std::uint64_t>(size));
        CHECK(head->note == test::real_log(file));
    }
}

TEST_CASE("every recorded lookup is accepted", "[trust]") {
    const auto key = *parse_verifier_key(log_key());
    for (const auto& row : test::real_lookups()) {
        CAPTURE(row.file);
        const auto lookup =
            parse_lookup(test::real_log(row.file), *parse_sdk_id(row.sdk), key, row.file);
        REQUIRE(lookup);
        CHECK(lookup->record == row.record);
        CHECK(lookup->head.size == row.size);
        CHECK(lookup->h1 == row.h1);
        if (!row.leaf_hex.empty()) {
            CHECK(crypto::hex(leaf_hash(lookup->text)) == row.leaf_hex);
        }
    }
}

TEST_CASE("a flipped bit anywhere in a signed head is refused", "[trust]") {
    const auto key = *parse_verifier_key(log_key());
    const auto note = test::real_log("latest");
    for (std::size_t i = 0; i < note.size(); ++i) {
        for (const int bit : {1, 2, 32}) {
            auto bad = note;
            bad[i] = static_cast<char>(bad[i] ^ bit);
            CAPTURE(i, bit);
            const auto head = open_tree_head(bad, key, "here");
            REQUIRE_FALSE(head);
            CHECK(head.error().exit() == Exit::verification);
        }
    }
}

TEST_CASE("each fault of a note has its own error", "[trust]") {
    const test::TinyLog log("log.test");
    const test::TinyLog other("log.test", 2);
    const test::TinyLog stranger("stranger.test", 3);
    const auto key = *parse_verifier_key(log.key());
    const auto head = log.head(0);
    const auto error_of = [&](const std::string& note) {
        const auto result = open_tree_head(note, key, "here");
        REQUIRE_FALSE(result);
        return std::string(result.error().spec().code);
    };

    CHECK(open_tree_head(head, key, "here"));
    SECTION("another key of the same name") {
        CHECK(error_of(other.head(0)) == "log-unknown-key");
    }
    SECTION("another name") {
        CHECK(error_of(stranger.head(0)) == "log-unknown-key");
    }
    SECTION("other signatures beside the right one are fine") {
        const auto text = log.head_text(0);
        const auto second = stranger.sign(text).substr(text.size() + 1);
        CHECK(open_tree_head(head + second, key, "here"));
        CHECK(error_of(text + '\n' + second) == "log-unknown-key");
    }
    SECTION("an altered text") {
        CHECK(error_of(replaced(head, "\n0\n", "\n1\n")) == "log-bad-signature");
    }
    SECTION("base64 that is not canonical") {
        // 68 bytes end in one =, with two unused bits before it.
        auto bad = head;
        const auto at = bad.rfind('=') - 1;
        const std::string alphabet =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        bad[at] = alphabet[alphabet.find(bad[at]) + 1];
        CHECK(error_of(bad) == "log-malformed");
    }
    SECTION("no blank line, cut short, nothing") {
        CHECK(error_of(replaced(head, "\n\n", "\n")) == "log-malformed");
        CHECK(error_of(head.substr(0, head.size() - 1)) == "log-malformed");
        CHECK(error_of(log.head_text(0) + '\n') == "log-malformed");
        CHECK(error_of("") == "log-malformed");
    }
    SECTION("control characters and broken UTF-8") {
        CHECK(error_of(replaced(head, "tree\n", "tree\r\n")) == "log-malformed");
        CHECK(error_of(replaced(head, "tree",
                                "tr\xFF"
                                "e")) == "log-malformed");
    }
    SECTION("well signed, but no tree head") {
        const auto hash = to_base64(std::string(32, 'x'));
        for (const auto& text :
             {std::string("hello\n"), std::string("go.sum database tree\n1\n"),
              "other tree\n1\n" + hash + '\n', "go.sum database tree\n01\n" + hash + '\n',
              "go.sum database tree\n-1\n" + hash + '\n',
              "go.sum database tree\n9223372036854775808\n" + hash + '\n',
              "go.sum database tree\n1\n" + to_base64(std::string(31, 'x')) + '\n'}) {
            CAPTURE(text);
            CHECK(error_of(log.sign(text)) == "log-malformed");
        }
    }
    SECTION("lines after the root are for later versions of the protocol") {
        CHECK(open_tree_head(log.sign(log.head_text(0) + "more\n"), key, "here"));
    }
}

TEST_CASE("a record that is not the wanted one is refused", "[trust]") {
    const auto good = test::TinyLog::toolchain_record("go1.99.1.linux-amd64", k_h1);
    const auto mod_line = good.substr(good.find('\n') + 1);
    CHECK(record_h1(good, k_sdk, "here").value() == k_h1);
    for (const auto& bad :
         {std::string(), good.substr(0, good.size() - 1), good.substr(0, good.find('\n') + 1),
          mod_line, good + good, good + mod_line,
          test::TinyLog::toolchain_record("go1.99.2.linux-amd64", k_h1),
          test::TinyLog::toolchain_record("go1.99.1.linux-amd64x", k_h1),
          test::TinyLog::toolchain_record("go1.99.1.linux-amd64", "h1:short="),
          test::TinyLog::toolchain_record("go1.99.1.linux-amd64", k_h1 + " "),
          replaced(good, "8wlg", "9wlg"),
          replaced(good, "golang.org/toolchain ", "golang.org/toolchains "),
          good + "example.com/other v1.0.0 h1:x\n", "\n" + good}) {
        CAPTURE(bad);
        const auto result = record_h1(bad, k_sdk, "here");
        REQUIRE_FALSE(result);
        CHECK(result.error().is(msg::log_wrong_record));
    }
}

TEST_CASE("a malformed lookup is refused", "[trust]") {
    test::TinyLog log("log.test");
    log.fill(5);
    log.add(test::TinyLog::toolchain_record("go1.99.1.linux-amd64", k_h1));
    const auto key = *parse_verifier_key(log.key());
    const auto good = log.lookup(5, 6);
    const auto error_of = [&](const std::string& answer) {
        const auto result = parse_lookup(answer, k_sdk, key, "here");
        REQUIRE_FALSE(result);
        return std::string(result.error().spec().code);
    };
    REQUIRE(parse_lookup(good, k_sdk, key, "here"));
    CHECK(error_of("") == "log-malformed");
    CHECK(error_of("x" + good) == "log-malformed");
    CHECK(error_of("0" + good) == "log-malformed");
    CHECK(error_of("-" + good) == "log-malformed");
    CHECK(error_of("1" + good) == "log-malformed"); // record 15 of 6
    CHECK(error_of(good.substr(0, 60)) == "log-malformed");
    CHECK(error_of(log.lookup(4, 6)) == "log-wrong-record");
    CHECK(error_of(replaced(good, "LQCh", "LQCg").substr(0, good.size() - 3)) == "log-malformed");
    for (std::size_t size = 0; size < good.size(); ++size) {
        CHECK_FALSE(parse_lookup(good.substr(0, size), k_sdk, key, "here"));
    }
}
