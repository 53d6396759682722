// AWS SDK for Java v2 and its DynamoDB Enhanced Client: beans, indexes, batches, transactions. The SDK checks each answer's
// x-amz-crc32; half of the run asks for compressed answers.

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.enhanced.dynamodb.DynamoDbEnhancedClient;
import software.amazon.awssdk.enhanced.dynamodb.DynamoDbTable;
import software.amazon.awssdk.enhanced.dynamodb.Expression;
import software.amazon.awssdk.enhanced.dynamodb.Key;
import software.amazon.awssdk.enhanced.dynamodb.TableSchema;
import software.amazon.awssdk.enhanced.dynamodb.extensions.annotations.DynamoDbVersionAttribute;
import software.amazon.awssdk.enhanced.dynamodb.mapper.annotations.DynamoDbBean;
import software.amazon.awssdk.enhanced.dynamodb.mapper.annotations.DynamoDbPartitionKey;
import software.amazon.awssdk.enhanced.dynamodb.mapper.annotations.DynamoDbSecondaryPartitionKey;
import software.amazon.awssdk.enhanced.dynamodb.mapper.annotations.DynamoDbSortKey;
import software.amazon.awssdk.enhanced.dynamodb.model.BatchWriteItemEnhancedRequest;
import software.amazon.awssdk.enhanced.dynamodb.model.ConditionCheck;
import software.amazon.awssdk.enhanced.dynamodb.model.Page;
import software.amazon.awssdk.enhanced.dynamodb.model.PutItemEnhancedRequest;
import software.amazon.awssdk.enhanced.dynamodb.model.QueryConditional;
import software.amazon.awssdk.enhanced.dynamodb.model.QueryEnhancedRequest;
import software.amazon.awssdk.enhanced.dynamodb.model.TransactWriteItemsEnhancedRequest;
import software.amazon.awssdk.enhanced.dynamodb.model.WriteBatch;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

public class Enhanced {
    @DynamoDbBean
    public static class Note {
        private String pk;
        private Integer sk;
        private String kind;
        private String text;
        private List<String> lines;
        private Set<String> tags;
        private Map<String, Integer> counts;
        private Long version;

        @DynamoDbPartitionKey
        public String getPk() { return pk; }
        public void setPk(String value) { pk = value; }
        @DynamoDbSortKey
        public Integer getSk() { return sk; }
        public void setSk(Integer value) { sk = value; }
        @DynamoDbSecondaryPartitionKey(indexNames = "by-kind")
        public String getKind() { return kind; }
        public void setKind(String value) { kind = value; }
        public String getText() { return text; }
        public void setText(String value) { text = value; }
        public List<String> getLines() { return lines; }
        public void setLines(List<String> value) { lines = value; }
        public Set<String> getTags() { return tags; }
        public void setTags(Set<String> value) { tags = value; }
        public Map<String, Integer> getCounts() { return counts; }
        public void setCounts(Map<String, Integer> value) { counts = value; }
        @DynamoDbVersionAttribute
        public Long getVersion() { return version; }
        public void setVersion(Long value) { version = value; }
    }

    static Note note(String pk, int sk, String kind) {
        Note note = new Note();
        note.setPk(pk);
        note.setSk(sk);
        note.setKind(kind);
        return note;
    }

    static void want(Object got, Object wanted) {
        if (!Objects.equals(got, wanted)) throw new AssertionError("got " + got + ", wanted " + wanted);
    }

    static <E extends Exception> E refused(Class<E> kind, Callable<?> call) throws Exception {
        try {
            call.call();
        } catch (Exception caught) {
            if (kind.isInstance(caught)) return kind.cast(caught);
            throw caught;
        }
        throw new AssertionError("not refused");
    }

    static Key key(String pk, int sk) { return Key.builder().partitionValue(pk).sortValue(sk).build(); }

