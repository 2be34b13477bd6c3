#include "support/catch.hpp"

#include "ops/messages.hpp"
#include "ops/sdk/evidence.hpp"
#include "ops/sdk/messages.hpp"
#include "support/test_host.hpp"
#include "trust/messages.hpp"
#include "trust/roots.hpp"

#include <algorithm>

using namespace govern;
using namespace govern::ops;

namespace {

const std::string k_listed = "go1.22.5.linux-amd64"; ///< in the embedded list
const std::string k_old = "go1.20.3.linux-amd64";    ///< and recorded afterwards in the log

crypto::Sha256Digest digest_of(const std::string& text) {
    return crypto::sha256(text);
}

/// One archive, what is said of it, and what comes of that.
struct Trial {
    explicit Trial(bool module_zip, const std::string& name = k_listed) : id(*parse_sdk_id(name)) {
        offer.module_zip = module_zip;
        offer.url = "https://mirror.test/archive";
        offer.file_name = toolchain_module_version(id) + ".zip"; // the embedded list lacks it
        unpacked.archive_sha256 = digest_of("the archive");
        hashes.h1 = "h1:files";
    }

    /// Brings this evidence, for this archive or for another one.
    void add(Evidence evidence, ReadFrom from, bool agrees) {
        const auto digest = digest_of(agrees ? "the archive" : "another one");
        switch (evidence) {
        case Evidence::embedded_list: {
            offer.file_name = official_archive_name(id);
            const auto known = trust::embedded_archive(offer.file_name)->sha256;
            unpacked.archive_sha256 = agrees ? known : digest;
            break;
        }
        case Evidence::log: {
            LogProof proof;
            proof.h1 = agrees ? hashes.h1 : "h1:others";
            proof.database = "log.test";
            proof.genuine = from == ReadFrom::go_log;
            proof.record = 7;
            log = proof;
            break;
        }
        case Evidence::official_listing:
            offer.listed_sha256 = digest;
            offer.listed_by_official_host = from == ReadFrom::official_host;
            break;
        case Evidence::users_sha256:
            options.users_sha256 = digest;
            break;
        }
    }

    /// What is said of it once it is published, or the code of what refuses it.
    std::string outcome() {
        store::Receipt receipt;
        receipt.id = id;
        const auto plan = plan_evidence(offer, options);
        const auto done = judge(plan, offer, unpacked, hashes, log, host.reporter, receipt);
        return done ? describe_proof(receipt) : std::string(done.error().spec().code);
    }

    SdkId id;
    sources::Offer offer;
    EvidenceOptions options;
    archive::UnpackResult unpacked;
    TreeHashes hashes;
    Result<LogProof> log = fail(msg::log_unreachable);
    test::TestHost host;
};

struct Row {
    bool module_zip;
    Evidence evidence;
    ReadFrom from;
    std::string agrees;   ///< the outcome where it alone speaks for the archive
    std::string differs;  ///< and where it alone speaks against it
    std::string with_log; ///< where it speaks against an archive that Go's log proves
};

const std::string k_no_log = "log-unreachable"; ///< nothing else proves it
const std::string k_by_log = "genuine by the log log.test (record 7)";

// docs/trust.md, "The matrix".
const std::vector<Row> k_matrix = {
    {false, Evidence::embedded_list, ReadFrom::built_in, "genuine by the embedded list",
     "sha256-mismatch", "sha256-mismatch"},
    {false, Evidence::log, ReadFrom::go_log, k_by_log, "h1-mismatch", "h1-mismatch"},
    {false, Evidence::log, ReadFrom::other_log,
     "recorded by the log log.test (record 7), which is not Go's own", "h1-mismatch",
     "h1-mismatch"},
    {false, Evidence::official_listing, ReadFrom::official_host, "genuine by the official listing",
     "sha256-mismatch", "sha256-mismatch"},
    {false, Evidence::official_listing, ReadFrom::elsewhere, k_no_log, k_no_log, k_by_log},
    {false, Evidence::users_sha256, ReadFrom::command_line, "by your SHA-256", "sha256-mismatch",
     "sha256-mismatch"},
    {true, Evidence::embedded_list, ReadFrom::built_in, k_no_log, k_no_log, k_by_log},
    {true, Evidence::log, ReadFrom::go_log, k_by_log, "h1-mismatch", "h1-mismatch"},
    {true, Evidence::log, ReadFrom::other_log,
     "recorded by the log log.test (record 7), which is not Go's own", "h1-mismatch",
     "h1-mismatch"},
    {true, Evidence::official_listing, ReadFrom::official_host, k_no_log, k_no_log, k_by_log},
    {true, Evidence::official_listing, ReadFrom::elsewhere, k_no_log, k_no_log, k_by_log},
    {true, Evidence::users_sha256, ReadFrom::command_line, k_no_log, "sha256-mismatch",
     "sha256-mismatch"},
};

} // namespace

