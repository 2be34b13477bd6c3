#include "binary/build_info.hpp"
#include "binary/messages.hpp"
#include "go_quote.hpp"

#include "support/catch.hpp"

using namespace govern;
using namespace govern::binary;

TEST_CASE("modules, replacements and settings are read in order") {
    const auto info = parse_module_info("path\texample.com/a/cmd\n"
                                        "mod\texample.com/a\t(devel)\t\n"
                                        "=>\t../fork\t\t\n"
                                        "dep\texample.com/b\tv1.0.0\th1:b=\n"
                                        "dep\texample.com/c\tv1.1.0\n"
                                        "=>\texample.com/d\tv2.0.0\th1:d=\n"
                                        "some\tline of a later Go\n"
                                        "build\t-ldflags=\"-X 'main.word=a \\\"b\\\" = c'\"\n"
                                        "build\t-tags=one,two\n"
                                        "build\tempty=\n"
                                        "build\t\"odd = key\"=`raw \\n`\n");
    REQUIRE(info.has_value());
    CHECK(info->path == "example.com/a/cmd");
    REQUIRE(info->main.has_value());
    CHECK(info->main->version == "(devel)");
    REQUIRE(info->main->replace.has_value());
    CHECK(info->main->replace->path == "../fork");
    REQUIRE(info->deps.size() == 2);
    CHECK(info->deps[0].sum == "h1:b=");
    CHECK_FALSE(info->deps[0].replace.has_value());
    CHECK(info->deps[1].sum.empty());
    REQUIRE(info->deps[1].replace.has_value());
    CHECK(info->deps[1].replace->version == "v2.0.0");
    REQUIRE(info->settings.size() == 4);
    CHECK(info->settings[0].key == "-ldflags");
    CHECK(info->settings[0].value == "-X 'main.word=a \"b\" = c'");
    CHECK(info->settings[1].value == "one,two");
    CHECK(info->settings[2].value.empty());
    CHECK(info->settings[3].key == "odd = key");
    CHECK(info->settings[3].value == "raw \\n");
}

TEST_CASE("a line that Go would not write is an error with its number") {
    const char* const bad[] = {
        "mod\tonly-a-path\n",
        "dep\ta\tb\tc\td\n",
        "=>\ta\tb\tc\n",
        "dep\ta\tv1\n=>\ta\tb\n",
        "build\t\n",
        "build\t=value\n",
        "build\tno-equals\n",
        "build\t\"key\"\n",
        "build\t\"key\"x=1\n",
        "build\t\"key=1\n",
        "build\ta key=1\n",
        "build\tkey=two words\n",
        "build\tkey=\"two\" words\n",
        "build\tkey=\"\\q\"\n",
        "build\tkey=`open\n",
        "build\t`key`x\n",
    };
    for (const auto* text : bad) {
        INFO(text);
        const auto info = parse_module_info(std::string("path\tp\n") + text);
        REQUIRE_FALSE(info.has_value());
        CHECK(info.error().is(msg::build_info_damaged));
        CHECK(info.error().fact("line") == (text[0] == 'd' && text[8] == '\n' ? "3" : "2"));
    }
    CHECK(parse_module_info("").has_value());
    CHECK(parse_module_info("path\tcut off").value().path.empty());
}

TEST_CASE("quoted text means what Go's string literals mean") {
    CHECK(unquote(R"("plain")") == "plain");
    CHECK(unquote(R"("\a\b\f\n\r\t\v\\\"")") == "\a\b\f\n\r\t\v\\\"");
    CHECK(unquote(R"("\x41\101\u00e9\u20ac\U0001f600")") == "AA\u00e9\u20ac\U0001f600");
    CHECK(unquote("`raw \\ \"\r`") == "raw \\ \"");
    for (const auto* bad :
         {"", "x", "\"", "\"open", "`open", R"("\x4")", R"("\8")", R"("\400")", R"("\ud800")",
          R"("\U00110000")", R"("\'")", "\"a\nb\"", R"("end" more)", R"("\)"}) {
        INFO(bad);
        CHECK_FALSE(unquote(bad).has_value());
    }
    CHECK(quoted_length(R"("a\"b"=c)") == 6);
    CHECK_FALSE(quoted_length("a=b").has_value());
}
