#include "config/config.hpp"
#include "config/messages.hpp"
#include "os/messages.hpp"
#include "support/catch.hpp"
#include "support/test_host.hpp"

using namespace govern;
using config::Origin;

namespace {

struct Fixture {
    test::TestHost host;

    Result<config::Config> load(const std::string& text) {
        return config::load(host.host, host.write("config", text));
    }
    /// `LINE: why (nearest)`
    std::string refusal(const std::string& text) {
        const auto loaded = load(text);
        if (loaded) {
            return "accepted";
        }
        REQUIRE(loaded.error().is(msg::config_malformed));
        CHECK(loaded.error().fact("file") == host.path("config"));
        const auto near = std::string(loaded.error().fact("nearest"));
        return std::string(loaded.error().fact("line")) + ": " +
               std::string(loaded.error().fact("why")) + (near.empty() ? "" : " (" + near + ")");
    }
};

} // namespace

TEST_CASE_METHOD(Fixture, "without a file and variables everything is built in") {
    const auto loaded = config::load(host.host, host.path("none"));
    REQUIRE(loaded.has_value());
    CHECK_FALSE(loaded->source.value);
    CHECK(loaded->source.origin == Origin::built_in);
    CHECK_FALSE(loaded->auto_install.value);
    CHECK_FALSE(loaded->keep_archives.value);
}

TEST_CASE_METHOD(Fixture, "every key is read, comments, blanks, BOM and CRLF do not matter") {
    const auto loaded =
        load("\xEF\xBB\xBF# mine\r\n\r\n source = proxy # for CI\r\nmirror=https://m.org/go\r\n"
             "goproxy =https://p.org,direct\r\nauto_install = Yes\r\nkeep_archives = on\r\nca_file "
             "= certs/my ca#1.pem");
    REQUIRE(loaded.has_value());
    CHECK(loaded->source.value == SourceKind::proxy);
    CHECK(loaded->source.origin == Origin::file);
    CHECK(loaded->mirror.value == "https://m.org/go");
    CHECK(loaded->goproxy.value == "https://p.org,direct");
    CHECK(loaded->auto_install.value);
    CHECK(loaded->keep_archives.value);
    CHECK(loaded->ca_file.value == path::join(host.folder, "certs/my ca#1.pem"));
}

TEST_CASE_METHOD(Fixture, "what cannot be used is an error with its line and the nearest word") {
    CHECK(refusal("source = proxy\n\nmiror = https://m.org\n") ==
          "3: unknown key 'miror' (mirror)");
    CHECK(refusal("SOURCE = proxy\n") == "1: unknown key 'SOURCE' (source)");
    CHECK(refusal("auto-install = true\n") == "1: unknown key 'auto-install' (auto_install)");
    CHECK(refusal("nothing_like_it_at_all = 1") == "1: unknown key 'nothing_like_it_at_all'");
    CHECK(refusal("source = prxy") == "1: 'prxy' is not a source; use official or proxy (proxy)");
    CHECK(refusal("just words") == "1: 'just words' is not a `key = value` line");
    CHECK(
        refusal("mirror = https://example.org/dl?token=x") ==
        "1: the address of a mirror cannot have a query: govern adds the names of archives to it");
    CHECK(refusal("mirror = https://example.org/dl#here") ==
          "1: the address of a mirror has no fragment (#…), for the names of archives are added to "
          "it");
    CHECK(refusal("mirror = http://example.org:99999/") ==
          "1: 'http://…' is not an http, https or file URL");
    CHECK(refusal("mirror = example.org") == "1: 'example.org' is not an http, https or file URL");
    CHECK(refusal("auto_install = maybe") == "1: 'maybe' is neither true nor false");
    CHECK(refusal("source = proxy\nsource = official") == "2: source is already set in line 1");
    CHECK(refusal(std::string("\xFF\xFEs\0o\0", 6)) == "1: 'so' is not a `key = value` line");
    CHECK(refusal(std::string("source\0 = proxy", 15)) == "1: this is not UTF-8 or UTF-16 text");
    CHECK(refusal("mirror =\nca_file =  # none\n") == "accepted");
}

