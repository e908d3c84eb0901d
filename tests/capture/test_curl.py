from __future__ import annotations

import pytest

from presetsync.capture.command_text import CommandError, ShellWord
from presetsync.capture.curl import is_command, read_curl
from presetsync.capture.curl_options import options_of
from presetsync.capture.shell_words import split
from tests.capture.quoting import for_bash, for_cmd, for_cmd_doubled

URL = "https://openrouter.ai/api/v1/chat/completions"
BODY = '{"model": "a/b", "messages": [{"role": "user", "content": "Don\'t panic!"}]}'


def body(line: str) -> str:
    return "".join(word.text for word in read_curl(line).data)


@pytest.mark.parametrize(
    "line",
    [
        f"curl {URL} -d {for_bash(BODY)}",
        f"curl {URL} -d{for_bash(BODY)}",
        f"curl -sSXPOST {URL} -d {for_bash(BODY)}",
        f"curl -X POST --url {URL} --data {for_bash(BODY)} --compressed",
        f"curl --request post {URL} --data-raw {for_bash(BODY)} -N -L -k",
        f"curl -o out.json -m 30 -w '%{{http_code}}' {URL} --json {for_bash(BODY)}",
        f'curl {URL} --json \'{{"model": "a/b",\' --json {for_bash(BODY[16:])}',
        f"curl {URL} \\\n  -H 'Content-Type: application/json' \\\n  -d {for_bash(BODY)}\n",
        f"$ curl {URL} -d {for_bash(BODY)}",
        f"/usr/bin/curl {URL} -d {for_bash(BODY)} > out.json 2>&1",
        f"# Ask.\nexport KEY=x\n\nKEY=y curl {URL} -d {for_bash(BODY)} | jq . | head",
        f"curl.exe {URL} `\n  -d {for_bash(BODY)}",
        f"curl {for_cmd(URL)} ^\n  -H {for_cmd('accept: */*')} ^\n  --data-raw {for_cmd(BODY)}",
        f"curl {for_cmd_doubled(URL)} --data-binary {for_cmd_doubled(BODY)} --compressed",
        f"curl -d {for_bash(BODY)} -- {URL}",
    ],
)
def test_a_command_sends_its_body_to_its_url(line: str) -> None:
    assert is_command(line)
    assert body(line) == BODY
    assert read_curl(line).url == URL


def test_headers_are_counted_and_the_readers_of_the_output_named() -> None:
    sent = read_curl(
        f"curl {URL} -H 'Authorization: Bearer '$KEY -H @more -A me -b a=b -u me:$(pass) "
        "-d '{}' | jq . |& tee out"
    )
    assert (sent.headers, sent.readers) == (5, ("jq", "tee"))


@pytest.mark.parametrize(
    ("given", "file"),
    [
        ("-d @a.json", "a.json"),
        ("-d@a.json", "a.json"),
        ("--json '@a b.json'", "a b.json"),
        ("--data-binary @a.json", "a.json"),
        ("--data-raw @a.json", ""),
    ],
)
def test_a_body_may_be_in_a_file(given: str, file: str) -> None:
    assert read_curl(f"curl {URL} {given}").file == file


