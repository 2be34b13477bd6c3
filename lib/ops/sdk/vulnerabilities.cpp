#include "ops/sdk/vulnerabilities.hpp"

#include "advisories/lifecycle.hpp"
#include "advisories/messages.hpp"
#include "base/messages.hpp"
#include "base/path.hpp"
#include "base/url.hpp"
#include "config/config.hpp"
#include "crypto/sha256.hpp"
#include "net/messages.hpp"
#include "os/locks.hpp"
#include "os/messages.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>

namespace govern::ops {

namespace {

using nlohmann::json;

constexpr std::string_view k_public_database = "https://vuln.go.dev";
constexpr std::size_t k_max_list = 16 * 1024 * 1024;
constexpr std::size_t k_max_index = 64 * 1024 * 1024;
constexpr std::size_t k_max_record = 4 * 1024 * 1024;
constexpr std::size_t k_day = 10; ///< YYYY-MM-DD

/// `GO-2024-2887`: what may become a part of an address.
bool is_record_id(std::string_view id) {
    return id.starts_with("GO-") && id.find_first_not_of("0123456789-", 3) == id.npos;
}

bool is_missing(long status) {
    return status == 404 || status == 410;
}

/// The file: the SHA-256 of a list, then the list.
std::string with_sum(const std::string& text) {
    return crypto::hex(crypto::sha256(text)) + '\n' + text;
}

Result<advisories::Database> read_list(std::string file, const std::string& path) {
    const auto line = file.find('\n');
    const auto sum = file.substr(0, line);
    file.erase(0, line == file.npos ? line : line + 1);
    if (crypto::hex(crypto::sha256(file)) != sum) {
        return fail(msg::vulnerabilities_damaged,
                    {{"file", path}, {"why", "its SHA-256 is another one"}});
    }
    return advisories::Database::parse(std::move(file), path);
}

/// Reads a database in the layout of vuln.go.dev (go.dev/doc/security/vuln/database#api).
class Fetcher {
public:
    Fetcher(Context& context, std::string address)
        : m_context(context), m_address(std::move(address)) {}

    Result<advisories::Database> fetch() {
        GOVERN_TRY_ASSIGN(const auto head, index("index/db.json"));
        if (!head) {
            return refuse("index/db.json is not there");
        }
        const auto date = text_of(*head, "modified").substr(0, k_day);
        if (!advisories::days_between(date, date)) {
            return refuse("index/db.json says no date");
        }
        GOVERN_TRY_ASSIGN(const auto ids, record_ids());
        GOVERN_TRY_ASSIGN(const auto rows, records({ids.begin(), ids.end()}));
        auto out = advisories::Database::of_rows(date, rows);
        if (out.size() == 0) {
            return refuse("it has no record of the standard library or the toolchain");
        }
        return out;
    }

private:
    Failure refuse(const std::string& why) const {
        return fail(msg::not_a_vulnerability_database,
                    {{"address", redact_urls(m_address)}, {"why", why}});
    }

    net::Request request(const std::string& path) const {
        net::Request out;
        out.url = join_url(m_address, path);
        out.stopped = [this] { return m_context.host.reporter.interrupted(); };
        return out;
    }

    static std::string text_of(const json& object, const char* name) {
        const auto found = object.is_object() ? object.find(name) : object.end();
        return found != object.end() && found->is_string() ? found->get<std::string>() : "";
    }

    /// A file of the index; nothing if there is none.
    Result<std::optional<json>> index(const std::string& path) {
        GOVERN_TRY_ASSIGN(const auto answer, m_context.client().fetch(request(path), k_max_index));
        if (is_missing(answer.head.status)) {
            return std::nullopt;
        }
        if (answer.head.status != 200) {
            return fail(msg::http_status, {{"url", redact_urls(join_url(m_address, path))},
                                           {"status", std::to_string(answer.head.status)}});
        }
        auto out = json::parse(answer.body, nullptr, false);
        if (out.is_discarded()) {
            return refuse(path + " is not JSON");
        }
        return std::optional(std::move(out));
    }

    /// Of Go's own modules; of every record where the database has no list of modules.
    Result<std::set<std::string>> record_ids() {
        std::set<std::string> out;
        GOVERN_TRY_ASSIGN(const auto modules, index("index/modules.json"));
        if (modules) {
            for (const auto& module : modules->is_array() ? *modules : json::array()) {
                const auto path = text_of(module, "path");
                if (path == "stdlib" || path == "toolchain") {
                    add_ids(module.value("vulns", json::array()), out);
                }
            }
            return out;
        }
        GOVERN_TRY_ASSIGN(const auto all, index("index/vulns.json"));
        if (!all) {
            return refuse("it has neither index/modules.json nor index/vulns.json");
        }
        add_ids(*all, out);
        return out;
    }

