#include "sdk/tree_verdict.hpp"

#include "base/messages.hpp"
#include "base/path.hpp"
#include "base/text.hpp"
#include "crypto/dirhash.hpp"
#include "crypto/sha256.hpp"
#include "ops/sdk/evidence.hpp"
#include "ops/sdk/messages.hpp"
#include "sdk/source_tree.hpp"
#include "trust/messages.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <map>

namespace govern::ops {

namespace {

using Verdict = Adoption::Verdict;

constexpr std::size_t k_max_lines = 64U << 20U;

/// Names to hashes of the files that every SDK of that version has, or that this very SDK has.
struct Known {
    std::map<std::string, std::string> files;
    bool same_platform = false;

    /// True where `files` says whether the release has this file.
    [[nodiscard]] bool tells(std::string_view name) const {
        // The build wrote these for its platform.
        constexpr std::array<std::string_view, 5> k_made = {
            "zbootstrap.go", "zcgo.go", "zdefaultcc.go", "zosarch.go", "zversion.go"};
        const auto base = path::filename(name);
        return same_platform || (!name.starts_with("bin/") && !name.starts_with("pkg/") &&
                                 std::find(k_made.begin(), k_made.end(), base) == k_made.end());
    }
};

/// By the hash lines of a genuine SDK of that version in this home, best of the same platform.
Known known_files(Context& context, const SdkId& id) {
    Known out;
    auto installed = context.store.installed().value_or(std::vector<SdkId>());
    std::erase_if(installed, [&](const SdkId& one) { return !(one.version == id.version); });
    std::stable_partition(installed.begin(), installed.end(),
                          [&](const SdkId& one) { return one == id; });
    for (const auto& one : installed) {
        const auto receipt = context.store.receipt(one);
        const auto lines = context.host.files.read(context.layout.hash_lines(one), k_max_lines);
        if (!receipt || !lines || crypto::h1_of_lines(*lines) != receipt->h1) {
            continue;
        }
        out.same_platform = one == id;
        for (auto& file : expected_files(one, *lines, "")) {
            out.files.emplace(std::move(file.path), std::move(file.hex));
        }
        break;
    }
    return out;
}

/// The subsets of what was taken that may be the release, likeliest first.
using Belongs = std::function<bool(std::size_t)>;

std::optional<Fit> try_fit(const SdkId& id, const std::vector<archive::UnpackedFile>& taken,
                           const std::string& h1, const Belongs& belongs) {
    Fit out;
    for (std::size_t i = 0; i < taken.size(); ++i) {
        if (belongs(i)) {
            out.files.push_back(taken[i]);
        } else {
            out.extra.push_back(taken[i].name);
        }
    }
    out.hashes = hash_tree_lines(id, out.files);
    return out.hashes.h1 == h1 ? std::optional(std::move(out)) : std::nullopt;
}

std::optional<Fit> find_fit(const SourceTree& tree, const std::vector<archive::UnpackedFile>& taken,
                            const std::string& h1, const Known& known) {
    const auto at_known_place = [&](std::size_t i) { return !tree.files[i].doubtful; };
    const auto all = [](std::size_t) { return true; };
    const auto in_known_sdk = [&](std::size_t i) {
        return at_known_place(i) &&
               (!known.tells(taken[i].name) || known.files.contains(taken[i].name));
    };
    auto fit = try_fit(*tree.id, taken, h1, at_known_place);
    if (!fit) {
        fit = try_fit(*tree.id, taken, h1, all);
    }
    if (!fit && !known.files.empty()) {
        fit = try_fit(*tree.id, taken, h1, in_known_sdk);
    }
    return fit;
}

TreeDifferences differences(const SourceTree& tree, const std::vector<archive::UnpackedFile>& taken,
                            const Known& known) {
    TreeDifferences out;
    out.changed = tree.odd; // a link counts as changed, whatever it leads to
    if (known.files.empty() || taken.empty()) {
        return out;
    }
    std::map<std::string_view, const archive::UnpackedFile*> there;
    for (std::size_t i = 0; i < taken.size(); ++i) {
        const auto& file = taken[i];
        there.emplace(file.name, &file);
        const auto expected = known.files.find(file.name);
        if (!known.tells(file.name)) {
            continue;
        }
        if (expected == known.files.end()) {
            if (!tree.files[i].doubtful) {
                out.added.push_back(file.name);
            }
        } else if (expected->second != crypto::hex(file.sha256)) {
            out.changed.push_back(file.name);
        }
    }
    for (const auto& [name, hex] : known.files) {
        if (known.tells(name) && !there.contains(name) &&
            std::find(tree.odd.begin(), tree.odd.end(), name) == tree.odd.end()) {
            out.missing.push_back(name);
        }
    }
    return out;
}

/// The error for a log that gave no proof.
Error without_proof(Adoption& row, const Error& log_error) {
    row.why = render(log_error).text;
    if (log_error.exit() == Exit::network || log_error.is(msg::interrupted) ||
        log_error.is(msg::log_forked)) {
        return log_error;
    }
    return unproved_tree(row.path, row.id, row.why);
}

} // namespace

Error unproved_tree(const std::string& path, const std::optional<SdkId>& id,
                    const std::string& why) {
    Error error(msg::adopt_unproved);
    error.with("path", path).with("why", why);
    if (id) {
        error.with("spec", spec_name(id->version));
    }
    return error;
}

Result<Fit> weigh_tree(Context& context, Adoption& row,
                       const std::vector<archive::UnpackedFile>& taken,
                       const Result<LogProof>& log) {
    row.verdict = Verdict::unknown;
    if (!log) {
        return Failure(without_proof(row, log.error()));
    }
    const auto& tree = *row.tree;
    const auto known = known_files(context, *row.id);
    auto fit = tree.odd.empty() ? find_fit(tree, taken, log->h1, known) : std::nullopt;
    if (fit) {
        row.verdict = Verdict::genuine;
        row.receipt.log = *log;
        row.why = describe_proof(row.receipt);
        row.left_out.insert(row.left_out.end(), fit->extra.begin(), fit->extra.end());
        std::sort(row.left_out.begin(), row.left_out.end());
        return std::move(*fit);
    }
    row.differences = differences(tree, taken, known);
    const auto list = row.differences.text();
    if (recorded_afterwards(row.id->version)) {
        row.why = "the log's record of this old release was made later, and its files are others";
        auto error = unproved_tree(row.path, row.id, row.why);
        return Failure(list.empty() ? std::move(error) : std::move(error).with("list", list));
    }
    row.verdict = Verdict::damaged;
    row.why = list.empty() ? "its files are not those that the log records" : list;
    Error error(msg::adopt_damaged);
    error.with("path", row.path)
        .with("name", toolchain_name(row.id->version))
        .with("expected", log->h1)
        .with("spec", spec_name(row.id->version));
    if (!list.empty()) {
        error.with("list", list);
    }
    if (!taken.empty()) {
        error.with("actual", hash_tree_lines(*row.id, taken).h1);
    }
    return Failure(std::move(error));
}

} // namespace govern::ops
