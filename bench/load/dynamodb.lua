-- wrk script: one DynamoDB operation, over and over, on the table Bench.
--     wrk -s dynamodb.lua URL -- OPERATION KEYS [MICROSECONDS [BYTES]]
-- OPERATION: get, put, query, update, transact, batch. Items are of BYTES, else 1,000; KEYS of them
-- stand in partitions of 10. Keys come in an order that jumps about. MICROSECONDS is the pause of each
-- connection between two requests: it makes the load an open one.

local texts = dofile(debug.getinfo(1, "S").source:match("^@(.*/)") .. "texts.lua")
local values
local headers = {
    ["Content-Type"] = "application/x-amz-json-1.0",
    -- The form of a signature: no contestant verifies it.
    ["Authorization"] = "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/dynamodb/aws4_request, " ..
        "SignedHeaders=host;x-amz-date, Signature=" .. string.rep("0", 64),
    ["X-Amz-Date"] = "20260101T000000Z",
}
local targets = {
    get = "GetItem", put = "PutItem", query = "Query", update = "UpdateItem", transact = "TransactWriteItems",
    batch = "BatchWriteItem",
}
local number = 0
local written = 0
local operation, keys, pause_ms
local bodies = {}
local head

local function key(n) return string.format('"PK":{"S":"p%d"},"SK":{"S":"s%d"}', math.floor(n / 10), n % 10) end

-- Another one each time: an item that is put as it is already may take Tabella no write.
local function item(n)
    written = written + 1
    return "{" .. key(n) .. ',"data":{"S":"' .. values[written % #values + 1] .. '"},"seen":{"N":"' .. written .. '"}}'
end

-- 7,919 is prime and so meets every key once a round, unless KEYS is a multiple of it.
local function following()
    number = (number + 7919) % keys
    return number
end

function bodies.get() return '{"TableName":"Bench","ConsistentRead":true,"Key":{' .. key(following()) .. "}}" end

function bodies.put() return '{"TableName":"Bench","Item":' .. item(following()) .. "}" end

function bodies.query()
    return '{"TableName":"Bench","KeyConditionExpression":"PK = :p","ExpressionAttributeValues":{":p":{"S":"p' ..
        math.floor(following() / 10) .. '"}}}'
end

function bodies.update()
    return '{"TableName":"Bench","Key":{' .. key(following()) .. '},"UpdateExpression":"SET seen = seen + :one",' ..
        '"ConditionExpression":"attribute_exists(PK) AND seen >= :zero",' ..
        '"ExpressionAttributeValues":{":one":{"N":"1"},":zero":{"N":"0"}}}'
end

function bodies.transact()
    local put = '{"Put":{"TableName":"Bench","Item":'
    return '{"TransactItems":[' .. put .. item(following()) .. "}}," .. put .. item(following()) .. "}}]}"
end

function bodies.batch()
    local puts = {}
    for i = 1, 25 do puts[i] = '{"PutRequest":{"Item":' .. item(following()) .. "}}" end
    return '{"RequestItems":{"Bench":[' .. table.concat(puts, ",") .. "]}}"
end

function init(args)
    operation = args[1]
    keys = tonumber(args[2])
    pause_ms = tonumber(args[3] or 0) / 1000
    values = texts(tonumber(args[4] or 1000))
    headers["X-Amz-Target"] = "DynamoDB_20120810." .. targets[operation]
    local lines = {"POST / HTTP/1.1", "Host: " .. wrk.headers["Host"]}
    for name, text in pairs(headers) do lines[#lines + 1] = name .. ": " .. text end
    head = table.concat(lines, "\r\n") .. "\r\nContent-Length: "
    math.randomseed(os.time())
    number = math.random(keys)
    written = math.random(1000000000)
    if pause_ms > 0 then
        -- Between half and three halves, or all connections would come at once.
        function delay() return math.floor(pause_ms * (0.5 + math.random()) + 0.5) end
    end
end

function request()
    local body = bodies[operation]()
    return head .. #body .. "\r\n\r\n" .. body
end

function done(summary, latency)
    io.write(string.format("RESULT %d %d %d %d %d %d %d\n", summary.requests, summary.duration, latency:percentile(50),
        latency:percentile(90), latency:percentile(99), latency:percentile(99.9),
        summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.write +
        summary.errors.timeout))
end
