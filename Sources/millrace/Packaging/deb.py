#!/usr/bin/env python3
"""Makes a Debian package of what 'make install PREFIX=ROOT/usr' put under ROOT.

deb.py ROOT FILE MAINTAINER [dpkg-deb's options…]

The parts of the Swift runtime that the program needs go beside it; what it needs of Debian is found out, not written down.
"""
import datetime
import email.utils
import gzip
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = HERE.parents[2]

# Opened by name while it runs, so that no program file says that they are needed.
OPENED = ["ca-certificates", "tzdata", "passwd", "libidn2-0", "libpsl5", "libunistring2"]
DESCRIPTION = """\
Description: customer profiles between a profile store and Iterable
 Millrace moves customer profiles between a profile store and Iterable, in
 both directions, and passes every record through a chain of native plugins,
 each in a sandboxed process of its own. It is self-hosted: one program, one
 SQLite file, and a service that runs connections by their schedules.
"""


def run(*command, **more):
    return subprocess.run(command, check=True, text=True, capture_output=True, **more).stdout


def is_program(file):
    return file.is_file() and not file.is_symlink() and file.read_bytes()[:4] == b"\x7fELF"


def take_runtime(library):
    """Copies what the program needs of a Swift toolchain, and makes everybody look beside themselves for it only."""
    for line in run("ldd", library / "millrace").splitlines():
        found = re.search(r"=> (\S+) ", line)
        if found and "/swift/" in found[1]:
            shutil.copy(found[1], library)
    for file in filter(is_program, library.iterdir()):
        run("patchelf", "--set-rpath", "$ORIGIN", file)


def strip(root):
    for file in filter(is_program, root.rglob("*")):
        run("strip", "--strip-unneeded", file)
        file.chmod(0o644 if file.suffix == ".so" else 0o755)


def dependencies(root, library):
    """As dpkg-shlibdeps finds them; it wants a source package's folder to stand in."""
    place = pathlib.Path(tempfile.mkdtemp())
    (place / "debian").mkdir()
    (place / "debian/control").write_text("Source: millrace\n\nPackage: millrace\nArchitecture: any\n")
    programs = [str(file) for file in root.rglob("*") if is_program(file)]
    found = run("dpkg-shlibdeps", "-O", f"-l{library}", "--ignore-missing-info", *programs, cwd=place)
    shutil.rmtree(place)
    names = re.sub(r"^shlibs:Depends=", "", found.strip()).split(", ")
    return ", ".join(sorted(set(names) | set(OPENED)))


def write(path, text, mode=0o644):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(mode)


def compress(path, data):
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "wb") as raw, gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=raw, mtime=0) as file:
        file.write(data)


def licence():
    """The text behind title and owner, in the form of a copyright file."""
    lines = (SOURCE / "LICENSE").read_text().split("\n\n", 2)[2].strip().splitlines()
    return "".join(" " + (line if line.strip() else ".") + "\n" for line in lines)


def lay_out(root, version, maintainer):
    share = root / "usr/share"
    documentation = share / "doc/millrace"
    write(documentation / "copyright", (HERE / "debian/copyright").read_text().replace("LICENSE\n", licence() + "\n"))
    compress(documentation / "changelog.gz", (SOURCE / "CHANGELOG.md").read_bytes())
    day = email.utils.format_datetime(datetime.datetime.now(datetime.timezone.utc))
    entry = f"millrace ({version}) unstable; urgency=medium\n\n  * See changelog.gz.\n\n -- {maintainer}  {day}\n"
    compress(documentation / "changelog.Debian.gz", entry.encode())
    compress(documentation / "README.md.gz", (SOURCE / "README.md").read_bytes())
    manual = share / "man/man1/millrace.1"
    compress(manual.with_suffix(".1.gz"), manual.read_bytes())
    manual.unlink()
    # Debian's zsh looks elsewhere than one that was built by hand.
    completion = share / "bash-completion/completions/millrace"
    completion.write_text(re.sub(r"^#!.*\n", "", completion.read_text()))
    (share / "zsh/site-functions").rename(share / "zsh/vendor-completions")
    write(root / "lib/systemd/system/millrace.service", (HERE / "millrace.service").read_text())
    write(root / "etc/default/millrace", (HERE / "debian/default").read_text())
    for folder in [root, *root.rglob("*")]:
        if folder.is_dir():
            folder.chmod(0o755)


def control(root, version, maintainer, depends):
    size = sum(file.lstat().st_size for file in root.rglob("*") if file.is_file()) // 1024
    architecture = run("dpkg", "--print-architecture").strip()
    write(root / "DEBIAN/control", f"""\
Package: millrace
Version: {version}
Architecture: {architecture}
Maintainer: {maintainer}
Installed-Size: {size}
Depends: {depends}
Section: net
Priority: optional
{DESCRIPTION}""")
    write(root / "DEBIAN/conffiles", "/etc/default/millrace\n")
    for script in ["postinst", "prerm", "postrm"]:
        write(root / "DEBIAN" / script, (HERE / "debian" / script).read_text(), 0o755)


def main(root, target, maintainer, *options):
    root = pathlib.Path(root).resolve()
    library = root / "usr/lib/millrace"
    version = run(library / "millrace", "--version").strip() + "-1"
    take_runtime(library)
    strip(root)
    lay_out(root, version, maintainer)
    control(root, version, maintainer, dependencies(root, library))
    run("dpkg-deb", "--root-owner-group", *options, "--build", root, target)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except subprocess.CalledProcessError as error:
        sys.exit(f"{error}\n{error.stderr}")
