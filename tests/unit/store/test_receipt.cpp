#include "home.hpp"
#include "store/messages.hpp"

using namespace govern;
using namespace govern::store;
using test::StoreHome;

TEST_CASE("a receipt comes back as it was written, without the login of its URL") {
    auto receipt = StoreHome::receipt(*parse_sdk_id("go1.20.linux-amd64"));
    receipt.log = LogProof{receipt.h1, "sum.golang.org",           false,      "key+1+x", 7, 9,
                           "root",     "head\n\xe2\x80\x94 sig\n", "record\n", {"a", "b"}};
    const auto text = to_json(receipt);
    CHECK(text.size() < 4096);
    CHECK(text.find("secret") == text.npos);
    const auto again = receipt_from_json(text, "file");
    REQUIRE(again);
    CHECK(again->id == receipt.id);
    CHECK(again->source == receipt.source);
    CHECK(again->url == "https://mirror.example/go.tar.gz");
    CHECK(again->archive_sha256 == receipt.archive_sha256);
    CHECK(again->h1 == receipt.h1);
    CHECK(again->evidence == receipt.evidence);
    CHECK(again->complete);
    CHECK(again->installed_at == receipt.installed_at);
    CHECK(again->files == receipt.files);
    CHECK(again->bytes == receipt.bytes);
    CHECK(again->go_size == receipt.go_size);
    CHECK(again->go_mtime_ns == receipt.go_mtime_ns);
    REQUIRE(again->log);
    CHECK(again->log->h1 == receipt.h1);
    CHECK(again->log->database == "sum.golang.org");
    CHECK_FALSE(again->log->genuine);
    CHECK(again->log->verifier_key == "key+1+x");
    CHECK(again->log->record == 7);
    CHECK(again->log->tree_size == 9);
    CHECK(again->log->tree_root == "root");
    CHECK(again->log->signed_head == receipt.log->signed_head);
    CHECK(again->log->record_text == "record\n");
    CHECK(again->log->inclusion == receipt.log->inclusion);
    CHECK(to_json(*again) == text);
}

TEST_CASE("what is no receipt is refused with its path and what is wrong") {
    const auto whole = to_json(StoreHome::receipt(*parse_sdk_id("go1.22.5.linux-amd64")));
    const auto without = [&](const std::string& key) {
        auto text = whole;
        text.replace(text.find('"' + key + '"'), key.size() + 2, "\"other\"");
        return text;
    };
    const std::pair<std::string, const char*> table[] = {
        {"", "it is not a JSON object"},
        {"[]", "it is not a JSON object"},
        {"null", "it is not a JSON object"},
        {whole.substr(0, whole.size() / 2), "it is not a JSON object"},
        {std::string(whole.size(), '\0'), "it is not a JSON object"},
        {"{}", "it names no version"},
        {R"({"version": 1.22})", "it names no version"},
        {R"({"version": "1.22"})", "it names no version"}, // a line, no release
        {R"({"version": "../x"})", "it names no version"},
        {without("h1"), "h1 or evidence is missing"},
        {without("evidence"), "h1 or evidence is missing"},
        {R"({"version": "1.22.5", "h1": "h1:", "evidence": "hearsay"})",
         "its evidence 'hearsay' is not known to this govern"},
    };
    for (const auto& [text, why] : table) {
        CAPTURE(text);
        const auto receipt = receipt_from_json(text, "/x/receipt.json");
        REQUIRE_FALSE(receipt);
        CHECK(receipt.error().is(msg::receipt_malformed));
        CHECK(receipt.error().fact("path") == "/x/receipt.json");
        CHECK(receipt.error().fact("why") == why);
    }
}

TEST_CASE("a receipt of a later govern, and members of the wrong kind, do no harm") {
    auto text = to_json(StoreHome::receipt(*parse_sdk_id("go1.22.5.linux-amd64")));
    text.insert(1, R"("later": [1], "log": "none", "files": "many", )");
    const auto receipt = receipt_from_json(text, "file");
    REQUIRE(receipt);
    CHECK_FALSE(receipt->log);
}
