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
        app.add_option("START-ERROR", m_call.start_error,
                       "the system's number; 0: nothing could be chosen");
        app.add_option("NAME", m_call.name, "the name that the shim was called by");
        app.add_option("ARGUMENT", m_call.arguments, "its first arguments");
    }

    Result<Outcome> run(Context& context) override {
        GOVERN_TRY_ASSIGN(m_call.program, os::own_program());
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
