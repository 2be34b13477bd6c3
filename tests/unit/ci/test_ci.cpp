#include "ci/ci.hpp"
#include "ci/messages.hpp"

#include "support/catch.hpp"

using namespace govern;
using ci::CiHost;
using ci::CiJob;

namespace {

os::Environment variables(std::map<std::string, std::string> all) {
    return os::Environment(std::move(all));
}

} // namespace

TEST_CASE("CI hosts are known by their variables") {
    CHECK(ci::detect_ci_host(variables({{"GITHUB_ACTIONS", "true"}})) == CiHost::github);
    CHECK(ci::detect_ci_host(variables({{"TF_BUILD", "True"}})) == CiHost::azure);
    CHECK(ci::detect_ci_host(variables({{"GITLAB_CI", "true"}})) == CiHost::gitlab);
    CHECK(ci::detect_ci_host(variables({{"JENKINS_URL", "https://ci.example/"}})) ==
          CiHost::jenkins);
    CHECK(ci::detect_ci_host(variables({{"CI", "true"}})) == CiHost::plain);
    CHECK(ci::detect_ci_host(variables({{"GITHUB_ACTIONS", "false"}})) == CiHost::plain);
    CHECK(ci::parse_ci_host("azure") == CiHost::azure);
    CHECK_FALSE(ci::parse_ci_host("travis"));
}

TEST_CASE("a CI job is known by its host or by CI, which may say no") {
    const struct {
        std::map<std::string, std::string> all;
        bool is_job;
    } table[] = {
        {{}, false},
        {{{"CI", ""}}, false},
        {{{"CI", "0"}}, false},
        {{{"CI", "False"}}, false},
        {{{"CI", "true"}}, true},
        {{{"CI", "1"}}, true},
        {{{"CI", "woodpecker"}}, true},
        {{{"CI", "false"}, {"JENKINS_URL", "https://ci.example/"}}, true},
        {{{"TF_BUILD", "True"}}, true},
        {{{"GITHUB_ACTIONS", "false"}}, false},
    };
    for (const auto& row : table) {
        INFO((row.all.empty() ? "" : row.all.begin()->first + '=' + row.all.begin()->second));
        CHECK(ci::is_ci_job(variables(row.all)) == row.is_job);
    }
}

TEST_CASE("GitHub's files carry hostile values") {
    CHECK(ci::github_assignments({{"GOROOT", "/a b=c\"'%0A"}}) == "GOROOT=/a b=c\"'%0A\n");
    CHECK(ci::github_assignments({{"X", "a\nb"}}) == "X<<GOVERN_END\na\nb\nGOVERN_END\n");
    CHECK(ci::github_assignments({{"X", "a\nGOVERN_END\nGOOD=1\nGOVERN_END_1"}}) ==
          "X<<GOVERN_END_2\na\nGOVERN_END\nGOOD=1\nGOVERN_END_1\nGOVERN_END_2\n");
    CHECK(ci::github_assignments({{"X", "a\r"}}) == "X<<GOVERN_END\na\r\nGOVERN_END\n");
}

TEST_CASE("Azure's commands are escaped as the agent undoes it") {
    const CiJob job{"C:\\100%\\a;b]", {{"GOROOT", "a\nb;]%0A"}}, {{"cache-key", "k"}}};
    CHECK(ci::azure_commands(job) ==
          "##vso[task.prependpath]C:\\100%AZP25\\a;b]\n"
          "##vso[task.setvariable variable=GOROOT]a%0Ab;]%AZP250A\n"
          "##vso[task.setvariable variable=GOVERN_CACHE_KEY;isOutput=true]k\n");
}

TEST_CASE("Jenkins' withEnv lines hold one line each") {
    const CiJob job{"/sdk/bin", {{"GOROOT", "/s d=k"}, {"GOTOOLCHAIN", "local"}}, {}};
    CHECK(*ci::jenkins_assignments(job) ==
          "GOROOT=/s d=k\nGOTOOLCHAIN=local\nPATH+GOVERN=/sdk/bin\n");
    const auto refused = ci::jenkins_assignments({"/sdk/bin", {{"GOROOT", "a\nPATH=/evil"}}, {}});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().is(msg::ci_cannot_hold));
    CHECK_FALSE(ci::jenkins_assignments({"/sdk\n/bin", {}, {}}));
}

TEST_CASE("GitLab's dotenv keeps to its rules") {
    const CiJob job{
        "/sdk/bin", {{"GOROOT", "/a b"}}, {{"cache-key", "k"}, {"cache-paths", "a\nb"}}};
    CHECK(*ci::gitlab_dotenv(job) == "GOROOT=/a b\nGOVERN_CACHE_KEY=k\n");
    CHECK_FALSE(ci::gitlab_dotenv({"", {{"A", "x\ny"}}, {}}));
    CHECK_FALSE(ci::gitlab_dotenv({"", {{"A", "\"x\""}}, {}}));
    CHECK_FALSE(ci::gitlab_dotenv({"", {{"A", " x"}}, {}}));
    CHECK_FALSE(ci::gitlab_dotenv({"", {{"A", std::string(6000, 'x')}}, {}}));
    CHECK_FALSE(ci::gitlab_dotenv(
        {"", std::vector<std::pair<std::string, std::string>>(21, {"A", "x"}), {}}));
}
