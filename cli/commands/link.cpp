#include "ops/choice/links.hpp"

#include "base/path.hpp"
#include "cli/command.hpp"
#include "ops/messages.hpp"

namespace govern::cli {

namespace {

nlohmann::json json_of(const store::Link& link, bool dry_run) {
    return {{"name", link.name}, {"goroot", link.goroot}, {"dry_run", dry_run}};
}

class Link : public Command {
public:
    void declare(Options& options) override {
        options.argument("NAME", &m_name, "2 to 32 letters a-z, digits, _ and -").must_be_given();
        options.argument("PATH", &m_path, "the GOROOT of a local build: its bin folder holds go")
            .of(ValueKind::file)
            .must_be_given();
        options.dry_run(m_dry_run, "only say what would be done");
    }

    [[nodiscard]] bool changes_home() const override { return true; }

    Result<Outcome> run(Context& context) override {
        const ops::LinkRequest request{m_name, path::join(context.host.current_folder, m_path),
                                       m_dry_run};
        store::Link link;
        GOVERN_TRY_ASSIGN(const bool is_new, ops::add_link(context, request, link));
        context.host.reporter.status(Message(!is_new      ? msg::linked_already
                                             : !m_dry_run ? msg::linked
                                                          : msg::would_link)
                                         .with("name", link.name)
                                         .with("path", link.goroot));
        Outcome outcome;
        outcome.data["linked"] = json_of(link, m_dry_run);
        outcome.data["linked"]["was_there"] = !is_new;
        return outcome;
    }

private:
    std::string m_name;
    std::string m_path;
    bool m_dry_run = false;
};

class Unlink : public Command {
public:
    void declare(Options& options) override {
        options.argument("NAME", &m_name, "the name of a link; what it leads to stays")
            .of(ValueKind::link)
            .must_be_given();
        options.flag("--force", m_force, "also the default, which is cleared then");
        options.dry_run(m_dry_run, "only say what would be done");
    }

    [[nodiscard]] bool changes_home() const override { return true; }

    Result<Outcome> run(Context& context) override {
        GOVERN_TRY_ASSIGN(const auto done, ops::remove_link(context, {m_name, m_force, m_dry_run}));
        context.host.reporter.status(Message(m_dry_run ? msg::would_unlink : msg::unlinked)
                                         .with("name", done.link.name)
                                         .with("path", done.link.goroot));
        if (done.cleared_default && !m_dry_run) {
            context.host.reporter.status(
                Message(msg::default_cleared).with("name", done.link.name));
        }
        Outcome outcome;
        outcome.data["unlinked"] = json_of(done.link, m_dry_run);
        outcome.data["unlinked"]["cleared_default"] = done.cleared_default;
        return outcome;
    }

private:
    std::string m_name;
    bool m_force = false;
    bool m_dry_run = false;
};

} // namespace

std::unique_ptr<Command> make_link() {
    return std::make_unique<Link>();
}
std::unique_ptr<Command> make_unlink() {
    return std::make_unique<Unlink>();
}

} // namespace govern::cli
