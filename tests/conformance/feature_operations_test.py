"""What AWS says of a table that no backup, export, replica, insight or Kinesis stream was ever made of."""

import pytest

VALIDATION = "ValidationException"
ARN = "arn:aws:dynamodb:us-east-1:000000000000:table/t/backup/01489602797149-73d8d5bc"


def null(path):
    return f"Value null at '{path}' failed to satisfy constraint: Member must not be null"


def one(problem):
    return VALIDATION, f"1 validation error detected: {problem}"


def test_continuous_backups_are_there_and_point_in_time_recovery_is_off(db, simple):
    assert db.call("DescribeContinuousBackups", TableName=simple) == {"ContinuousBackupsDescription": {
        "ContinuousBackupsStatus": "ENABLED",
        "PointInTimeRecoveryDescription": {"PointInTimeRecoveryStatus": "DISABLED"}}}


def test_backups_of_an_unknown_table_have_their_own_error(db):
    assert db.refusal("DescribeContinuousBackups", TableName="nowhere") == (
        "TableNotFoundException", "Table not found: nowhere")
    assert db.refusal("DescribeContinuousBackups", TableName="a*")[0] == VALIDATION


def test_lists_are_empty(db, simple):
    arn = db.call("DescribeTable", TableName=simple)["Table"]["TableArn"]
    assert db.call("ListBackups", {}) == {"BackupSummaries": []}
    assert db.call("ListBackups", TableName=simple, Limit=100, TimeRangeLowerBound=1, TimeRangeUpperBound=1.5e9,
                   BackupType="ALL", ExclusiveStartBackupArn=ARN) == {"BackupSummaries": []}
    assert db.call("ListBackups", TableName="nowhere") == {"BackupSummaries": []}
    assert db.call("ListExports", TableArn=arn, MaxResults=25) == {"ExportSummaries": []}
    assert db.call("ListImports", TableArn=arn, PageSize=25) == {"ImportSummaryList": []}
    assert db.call("ListGlobalTables", Limit=1, RegionName="us-east-1") == {"GlobalTables": []}
    assert db.call("ListContributorInsights", TableName=simple) == {"ContributorInsightsSummaries": []}


def test_what_cannot_be_made_is_not_found(db):
    assert db.refusal("DescribeBackup", BackupArn=ARN) == ("BackupNotFoundException", f"Backup not found: {ARN}")
    assert db.refusal("DescribeExport", ExportArn=ARN) == ("ExportNotFoundException", f"Export not found: {ARN}")
    assert db.refusal("DescribeImport", ImportArn=ARN) == ("ImportNotFoundException", f"Import not found: {ARN}")
    for operation in ("DescribeGlobalTable", "DescribeGlobalTableSettings"):
        assert db.refusal(operation, GlobalTableName="nowhere") == (
            "GlobalTableNotFoundException", "Global table not found: Global table with name: 'nowhere' does not exist.")


def test_a_table_has_no_insights_destinations_and_replicas(db):
    table = db.create("pk:S", AttributeDefinitions=[{"AttributeName": "g", "AttributeType": "S"}],
                      GlobalSecondaryIndexes=[{"IndexName": "index", "Projection": {"ProjectionType": "ALL"},
                                               "KeySchema": [{"AttributeName": "g", "KeyType": "HASH"}]}])
    arn = db.call("DescribeTable", TableName=table)["Table"]["TableArn"]
    assert db.call("DescribeContributorInsights", TableName=arn) == {
        "TableName": table, "ContributorInsightsStatus": "DISABLED"}
    assert db.call("DescribeContributorInsights", TableName=table, IndexName="index") == {
        "TableName": table, "IndexName": "index", "ContributorInsightsStatus": "DISABLED"}
    assert db.call("DescribeKinesisStreamingDestination", TableName=table) == {
        "TableName": table, "KinesisDataStreamDestinations": []}
    assert db.call("DescribeTableReplicaAutoScaling", TableName=table) == {
        "TableAutoScalingDescription": {"TableName": table, "TableStatus": "ACTIVE", "Replicas": []}}


@pytest.mark.parametrize("operation", ["DescribeContributorInsights", "DescribeKinesisStreamingDestination",
                                       "DescribeTableReplicaAutoScaling", "ListContributorInsights"])
def test_of_an_unknown_table_nothing_is_said(db, operation):
    assert db.refusal(operation, TableName="nowhere") == (
        "ResourceNotFoundException", "Requested resource not found: Table: nowhere not found")


def test_of_an_unknown_index_nothing_is_said(db, simple):
    code, message = db.refusal("DescribeContributorInsights", TableName=simple, IndexName="nope")
    assert code == "ResourceNotFoundException"
    assert message.startswith("Requested resource not found")


@pytest.mark.parametrize("operation, body, problem", [
    ("DescribeContinuousBackups", {}, null("tableName")),
    ("DescribeBackup", {}, null("backupArn")),
    ("DescribeBackup", {"BackupArn": "a" * 36},
     f"Value '{'a' * 36}' at 'backupArn' failed to satisfy constraint: Member must have length greater than or equal to 37"),
    ("DescribeExport", {"ExportArn": "a" * 1025},
     f"Value '{'a' * 1025}' at 'exportArn' failed to satisfy constraint: Member must have length less than or equal to 1024"),
    ("DescribeImport", {}, null("importArn")),
    ("ListBackups", {"Limit": 0},
     "Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1"),
    ("ListBackups", {"Limit": 101},
     "Value '101' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 100"),
    ("ListBackups", {"BackupType": "ANY"},
     "Value 'ANY' at 'backupType' failed to satisfy constraint: Member must satisfy enum value set: "
     "[USER, SYSTEM, AWS_BACKUP, ALL]"),
    ("ListExports", {"MaxResults": 26},
     "Value '26' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 25"),
    ("ListImports", {"PageSize": 0},
     "Value '0' at 'pageSize' failed to satisfy constraint: Member must have value greater than or equal to 1"),
    ("ListImports", {"NextToken": "g" * 112},
     f"Value '{'g' * 112}' at 'nextToken' failed to satisfy constraint: Member must satisfy regular expression pattern: "
     "([0-9a-f]{16})+"),
    ("ListGlobalTables", {"ExclusiveStartGlobalTableName": "a*c"},
     "Value 'a*c' at 'exclusiveStartGlobalTableName' failed to satisfy constraint: Member must satisfy regular "
     "expression pattern: [a-zA-Z0-9_.-]+"),
    ("DescribeGlobalTable", {"GlobalTableName": "ab"},
     "Value 'ab' at 'globalTableName' failed to satisfy constraint: Member must have length greater than or equal to 3"),
    ("ListContributorInsights", {"MaxResults": 101},
     "Value '101' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 100"),
    ("DescribeContributorInsights", {"TableName": "abc", "IndexName": "ab"},
     "Value 'ab' at 'indexName' failed to satisfy constraint: Member must have length greater than or equal to 3"),
])
def test_constraints_of_the_model_hold(db, operation, body, problem):
    assert db.refusal(operation, body) == one(problem)


def test_a_token_that_was_never_given_out_is_refused(db):
    for operation, token in (("ListExports", "x"), ("ListImports", "0" * 112), ("ListContributorInsights", "x")):
        assert db.refusal(operation, NextToken=token) == (VALIDATION, "Invalid NextToken")