TEST_CASE_METHOD(Fixture, "a password in a refused mirror is not shown") {
    const auto loaded = load("mirror = https://user:s3cret@m org/");
    REQUIRE_FALSE(loaded.has_value());
    CHECK(render_text(loaded.error(), "error").find("s3cret") == std::string::npos);
}

TEST_CASE_METHOD(Fixture, "a variable wins over the file, an empty one does not count") {
    auto& environment = host.host.environment;
    environment.set("GOVERN_SOURCE", "official");
    environment.set("GOVERN_GOPROXY", "");
    environment.set("GOVERN_KEEP_ARCHIVES", "0");
    const auto loaded = load("source = proxy\ngoproxy = https://p.org\nkeep_archives = true\n");
    REQUIRE(loaded.has_value());
    CHECK(loaded->source.value == SourceKind::official);
    CHECK(loaded->source.origin == Origin::variable);
    CHECK(loaded->goproxy.value == "https://p.org");
    CHECK(loaded->goproxy.origin == Origin::file);
    CHECK_FALSE(loaded->keep_archives.value);
}

TEST_CASE_METHOD(Fixture, "a variable that cannot be used is named") {
    host.host.environment.set("GOVERN_AUTO_INSTALL", "perhaps");
    const auto loaded = load("");
    REQUIRE_FALSE(loaded.has_value());
    CHECK(loaded.error().is(msg::setting_malformed));
    CHECK(loaded.error().fact("variable") == "GOVERN_AUTO_INSTALL");
}

TEST_CASE_METHOD(Fixture, "SSL_CERT_FILE counts where no ca_file is named") {
    auto& environment = host.host.environment;
    environment.set("SSL_CERT_FILE", "theirs.pem");
    CHECK(load("").value().ca_file.value == host.path("theirs.pem"));
    CHECK(load("ca_file = ours.pem").value().ca_file.value == host.path("ours.pem"));
    environment.set("GOVERN_CA_FILE", host.path("mine.pem"));
    CHECK(load("ca_file = ours.pem").value().ca_file.value == host.path("mine.pem"));
}

TEST_CASE_METHOD(Fixture, "a file that is far too large is no config") {
    const auto loaded = load(std::string(100'000, '#'));
    REQUIRE_FALSE(loaded.has_value());
    CHECK(loaded.error().is(msg::file_too_large));
}

TEST_CASE_METHOD(Fixture, "the home's file wins over the machine's") {
    const config::MachineFile machine{
        host.write("machine.conf", "source = proxy\nca_file = m.pem\nlog = m.log\n"), true};
    const auto home = host.write("config", "source = official\nlog =\n");
    const auto loaded = config::load(host.host, home, machine);
    REQUIRE(loaded.has_value());
    CHECK(loaded->source.value == SourceKind::official);
    CHECK(loaded->source.origin == Origin::file);
    CHECK(loaded->ca_file.value == host.path("m.pem"));
    CHECK(loaded->ca_file.origin == Origin::machine);
    CHECK(loaded->log.value == host.path("m.log"));
    CHECK_FALSE(loaded->passed_over);
    CHECK(config::load(host.host, home, {host.path("none"), false}).has_value());
}

TEST_CASE_METHOD(Fixture, "a mistake in the machine's file is one of that file") {
    const config::MachineFile machine{host.write("machine.conf", "sorce = proxy\n"), true};
    const auto loaded = config::load(host.host, host.path("none"), machine);
    REQUIRE_FALSE(loaded.has_value());
    CHECK(loaded.error().fact("file") == machine.path);
}

TEST_CASE_METHOD(Fixture, "a machine's file that is a folder does not count") {
    const auto folder = host.path("machine.conf");
    REQUIRE(host.files->make_folders(folder).has_value());
    const auto loaded = config::load(host.host, host.path("none"), {folder, true});
    REQUIRE(loaded.has_value());
    REQUIRE(loaded->passed_over);
    CHECK(loaded->passed_over->is(msg::machine_config_open));
}
