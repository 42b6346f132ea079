#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Copyright the Linli authors
#
# Files that nobody means well with, and files that came to harm: every one is answered
# with a message, an exit status that says which kind of trouble it is, and within two
# seconds. scripts/check-tests runs it.
source "$(dirname "$0")/support/cli.sh"

# As expect, and within two seconds of processor time.
quickly() {
    local before after
    spent before
    expect "$@"
    spent after
    [ $((after - before)) -le $((200 * slowness)) ] ||
        note "linli ${*:3}: $((after - before)) hundredths of a second"
}

# Puts the hundredths of a second that the commands run so far have used into the
# variable. (Not printed: a subshell would have used none.)
spent() {
    times >"$work/times"
    read -r -d '' "$1" < <(tail -n 1 "$work/times" | awk '{
        for (i = 1; i <= 2; i++) {
            split($i, part, /[ms]/)
            sum += part[1] * 6000 + part[2] * 100
        }
        print int(sum) }')
}

# Repeats a text.
many() {
    awk -v text="$1" -v count="$2" 'BEGIN { for (i = 0; i < count; i++) printf "%s", text }'
}

scenario tiny.yaml

begin "100,000 brackets are refused at the seventeenth"
many '[' 100000 >brackets.yaml
many '{a: ' 100000 >braces.yaml
many '- ' 100000 >dashes.yaml
many '? ' 100000 >keys.yaml
quickly 2 'brackets.yaml:1:17: S106: nested deeper than 16' validate brackets.yaml
quickly 2 'S106' validate braces.yaml
quickly 2 'S106' run dashes.yaml
quickly 2 'S106' show keys.yaml
end

begin "ten levels of aliases are not followed"
{
    echo 'linli: 1'
    echo 'a: &a [x, x, x, x, x, x, x, x, x, x]'
    last=a
    for level in b c d e f g h i j k; do
        echo "$level: &$level [$(many "*$last, " 9)*$last]"
        last=$level
    done
} >laughs.yaml
quickly 2 "S102: '&a' is an anchor" validate laughs.yaml
check "the alias too" grep -q "S103: '\*a' is an alias" err
end

begin "files too large or too long are refused"
{ echo 'linli: 1'; many '# comment
' 2000000; } >large.yaml
quickly 2 "C104: 'large.yaml' has 20000009 bytes, more than 16777216" validate large.yaml
{ echo 'linli: 1'; many 'seed: 1
' 400000; } >nodes.yaml
quickly 2 'S107|S117' validate nodes.yaml
{ echo 'linli: 1'; printf 'city: '; many x 9000000; } >line.yaml
quickly 2 'S206' validate line.yaml
many ',' 3000000 >wide.csv
quickly 2 'P111.*more than 512 columns' \
    validate tiny.yaml -s "demography.mortality=$work/wide.csv"
{ echo 'year,sex,age,qx'; printf '"'; many 'a
' 2000000; } >open.csv
quickly 2 'P105: a quotation mark' \
    validate tiny.yaml -s "demography.mortality=$work/open.csv"
end

begin "other encodings are recognised, other line ends are read"
printf 'linli: 1\ntitle: {zh: \271\343\326\335\312\320\324\275\320\343\307\370}\n' >gbk.yaml
quickly 2 'C107.*GB18030.*iconv -f GB18030 -t UTF-8' validate gbk.yaml
printf '\377\376l\0i\0n\0l\0i\0' >utf16.yaml
quickly 2 'C10[68]' validate utf16.yaml
sed 's/$/\r/' tiny.yaml >crlf.yaml
quickly 0 'ok, ' validate crlf.yaml
{ printf '\357\273\277'; cat tiny.yaml; } >bom.yaml
quickly 0 'ok, ' validate bom.yaml
sed 's/$/\r/' "$top/scenarios/data/demography/mortality.csv" >crlf.csv
quickly 0 'ok, ' validate tiny.yaml -s "demography.mortality=$work/crlf.csv"
end

begin "what is no text file or no file is told as such"
: >empty.yaml
mkdir folder.yaml
mkfifo pipe.yaml
ln -s loop.yaml loop.yaml
quickly 2 'S121|S206' validate empty.yaml
quickly 66 "C101: 'folder.yaml' cannot be opened: it is a folder" run folder.yaml
quickly 66 "C101: 'pipe.yaml' cannot be opened: it is not a plain file" run pipe.yaml
quickly 66 'C101' run loop.yaml
quickly 66 'C101' run /dev/zero
quickly 66 "C101: 'none.yaml' cannot be opened: No such file" run none.yaml
head -c 100000 "$LINLI" >binary.yaml
quickly 2 'C108.*NUL byte' run binary.yaml
quickly 2 'C108' validate tiny.yaml -s "demography.care=$work/binary.yaml"
quickly 2 'S222' validate tiny.yaml -s "demography.care=$work/folder.yaml"
quickly 2 'S222' validate tiny.yaml -s "city=$work/folder.yaml"
end

begin "circles of extends end"
for i in 0 1 2; do
    printf 'linli: 1\nextends: ring%d.yaml\n' $(((i + 1) % 3)) >ring$i.yaml
done
for i in 0 1 2 3 4 5 6 7 8 9; do
    printf 'linli: 1\nextends: deep%d.yaml\n' $((i + 1)) >deep$i.yaml
done
cp tiny.yaml deep10.yaml
quickly 2 "S123: 'extends' leads back to 'ring0.yaml'" validate ring0.yaml
quickly 2 "S124: 'extends' goes deeper than 8 levels" validate deep0.yaml
quickly 0 'ok, ' validate deep3.yaml
end

begin "whatever the fuzzers started from is read by the command too"
for file in "$top"/tests/fuzz/corpus/yaml/*; do
    linli validate "$file"
    [ $status = 2 ] || [ $status = 66 ] || note "validate $file: status $status"
    [ -s err ] || note "validate $file: no message"
done
for file in "$top"/tests/fuzz/corpus/csv/*; do
    linli validate tiny.yaml -s "demography.mortality=$file"
    [ $status = 2 ] || note "validate with $file: status $status"
    [ -s err ] || note "validate with $file: no message"
done
end

expect 0 '' run tiny.yaml -o sound.h5 --quiet

begin "a results file with any bit flipped or cut short is refused, with what to do"
check "200 damaged copies" results damage "$LINLI" sound.h5 200
end

begin "files that are no results are told as such"
quickly 66 "R101: 'tiny.yaml' is not a results file of Linli \(no HDF5\); give" info tiny.yaml
quickly 66 'R101' reproduce "$LINLI"
quickly 66 'R101' info empty.yaml
quickly 66 'R101.*no plain file' info folder.yaml
quickly 66 'R101.*no plain file' info pipe.yaml
quickly 66 'C101' info none.h5
head -c $(($(stat -c %s sound.h5) - 226)) sound.h5 >unsealed.h5
quickly 74 "R102: 'unsealed.h5' has no seal.*copy it again, or run" info unsealed.h5
{ cat sound.h5; echo more; } >longer.h5
quickly 74 'R10[23]' info longer.h5
{ cat sound.h5 sound.h5; } >twice.h5
quickly 74 'R103' info twice.h5
end

begin "a results file of another schema is told, with both versions"
cp sound.h5 schema.h5
results schema schema.h5 17
quickly 74 'R105.*has version 17 of the results schema, this program reads' info schema.h5
quickly 74 'R105.*run its scenario again' reproduce schema.h5
quickly 74 '格式版本为 17' info --lang zh schema.h5
end

finish
