#include "config/edit.hpp"
#include "config/file_text.hpp"
#include "config/messages.hpp"
#include "support/catch.hpp"
#include "support/test_host.hpp"

using namespace govern;
using config::text_with;

TEST_CASE("a value is replaced where it stands, and everything else stays") {
    const std::string text = "\xEF\xBB\xBF# ours\r\n\r\n  mirror=https://a.org/x#y   # why\r\n"
                             "source = proxy\r\n";
    CHECK(text_with(text, "mirror", "https://b.org") ==
          "\xEF\xBB\xBF# ours\r\n\r\n  mirror=https://b.org   # why\r\nsource = proxy\r\n");
    CHECK(text_with(text, "source", "official") ==
          "\xEF\xBB\xBF# ours\r\n\r\n  mirror=https://a.org/x#y   # why\r\nsource = official\r\n");
    CHECK(text_with(text, "log", "/l") == text + "log = /l\r\n");
    CHECK(text_with(text, "mirror", "https://a.org/x#y") == text);
}

TEST_CASE("a key that is taken out leaves its comment") {
    CHECK(text_with("# a\nmirror = x # why\nsource = proxy", "mirror", {}) ==
          "# a\n# why\nsource = proxy");
    CHECK(text_with("source = proxy\nlog = l\n", "source", {}) == "log = l\n");
    CHECK(text_with("#source = proxy\n", "source", {}) == "#source = proxy\n");
    CHECK(text_with("", "source", {}).empty());
}

TEST_CASE("a second line of the key goes, an empty value is filled") {
    CHECK(text_with("log = a # 1\nlog = b # 2\nlog = c\n", "log", "d") == "log = d # 1\n# 2\n");
    CHECK(text_with("log =   # none\n", "log", "d") == "log = d   # none\n");
    CHECK(text_with("log =\n", "log", "d") == "log = d\n");
    CHECK(text_with("log", "log", "d") == "log\nlog = d\n"); // not a line of the key
    CHECK(text_with("x = 1", "log", "d") == "x = 1\nlog = d\n");
    CHECK(text_with("", "log", "d") == "log = d\n");
    CHECK(text_with("\xEF\xBB\xBF", "log", "d") == "\xEF\xBB\xBFlog = d\n");
}

TEST_CASE("a change keeps the encoding of the file") {
    const TextForm le{Encoding::utf16_le, 2};
    const TextForm be{Encoding::utf16_be, 0};
    const std::string emoji = "log = /\xC3\xB6\xF0\x9F\x90\xB9\r\n";
    CHECK(text_with("\xFF\xFE" + config::bytes_of(emoji, le), "source", "proxy") ==
          "\xFF\xFE" + config::bytes_of(emoji + "source = proxy\r\n", le));
    CHECK(text_with(config::bytes_of(emoji, be), "log", "/\xC3\xB6") ==
          config::bytes_of("log = /\xC3\xB6\r\n", be));
    CHECK(config::text_of(config::bytes_of(emoji, be), be) == emoji);
    const std::string lone = std::string("# \xED\xA0\x80\n"); // a lone surrogate stays one
    CHECK(config::text_of(config::bytes_of(lone, be), be) == lone);
    CHECK(config::has_key("\xFF\xFE" + config::bytes_of("a = 1", le), "a"));
}

TEST_CASE("whether a text has a key") {
    CHECK(config::has_key("\xEF\xBB\xBFsorce = x", "sorce"));
    CHECK(config::has_key("a = 1\r\n b =2", "b"));
    CHECK_FALSE(config::has_key("# b = 2\nc\n", "b"));
    CHECK_FALSE(config::has_key("b", "b"));
}

TEST_CASE("a typed value becomes what the file holds") {
    test::TestHost host;
    const auto typed = [&](const char* key, const std::string& value) {
        const auto out = config::value_for_file(key, value, host.folder);
        return out ? *out
                   : std::string(out.error().spec().code) + ": " +
                         std::string(out.error().fact("why")) +
                         std::string(out.error().fact("nearest"));
    };
    CHECK(typed("auto_install", "Yes") == "true");
    CHECK(typed("source", "official") == "official");
    CHECK(typed("events", "system") == "system");
    CHECK(typed("ca_file", "my ca.pem") == host.path("my ca.pem"));
    CHECK(typed("mirror", "https://m.org/go") == "https://m.org/go");
    CHECK(typed("mirrr", "x") == "unknown-setting: mirror");
    CHECK(typed("source", "oficial").starts_with("bad-setting: 'oficial' is not a source"));
    CHECK(typed("keep_archives", "perhaps").starts_with("bad-setting: "));
    CHECK(typed("mirror", "").starts_with("bad-setting: an empty value"));
    CHECK(typed("goproxy", "https://p.org # x").starts_with("bad-setting: a line of the file"));
    CHECK(typed("goproxy", "https://p.org\nsource = proxy").starts_with("bad-setting: a line"));
    CHECK(typed("goproxy", " https://p.org").starts_with("bad-setting: a line"));
    CHECK(typed("goproxy", "#x").starts_with("bad-setting: a line"));
}

TEST_CASE("every key has a name, a variable and a value that the file takes") {
    test::TestHost host;
    const auto states = config::key_states({});
    CHECK(states.size() == 8);
    for (const auto& state : states) {
        CHECK(state.variable.starts_with("GOVERN_"));
        CHECK(state.origin == config::Origin::built_in);
        CHECK(config::key_state({}, state.key).has_value());
    }
}
