#pragma once

// Catch2 is v2 on Debian 12 and v3 elsewhere; this header is the only place that knows.
#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
#else // ^^^ v3, v2 vvv
#include <catch2/catch.hpp>
#endif
