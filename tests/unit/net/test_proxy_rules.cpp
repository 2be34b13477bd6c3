#include "net/messages.hpp"
#include "proxy_rules.hpp"
#include "support/catch.hpp"

using namespace govern;
using namespace govern::net;

namespace {

Url url(const std::string& text) {
    return parse_url(text).value();
}

/// The proxy's address, `direct`, `unset` (the system decides) or an error's code.
std::string choice(std::map<std::string, std::string> variables, const std::string& target) {
    const auto proxy = proxy_from_environment(os::Environment(std::move(variables)), url(target));
    if (!proxy) {
        return std::string(proxy.error().spec().code);
    }
    if (!*proxy) {
        return "unset";
    }
    return (*proxy)->none() ? "direct" : (*proxy)->address;
}

} // namespace

TEST_CASE("the scheme chooses the variable, upper case first") {
    CHECK(choice({{"HTTPS_PROXY", "http://p:1"}}, "https://a.org/") == "http://p:1");
    CHECK(choice({{"HTTPS_PROXY", "http://p:1"}}, "http://a.org/") == "unset");
    CHECK(choice({{"HTTP_PROXY", "http://p:1"}}, "http://a.org/") == "http://p:1");
    CHECK(choice({{"HTTP_PROXY", "http://p:1"}}, "https://a.org/") == "unset");
    CHECK(choice({}, "https://a.org/") == "unset");
    CHECK(choice({{"HTTPS_PROXY", ""}}, "https://a.org/") == "unset");
}

#ifndef _WIN32 // where variables have one case only
TEST_CASE("lower-case variables count where the upper-case one is not set") {
    CHECK(choice({{"https_proxy", "http://p:1"}}, "https://a.org/") == "http://p:1");
    CHECK(choice({{"HTTPS_PROXY", "http://up:1"}, {"https_proxy", "http://low:1"}},
                 "https://a.org/") == "http://up:1");
    CHECK(choice({{"HTTPS_PROXY", ""}, {"https_proxy", "http://low:1"}}, "https://a.org/") ==
          "http://low:1");
    CHECK(choice({{"HTTPS_PROXY", "http://p:1"}, {"no_proxy", "a.org"}}, "https://a.org/") ==
          "direct");
}
#endif

TEST_CASE("in a CGI program HTTP_PROXY is refused, HTTPS_PROXY is not") {
    CHECK(choice({{"HTTP_PROXY", "p:1"}, {"REQUEST_METHOD", "GET"}}, "http://a.org/") ==
          msg::proxy_in_cgi.code);
    CHECK(choice({{"HTTPS_PROXY", "p:1"}, {"REQUEST_METHOD", "GET"}}, "https://a.org/") ==
          "http://p:1");
}

TEST_CASE("what names no proxy is refused, and nothing goes past it") {
    for (const auto* value : {"socks4://127.0.0.1:9", ":3128", "http://127.0.0.1:abc",
                              "http://prox y:3128", "http://p:99999"}) {
        CAPTURE(value);
        CHECK(choice({{"HTTPS_PROXY", value}}, "https://a.org/") == msg::proxy_invalid.code);
        CHECK(choice({{"HTTP_PROXY", value}}, "http://a.org/") == msg::proxy_invalid.code);
        CHECK(choice({{"HTTPS_PROXY", value}, {"NO_PROXY", "a.org"}}, "https://a.org/") ==
              "direct");
    }
    CHECK(choice({{"HTTPS_PROXY", " "}}, "https://a.org/") == "direct");
    const auto refused = proxy_from_environment(os::Environment(std::map<std::string, std::string>{
                                                    {"HTTPS_PROXY", "http://me:s3cret@p:port"}}),
                                                url("https://a.org/"));
    REQUIRE_FALSE(refused);
    const auto text = render_text(refused.error(), "error");
    CHECK(text.find("HTTPS_PROXY") != text.npos);
    CHECK(text.find("s3cret") == text.npos);
}

TEST_CASE("a proxy may be named with or without scheme, port and user") {
    const auto address = [](const std::string& text) {
        const auto proxy = parse_proxy(text);
        return proxy ? proxy->address : std::string("none");
    };
    CHECK(address("proxy.corp:3128") == "http://proxy.corp:3128");
    CHECK(address("proxy.corp") == "http://proxy.corp:80");
    CHECK(address("http://proxy.corp/") == "http://proxy.corp:80");
    CHECK(address("https://proxy.corp") == "https://proxy.corp:443");
    CHECK(address("socks5://proxy.corp") == "socks5h://proxy.corp:1080");
    CHECK(address("http://[::1]:3128") == "http://[::1]:3128");
    CHECK(address("ftp://proxy.corp") == "none");

    const auto proxy = parse_proxy("http://us%40er:p%3Ass@proxy.corp:3128").value();
    CHECK(proxy.address == "http://proxy.corp:3128");
    CHECK(proxy.user == "us@er");
    CHECK(proxy.password == "p:ss");
}