    static void add_ids(const json& list, std::set<std::string>& out) {
        for (const auto& one : list.is_array() ? list : json::array()) {
            if (auto id = text_of(one, "id"); is_record_id(id)) {
                out.insert(std::move(id));
            }
        }
    }

    /// A part of them at a time: net::Settings::small_seconds is for each part.
    Result<std::vector<std::string>> records(const std::vector<std::string>& ids) {
        constexpr std::size_t k_part = 100;
        std::vector<std::string> out;
        for (std::size_t begin = 0; begin < ids.size(); begin += k_part) {
            std::vector<net::Request> requests;
            for (auto i = begin; i < std::min(begin + k_part, ids.size()); ++i) {
                requests.push_back(request("ID/" + ids[i] + ".json"));
            }
            const auto answers = m_context.client().fetch_all(requests, k_max_record);
            for (std::size_t i = 0; i < answers.size(); ++i) {
                GOVERN_TRY_ASSIGN(auto rows, rows_of(answers[i], requests[i].url));
                std::move(rows.begin(), rows.end(), std::back_inserter(out));
            }
        }
        std::sort(out.begin(), out.end());
        return out;
    }

    Result<std::vector<std::string>> rows_of(const Result<net::Response>& answer,
                                             const std::string& address) const {
        if (!answer) {
            return Failure(answer.error());
        }
        const auto url = redact_urls(address);
        if (is_missing(answer->head.status)) {
            return refuse("its index names " + url + ", which is not there");
        }
        if (answer->head.status != 200) {
            return fail(msg::http_status,
                        {{"url", url}, {"status", std::to_string(answer->head.status)}});
        }
        return advisories::rows_of_record(answer->body, url);
    }

    Context& m_context;
    std::string m_address;
};

KnownVulnerabilities read_known(Context& context) {
    KnownVulnerabilities out{advisories::Database::embedded()};
    const auto path = context.layout.vulnerabilities_file();
    auto text = context.host.files.read(path, k_max_list);
    if (!text && text.error().is(msg::file_not_found)) {
        return out;
    }
    auto fetched = text ? read_list(std::move(*text), path)
                        : Result<advisories::Database>(Failure(text.error()));
    if (!fetched) {
        context.host.reporter.warn(fetched.error());
    } else if (fetched->date() >= out.database.date()) {
        out = {std::move(*fetched), true};
    }
    return out;
}

} // namespace

KnownVulnerabilities known_vulnerabilities(Context& context) {
    if (!context.vulnerabilities) {
        context.vulnerabilities = std::make_shared<const KnownVulnerabilities>(read_known(context));
    }
    return *context.vulnerabilities;
}

std::string vulnerability_address(Context& context) {
    const auto named = config::go_variable(context.host, "GOVULNDB");
    return named.empty() ? std::string(k_public_database) : named;
}

Result<void> update_vulnerabilities(Context& context) {
    const auto& layout = context.layout;
    GOVERN_TRY(context.store.require_writable());
    context.store.sweep();
    const auto address = vulnerability_address(context);
    GOVERN_TRY_ASSIGN(const auto fetched, Fetcher(context, address).fetch());
    {
        GOVERN_TRY(context.host.files.make_folders(layout.vulnerabilities()));
        GOVERN_TRY_ASSIGN(const auto lock,
                          os::wait_for_lock(context.host, layout.vulnerabilities_lock(),
                                            layout.vulnerabilities()));
        if (context.host.reporter.interrupted()) {
            return fail(msg::interrupted);
        }
        GOVERN_TRY(context.host.files.write_atomic(layout.vulnerabilities_file(),
                                                   with_sum(fetched.text())));
        context.vulnerabilities.reset();
    }
    Message done(msg::vulnerabilities_updated);
    done.with("count", std::to_string(fetched.size()))
        .with("date", fetched.date())
        .with("address", redact_urls(address));
    const auto embedded = advisories::Database::embedded();
    if (embedded.date() > fetched.date()) {
        done.with("built_in", embedded.date());
    }
    context.host.reporter.status(done);
    return {};
}

} // namespace govern::ops
