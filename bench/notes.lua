-- wrk script: creates notes of 1,000 bytes.

local body = '{"title":"bench","content":"' .. string.rep("x", 1000) .. '"}'

function request() return wrk.format("POST", "/notes", {["Content-Type"] = "application/json"}, body) end

function done(summary, latency)
    io.write(string.format("RESULT %d %d %d %d %d\n", summary.requests, summary.duration, latency:percentile(50),
        latency:percentile(99), summary.errors.status + summary.errors.connect + summary.errors.read +
        summary.errors.write + summary.errors.timeout))
end
