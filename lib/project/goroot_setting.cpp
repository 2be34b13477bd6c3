#include "goroot_setting.hpp"

#include "resolve/native.hpp"
#include "resolve/sys.hpp"

namespace govern::project {

using namespace resolve;

namespace {

/// `1.22.5` by the first line of VERSION, which its compiler says too; empty where none says so.
std::string version_in(const std::string& goroot) {
    const auto text = read_whole(goroot + native::k_separator + "VERSION").text;
    const auto line = text.substr(0, text.find_first_of("\r\n"));
    return line.starts_with("go1") ? line.substr(2) : std::string();
}

bool is_folder(const std::string& path) {
    return sys::info(path.c_str()).kind == sys::Info::Kind::folder;
}

} // namespace

std::optional<BadValue> bad_goroot(const GoSettings& settings, const std::string& root,
                                   const Gover& version) {
    auto setting = settings.get("GOROOT");
    if (version < Gover("1.13") || setting.place != GoSetting::Place::user_file ||
        setting.value.empty()) {
        return std::nullopt;
    }
    if (!native::is_absolute(setting.value) || !is_folder(setting.value)) {
        return BadValue{std::move(setting), "there is no such folder"};
    }
    const auto there = version_in(setting.value);
    const auto here = root.empty() ? std::string() : version_in(root);
    if (there.empty() || here.empty() || there == here) {
        return std::nullopt;
    }
    return BadValue{std::move(setting), "the compiler there is of go" + there + ", and Go " +
                                            version.text() + " takes its own only"};
}

} // namespace govern::project
