// Expressions: compiling one, which every request does anew, and evaluating it.
#include <benchmark/benchmark.h>

#include "expr/condition.h"
#include "expr/update.h"
#include "sample.h"

namespace tabella::bench {
namespace {

constexpr std::string_view kCondition =
    "attribute_exists(PK) AND #s IN (:paid, :shipped) AND amount BETWEEN :low AND :high AND "
    "contains(tags, :tag)";

constexpr std::string_view kUpdate =
    "SET revision = revision + :one, entries[1].#c = :one REMOVE remark ADD tags :new";

struct Request {
    api::ExpressionAttributeNames names{{"#s", "status"}};
    Item values{AttributeMap{{":paid", AttributeValue("paid")},
                             {":shipped", AttributeValue("shipped")},
                             {":low", AttributeValue(1)},
                             {":high", AttributeValue(2000)},
                             {":tag", AttributeValue("gift")}}};

    expr::Condition condition() const {
        expr::Parameters parameters(&names, &values);
        return std::move(expr::Condition::parse(kCondition, "ConditionExpression", parameters))
            .value();
    }
};

struct UpdateRequest {
    Item values{AttributeMap{{":one", AttributeValue(1)},
                             {":new", AttributeValue(AttributeValue::StringSet{"new"})}}};

    expr::Update update() const {
        api::ExpressionAttributeNames names{{"#c", "count"}};
        expr::Parameters parameters(&names, &values);
        return std::move(expr::Update::parse(kUpdate, parameters)).value();
    }
};

void condition_parse(benchmark::State& state) {
    const Request request;
    for (auto _ : state) benchmark::DoNotOptimize(request.condition());
}
BENCHMARK(condition_parse);

void condition_holds(benchmark::State& state) {
    const Request request;
    const expr::Condition condition = request.condition();
    const Item item(sample_attributes());
    for (auto _ : state) benchmark::DoNotOptimize(condition.holds(item));
}
BENCHMARK(condition_holds);

void update_parse(benchmark::State& state) {
    const UpdateRequest request;
    for (auto _ : state) benchmark::DoNotOptimize(request.update());
}
BENCHMARK(update_parse);

void update_apply(benchmark::State& state) {
    const UpdateRequest request;
    const expr::Update update = request.update();
    const Item item(sample_attributes());
    for (auto _ : state) benchmark::DoNotOptimize(update.apply(item));
}
BENCHMARK(update_apply);

}  // namespace
}  // namespace tabella::bench
