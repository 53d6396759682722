-- wrk script: the Notes API.
--     wrk -s notes.lua URL -- create|list|get [ID…]

local contents = dofile(debug.getinfo(1, "S").source:match("^@(.*/)") .. "texts.lua")(1000)
local operation
local ids = {}
local next_id = 0
local created = 0

function init(args)
    operation = args[1]
    for i = 2, #args do ids[i - 1] = args[i] end
end

function request()
    if operation == "create" then
        created = created + 1
        local body = '{"title":"bench","content":"' .. contents[created % #contents + 1] .. '"}'
        return wrk.format("POST", "/notes", {["Content-Type"] = "application/json"}, body)
    end
    if operation == "list" then return wrk.format("GET", "/notes") end
    next_id = next_id % #ids + 1
    return wrk.format("GET", "/notes/" .. ids[next_id])
end

function done(summary, latency)
    io.write(string.format("RESULT %d %d %d %d %d %d %d\n", summary.requests, summary.duration, latency:percentile(50),
        latency:percentile(90), latency:percentile(99), latency:percentile(99.9),
        summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.write +
        summary.errors.timeout))
end
