// AWS SDK for Go v2 (attributevalue, expression, paginators, waiters) and guregu/dynamo.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"reflect"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/expression"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/guregu/dynamo/v2"
)

type Note struct {
	PK     string            `dynamodbav:"pk" dynamo:"pk,hash"`
	SK     int               `dynamodbav:"sk" dynamo:"sk,range"`
	Kind   string            `dynamodbav:"kind,omitempty" dynamo:"kind,omitempty" index:"by-kind,hash"`
	Text   string            `dynamodbav:"text" dynamo:"text"`
	Score  float64           `dynamodbav:"score" dynamo:"score"`
	Raw    []byte            `dynamodbav:"raw,omitempty" dynamo:"raw,omitempty"`
	Tags   []string          `dynamodbav:"tags,stringset,omitempty" dynamo:"tags,set,omitempty"`
	Labels map[string]string `dynamodbav:"labels,omitempty" dynamo:"labels,omitempty"`
}

var ctx = context.Background()

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func want(got, wanted any) {
	if !reflect.DeepEqual(got, wanted) {
		panic(fmt.Sprintf("got %#v, wanted %#v", got, wanted))
	}
}

func sdk(client *dynamodb.Client, table string) {
	_, err := client.CreateTable(ctx, &dynamodb.CreateTableInput{
		TableName: &table,
		AttributeDefinitions: []types.AttributeDefinition{
			{AttributeName: aws.String("pk"), AttributeType: types.ScalarAttributeTypeS},
			{AttributeName: aws.String("sk"), AttributeType: types.ScalarAttributeTypeN},
		},
		KeySchema: []types.KeySchemaElement{
			{AttributeName: aws.String("pk"), KeyType: types.KeyTypeHash},
			{AttributeName: aws.String("sk"), KeyType: types.KeyTypeRange},
		},
		BillingMode: types.BillingModePayPerRequest,
	})
	must(err)
	waiter := dynamodb.NewTableExistsWaiter(client, func(o *dynamodb.TableExistsWaiterOptions) { o.MinDelay = time.Second })
	must(waiter.Wait(ctx, &dynamodb.DescribeTableInput{TableName: &table}, 30*time.Second))

	// Long enough to be compressed where the client asks for it, and read back with its checksum.
	long := Note{PK: "long", SK: 1, Text: fmt.Sprintf("%05000d", 7), Raw: []byte{0, 255}, Tags: []string{"a"}, Labels: map[string]string{"a": "b"}}
	item, err := attributevalue.MarshalMap(long)
	must(err)
	unless := expression.AttributeNotExists(expression.Name("pk"))
	built, err := expression.NewBuilder().WithCondition(unless).Build()
	must(err)
	put := &dynamodb.PutItemInput{TableName: &table, Item: item, ConditionExpression: built.Condition(), ExpressionAttributeNames: built.Names()}
	_, err = client.PutItem(ctx, put)
	must(err)
	_, err = client.PutItem(ctx, put)
	var failed *types.ConditionalCheckFailedException
	want(errors.As(err, &failed), true)
	key := map[string]types.AttributeValue{"pk": item["pk"], "sk": item["sk"]}
	got, err := client.GetItem(ctx, &dynamodb.GetItemInput{TableName: &table, Key: key})
	must(err)
	var back Note
	must(attributevalue.UnmarshalMap(got.Item, &back))
	want(back, long)

	for i := 0; i < 25; i++ {
		item, err := attributevalue.MarshalMap(Note{PK: "page", SK: i, Score: float64(i)})
		must(err)
		_, err = client.PutItem(ctx, &dynamodb.PutItemInput{TableName: &table, Item: item})
		must(err)
	}
	query, err := expression.NewBuilder().
		WithKeyCondition(expression.Key("pk").Equal(expression.Value("page")).And(expression.Key("sk").LessThan(expression.Value(20)))).
		WithFilter(expression.Name("score").NotEqual(expression.Value(3))).Build()
	must(err)
	pages := dynamodb.NewQueryPaginator(client, &dynamodb.QueryInput{
		TableName: &table, KeyConditionExpression: query.KeyCondition(), FilterExpression: query.Filter(),
		ExpressionAttributeNames: query.Names(), ExpressionAttributeValues: query.Values(), Limit: aws.Int32(7),
	})
	count := 0
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		must(err)
		count += len(page.Items)
	}
	want(count, 19)
	_, err = client.TransactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{TransactItems: []types.TransactWriteItem{
		{Put: &types.Put{TableName: &table, Item: map[string]types.AttributeValue{"pk": item["pk"], "sk": &types.AttributeValueMemberN{Value: "2"}}}},
		{Delete: &types.Delete{TableName: &table, Key: key, ConditionExpression: built.Condition(), ExpressionAttributeNames: built.Names()}},
	}})
	var cancelled *types.TransactionCanceledException
	want(errors.As(err, &cancelled), true)
	want(*cancelled.CancellationReasons[1].Code, "ConditionalCheckFailed")
	_, err = client.DeleteTable(ctx, &dynamodb.DeleteTableInput{TableName: &table})
	must(err)
}

