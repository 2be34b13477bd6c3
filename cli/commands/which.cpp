#include "advisories/tools.hpp"
#include "base/path.hpp"
#include "base/text.hpp"
#include "cli/command.hpp"
#include "cli/specs.hpp"
#include "ops/choice/decision.hpp"
#include "ops/messages.hpp"
#include "ops/run.hpp"
#include "project/messages.hpp"

#include <algorithm>
#include <iterator>
#include <optional>

namespace govern::cli {

namespace {

/// Go's files for running WebAssembly, which are looked for by name.
constexpr std::string_view k_wasm[] = {"wasm_exec.js", "wasm_exec_node.js", "go_js_wasm_exec",
                                       "go_wasip1_wasm_exec"};

class Which : public Command {
public:
    void declare(Options& options) override {
        options
            .argument("SPEC", &m_spec,
                      "an installed version or a link; without it the one that runs here")
            .of(ValueKind::installed_or_system);
        options
            .argument("PROGRAM", &m_program,
                      "a program of that SDK, or wasm_exec.js; without it go")
            .suggest({"go", "gofmt"});
    }

    Result<Outcome> run(Context& context) override {
        GOVERN_TRY_ASSIGN(const auto path, find(context));
        Outcome outcome;
        outcome.for_programs = true;
        outcome.text = path + '\n';
        outcome.data["path"] = path;
        return outcome;
    }

private:
    /// One word is a SPEC or, as in `which gofmt`, a program of the Go that runs here.
    Result<std::string> find(Context& context) {
        if (!m_program.empty() || context.store.link(m_spec) ||
            parse_spec(m_spec).error != SpecError::not_a_version) {
            GOVERN_TRY_ASSIGN(const auto go, find_go(context, m_spec));
            return m_program.empty() ? go : beside(context, go, m_program);
        }
        auto program = find_go(context, "").and_then([&](const std::string& go) {
            return beside(context, go, m_spec);
        });
        if (!program && !nearest(m_spec, {"latest", "oldstable", "system"}).empty()) {
            GOVERN_TRY(read_spec(m_spec)); // the error says which word was meant
        }
        return program;
    }

    static Result<std::string> find_go(Context& context, const std::string& word) {
        if (word.empty()) {
            GOVERN_TRY_ASSIGN(const auto here, ops::decide(context));
            (void)ops::warn_if_unverified(context, *here);
            return std::string(here->program);
        }
        if (context.store.link(word)) {
            GOVERN_TRY_ASSIGN(const auto there, ops::decide_as(context, '+' + word));
            (void)ops::warn_if_unverified(context, *there);
            return std::string(there->program);
        }
        GOVERN_TRY_ASSIGN(const auto spec, read_spec(word));
        if (spec.kind == Spec::Kind::system) {
            return ops::system_go(context);
        }
        GOVERN_TRY_ASSIGN(const auto id, ops::installed_match(context, spec, word));
        if (!context.store.has_go(id).value_or(true)) {
            return fail(msg::program_not_in_sdk, {{"program", "go"},
                                                  {"folder", context.layout.sdk(id)},
                                                  {"damaged", spec_name(id.version)}});
        }
        return context.layout.sdk_go(id);
    }

    /// The program of that name in the folder of this `go`.
    static Result<std::string> beside(Context& context, const std::string& go,
                                      const std::string& name) {
        const std::string bin(path::parent(go));
        if (name.find_first_of("/\\:") == name.npos) {
            if (auto found = ops::program_in(context.host.files, bin, name)) {
                return std::move(*found);
            }
            const auto sdk = parse_sdk_id(path::filename(path::parent(bin)));
            const bool ours = sdk && path::same_path(path::parent(bin), context.layout.sdk(*sdk));
            if (auto tool =
                    ours ? ops::program_in(context.host.files, context.layout.tools(*sdk), name)
                         : std::nullopt) {
                return std::move(*tool);
            }
            if (std::find(std::begin(k_wasm), std::end(k_wasm), name) != std::end(k_wasm)) {
                return for_wasm(context, std::string(path::parent(bin)), ours ? sdk : std::nullopt,
                                name);
            }
        }
        const auto names = context.host.files.list(bin);
        return fail(msg::program_not_in_sdk,
                    {{"program", name},
                     {"folder", bin},
                     {"tool", advisories::known_tool(name) != nullptr ? name : ""},
                     {"programs", join(names.value_or(std::vector<std::string>()), ", ")}});
    }

    /// In lib/wasm since Go 1.24, before in misc/wasm, which a module lacks.
    static Result<std::string> for_wasm(Context& context, const std::string& root,
                                        const std::optional<SdkId>& sdk, const std::string& name) {
        for (const auto* folder : {"lib/wasm", "misc/wasm"}) {
            auto file = path::normalize(path::join(path::join(root, folder), name));
            if (context.host.files.kind(file)) {
                return file;
            }
        }
        return fail(msg::only_in_official,
                    {{"name", name}, {"root", root}, {"spec", sdk ? spec_name(sdk->version) : ""}});
    }

    std::string m_spec;
    std::string m_program;
};

} // namespace

std::unique_ptr<Command> make_which() {
    return std::make_unique<Which>();
}

} // namespace govern::cli