TEST_CASE("localhost and loopback addresses never go through a proxy") {
    for (const char* target :
         {"http://localhost/", "http://localhost:8080/", "http://127.0.0.1/", "http://127.9.8.7:1/",
          "http://[::1]:80/", "http://[::ffff:127.0.0.1]/"}) {
        CAPTURE(target);
        CHECK(choice({{"HTTP_PROXY", "http://p:1"}}, target) == "direct");
    }
    CHECK(choice({{"HTTP_PROXY", "http://p:1"}}, "http://localhost.a.org/") == "http://p:1");
    CHECK(choice({{"HTTP_PROXY", "http://p:1"}}, "http://128.0.0.1/") == "http://p:1");
}

TEST_CASE("NO_PROXY by Go's rule") {
    struct Row {
        const char* list;
        const char* target;
        bool excluded;
    };
    const Row rows[] = {
        {"", "http://a.org/", false},
        {"*", "http://a.org/", true},
        {"b.org,*", "http://a.org/", true},
        {"a.org", "http://a.org/", true},
        {"a.org", "http://A.ORG/", true},
        {"A.Org", "http://a.org/", true},
        {" b.org , a.org ", "http://a.org/", true},
        {"a.org", "http://www.a.org/", true},
        {"a.org", "http://aa.org/", false},
        {"a.org", "http://a.org.evil/", false},
        {".a.org", "http://a.org/", false},
        {".a.org", "http://www.a.org/", true},
        {"*.a.org", "http://www.a.org/", true},
        {"*.a.org", "http://a.org/", false},
        {"a.org:8080", "http://a.org:8080/", true},
        {"a.org:8080", "http://a.org/", false},
        {"a.org:80", "http://a.org/", true},
        {"a.org:443", "https://a.org/", true},
        {".a.org:443", "https://www.a.org/", true},
        {":80", "http://a.org/", false},
        {",,", "http://a.org/", false},
        {"10.1.2.3", "http://10.1.2.3/", true},
        {"10.1.2.3:80", "http://10.1.2.3/", true},
        {"10.1.2.3:81", "http://10.1.2.3/", false},
        {"10.0.0.0/8", "http://10.1.2.3/", true},
        {"10.0.0.0/8", "http://11.1.2.3/", false},
        {"10.1.2.0/23", "http://10.1.3.255/", true},
        {"10.1.2.0/23", "http://10.1.4.0/", false},
        {"0.0.0.0/0", "http://8.8.8.8/", true},
        {"0.0.0.0/0", "http://a.org/", false},
        {"fd00::/8", "http://[fd12::1]/", true},
        {"fd00::/8", "http://[fe12::1]/", false},
        {"fd12::1", "http://[fd12:0:0::1]:8080/", true},
        {"[fd12::1]:8080", "http://[fd12::1]:8080/", true},
        {"[fd12::1]:8080", "http://[fd12::1]/", false},
        {"10.0.0.0/33", "http://10.0.0.0/", false},
    };
    for (const auto& row : rows) {
        CAPTURE(row.list, row.target);
        CHECK(is_excluded(row.list, url(row.target)) == row.excluded);
    }
}

TEST_CASE("a proxy list as Windows writes it") {
    const auto address = [](const char* list, const char* bypass, const char* target) {
        const auto proxy = parse_windows_proxy(list, bypass, url(target));
        CHECK((proxy.none() || proxy.system_login));
        return proxy.none() ? std::string("direct") : proxy.address;
    };
    CHECK(address("proxy:8080", "", "https://a.org/") == "http://proxy:8080");
    CHECK(address("http=one:1;https=two:2", "", "https://a.org/") == "http://two:2");
    CHECK(address("http=one:1;https=two:2", "", "http://a.org/") == "http://one:1");
    CHECK(address("http=one:1", "", "https://a.org/") == "direct");
    CHECK(address("first:1 second:2", "", "https://a.org/") == "http://first:1");
    CHECK(address("proxy:8080", "*.corp;10.*", "https://git.corp/") == "direct");
    CHECK(address("proxy:8080", "*.corp;10.*", "https://10.1.2.3/") == "direct");
    CHECK(address("proxy:8080", "*.corp;10.*", "https://git.corp.org/") == "http://proxy:8080");
    CHECK(address("proxy:8080", "<local>", "https://intranet/") == "direct");
    CHECK(address("proxy:8080", "<local>", "https://a.org/") == "http://proxy:8080");
    CHECK(address("proxy:8080", "", "https://localhost/") == "direct");
    CHECK(address("", "", "https://a.org/") == "direct");
}
