#!/usr/bin/env python3
"""The manual page of a program of swift-argument-parser: millrace --experimental-dump-help | manual.py VERSION > millrace.1"""
import datetime
import json
import os
import re
import sys

COMMON = {"home", "help", "version"}

ENVIRONMENT = [
    ("MILLRACE_HOME", "The folder of the installation, where --home does not name one."),
    ("MILLRACE_LOG", "What goes on inside, on standard error: trace, debug, info, notice, warning or error. Silent without it."),
    ("NO_COLOR", "Anything but an empty text switches colours off."),
    ("CREDENTIALS_DIRECTORY", "Set by systemd; where a secret written as ${cred:NAME} is found."),
]
FILES = [
    ("~/.millrace", "The folder of the installation; /var/lib/millrace for the service."),
    ("~/.millrace/connections", "Connection files, which 'serve' runs by their schedules."),
    ("~/.millrace/plugins", "Plugins that were dropped in."),
    ("~/.millrace/settings.yaml", "The mail server that notifications are sent with."),
    ("~/.millrace/millrace.db", "The store."),
]


def escaped(text):
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("^", "\\(ha").replace("~", "\\(ti").replace("`", "\\(ga")
    return re.sub(r"^([.'])", r"\\&\1", text.replace("'", "\\(aq"))


def paragraphs(text):
    """Prose is filled; indented lines, such as examples, stay as they are."""
    lines = []
    in_example = False
    wants_break = False
    for line in text.split("\n"):
        is_example = line.startswith("  ")
        if not line.strip():
            wants_break = True
            continue
        if is_example != in_example:
            lines += [".PP", ".nf"] if is_example else [".fi", ".PP"]
        elif wants_break:
            lines += [""] if is_example else [".PP"]
        in_example, wants_break = is_example, False
        lines.append(escaped(line.rstrip()))
    if in_example:
        lines.append(".fi")
    return lines


def usage(argument):
    value = argument.get("valueName", "value")
    if argument["kind"] == "positional":
        text = f"\\fI{escaped(value)}\\fR"
    else:
        name = argument["preferredName"]
        dashes = "\\-\\-" if name["kind"] == "long" else "\\-"
        text = f"\\fB{dashes}{escaped(name['name'])}\\fR"
        if argument["kind"] == "option":
            text += f" \\fI{escaped(value)}\\fR"
    if argument["isRepeating"]:
        text += "..."
    return f"[{text}]" if argument["isOptional"] else text


def is_shown(argument):
    name = argument.get("preferredName", {}).get("name")
    return argument.get("shouldDisplay", True) and name not in COMMON


def options(arguments):
    lines = []
    for argument in arguments:
        lines += [".TP", usage(argument).removeprefix("[").removesuffix("]")]
        sentence = argument.get("abstract") or ""
        if argument.get("discussion"):
            sentence += " " + argument["discussion"]
        if argument.get("defaultValue") not in (None, ""):
            sentence += f" ({argument['defaultValue']} unless given)"
        lines.append(escaped(sentence.strip()) or "\\&")
    return lines


def commands(command, words):
    """Every command that does something, in the order of the help."""
    children = [child for child in command.get("subcommands", []) if child["commandName"] != "help" and child.get("shouldDisplay", True)]
    words = words + [command["commandName"]]
    if not children or command.get("defaultSubcommand"):
        if not children:
            yield words, command
    for child in children:
        yield from commands(child, words)


def day():
    """Of the source, where the build says which that is, so that two builds of it are the same."""
    seconds = os.environ.get("SOURCE_DATE_EPOCH")
    now = datetime.datetime.now(datetime.timezone.utc)
    return (datetime.datetime.fromtimestamp(int(seconds), datetime.timezone.utc) if seconds else now).date()


def page(root, version):
    name = root["commandName"]
    lines = [
        f'.TH {name.upper()} 1 {day()} "{name} {version}" "User commands"', ".SH NAME",
        f"{name} \\- {escaped(root['abstract'].rstrip('.'))}", ".SH SYNOPSIS", f".B {name}",
        "\\fIcommand\\fR [\\fIoptions\\fR]", ".SH DESCRIPTION",
    ]
    discussion = re.split(r"\n\nExit status:", root.get("discussion", ""))
    lines += paragraphs(discussion[0]) + [".SH COMMANDS"]
    for words, command in commands(root, []):
        shown = [argument for argument in command.get("arguments", []) if is_shown(argument)]
        lines += [f".SS {escaped(' '.join(words))}"]
        if shown:
            lines += [f"\\fB{escaped(' '.join(words))}\\fR " + " ".join(usage(argument) for argument in shown), ".PP"]
        lines += paragraphs(command.get("abstract", ""))
        if command.get("discussion"):
            lines += [".PP"] + paragraphs(command["discussion"])
        lines += options(shown)
    lines += [".SH COMMON OPTIONS", ".TP", "\\fB\\-\\-home\\fR \\fIfolder\\fR", escaped("The folder of the installation."),
              ".TP", "\\fB\\-h\\fR, \\fB\\-\\-help\\fR", "What a command does, with examples.",
              ".TP", "\\fB\\-\\-version\\fR", "The version."]
    lines += [".SH EXIT STATUS"]
    for status, meaning in [("0", "Done."), ("1", "Failed."), ("3", "Done, and some records were rejected."), ("64", "Wrong usage.")]:
        lines += [".TP", status, meaning]
    for heading, pairs in [("ENVIRONMENT", ENVIRONMENT), ("FILES", FILES)]:
        lines.append(f".SH {heading}")
        for key, sentence in pairs:
            lines += [".TP", f"\\fB{escaped(key)}\\fR", escaped(sentence)]
    return "\n".join(line for line in lines if line != "") + "\n"


if __name__ == "__main__":
    sys.stdout.write(page(json.load(sys.stdin)["command"], sys.argv[1]))
