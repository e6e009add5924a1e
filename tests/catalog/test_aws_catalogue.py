"""The AWS catalogue files as they lie in kg/data/catalog: what they hold, and what they must not."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

import kg.model

FOLDER = Path(kg.model.__file__).parent / "data" / "catalog"
OVERLAY: dict[str, Any] = yaml.safe_load((FOLDER / "aws-overlay.yaml").read_text(encoding="utf-8"))
GENERATED: dict[str, Any] = json.loads((FOLDER / "aws.json").read_text(encoding="utf-8"))
ENTRIES: list[dict[str, Any]] = [*OVERLAY["entries"], *GENERATED["entries"]]
BY_NAME = {entry["name"]: entry for entry in ENTRIES}
LISTS = {"aliases", "cased", "weak", "cues", "against", "former", "hosts", "repos", "packages", "merges"}
VENDOR = re.compile(r"(Amazon|AWS)('s)? ", re.IGNORECASE)


def fold(name: str) -> str:
    """Return `name` as any-case matching sees it: small letters, hyphens as blanks."""
    return re.sub(r"[\s-]+", " ", name).casefold()


def any_case(entry: dict[str, Any]) -> set[str]:
    """Return the folded names that match in any capitals, a service's "Amazon X" and "AWS X" included."""
    written = {*entry.get("cased", ()), *entry.get("weak", ())}
    names = {entry["name"], *entry.get("aliases", ()), *entry.get("former", ())} - written
    if entry["kind"] == "aws-service":
        bare = [name for name in names | written if not VENDOR.match(name)]
        names |= {f"{vendor} {name}" for vendor in ("Amazon", "AWS") for name in bare}
    return {fold(name) for name in names}


def all_names(entry: dict[str, Any]) -> set[str]:
    """Return every name of an entry, folded, whatever its class."""
    return any_case(entry) | {fold(name) for name in (*entry.get("cased", ()), *entry.get("weak", ()))}


def page_owner(url: str) -> str | None:
    """Return the entry with the longest host prefix of `url`, case aside, ending with a segment."""
    url = url.casefold()
    owners = [
        (len(host), entry["name"])
        for entry in ENTRIES
        for host in entry.get("hosts", ())
        if re.match(re.escape(host.casefold()) + r"(?![^/?#])", url)
    ]
    return max(owners)[1] if owners else None


def test_at_least_350_services() -> None:
    """The catalogue knows 350 AWS services and more, both files together."""
    assert sum(entry["kind"] == "aws-service" for entry in ENTRIES) >= 350


def test_names_are_unique() -> None:
    """No two entries bear the same name, capitals aside."""
    counts = Counter(entry["name"].casefold() for entry in ENTRIES)
    assert [name for name, count in counts.items() if count > 1] == []


def test_entries_are_well_formed() -> None:
    """Every entry has a name, a kind of the closed list, and beside them only lists of distinct strings."""
    for entry in ENTRIES:
        assert entry["kind"] in get_args(kg.model.Kind), entry["name"]
        assert set(entry) <= LISTS | {"name", "kind", "source"}, entry["name"]
        for key in LISTS & set(entry):
            assert entry[key], (entry["name"], key)
            assert all(isinstance(value, str) and value == value.strip() and value for value in entry[key])
            assert len(entry[key]) == len(set(entry[key])), (entry["name"], key)


def test_generated_file_names_its_source() -> None:
    """aws.json names its maker, sources and licence; its services are sorted, each with a release."""
    names = [entry["name"] for entry in GENERATED["entries"]]
    assert GENERATED["generated_by"] == "scripts/catalog"
    assert GENERATED["sources"] == [f"botocore {v}" for v in ("1.27.96", "1.31.85", "1.40.0", "1.44.5")]
    assert GENERATED["licence"].startswith("Apache-2.0")
    assert names == sorted(names)
    assert {entry["source"] for entry in GENERATED["entries"]} <= set(GENERATED["sources"])
    assert {entry["kind"] for entry in GENERATED["entries"]} == {"aws-service"}


def test_no_name_belongs_to_two_entries() -> None:
    """A name as any-case matching sees it, a generated "Amazon X" or "AWS X" included, leads to one entry."""
    owners: dict[str, set[str]] = {}
    for entry in ENTRIES:
        for name in all_names(entry):
            owners.setdefault(name, set()).add(entry["name"])
    assert {name: found for name, found in owners.items() if len(found) > 1} == {}


def test_a_plural_does_not_lead_elsewhere() -> None:
    """No name is another entry's name with a plural s."""
    owners = {name: entry["name"] for entry in ENTRIES for name in all_names(entry)}
    assert [
        name for name in owners if name.endswith("s") and owners.get(name[:-1], owners[name]) != owners[name]
    ] == []