func mapper(client *dynamodb.Client, name string) {
	db := dynamo.NewFromIface(client)
	must(db.CreateTable(name, Note{}).OnDemand(true).Run(ctx))
	table := db.Table(name)
	note := Note{PK: "a", SK: 1, Kind: "x", Text: "hello", Score: 1.5, Raw: []byte{1}, Tags: []string{"t"}, Labels: map[string]string{"k": "v"}}
	must(table.Put(note).If("attribute_not_exists(pk)").Run(ctx))
	want(dynamo.IsCondCheckFailed(table.Put(note).If("attribute_not_exists(pk)").Run(ctx)), true)
	var got Note
	must(table.Get("pk", "a").Range("sk", dynamo.Equal, 1).Consistent(true).One(ctx, &got))
	want(got, note)
	must(table.Update("pk", "a").Range("sk", 1).Add("score", 2).Set("text", "bye").If("'score' = ?", 1.5).Value(ctx, &got))
	want(got.Score, 3.5)

	var notes []any
	var keys []dynamo.Keyed
	for i := 0; i < 60; i++ {
		notes = append(notes, Note{PK: "page", SK: i, Kind: []string{"even", "odd"}[i%2]})
		keys = append(keys, dynamo.Keys{"page", i})
	}
	wrote, err := table.Batch("pk", "sk").Write().Put(notes...).Run(ctx)
	must(err)
	want(wrote, 60)
	var all []Note
	must(table.Batch("pk", "sk").Get(keys...).All(ctx, &all))
	want(len(all), 60)
	var odd []Note
	must(table.Get("kind", "odd").Index("by-kind").Filter("'sk' > ?", 50).All(ctx, &odd))
	want(len(odd), 5)
	var some []Note
	last, err := table.Get("pk", "page").SearchLimit(10).AllWithLastEvaluatedKey(ctx, &some)
	must(err)
	want(len(some), 10)
	var rest []Note
	must(table.Get("pk", "page").StartFrom(last).Order(dynamo.Ascending).All(ctx, &rest))
	want(len(rest), 50)
	count, err := table.Scan().Filter("'kind' = ?", "even").Count(ctx)
	must(err)
	want(count, 30)
	must(db.WriteTx().Put(table.Put(Note{PK: "t", SK: 1})).Check(table.Check("pk", "a").Range("sk", 1).IfExists()).Idempotent(true).Run(ctx))
	failing := db.WriteTx().Put(table.Put(Note{PK: "t", SK: 2})).Check(table.Check("pk", "a").Range("sk", 1).IfNotExists())
	want(dynamo.IsCondCheckFailed(failing.Run(ctx)), true)
	must(table.Delete("pk", "a").Range("sk", 1).Run(ctx))
	want(errors.Is(table.Get("pk", "a").Range("sk", dynamo.Equal, 1).One(ctx, &got), dynamo.ErrNotFound), true)
	must(table.DeleteTable().Run(ctx))
}

func main() {
	for _, compressed := range []bool{false, true} {
		client := dynamodb.New(dynamodb.Options{
			BaseEndpoint: &os.Args[1], Region: "us-east-1", EnableAcceptEncodingGzip: compressed, RetryMaxAttempts: 1,
			Credentials: credentials.NewStaticCredentialsProvider("test", "test", ""),
		})
		name := fmt.Sprintf("Go-%d-%v", os.Getpid(), compressed)
		sdk(client, name+"-sdk")
		mapper(client, name+"-mapper")
	}
	fmt.Println("done")
}
