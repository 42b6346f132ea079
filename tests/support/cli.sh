# SPDX-License-Identifier: Apache-2.0
# Copyright the Linli authors
#
# What tests of the command line share; sourced, not run. A test is
#
#   begin "a sentence that says what holds"
#   expect 74 R117 run tiny.yaml -o there.h5
#   check "the file is as it was" cmp there.h5 copy.h5
#   end
#
# and prints one line 'ok ...' or 'not ok ...' with the reasons. The command is $LINLI,
# works in a folder of its own, and is stopped after 20 seconds, which fails the test.

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd) || exit 1
: "${LINLI:=$top/build/linli}"
results() { /usr/bin/python3 "$top/tests/support/results.py" "$@"; }
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
export LINLI_LANG=en OMP_WAIT_POLICY=passive
failures=0 reasons=
# A build with sanitizers takes its time, and more memory than `ulimit -v` would grant.
slowness=1
! grep -q -e __asan_init -e __tsan_init "$LINLI" || slowness=10

begin() {
    title=$1 reasons=
}

end() {
    if [ -z "$reasons" ]; then
        echo "ok $title"
    else
        echo "not ok $title"
        printf '%s\n' "$reasons" | sed 's/^/      /'
        failures=$((failures + 1))
    fi
}

note() {
    reasons="$reasons${reasons:+
}$*"
}

# Runs the command; its output goes to `out` and `err` in the work folder.
linli() {
    timeout -k 1 $((20 * slowness)) "$LINLI" "$@" >"$work/out" 2>"$work/err" </dev/null
    status=$?
}

# expect STATUS WORDS ARGUMENT...: the command ends with the status, and the words (an
# extended regular expression; '' for none) stand in what it prints.
expect() {
    local wanted=$1 words=$2
    shift 2
    linli "$@"
    [ "$status" = "$wanted" ] ||
        note "linli $*: status $status, not $wanted: $(head -c 300 "$work/err")"
    [ -z "$words" ] || cat "$work/out" "$work/err" | grep -Eq -e "$words" ||
        note "linli $*: no '$words' in: $(cat "$work/out" "$work/err" | head -c 300)"
}

# check WORDS COMMAND...: the command succeeds.
check() {
    local words=$1
    shift
    "$@" >"$work/check" 2>&1 || note "not so: $words: $(head -c 300 "$work/check")"
}

# A scenario of the city of six communities; all paths are absolute. What follows the
# name are further lines.
scenario() {
    local name=$1 rates=$top/scenarios/data/demography table
    shift
    {
        printf '%s\n' 'linli: 1' 'title: {zh: 小城测试, en: Tiny test}' \
            "city: $top/tests/data/tiny" 'until: 2022-12' 'agents: 3001'
        printf '%s\n' "$@"
        echo 'demography:'
        for table in mortality fertility sex_ratio care migration employment retirement \
            marriage; do
            echo "  $table: $rates/$table.csv"
        done
    } >"$name"
}

finish() {
    exit $((failures > 0))
}