def test_a_name_stands_in_one_class() -> None:
    """A spelling is matched in any capitals, as written, or weakly: never in two of these ways."""
    for entry in ENTRIES:
        written = [*entry.get("cased", ()), *entry.get("weak", ())]
        listed = {fold(name) for name in (*entry.get("aliases", ()), *entry.get("former", ()))}
        assert len(written) == len(set(written)), entry["name"]
        assert [name for name in written if fold(name) in listed] == [], entry["name"]


def test_weak_names_of_other_kinds_have_cues() -> None:
    """A weak name that is not an AWS service's says which words support it."""
    assert [
        e["name"] for e in ENTRIES if e.get("weak") and e["kind"] != "aws-service" and not e.get("cues")
    ] == []
    assert [cue for e in ENTRIES for cue in e.get("cues", ()) if cue != cue.casefold()] == []


@pytest.mark.parametrize(
    "word",
    """lambda kinesis aurora athena glue lex polly neptune amplify bedrock chime shield macie snowball
    glacier dynamo beanstalk ses sam ram ecs eks emr elb alb vpc iam rds sns cdk kms waf acm
    sts echo alexa chalice boto firecracker redshift timestream keyspaces kendra pinpoint
    sumerian lumberyard kiro amazon aws""".split(),
)  # fmt: skip
def test_ambiguous_words_are_not_matched_in_any_case(word: str) -> None:
    """A word with another common sense identifies nothing by itself in small letters."""
    assert [entry["name"] for entry in ENTRIES if word in any_case(entry)] == []


@pytest.mark.parametrize(
    "word",
    """connect config batch backup support health artifact inspector detective forecast translate transcribe
    comprehend personalize account billing budgets organizations transform mobile
    location events logs console""".split(),
)  # fmt: skip
def test_ordinary_words_match_only_with_their_prefix(word: str) -> None:
    """A service named with an ordinary word has no bare name at all."""
    assert [entry["name"] for entry in ENTRIES if word in all_names(entry)] == []


@pytest.mark.parametrize(
    "phrase",
    ["lambda function", "auto scaling group", "security group", "aws account", "aws support", "aws services"],
)
def test_features_and_plain_talk_are_no_names(phrase: str) -> None:
    """Features and turns of phrase are nobody's any-case name."""
    assert [entry["name"] for entry in ENTRIES if phrase in any_case(entry)] == []


@pytest.mark.parametrize(
    "name",
    [
        "Alexa for Business", "AWS CodeStar", "AWS Data Pipeline", "AWS Import/Export", "AWS IoT 1-Click",
        "AWS Mobile Hub",
        "AWS OpsWorks", "AWS OpsWorks for Chef Automate", "AWS RoboMaker", "AWS Server Migration Service",
        "Amazon CloudWatch Evidently", "Amazon DevPay", "Amazon Elastic Inference",
        "Amazon Elastic Transcoder",
        "Amazon Flexible Payments Service", "Amazon GameSparks", "Amazon Honeycode",
        "Amazon Lookout for Vision",
        "Amazon Mobile Analytics", "Amazon QLDB", "Amazon SWF", "Amazon SimpleDB", "Amazon Sumerian",
        "Amazon WorkDocs",
        "Amazon WorkLink", "AWS Snowmobile",
    ],
)  # fmt: skip
def test_retired_services_are_kept(name: str) -> None:
    """What AWS no longer offers is still known."""
    assert BY_NAME[name]["kind"] == "aws-service"


