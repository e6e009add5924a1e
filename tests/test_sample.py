"""The sample episode that the package ships, from file to graph: everything that a reader finds in it."""

import pytest

import kg
from kg.model import Extraction

SERVICES = """
Amazon Athena, Amazon Aurora, Amazon CloudFront, Amazon CloudWatch, Amazon CloudWatch Logs, Amazon
DynamoDB, Amazon EC2, Amazon ECR, Amazon ECS, Amazon ElastiCache, Amazon EventBridge, Amazon
Kinesis, Amazon RDS, Amazon Redshift, Amazon Route 53, Amazon S3, Amazon S3 Glacier, Amazon SES,
Amazon SNS, Amazon SQS, Amazon VPC, AWS Certificate Manager, AWS CloudFormation, AWS CloudTrail, AWS
Database Migration Service, AWS Elastic Beanstalk, AWS Fargate, AWS IAM, AWS Lambda, AWS OpsWorks,
AWS Secrets Manager, AWS Step Functions, AWS Systems Manager, AWS X-Ray
"""
"""The AWS services that its notes and its talk name."""


@pytest.fixture(scope="module")
def sample() -> Extraction:
    """What kg finds in the sample."""
    (extraction,) = kg.extract_all(kg.read_episodes([kg.sample_path()]).episodes)
    return extraction


def test_what_the_episode_is(sample: Extraction) -> None:
    """Show, title, number, day and length are those of its front matter."""
    assert (sample.show, sample.number, sample.date, sample.duration) == (
        "cloud-hour",
        17,
        "2024-11-20",
        2829,
    )
    assert sample.title == "017 CH Moving a Bookshop to AWS with Priya Lindqvist and Owen Tarrant"
    assert sample.warnings == ()


def test_people(sample: Extraction) -> None:
    """Two hosts, two guests and five people who are spoken of, and nobody else."""
    assert [(person.name, person.role) for person in sample.people] == [
        ("Nadia Verhoeven", "host"),
        ("Owen Tarrant", "guest"),
        ("Priya Lindqvist", "guest"),
        ("Thomas Ashgrove", "host"),
        ("Desmond Pell", "mentioned"),
        ("Greta Winslow", "mentioned"),
        ("Ilse Harrow", "mentioned"),
        ("Werner Vogels", "mentioned"),
        ("Yukihiro Matsumoto", "mentioned"),
    ]


def test_speakers(sample: Extraction) -> None:
    """Every label is resolved, a nickname and a misspelt one included."""
    assert dict(sample.speakers) == {
        "NADIA": "Nadia Verhoeven",
        "TOM": "Thomas Ashgrove",
        "PRIYA": "Priya Lindqvist",
        "OWEN": "Owen Tarrant",
        "NAIDA": "Nadia Verhoeven",
    }


def test_picks(sample: Extraction) -> None:
    """All six, in order, with who made them; one has no link."""
    assert [(pick.title, pick.by, pick.url is None) for pick in sample.picks] == [
        ("Kinesis Advantage", ("Thomas Ashgrove",), False),
        ("Walking home the long way", ("Thomas Ashgrove",), True),
        ("The Patient Migration by Ilse Harrow", ("Nadia Verhoeven",), False),
        ("pgcli", ("Priya Lindqvist",), False),
        ("All Things Distributed", ("Priya Lindqvist",), False),
        ("The Marrow Street Letter", ("Owen Tarrant",), False),
    ]


def test_the_keyboard_is_no_service(sample: Extraction) -> None:
    """The pick that shares a service's name is not about the service."""
    assert "Amazon Kinesis" not in sample.picks[0].technologies


def test_topics(sample: Extraction) -> None:
    """The timestamped headings, links in them as plain words."""
    assert [(topic.time, topic.title) for topic in sample.topics] == [
        ("01:58", "Priya Lindqvist Introduction"),
        ("02:31", "Owen Tarrant Introduction"),
        ("03:10", "One Server Under the Stairs"),
        ("06:24", "First Steps with Elastic Beanstalk"),
        ("10:47", "Moving the Data"),
        ("17:05", "Queues, Mail and Small Functions"),
        ("25:40", "Containers (Without a Platform Team)"),
        ("31:18", "Locking the Doors"),
        ("36:52", "Switching Over with Route 53"),
        ("38:30", "Writing It Down as Code"),
        ("42:14", "AWS Resources"),
    ]


def test_sponsors(sample: Extraction) -> None:
    """Three advertisers; the show's own forum is none."""
    assert [sponsor.name for sponsor in sample.sponsors] == ["Tidewheel", "Pagewright", "Copperline Fibre"]


def test_aws_services(sample: Extraction) -> None:
    """All 34 services, and no other."""
    wanted = {" ".join(name.split()) for name in SERVICES.split(",")}
    assert len(wanted) == 34
    assert {t.name for t in sample.technologies if t.kind == "aws-service"} == wanted


def test_a_lambda_expression_is_no_service(sample: Extraction) -> None:
    """The small-letter lambda of Ruby is never taken for the service."""
    (service,) = [t for t in sample.technologies if t.name == "AWS Lambda"]
    assert {mention.surface for mention in service.mentions} <= {"Lambda", "AWS Lambda"}


def test_the_graph_of_the_sample(sample: Extraction) -> None:
    """Episode, show, people, picks and sponsors are joined as they should be."""
    graph = kg.build_graph([sample])
    episode = f"episode/{sample.id}"
    assert sorted(a for a, _, key in graph.in_edges(episode, keys=True) if key == "guestOf") == [
        "person/owen-tarrant",
        "person/priya-lindqvist",
    ]
    assert graph.has_edge("person/owen-tarrant", f"pick/{sample.id}/6", key="recommends")
    assert graph.has_edge(episode, "sponsor/tidewheel", key="sponsoredBy")
    evidence = graph.edges["person/priya-lindqvist", "technology/aws-x-ray", "speaksOf"]
    assert "which shows how long each step of one request takes" in evidence["quote"]