    static void run(String endpoint, boolean compressed) throws Exception {
        DynamoDbClient low = DynamoDbClient.builder()
            .endpointOverride(URI.create(endpoint)).region(Region.US_EAST_1).httpClient(UrlConnectionHttpClient.create())
            .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
            .overrideConfiguration(c -> {
                c.retryStrategy(b -> b.maxAttempts(1));
                if (compressed) c.putHeader("Accept-Encoding", "gzip");
            }).build();
        DynamoDbEnhancedClient client = DynamoDbEnhancedClient.builder().dynamoDbClient(low).build();
        String name = "Java-" + ProcessHandle.current().pid() + "-" + compressed;
        DynamoDbTable<Note> table = client.table(name, TableSchema.fromBean(Note.class));
        table.createTable(c -> c.globalSecondaryIndices(i -> i.indexName("by-kind").projection(p -> p.projectionType(ProjectionType.ALL))));
        low.waiter().waitUntilTableExists(b -> b.tableName(name));

        Note first = note("a", 1, "x");
        first.setText("long ".repeat(2000));
        first.setLines(List.of("one", "two"));
        first.setTags(Set.of("t", "u"));
        first.setCounts(Map.of("n", 1));
        table.putItem(first);
        Note got = table.getItem(r -> r.key(key("a", 1)).consistentRead(true));
        want(got.getText(), first.getText());
        want(got.getLines(), first.getLines());
        want(got.getTags(), first.getTags());
        want(got.getCounts(), first.getCounts());
        want(got.getVersion(), 1L);
        Note stale = table.getItem(key("a", 1));
        got.setText("short");
        want(table.updateItem(got).getVersion(), 2L);
        refused(ConditionalCheckFailedException.class, () -> table.updateItem(stale));
        Expression absent = Expression.builder().expression("attribute_not_exists(pk)").build();
        refused(ConditionalCheckFailedException.class, () -> {
            table.putItem(PutItemEnhancedRequest.builder(Note.class).item(note("a", 1, "x")).conditionExpression(absent).build());
            return null;
        });

        // Without the extension that counts versions, which batches cannot have.
        DynamoDbEnhancedClient plain = DynamoDbEnhancedClient.builder().dynamoDbClient(low).extensions(List.of()).build();
        DynamoDbTable<Note> unversioned = plain.table(name, TableSchema.fromBean(Note.class));
        for (int begin = 0; begin < 50; begin += 25) {
            WriteBatch.Builder<Note> batch = WriteBatch.builder(Note.class).mappedTableResource(unversioned);
            for (int i = begin; i < begin + 25; i++) batch.addPutItem(note("page", i, i % 2 == 0 ? "even" : "odd"));
            want(plain.batchWriteItem(BatchWriteItemEnhancedRequest.builder().writeBatches(batch.build()).build())
                .unprocessedPutItemsForTable(unversioned), List.of());
        }
        QueryEnhancedRequest between = QueryEnhancedRequest.builder().limit(4)
            .queryConditional(QueryConditional.sortBetween(key("page", 5), key("page", 14)))
            .filterExpression(Expression.builder().expression("#k = :k").putExpressionName("#k", "kind")
                .putExpressionValue(":k", AttributeValue.fromS("odd")).build()).build();
        want(table.query(between).items().stream().map(Note::getSk).collect(Collectors.toList()), List.of(5, 7, 9, 11, 13));
        List<Note> odd = new ArrayList<>();
        for (Page<Note> page : table.index("by-kind").query(QueryConditional.keyEqualTo(k -> k.partitionValue("odd")))) odd.addAll(page.items());
        want(odd.size(), 25);
        want(table.scan(r -> r.limit(7)).items().stream().count(), 51L);

        client.transactWriteItems(TransactWriteItemsEnhancedRequest.builder().addPutItem(table, note("t", 1, "x"))
            .addDeleteItem(table, key("page", 0)).build());
        want(table.getItem(key("page", 0)), null);
        TransactionCanceledException cancelled = refused(TransactionCanceledException.class, () -> client.transactWriteItems(
            TransactWriteItemsEnhancedRequest.builder().addPutItem(table, note("t", 2, "x"))
                .addConditionCheck(table, ConditionCheck.builder().key(key("a", 1)).conditionExpression(absent).build()).build()));
        want(cancelled.cancellationReasons().stream().map(r -> r.code()).collect(Collectors.toList()), List.of("None", "ConditionalCheckFailed"));
        want(table.deleteItem(key("a", 1)).getText(), "short");
        table.deleteTable();
        low.waiter().waitUntilTableNotExists(b -> b.tableName(name));
    }

    public static void main(String[] arguments) throws Exception {
        for (boolean compressed : new boolean[] {false, true}) run(arguments[0], compressed);
        System.out.println("done");
    }
}