TEST_CASE("the trust matrix: each evidence alone, for and against an archive", "[trust]") {
    REQUIRE(trust_rules().size() == k_matrix.size());
    for (const auto& row : k_matrix) {
        CAPTURE(row.module_zip, word_of(row.evidence), static_cast<int>(row.from));
        const auto rule =
            std::find_if(trust_rules().begin(), trust_rules().end(), [&](const TrustRule& one) {
                return one.module_zip == row.module_zip && one.evidence == row.evidence &&
                       one.from == row.from;
            });
        REQUIRE(rule != trust_rules().end());
        CHECK((rule->weight == Weight::proves) == (row.agrees != k_no_log));
        CHECK(rule->words.empty() == (row.agrees == k_no_log));

        Trial with(row.module_zip);
        with.add(row.evidence, row.from, true);
        CHECK(with.outcome() == row.agrees);
        Trial against(row.module_zip);
        against.add(row.evidence, row.from, false);
        CHECK(against.outcome() == row.differs);
        if (row.evidence != Evidence::log) {
            Trial both(row.module_zip);
            both.add(Evidence::log, ReadFrom::go_log, true);
            both.add(row.evidence, row.from, false);
            CHECK(both.outcome() == row.with_log);
        }
    }
}

TEST_CASE("of two that agree the stronger one is named", "[trust]") {
    const auto both = [](bool module_zip, Evidence first, ReadFrom first_from, Evidence second,
                         ReadFrom second_from) {
        Trial trial(module_zip);
        trial.add(first, first_from, true);
        trial.add(second, second_from, true);
        return trial.outcome();
    };
    CHECK(both(false, Evidence::embedded_list, ReadFrom::built_in, Evidence::log,
               ReadFrom::go_log) == "genuine by the embedded list and the log log.test (record 7)");
    CHECK(both(false, Evidence::embedded_list, ReadFrom::built_in, Evidence::log,
               ReadFrom::other_log) == "genuine by the embedded list; recorded by the log log.test "
                                       "(record 7), which is not Go's own");
    CHECK(both(false, Evidence::official_listing, ReadFrom::official_host, Evidence::log,
               ReadFrom::go_log) == k_by_log);
    CHECK(both(false, Evidence::users_sha256, ReadFrom::command_line, Evidence::log,
               ReadFrom::go_log) == k_by_log);
    CHECK(both(true, Evidence::users_sha256, ReadFrom::command_line, Evidence::log,
               ReadFrom::go_log) == k_by_log);
    // Never genuine: the user's word, and a log that anybody may run.
    CHECK(both(false, Evidence::users_sha256, ReadFrom::command_line, Evidence::log,
               ReadFrom::other_log)
              .find("genuine") == std::string::npos);
    CHECK(both(false, Evidence::official_listing, ReadFrom::official_host, Evidence::users_sha256,
               ReadFrom::command_line) == "genuine by the official listing");
}

