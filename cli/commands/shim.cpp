#include "base/messages/cli.hpp"
#include "base/text.hpp"
#include "cli/command.hpp"
#include "ops/shim_call.hpp"
#include "os/machine.hpp"

namespace govern::cli {

namespace {

/// `govern __shim START-ERROR NAME -- ARGUMENT…`: what a shim starts when it cannot do what it was
/// called for. Exit code 0 tells it to try once more.
class Shim : public Command {
public:
    void declare(CLI::App& app) override {
        app.prefix_command(); // no word of Go's may be taken for one of ours
    }

    void take_rest(std::vector<std::string> words) override {
        // START-ERROR: the system's number; 0: nothing could be chosen
        if (words.size() >= 3 && words[2] == "--") {
            m_call.start_error = static_cast<unsigned>(parse_number(words[0]).value_or(0));
            m_call.name = words[1];
            m_call.arguments.assign(words.begin() + 3, words.end());
        }
    }

    [[nodiscard]] Needs needs() const override { return Needs::home; }

    Result<Outcome> run(Context& context) override {
        if (m_call.name.empty()) {
            return fail(msg::unknown_command, {{"command", "__shim"}, {"nearest", ""}});
        }
        m_call.program = os::own_program().value_or("");
        GOVERN_TRY(ops::answer_shim(context, m_call));
        return Outcome();
    }

private:
    ops::ShimCall m_call;
};

} // namespace

std::unique_ptr<Command> make_shim() {
    return std::make_unique<Shim>();
}

} // namespace govern::cli
