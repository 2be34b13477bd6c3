#include "project/go_flags.hpp"

#include "support/catch.hpp"

#include <string>

using govern::project::Gover;
using govern::project::read_go_flags;

TEST_CASE("a flag's value in GOFLAGS is read as Go reads it") {
    const struct {
        std::string goflags;
        std::string value;
    } table[] = {
        {"", ""},
        {"-v", ""},
        {"-modfile=a.mod", "a.mod"},
        {"--modfile=a.mod", "a.mod"},
        {"  -v\t-modfile=a.mod\n", "a.mod"},
        {"-modfile=a.mod -modfile=b.mod", "b.mod"},
        {"-modfile=a.mod -modfile=", ""},
        {"-modfile", ""},
        {"-modfile=a=b", "a=b"},
        {"-mod=mod -modfile=a.mod", "a.mod"},
        {"'-modfile=my project/a.mod' -v", "my project/a.mod"},
        {"\"-modfile=it's.mod\"", "it's.mod"},
        {"'-ldflags=-s -modfile=no'", ""},
    };
    for (const auto& row : table) {
        INFO(row.goflags);
        const auto flags = read_go_flags(row.goflags, Gover("1.26.10"));
        CHECK(flags.text("modfile") == row.value);
        CHECK(flags.problem.empty());
        CHECK(flags.unknown.empty());
    }
}

TEST_CASE("what each Go refuses of GOFLAGS") {
    const struct {
        const char* goflags;
        const char* version;
        const char* problem;
        const char* unknown;
        const char* since;
    } table[] = {
        {"foo", "1.26.10", "'foo' is not a flag", "", ""},
        {"-", "1.26.10", "'-' is not a flag", "", ""},
        {"---v", "1.26.10", "'---v' is not a flag", "", ""},
        {"-=x", "1.26.10", "'-=x' is not a flag", "", ""},
        {"-v '-x", "1.26.10", "a ' is not closed", "", ""},
        {"-modfile a.mod", "1.26.10", "'a.mod' is not a flag", "", ""},
        {"'-ldflags=-s -fullpath=1'", "1.20.14", "", "", ""},
        {"-fullpath", "1.20.14", "", "-fullpath", "1.21"},
        {"-fullpath", "1.21.13", "", "", ""},
        {"-v --pgo=off", "1.19.13", "", "-pgo", "1.20"},
        {"-nosuch=1", "1.27.0", "", "-nosuch", ""},
        {"-nosuch=1", "1.99.0", "", "", ""},   // newer than the list
        {"foo -nosuch", "1.10.8", "", "", ""}, // had no GOFLAGS
        {"'-v'", "1.17.13", "''-v'' is not a flag", "", ""},
    };
    for (const auto& row : table) {
        INFO(row.goflags << " for " << row.version);
        const auto flags = read_go_flags(row.goflags, Gover(row.version));
        CHECK(flags.problem == row.problem);
        CHECK(flags.unknown == row.unknown);
        CHECK(flags.since == row.since);
    }
}

TEST_CASE("values that go build does not take from GOFLAGS") {
    const auto bad = [](const char* goflags, const char* version) {
        const govern::project::Gover judged(version);
        return govern::project::bad_flag(govern::project::read_go_flags(goflags, judged), judged)
            .word;
    };
    for (const char* const word : {"-C=.",        "-C",
                                   "-mod",        "-tags",
                                   "--ldflags",   "-trimpath=maybe",
                                   "-trimpath=",  "-v=2",
                                   "--race=yes",  "-buildvcs=foo",
                                   "-p=0",        "-p=-1",
                                   "-p=",         "-p",
                                   "-p=x",        "-buildmode=bogus",
                                   "-buildmode=", "-compiler=bogus",
                                   "-compiler=",  "-covermode=bogus",
                                   "-cover=x"}) {
        INFO(word);
        CHECK(bad(word, "1.26.10") == word);
        CHECK(bad((std::string("-x -count=x ") + word).c_str(), "1.21.13") == word);
    }
    for (const char* const word : {"-mod=",
                                   "-mod=mod",
                                   "-trimpath",
                                   "-trimpath=T",
                                   "-buildvcs",
                                   "-buildvcs=",
                                   "-buildvcs=auto",
                                   "-buildvcs=1",
                                   "-p=4",
                                   "-p=0x4",
                                   "-p=1_0",
                                   "-p=+2",
                                   "-buildmode=pie",
                                   "-compiler=gccgo",
                                   "-covermode=",
                                   "-covermode=atomic",
                                   "-exec",
                                   "-run",
                                   "-timeout",
                                   "-count=x",
                                   "-short=x",
                                   "-json=x",
                                   "'-ldflags=-s -p=0'",
                                   ""}) {
        INFO(word);
        CHECK(bad(word, "1.26.10").empty());
    }
    for (const char* const word : {"-C=.", "-C"}) { // 1.20 has other rules for it
        CHECK(bad(word, "1.20.14").empty());
    }
    for (const char* const word : {"-p=0", "-p=x", "-cover=q", "-covermode=bogus", "-covermode"}) {
        CHECK(bad(word, "1.16.15").empty());
    }
    CHECK(bad("-trimpath=q", "1.13.15") == "-trimpath=q");
}
