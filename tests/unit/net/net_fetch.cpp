// net_fetch [--netrc] [--download] URL: one transfer with the real environment, for
// tests/e2e/test_network.py. Prints status, address and body; errors and talk go to stderr as
// govern would say them; the exit status is the error's. GOVERN_CA_FILE names certificates, PART
// the part file.
#include "net/client.hpp"
#include "net/download.hpp"
#include "os/machine.hpp"

#include <cstdio>

using namespace govern;

namespace {

class PlainReporter : public Reporter {
public:
    void warn(const Message& warning) override { say(render_text(warning, "warning")); }
    void status(const Message& line) override { say(render_text(line, "")); }
    void detail(const Message& line) override { say(render_text(line, "")); }
    void progress(const Progress&) override {}
    bool interrupted() const override { return false; }

private:
    static void say(const std::string& text) { std::fputs(text.c_str(), stderr); }
};

int fail_with(const Error& error) {
    std::fputs(render_text(error, "error").c_str(), stderr);
    return static_cast<int>(error.exit());
}

int fetch(net::Client& client, const net::Request& request) {
    const auto response = client.fetch(request, 64 << 20);
    if (!response) {
        return fail_with(response.error());
    }
    std::printf("%ld %s\n%s", response->head.status, response->head.url.c_str(),
                response->body.c_str());
    return 0;
}

int download(os::Host& host, net::Client& client, const net::Request& request,
             const std::string& part) {
    net::DownloadRequest wanted;
    wanted.request = request;
    wanted.part_path = part;
    wanted.what = "the file";
    const auto file = net::open_part(host, wanted);
    if (!file) {
        return fail_with(file.error());
    }
    const auto running = net::start_download(host, client, wanted, *file);
    const auto result = running->wait();
    return result ? 0 : fail_with(result.error());
}

} // namespace

int main(int argc, char** argv) {
    net::Request request;
    bool into_part = false;
    for (int i = 1; i < argc; ++i) {
        const std::string word = argv[i];
        if (word == "--netrc") {
            request.use_netrc = true;
        } else if (word == "--download") {
            into_part = true;
        } else {
            request.url = word;
        }
    }
    const auto files = os::real_files();
    const auto processes = os::real_processes();
    const auto clock = os::real_clock();
    const auto machine = os::real_machine();
    const auto account = os::real_user_environment();
    PlainReporter reporter;
    os::Host host{*files,   *processes,
                  *clock,   *machine,
                  *account, os::process_environment(),
                  reporter, os::current_folder().value_or("")};
    net::Settings settings;
    settings.ca_file = host.environment.get("GOVERN_CA_FILE").value_or("");
    settings.stall_seconds = 2;
    const auto client = net::make_client(host, settings);
    return into_part ? download(host, *client, request, host.environment.get("PART").value_or(""))
                     : fetch(*client, request);
}
