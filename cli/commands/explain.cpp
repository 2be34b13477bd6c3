#include "base/text.hpp"
#include "cli/catalogue.hpp"
#include "cli/command.hpp"
#include "cli/messages.hpp"

#include <fmt/format.h>

namespace govern::cli {

namespace {

class Explain : public Command {
public:
    void declare(Options& options) override {
        options.argument("CODE", &m_code, "the word in brackets of an error or warning")
            .of(ValueKind::error_code);
        options.flag("--list", m_list, "every code with its exit status");
    }

    [[nodiscard]] Needs needs() const override { return Needs::nothing; }

    Result<Outcome> run(Context&) override {
        if (m_list || m_code.empty()) {
            return list();
        }
        std::vector<std::string> codes;
        for (const auto* spec : all_coded_messages()) {
            if (spec->code == m_code) {
                return explain(*spec);
            }
            codes.emplace_back(spec->code);
        }
        return fail(msg::unknown_code,
                    {{"code", m_code}, {"nearest", join(nearest(m_code, codes), ", ")}});
    }

private:
    static nlohmann::json data_of(const MessageSpec& spec) {
        return {{"code", spec.code},
                {"exit", static_cast<int>(spec.exit)},
                {"explanation", spec.explain}};
    }

    static Outcome explain(const MessageSpec& spec) {
        Outcome outcome;
        outcome.text = fmt::format("{} (exit status {})\n\n{}\n", spec.code,
                                   static_cast<int>(spec.exit), spec.explain);
        outcome.data = data_of(spec);
        return outcome;
    }

    static Outcome list() {
        Outcome outcome;
        outcome.data["codes"] = nlohmann::json::array();
        for (const auto* spec : all_coded_messages()) {
            outcome.text += fmt::format("{:<24} {}\n", spec->code, static_cast<int>(spec->exit));
            outcome.data["codes"].push_back(data_of(*spec));
        }
        return outcome;
    }

    std::string m_code;
    bool m_list = false;
};

} // namespace

std::unique_ptr<Command> make_explain() {
    return std::make_unique<Explain>();
}

} // namespace govern::cli
