#pragma once

#include "os/messages.hpp"
#include "os/user_environment.hpp"

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace govern::test {

/// Stored variables in memory.
class FakeUserEnvironment : public os::UserEnvironment {
public:
    bool has_store() const override { return store; }
    Result<std::optional<Value>> get(Scope scope, std::string_view name) const override {
        const auto found = values.find({scope, std::string(name)});
        return found == values.end() ? std::optional<Value>() : found->second;
    }
    Result<void> set(Scope scope, std::string_view name, const Value& value) override {
        if (!writable) {
            return fail(msg::environment_not_writable,
                        {{"scope", "user"}, {"name", std::string(name)}, {"reason", "no"}});
        }
        values[{scope, std::string(name)}] = value;
        ++writes;
        on_write();
        return {};
    }
    Result<void> remove(Scope scope, std::string_view name) override {
        values.erase({scope, std::string(name)});
        ++writes;
        on_write();
        return {};
    }
    void announce() override { ++announced; }
    std::optional<std::string> folder(Folder folder) const override {
        const auto found = folders.find(folder);
        return found == folders.end() ? std::nullopt : std::optional(found->second);
    }
    bool is_administrator() const override { return administrator; }
    std::optional<std::string> execution_policy(bool core) const override {
        return core ? policy_7 : policy_5;
    }
    std::vector<std::string> starters() const override { return {parent}; }
    std::string starter_line() const override { return {}; }
    std::string for_batch_file(std::string_view text) const override { return std::string(text); }
    Result<void> protect_folder(const std::string& path) override {
        protected_folders.push_back(path);
        return {};
    }
    Result<void> hide_folder(const std::string& path) override {
        hidden_folders.push_back(path);
        return {};
    }

    bool store = false;
    bool writable = true;
    bool administrator = false;
    std::string parent = "bash";
    std::optional<std::string> policy_5;
    std::optional<std::string> policy_7;
    std::map<std::pair<Scope, std::string>, Value> values;
    std::map<Folder, std::string> folders;
    std::vector<std::string> protected_folders;
    std::vector<std::string> hidden_folders;
    int writes = 0;
    std::function<void()> on_write = [] {}; ///< after each of them
    int announced = 0;
};

} // namespace govern::test
