#include "trust/log.hpp"

#include "base/text.hpp"
#include "prover.hpp"
#include "trust/messages.hpp"

namespace govern::trust {

namespace {

/// True if an answer of the network is at fault. A fork is not such an answer: it has two good
/// signatures.
bool is_bad_answer(const Error& error) {
    for (const auto* spec :
         {&msg::log_malformed, &msg::log_bad_signature, &msg::log_unknown_key,
          &msg::log_wrong_record, &msg::log_bad_tile, &msg::log_record_not_in_tree}) {
        if (error.is(*spec)) {
            return true;
        }
    }
    return false;
}

class RealLog final : public Log {
public:
    RealLog(os::Host& host, net::Client& client, const LogOptions& options)
        : m_reporter(host.reporter), m_options(options),
          m_database(parse_gosumdb(options.go.gosumdb)) {
        if (m_database) {
            m_cache.emplace(host, options.cache_folder, m_database->key.name, options.keeps);
            m_address.emplace(client, *m_database, m_options.proxies);
        }
    }

    [[nodiscard]] Result<void> may_be_asked(const SdkId& sdk) const override {
        if (trim(m_options.go.gosumdb) == "off") {
            return fail(msg::sumdb_off,
                        {{"sdk", sdk.text()}, {"fix", m_options.go.gosumdb_way_out}});
        }
        return m_database
                   ? Result<void>()
                   : Failure(Error(m_database.error()).with("fix", m_options.go.gosumdb_way_out));
    }

    [[nodiscard]] std::string name() const override {
        return m_database ? m_database->key.name : std::string();
    }

    [[nodiscard]] bool has_key_of(const LogProof& proof) const override {
        return m_database && proof.genuine == m_database->genuine &&
               (proof.genuine || proof.verifier_key == m_database->key.text);
    }

    [[nodiscard]] bool has_signed(const std::string& note) const override {
        return m_database && open_tree_head(note, m_database->key, "a copy of the log");
    }

    Result<LogProof> prove(const SdkId& sdk) override { return prove_into(sdk, {}, nullptr); }

    Result<LogCopy> copy(const std::vector<SdkId>& sdks,
                         const std::vector<std::string>& former) override {
        std::vector<TreeHead> heads;
        for (const auto& note : m_database ? former : std::vector<std::string>()) {
            if (auto head = open_tree_head(note, m_database->key, "an earlier copy of the log")) {
                heads.push_back(std::move(*head));
            }
        }
        // A lookup may bring a newer head. Then the proofs before it are made again with that one:
        // each turn begins with the largest head of the turn before.
        for (;;) {
            LogCopy out;
            bool same = true;
            TreeHead largest;
            for (const auto& sdk : sdks) {
                TreeHead used;
                GOVERN_TRY_ASSIGN(auto proof, prove_into(sdk, heads, &out, &used));
                same = same && (largest.size == 0 || used.size == largest.size);
                if (used.size > largest.size) {
                    largest = std::move(used);
                }
                out.proofs.push_back(std::move(proof));
            }
            if (same) {
                out.database = name();
                out.head = largest.note;
                out.size = largest.size;
                out.files["latest"] = out.head;
                out.files["supported"] = "";
                return out;
            }
            heads.push_back(std::move(largest));
        }
    }

private:
    /// `copy` gets what a copy of the log needs for it, `used` the head of the proof.
    Result<LogProof> prove_into(const SdkId& sdk, const std::vector<TreeHead>& former,
                                LogCopy* copy, TreeHead* used = nullptr) {
        GOVERN_TRY(may_be_asked(sdk));
        auto proof = prove_once(sdk, former, copy, used);
        if (proof || !is_bad_answer(proof.error())) {
            return proof;
        }
        // A connection that swapped the answers of two requests is not a forgery.
        m_reporter.detail(Message(msg::log_asked_again)
                              .with("database", m_database->key.name)
                              .with("sdk", sdk.text())
                              .with("why", render(proof.error()).text));
        m_address->use_own_connections();
        return prove_once(sdk, former, copy, used);
    }

    Result<LogProof> prove_once(const SdkId& sdk, const std::vector<TreeHead>& former,
                                LogCopy* copy, TreeHead* used) {
        Prover prover(*m_database, *m_cache, *m_address, m_options.offline, sdk, former);
        auto proof = prover.prove();
        if (proof && copy != nullptr) {
            prover.add_to(*copy);
        }
        if (proof && used != nullptr) {
            *used = prover.reference();
        }
        return proof;
    }

    Reporter& m_reporter;
    LogOptions m_options;
    Result<Database> m_database;
    std::optional<LogCache> m_cache;
    std::optional<LogAddress> m_address;
};

} // namespace

Result<std::unique_ptr<Log>> open_log(os::Host& host, net::Client& client,
                                      const LogOptions& options) {
    return std::make_unique<RealLog>(host, client, options);
}

} // namespace govern::trust
