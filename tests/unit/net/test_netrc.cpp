#include "netrc.hpp"
#include "support/catch.hpp"
#include "support/test_host.hpp"

using namespace govern;
using namespace govern::net;

namespace {

std::string login(std::string_view text, const std::string& target) {
    const auto found = netrc_login(parse_netrc(text), parse_url(target).value());
    return found ? found->user + '/' + found->password : "none";
}

} // namespace

TEST_CASE("a machine's login is found on one line or several") {
    CHECK(login("machine a.org login me password secret\n", "https://a.org/x") == "me/secret");
    CHECK(login("machine a.org\n\tlogin me\n\tpassword secret", "https://a.org/x") == "me/secret");
    CHECK(login("machine a.org\r\nlogin me\r\npassword secret\r\n", "https://a.org/") ==
          "me/secret");
    CHECK(login("machine b.org login x password y\nmachine a.org login me password secret",
                "https://a.org/") == "me/secret");
    CHECK(login("machine a.org login 1 password 2\nmachine a.org login 3 password 4",
                "https://a.org/") == "1/2");
}

TEST_CASE("a port belongs to the machine's name, as for Go") {
    CHECK(login("machine a.org:8443 login me password secret", "https://a.org:8443/") ==
          "me/secret");
    CHECK(login("machine a.org login me password secret", "https://a.org:8443/") == "none");
}

TEST_CASE("nothing is sent where Go would send nothing") {
    CHECK(login("machine a.org login me password secret", "http://a.org/") == "none");
    CHECK(login("machine a.org login me password secret", "https://www.a.org/") == "none");
    CHECK(login("machine a.org login me\nmachine b.org password secret", "https://b.org/") ==
          "none");
    CHECK(login("machine a.org login me", "https://a.org/") == "none");
    CHECK(login("default login anonymous password x", "https://a.org/") == "none");
    CHECK(login("default login anonymous password x\nmachine a.org login me password secret",
                "https://a.org/") == "none");
}

TEST_CASE("macros are skipped up to the empty line") {
    const auto text = "macdef init\nmachine a.org login no password no\n\nmachine a.org login me "
                      "password secret\n";
    CHECK(login(text, "https://a.org/") == "me/secret");
}

TEST_CASE("NETRC names the file, else it lies in the user's folder") {
    test::TestHost host;
    auto& environment = host.host.environment;
    CHECK(netrc_file(host.host).empty());
    environment.set("HOME", host.folder);
    environment.set("USERPROFILE", host.folder);
    CHECK(netrc_file(host.host) == host.path(".netrc"));
    environment.set("NETRC", host.path("mine"));
    CHECK(netrc_file(host.host) == host.path("mine"));
}