@pytest.mark.parametrize(
    ("arguments", "message", "place"),
    [
        ("", "the command sends no data", ""),
        ("-d ''", "the command sends no data", ""),
        ("-d a -d '{}'", "curl joins the data of a second -d with &", "-d '{}'"),
        ("--json '{}' --data a", "curl joins the data of a second --data with &", "--data a"),
        ("--json @a --json b", "a part of the body is in a file", "--json @a"),
        ("--json a --json @b", "a part of the body is in a file", "--json @b"),
        ("-d @-", "curl's -d @- reads the body from standard input", "@-"),
        ("-d @", "curl's -d @ reads the body from standard input", "@"),
        ("-d @- <<EOF\n{}\nEOF", "the command reads its input from <<", "<<"),
        ("-d @- < a.json", "the command reads its input from <", "<"),
        ('-d "{\\"a\\": \\"$X\\"}"', "the shell replaces $X,", "$X"),
        ('-d "$(cat a.json)"', "the shell replaces $(cat a.json),", "$("),
        ('-d "$(cat <<X\n{}\nX\n)"', "the shell replaces $(cat <<X…,", "$("),
        ("-d '{\"a\": '\"$X\"'}'", "the shell replaces $X,", "$X"),
        ("--data-urlencode a=b", "curl's --data-urlencode sends the data URL-encoded", "--data-u"),
        ("-F a=b", "curl's -F sends a form", "-F"),
        ("-T a.json", "curl's -T uploads a file", "-T"),
        ("-K a", "curl's -K reads options from a file", "-K"),
        ("-G -d a", "curl's -G sends the data in the URL", "-G"),
        ("-I", "curl's -I sends no body", "-I"),
        ("-d '{}' --next https://x", "curl's --next begins another request", "--next"),
        ("--variable a=b --expand-data '{{a}}'", "curl's --variable sets variables", "--variable"),
        ("--expand-data '{{a}}'", "curl replaces variables in the value of --expand-data", "--e"),
        ("-X PUT -d '{}'", "the method is not POST", "-X"),
        ("-sXGET -d '{}'", "the method is not POST", "-sX"),
        ("-H 'content-type: text/xml' -d '{}'", "the Content-Type of the request is not", "-H"),
        ("--data='{}'", "curl does not read --data=…", "--data"),
        ("-d", "curl's -d needs a value", "-d"),
        ("--max-time", "curl's --max-time needs a value", "--max-time"),
        ("-d {'a: 1'} b", "the command has more than one URL", "b"),
        ("-d '{}'; rm -rf x", "there is another command besides curl", "rm"),
        ("-d '{}' && curl x", "there are 2 curl commands", "curl x"),
        ("-d '{}", "the text after ' does not end", "'{}"),
    ],
)
def test_what_is_no_request_of_a_preset_is_refused_at_its_place(
    arguments: str, message: str, place: str
) -> None:
    line = f"curl {URL} {arguments}"
    with pytest.raises(CommandError) as caught:
        read_curl(line)
    assert caught.value.message.startswith(message)
    assert caught.value.hint
    assert line.startswith(place, caught.value.index) or not place


@pytest.mark.parametrize(
    "header",
    [
        "Content-Type: application/json",
        "content-type:application/json; charset=utf-8",
        "Content-Type: application/vnd.api+json",
        "Content-Type:",
        "Content-Type;",
        "X-Content-Type: text/xml",
    ],
)
def test_a_header_that_leaves_the_body_json_is_dropped(header: str) -> None:
    assert read_curl(f"curl {URL} -H '{header}' -d '{{}}'").headers == 1


@pytest.mark.parametrize(
    "text",
    [
        BODY,
        "model: a/b\nmessages: []\n",
        "# curl https://x\nmodel: a/b\n",
        "system: |\n  curl https://x\n",
        "curling",
        '{"system": "x | curl y"}',
        "a: x | curl y",
    ],
)
def test_a_body_is_no_command(text: str) -> None:
    assert not is_command(text)


def test_a_command_that_is_piped_into_is_a_command() -> None:
    line = f"echo '[]' | curl {URL} -d @-"
    assert is_command(line)
    with pytest.raises(CommandError):
        read_curl(line)


def test_there_must_be_a_curl_command() -> None:
    with pytest.raises(CommandError, match="there is no curl command"):
        read_curl("wget x")


def test_short_options_may_share_a_word() -> None:
    words = [
        word for word in split("-sSo out -XPOST -d @a --url x y") if isinstance(word, ShellWord)
    ]
    found = [(each.name, each.value and each.value.text) for each in options_of(words)]
    assert found == [
        ("s", None),
        ("S", None),
        ("o", "out"),
        ("request", "POST"),
        ("data", "@a"),
        ("url", "x"),
        ("url", "y"),
    ]
