-- texts(BYTES): 101 texts of letters and digits, the same in each run, which hardly compress.

local alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

return function(bytes)
    math.randomseed(1)
    local texts = {}
    for i = 1, 101 do
        local letters = {}
        for j = 1, bytes do
            local at = math.random(#alphabet)
            letters[j] = alphabet:sub(at, at)
        end
        texts[i] = table.concat(letters)
    end
    return texts
end
