-- wrk script: PutItem or GetItem on the table Bench.
--     wrk -s dynamodb.lua URL -- put|get KEYS
-- Keys go round from a different place in each thread; a put has a value of 1,000 bytes.

local value = string.rep("x", 1000)
local headers = {
    ["Content-Type"] = "application/x-amz-json-1.0",
    -- The form of a signature: neither side verifies it.
    ["Authorization"] = "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/dynamodb/aws4_request, " ..
        "SignedHeaders=host;x-amz-date, Signature=" .. string.rep("0", 64),
    ["X-Amz-Date"] = "20260101T000000Z",
}
local next_key = 0
local operation
local keys

function init(args)
    operation = args[1]
    keys = tonumber(args[2])
    headers["X-Amz-Target"] = "DynamoDB_20120810." .. (operation == "put" and "PutItem" or "GetItem")
    math.randomseed(os.time())
    next_key = math.random(keys)
end

function request()
    next_key = next_key % keys + 1
    local key = '"PK":{"S":"p' .. next_key % 100 .. '"},"SK":{"S":"s' .. next_key .. '"}'
    local body
    if operation == "put" then
        body = '{"TableName":"Bench","Item":{' .. key .. ',"data":{"S":"' .. value .. '"}}}'
    else
        body = '{"TableName":"Bench","ConsistentRead":true,"Key":{' .. key .. "}}"
    end
    return wrk.format("POST", "/", headers, body)
end

function done(summary, latency)
    io.write(string.format("RESULT %d %d %d %d %d\n", summary.requests, summary.duration, latency:percentile(50),
        latency:percentile(99), summary.errors.status + summary.errors.connect + summary.errors.read +
        summary.errors.write + summary.errors.timeout))
end
