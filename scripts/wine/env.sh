# shellcheck shell=sh disable=SC2034
# Sourced by the scripts beside it, which set `here` to this folder first: one Wine prefix for this
# project, apart from the user's own, quiet and without a display.
WINEPREFIX=${GOVERN_WINEPREFIX:-$here/../../build/wine}
WINEARCH=win64
WINEDEBUG=-all
# No browser engine, no menu entries, no debugger that waits for somebody.
WINEDLLOVERRIDES="mshtml=;winemenubuilder.exe=d;winedbg.exe=d"
WINELOADER=/usr/lib/wine/wine64
WINESERVER=/usr/lib/wine/wineserver64
LC_ALL=C.UTF-8
# Wine needs one page at 0x7ffe0000, and Linux since 6.9 may put the heap of Wine's own loader over it: one
# start in some thousands then ends at once ("failed to map the shared user data"). So no addresses at random,
# for what a program starts too, where the machine lets us ask for that.
wine=$WINELOADER
if setarch -R true 2>/dev/null; then wine="setarch -R $WINELOADER"; fi
export WINEPREFIX WINEARCH WINEDEBUG WINEDLLOVERRIDES WINELOADER WINESERVER LC_ALL
unset DISPLAY WAYLAND_DISPLAY
