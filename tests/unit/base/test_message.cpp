#include "base/message.hpp"

#include "base/path.hpp"
#include "base/result.hpp"
#include "support/catch.hpp"

#include <string>

using namespace govern;

namespace {

const MessageSpec k_example{"an-example", Exit::network,
                            "cannot get {url}\nit said {answer}\nalways",
                            "type {command*}\nor look"};
const MessageSpec k_cause{"a-cause", Exit::failed, "because of {what}\nwith a note"};
const MessageSpec k_status{"", Exit::done, "{version} is there"};

} // namespace

TEST_CASE("A message is rendered with its facts, notes and hints", "[message]") {
    const auto message = Message(k_example)
                             .with("url", "https://h/x")
                             .with("answer", "no")
                             .with("command", "govern list");
    CHECK(render_text(message, "error") == "error[an-example]: cannot get https://h/x\n"
                                           "note: it said no\n"
                                           "note: always\n"
                                           "hint: type govern list\n"
                                           "hint: or look\n");
    CHECK(message.exit() == Exit::network);
}

TEST_CASE("A line whose fact is missing or empty is left out, the first line never", "[message]") {
    CHECK(render_text(Message(k_example).with("answer", ""), "warning") ==
          "warning[an-example]: cannot get \nnote: always\nhint: or look\n");
}

TEST_CASE("A cause and its notes become notes", "[message]") {
    const auto message =
        Message(k_cause).with("what", "x").because(Message(k_cause).with("what", "y"));
    CHECK(
        render_text(message, "error") ==
        "error[a-cause]: because of x\nnote: with a note\nnote: because of y\nnote: with a note\n");
}

TEST_CASE("A message without a code is its text alone", "[message]") {
    CHECK(render_text(Message(k_status).with("version", "go1.22.5"), "error") ==
          "go1.22.5 is there\n");
}

TEST_CASE("No password reaches a rendered message, wherever its fact is used", "[message]") {
    auto message = Message(k_example)
                       .with("url", "https://me:secret@h/x")
                       .with("answer", "see http://me:secret@p/")
                       .with("command", "curl https://me:secret@h")
                       .because(Message(k_cause).with("what", "https://me:secret@cause/"));
    CHECK(render_text(message, "error").find("secret") == std::string::npos);
}

TEST_CASE("A fact in a hint is one word of a command, and elsewhere text", "[message]") {
    const MessageSpec spec{"x", Exit::failed, "{path}",
                           "run {path}\nrun {words*}\n{words*}\n{path}"};
    const auto hints = [&](const std::string& path) {
        return render(Message(spec).with("path", path).with("words", "a b")).hints;
    };
    CHECK(hints("/a")[0] == "run /a");
    CHECK(hints("/a b")[0] == (path::k_windows ? "run \"/a b\"" : "run '/a b'"));
    CHECK(hints("/a b")[1] == "run a b");
    CHECK(hints("/a b")[2] == "a b");
    CHECK(hints("/a b")[3] == "/a b");
    CHECK(hints("/a\nb")[0] == "run PATH");
}

TEST_CASE("A fact stays in its line", "[message]") {
    const MessageSpec spec{"x", Exit::failed, "a {path}\nb {path}\nc {list*}", "{path}"};
    CHECK(render_text(Message(spec).with("path", "1\nhint: x\r").with("list", "1\n2"), "error") ==
          "error[x]: a 1\\x0ahint: x\\x0d\nnote: b 1\\x0ahint: x\\x0d\nnote: c 1\n2\n"
          "hint: 1\\x0ahint: x\\x0d\n");
}

TEST_CASE("A fact is set once; the last value counts", "[message]") {
    const auto message = Message(k_status).with("version", "1").with("version", "2");
    CHECK(message.fact("version") == "2");
    CHECK(message.facts().size() == 1);
    CHECK(message.fact("other").empty());
}
