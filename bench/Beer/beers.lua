-- Asks for single beers by ids drawn from all of them: wrk … --script beers.lua ADDRESS -- ROWS
local requests, at = {}, 0

function init(args)
  math.randomseed(1)
  for i = 1, 8192 do
    requests[i] = wrk.format("GET", "/beers/" .. math.random(1, tonumber(args[1])))
  end
end

function request()
  at = at % #requests + 1
  return requests[at]
end
