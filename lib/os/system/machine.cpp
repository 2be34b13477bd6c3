#include "os/machine.hpp"

namespace govern::os {

namespace {

class RealMachine final : public Machine {
public:
    [[nodiscard]] Platform platform() const override { return machine_platform(); }
    [[nodiscard]] Result<std::string> program() const override { return own_program(); }
    [[nodiscard]] std::string user() const override { return user_name(); }
    [[nodiscard]] unsigned long process_id() const override { return os::process_id(); }
    [[nodiscard]] SystemFacts facts() const override { return system_facts(); }
    void add_event(EventKind kind, const std::string& text) override { os::add_event(kind, text); }
};

} // namespace

std::unique_ptr<Machine> real_machine() {
    return std::make_unique<RealMachine>();
}

} // namespace govern::os
