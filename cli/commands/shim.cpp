#include "base/text.hpp"
#include "cli/command.hpp"
#include "cli/messages.hpp"
#include "ops/shim_call.hpp"
#include "os/machine.hpp"

namespace govern::cli {

namespace {

/// `govern __shim START-ERROR NAME -- ARGUMENT…`: what a shim starts when it cannot do what it was
/// called for. Exit code 0 tells it to try once more.
class Shim : public Command {
public:
    void declare(Options& options) override {
        options.argument("START-ERROR", &m_start_error,
                         "the system's number; 0: nothing could be chosen");
        options.argument("NAME", &m_call.name, "the shim's").or_empty();
        // No word of Go's may be taken for one of ours.
        options.foreign("ARGUMENT", m_call.arguments, "the call's");
    }

    [[nodiscard]] Needs needs() const override { return Needs::home; }

    Result<Outcome> run(Context& context) override {
        if (m_call.name.empty()) {
            return fail(msg::unknown_command, {{"command", "__shim"}, {"nearest", ""}});
        }
        m_call.start_error = static_cast<unsigned>(parse_number(m_start_error).value_or(0));
        m_call.program = context.host.machine.program().value_or("");
        GOVERN_TRY(ops::answer_shim(context, m_call));
        return Outcome();
    }

private:
    std::string m_start_error;
    ops::ShimCall m_call;
};

} // namespace

std::unique_ptr<Command> make_shim() {
    return std::make_unique<Shim>();
}

} // namespace govern::cli
