#include "config/config.hpp"
#include "core/platform.hpp"
#include "support/catch.hpp"
#include "support/test_host.hpp"

using namespace govern;

namespace {

os::Environment with(std::map<std::string, std::string> variables) {
    return os::Environment(std::move(variables));
}

struct Fixture {
    test::TestHost host;
    config::Config config;
    std::vector<std::string> goroots;

    void goenv(const std::string& text) {
        host.host.environment.set("GOENV", host.write("goenv", text));
    }
    void goroot(const std::string& name, const std::string& text) {
        REQUIRE(host.files->make_folders(host.path(name)).has_value());
        host.write(path::join(name, "go.env"), text);
        goroots.push_back(host.path(name));
    }
    config::GoSettings read() { return config::go_settings(host.host, config, goroots); }
};

} // namespace

TEST_CASE_METHOD(Fixture, "GOPROXY: environment, GOENV file, our key, go.env in their order") {
    CHECK(read().goproxy.empty());
    CHECK(read().goproxy_origin.empty());
    goroot("older", "# defaults\nGOTOOLCHAIN=auto\n");
    goroot("root", "GOPROXY=https://root.example\n");
    CHECK(read().goproxy == "https://root.example");
    CHECK(read().goproxy_origin == path::join(host.path("root"), "go.env"));
    config.goproxy = {"https://key.example", config::Origin::file};
    CHECK(read().goproxy == "https://key.example");
    CHECK(read().goproxy_origin == "config");
    goenv("GOPROXY=https://goenv.example\n");
    CHECK(read().goproxy == "https://goenv.example");
    CHECK(read().goproxy_origin == host.path("goenv"));
    host.host.environment.set("GOPROXY", "https://env.example");
    CHECK(read().goproxy == "https://env.example");
    CHECK(read().goproxy_origin == "environment");
    host.host.environment.set("GOPROXY", "");
    CHECK(read().goproxy == "https://goenv.example");
}

TEST_CASE_METHOD(Fixture, "GOSUMDB comes from the user alone, not from the go.env of some Go") {
    goroot("distribution", "GOSUMDB=off\nGOPROXY=direct\n");
    CHECK(read().gosumdb.empty());
    CHECK(read().goproxy == "direct");
    goenv("GOSUMDB=db.example\n");
    CHECK(read().gosumdb == "db.example");
}

TEST_CASE_METHOD(Fixture, "the GOENV file is read as Go reads it") {
    goenv("GOPROXY=https://first.example\n#GOFLAGS=-x\nlower=1\n GOSUMDB=off\nGOPRIVATE\n"
          "GOPROXY=https://last.example\nGOFLAGS=-a=b -c=\"d e\"\n=x\n");
    CHECK(read().goproxy == "https://last.example");
    CHECK(config::go_variable(host.host, "GOFLAGS") == "-a=b -c=\"d e\"");
    CHECK(read().gosumdb.empty());
    CHECK(config::go_variable(host.host, "GOPRIVATE").empty());
    goenv("GOPROXY=https://a.example\r\nGOFLAGS= -x \n");
    CHECK(read().goproxy == "https://a.example\r");
    CHECK(config::go_variable(host.host, "GOFLAGS") == " -x ");
    goenv("GOPROXY=https://a.example");
    CHECK(read().goproxy == "https://a.example");
}

TEST_CASE_METHOD(Fixture, "in go.env the first of two lines counts") {
    goroot("root", "GOPROXY=https://one.example\nGOPROXY=https://two.example\n");
    CHECK(read().goproxy == "https://one.example");
}

TEST_CASE_METHOD(Fixture, "an unreadable GOENV file counts as absent") {
    host.host.environment.set("GOENV", host.folder);
    CHECK(read().goproxy.empty());
}

TEST_CASE("the GOENV file lies where Go looks for it") {
    CHECK(config::goenv_file(with({{"GOENV", "off"}, {"HOME", "/h"}})).empty());
    CHECK(config::goenv_file(with({{"GOENV", "/x/env"}})) == "/x/env");
    CHECK(config::goenv_file({}).empty());
    const auto platform = build_platform().os;
    if (platform == "linux") {
        CHECK(config::goenv_file(with({{"HOME", "/h"}})) == "/h/.config/go/env");
        CHECK(config::goenv_file(with({{"HOME", "/h"}, {"XDG_CONFIG_HOME", "/c"}})) == "/c/go/env");
        CHECK(config::goenv_file(with({{"HOME", "/h"}, {"XDG_CONFIG_HOME", "c"}})).empty());
    } else if (platform == "windows") {
        CHECK(config::goenv_file(with({{"APPDATA", "C:\\a b"}})) == "C:\\a b\\go\\env");
    } else {
        CHECK(config::goenv_file(with({{"HOME", "/h"}})) ==
              "/h/Library/Application Support/go/env");
    }
}