@pytest.mark.parametrize(
    ("spoken", "name"),
    [
        ("Simple Queuing Service", "Amazon SQS"), ("Elastic Bean Stalk", "AWS Elastic Beanstalk"),
        ("amazon beanstalk", "AWS Elastic Beanstalk"), ("Dynamo DB", "Amazon DynamoDB"),
        ("aws dynamo", "Amazon DynamoDB"),
        ("Amazon relational database service", "Amazon RDS"), ("EC2 Container Service", "Amazon ECS"),
        ("AWS container service", "Amazon ECS"), ("elastic load balancer", "Elastic Load Balancing"),
        ("simple db", "Amazon SimpleDB"), ("Route53", "Amazon Route 53"),
        ("CloudWatch Events", "Amazon EventBridge"),
        ("Lambda at the edge", "Lambda@Edge"), ("AWS lambda", "AWS Lambda"), ("Amazon Lambda", "AWS Lambda"),
        ("Elastic MapReduce", "Amazon EMR"), ("elastic block storage", "Amazon EBS"), ("Boto 3", "Boto3"),
        ("Amazon Glacier", "Amazon S3 Glacier"),
        ("AWS Parameter Store", "AWS Systems Manager Parameter Store"),
        ("aws-sdk-ruby", "AWS SDK for Ruby"), ("amazon lex", "Amazon Lex"),
        ("Amazon Voice Service", "Alexa Voice Service"), ("AWS Secrets Management", "AWS Secrets Manager"),
    ],
)  # fmt: skip
def test_spoken_names_lead_to_the_product(spoken: str, name: str) -> None:
    """Loose, former and misheard names are any-case names of the right product."""
    assert [entry["name"] for entry in ENTRIES if fold(spoken) in any_case(entry)] == [name]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Amazon Web Services", "platform"), ("AWS CLI", "tool"), ("AWS SAM", "framework"),
        ("AWS CDK", "framework"),
        ("AWS SDK for Ruby", "library"), ("Boto3", "library"), ("AWS Chalice", "framework"),
        ("Amazon Linux", "os"),
        ("AWS Graviton", "hardware"), ("Amazon Echo", "hardware"), ("Amazon Alexa", "product"),
        ("Amazon VPC", "aws-service"), ("Amazon CloudWatch Logs", "aws-service"),
        ("Lambda@Edge", "aws-service"),
    ],
)  # fmt: skip
def test_kinds(name: str, kind: str) -> None:
    """Tools, SDKs and devices by AWS are no services; branded features are."""
    assert BY_NAME[name]["kind"] == kind


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("aws.amazon.com/s3", "Amazon S3"), ("aws.amazon.com/s3/glacier/", "Amazon S3 Glacier"),
        ("aws.amazon.com/lambda/details", "AWS Lambda"), ("aws.amazon.com/lambda/edge", "Lambda@Edge"),
        ("aws.amazon.com/rds", "Amazon RDS"), ("aws.amazon.com/rds/aurora/serverless", "Amazon Aurora"),
        ("aws.amazon.com/ecs", "Amazon ECS"), ("aws.amazon.com/elasticbeanstalk", "AWS Elastic Beanstalk"),
        ("aws.amazon.com/lex?x=1", "Amazon Lex"),
        ("aws.amazon.com/lookout-for-vision", "Amazon Lookout for Vision"),
        ("docs.aws.amazon.com/AmazonCloudWatch/latest/logs/x.html", "Amazon CloudWatch Logs"),
        ("docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring", "Amazon CloudWatch"),
        ("docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide", "AWS CloudFormation"),
        ("docs.aws.amazon.com/amazondynamodb/latest/developerguide/Introduction.html", "Amazon DynamoDB"),
        ("docs.aws.amazon.com/amazons3/latest/dev", "Amazon S3"),
        ("docs.aws.amazon.com/awsaccountbilling/latest/aboutv2", "AWS Billing and Cost Management"),
        ("docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-parameter-store.html",
         "AWS Systems Manager Parameter Store"),
        ("aws.amazon.com", "Amazon Web Services"), ("aws.amazon.com/blogs/aws", "Amazon Web Services"),
        ("aws.amazon.com/s3x", "Amazon Web Services"), ("s3.amazonaws.com/bucket", None),
        ("amazon.com/dp/B01", None),
    ],
)  # fmt: skip
def test_pages_lead_to_the_product(url: str, name: str | None) -> None:
    """A page belongs to the product whose prefix fits it best, and a file host or shop page to none."""
    assert page_owner(url) == name


def test_pages_are_written_alike() -> None:
    """A host prefix has no scheme, no www, no slash at the end, a host in small letters, and one owner."""
    hosts = [host for entry in ENTRIES for host in entry.get("hosts", ())]
    assert [
        host for host in hosts if not re.fullmatch(r"(?!www\.)[a-z0-9.-]+\.[a-z]+(/[A-Za-z0-9._-]+)*", host)
    ] == []
    assert [host for host, count in Counter(host.casefold() for host in hosts).items() if count > 1] == []


def test_repositories_and_packages_have_one_owner() -> None:
    """A repository is `owner/name` and a package `registry:name`, and each leads to one entry."""
    repos = [repo for entry in ENTRIES for repo in entry.get("repos", ())]
    packages = [package for entry in ENTRIES for package in entry.get("packages", ())]
    assert [repo for repo in repos if not re.fullmatch(r"[\w.-]+/[\w.-]+", repo)] == []
    assert [p for p in packages if not re.fullmatch(r"(gem|npm|python|hex|nuget|crate|pod):\S+", p)] == []
    counts = Counter(name.casefold() for name in [*repos, *packages])
    assert [name for name, count in counts.items() if count > 1] == []


def test_an_interface_is_merged_once() -> None:
    """One entry at most absorbs a botocore folder, and pages are given only to folders none absorbs."""
    merged = [folder for entry in OVERLAY["entries"] for folder in entry.get("merges", ())]
    assert [folder for folder, count in Counter(merged).items() if count > 1] == []
    assert set(merged) & set(OVERLAY["pages"]) == set()