TEST_CASE("what one authority says for an archive, another one that differs undoes", "[trust]") {
    for (const auto from : {ReadFrom::go_log, ReadFrom::other_log}) {
        Trial trial(false);
        trial.add(Evidence::embedded_list, ReadFrom::built_in, true);
        trial.add(Evidence::log, from, false);
        CHECK(trial.outcome() == "h1-mismatch");
    }
    Trial users(false);
    users.add(Evidence::embedded_list, ReadFrom::built_in, true);
    users.add(Evidence::users_sha256, ReadFrom::command_line, false);
    CHECK(users.outcome() == "sha256-mismatch");

    // The records of releases before 1.21 were made from the archives: the archive's own SHA-256
    // counts for more while it is there to be hashed.
    Trial old(false, k_old);
    old.add(Evidence::embedded_list, ReadFrom::built_in, true);
    old.add(Evidence::log, ReadFrom::go_log, false);
    CHECK(old.outcome() == "genuine by the embedded list");
    CHECK(old.host.reporter.said(msg::log_cross_check_failed));
    old.options.require_log = true;
    CHECK(old.outcome() == "h1-mismatch");
}

TEST_CASE("--require-log, and a log that contradicts itself, stop what is proved already",
          "[trust]") {
    Trial trial(false);
    trial.add(Evidence::embedded_list, ReadFrom::built_in, true);
    CHECK(trial.outcome() == "genuine by the embedded list");
    CHECK(trial.host.reporter.said(msg::log_not_asked));
    trial.log = fail(msg::log_forked);
    CHECK(trial.outcome() == "log-forked");
    trial.log = fail(msg::log_unreachable);
    trial.options.require_log = true;
    CHECK(trial.outcome() == k_no_log);
}

TEST_CASE("what the h1 does not cover is written only where an archive hash covers it", "[trust]") {
    Trial trial(false);
    CHECK_FALSE(may_write(plan_evidence(trial.offer, trial.options), "api/go1.txt"));
    CHECK_FALSE(may_write(plan_evidence(trial.offer, trial.options), "test"));
    CHECK(may_write(plan_evidence(trial.offer, trial.options), "src/api/x.go"));
    trial.add(Evidence::embedded_list, ReadFrom::built_in, true);
    CHECK(may_write(plan_evidence(trial.offer, trial.options), "api/go1.txt"));
}

TEST_CASE("what is said of another archive says nothing of a file", "[trust]") {
    struct OfFile : Trial {
        explicit OfFile(const std::string& content) : Trial(false) {
            offer.file.emplace();
            offer.file->path = "/here/go.tar.gz";
            offer.file->sha256 = digest_of(content);
        }
    };
    OfFile same("the archive");
    same.add(Evidence::official_listing, ReadFrom::official_host, true);
    CHECK(same.outcome() == "genuine by the official listing");

    OfFile other("the archive");
    other.offer.file_name = official_archive_name(other.id); // of which the list has another hash
    other.add(Evidence::official_listing, ReadFrom::official_host, false);
    CHECK(other.outcome() == "no-evidence");
    other.add(Evidence::log, ReadFrom::go_log, true);
    CHECK(other.outcome() == k_by_log);
    other.add(Evidence::log, ReadFrom::go_log, false);
    CHECK(other.outcome() == "h1-mismatch");

    OfFile users("the archive");
    users.add(Evidence::users_sha256, ReadFrom::command_line, true);
    CHECK(users.outcome() == "by your SHA-256");

    OfFile changed("what it was when it was hashed first");
    changed.add(Evidence::log, ReadFrom::go_log, true);
    CHECK(changed.outcome() == "archive-changed");
}

TEST_CASE("of a file that nothing proves it is said why, and what would help", "[trust]") {
    Trial trial(false);
    trial.offer.file.emplace();
    trial.offer.file->path = "/here/go.tar.gz";
    trial.offer.file_name = official_archive_name(trial.id);
    const auto plan = plan_evidence(trial.offer, {});
    const auto text = [&](const MessageSpec& log) {
        return render_text(unproved(plan, trial.offer, Error(log)), "error");
    };
    const auto offline = text(msg::log_offline);
    CHECK(offline.find("/here/go.tar.gz") != std::string::npos);
    CHECK(offline.find("another SHA-256 for go1.22.5.linux-amd64.tar.gz") != std::string::npos);
    CHECK(offline.find("--sha256 <64") != std::string::npos);
    CHECK(text(msg::log_forked).find("CONTRADICTS ITSELF") != std::string::npos);
    trial.offer.module_zip = true; // of which --sha256 proves nothing
    CHECK(text(msg::log_offline).find("--sha256") == std::string::npos);
}
