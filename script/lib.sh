# shellcheck shell=bash
# Shared by the scripts in this folder; sourced, not run.
#
# Messages are printed in Chinese where LC_ALL, LC_MESSAGES or LANG says zh, else in English.

set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"

case "${LC_ALL:-${LC_MESSAGES:-${LANG:-}}}" in
    zh*) chinese=1 ;;
    *) chinese= ;;
esac

# text ENGLISH CHINESE: the one in the reader's language.
text() {
    if [ -n "$chinese" ]; then echo "$2"; else echo "$1"; fi
}

# say ENGLISH CHINESE: one line about what happens now.
say() {
    echo "==> $(text "$1" "$2")"
}

# die ENGLISH CHINESE: what went wrong and what to do about it.
die() {
    echo "$(text "error: " "错误:")$(text "$1" "$2")" >&2
    exit 1
}

# Where nobody watches, prints everything; on a terminal shows the last line only, in place.
progress() {
    if [ ! -t 1 ]; then
        cat
        return
    fi
    local line width
    width=$(tput cols 2>/dev/null || echo 80)
    while IFS= read -r line; do
        printf '\r\033[K%s' "${line:0:width-1}"
    done
    printf '\r\033[K'
}

# What of a failed command's output is worth showing: its end, without what went well.
excerpt() {
    grep -vE '^[0-9]+ warnings generated|^ +Start +[0-9]+:| +Passed +|^\[[0-9]+/[0-9]+\] (Building|Linking)|^\[ +OK \]|^\[ RUN |^ *# Subtest: |^ *[0-9]+\.\.[0-9]+$' |
        awk '/^ *ok [0-9]+ - /{well=1; next} well && /^ *(---|duration_ms: .*)$/{next} well && /^ *\.\.\.$/{well=0; next} {well=0; print}' |
        tail -n 100
}

# logged LOG COMMAND…: runs the command with its output in LOG (progress on a terminal); where it
# fails, shows an excerpt and returns its exit code.
logged() {
    local log=$1 code=0
    shift
    mkdir -p "$(dirname "$log")"
    if [ -t 1 ]; then
        "$@" 2>&1 | tee "$log" | progress || code=$?
    else
        "$@" >"$log" 2>&1 || code=$?
    fi
    if [ "$code" -ne 0 ]; then
        excerpt <"$log" >&2
        text "the whole output is in $log" "完整输出见 $log" >&2
    fi
    return "$code"
}

# build PRESET [TARGET…]: configures and builds; build/PRESET is where the results are.
build() {
    local preset=$1 targets=()
    shift
    if [ $# -gt 0 ]; then targets=(--target "$@"); fi
    cmake --preset "$preset" &&
        cmake --build --preset "$preset" --parallel "${JOBS:-$(nproc)}" "${targets[@]}"
}

# What the web pages are built from, as one hash.
web_sources_hash() {
    find web -type f -not -path '*/node_modules/*' -not -path 'web/dist/*' -print0 |
        sort -z | xargs -0 sha256sum | sha256sum
}

# Builds the web pages into web/dist where their sources have changed.
build_web() {
    local stamp=web/node_modules/.kefu-built hash
    hash=$(web_sources_hash)
    if [ -d web/dist ] && [ "$(cat "$stamp" 2>/dev/null)" = "$hash" ]; then return 0; fi
    say "Building the web pages" "正在构建网页"
    logged build/log/web-build.log npm --prefix web run build || return
    echo "$hash" >"$stamp"
}

# Builds the release binary.
build_release() {
    say "Building the release (the first time takes a few minutes)" "正在编译发布版(首次需要几分钟)"
    logged build/log/release.log build release kefu ||
        die "the build failed; when it stopped for lack of memory, run it again with JOBS=1" \
            "编译失败;如果是内存不足,请加上 JOBS=1 再运行一次"
}
