// The config file of a home, and Go's own settings file, which is read as Go reads it.
#include "base/text.hpp"
#include "base/url.hpp"
#include "config/config.hpp"
#include "config/edit.hpp"
#include "config/messages.hpp"
#include "fuzz_folder.hpp"
#include "os/messages.hpp"
#include "sources/source.hpp"

#include <cstdlib>

using namespace govern;

namespace {

void require(bool holds) {
    if (!holds) {
        std::abort();
    }
}

void check_config(const Result<config::Config>& loaded, const std::string& path) {
    if (!loaded) {
        require(loaded.error().is(msg::config_malformed) || loaded.error().is(msg::file_too_large));
        if (loaded.error().is(msg::config_malformed)) {
            require(loaded.error().fact("file") == path);
            require(parse_number(loaded.error().fact("line")).value_or(0) > 0);
        }
        require(!render_text(loaded.error(), "error").empty());
        return;
    }
    require(loaded->mirror.value.empty() || parse_url(loaded->mirror.value));
    require(loaded->ca_file.value.empty() || path::is_absolute(loaded->ca_file.value));
}

void check_edit(std::string_view text) {
    const std::string value = "https://m.example/go";
    const auto with = config::text_with(text, "mirror", value);
    require(config::has_key(with, "mirror"));
    require(config::text_with(with, "mirror", value) == with);
    require(!config::has_key(config::text_with(with, "mirror", {}), "mirror"));
}

void check_goproxy(std::string_view value) {
    for (const auto& entry : sources::parse_goproxy(value).entries) {
        require(parse_url(entry.url).has_value());
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static test::FuzzFolder folder;
    auto& host = folder.host();
    const auto path = folder.write("config", data, size);
    const auto loaded = config::load(host, path);
    check_config(loaded, path);
    check_edit({reinterpret_cast<const char*>(data), size});
    host.environment.set("GOENV", path);
    const auto settings = config::go_settings(host, loaded ? *loaded : config::Config(), {});
    check_goproxy(settings.goproxy);
    check_goproxy({reinterpret_cast<const char*>(data), size});
    return 0;
}
