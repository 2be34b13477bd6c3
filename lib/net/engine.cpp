#include "engine.hpp"

#include "net/messages.hpp"

#include <map>

namespace govern::net {

namespace {
constexpr std::size_t k_parallel = 8;
constexpr int k_look_ms = 100; ///< how often stall and Ctrl-C are looked for while nothing comes
} // namespace

Engine::~Engine() {
    for (const bool large : {false, true}) {
        for (auto* multi : idle(large)) {
            m_api->multi_cleanup(multi);
        }
    }
}

Result<CURLM*> Engine::borrow_multi(bool large) {
    const std::lock_guard lock(m_mutex);
    if (!m_api) {
        GOVERN_TRY_ASSIGN(m_api, load_curl());
    }
    auto& unused = idle(large);
    if (unused.empty()) {
        return m_api->multi_init();
    }
    auto* multi = unused.back();
    unused.pop_back();
    return multi;
}

void Engine::give_back(CURLM* multi, bool large) {
    const std::lock_guard lock(m_mutex);
    idle(large).push_back(multi);
}

void Engine::run(const std::vector<Exchange*>& exchanges) {
    if (exchanges.empty()) {
        return;
    }
    const bool large = exchanges.front()->is_large();
    const auto multi = borrow_multi(large);
    if (!multi) {
        for (auto* exchange : exchanges) {
            exchange->abort(multi.error());
        }
        return;
    }
    drive(*multi, exchanges);
    give_back(*multi, large);
}

bool Engine::start(CURLM* multi, Exchange& exchange) {
    auto handle = exchange.prepare(*m_api, m_access);
    if (!handle) {
        exchange.abort(std::move(handle).error());
        return false;
    }
    m_api->multi_add_handle(multi, *handle);
    return true;
}

void Engine::drive(CURLM* multi, const std::vector<Exchange*>& exchanges) {
    std::map<CURL*, Exchange*> active;
    const auto add = [&](Exchange& exchange) {
        if (start(multi, exchange)) {
            active.emplace(exchange.handle(), &exchange);
        }
    };
    const auto take_off = [&](CURL* handle) {
        auto* exchange = active.at(handle);
        m_api->multi_remove_handle(multi, handle);
        active.erase(handle);
        return exchange;
    };
    for (auto next = exchanges.begin(); next != exchanges.end() || !active.empty();) {
        while (next != exchanges.end() && active.size() < k_parallel) {
            add(**next++);
        }
        int running = 0;
        m_api->multi_perform(multi, &running);
        int left = 0;
        bool ended = false;
        while (const CURLMsg* message = m_api->multi_info_read(multi, &left)) {
            ended = true;
            // The message is gone once its handle is taken off.
            CURL* handle = message->easy_handle;
            const CURLcode code = message->data.result;
            const bool goes_on = active.at(handle)->settle(code);
            auto* exchange = take_off(handle);
            if (goes_on) {
                add(*exchange);
            }
        }
        for (const auto& [handle, exchange] : std::map(active)) {
            exchange->say_if_waiting();
            if (auto why = exchange->overdue()) {
                exchange->abort(std::move(*why));
                take_off(handle);
            }
        }
        if (!ended && !active.empty()) {
            m_api->multi_poll(multi, nullptr, 0, k_look_ms, nullptr);
        }
    }
}

} // namespace govern::net
