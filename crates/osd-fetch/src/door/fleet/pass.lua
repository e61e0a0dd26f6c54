-- Whether a request may leave: { kind, microseconds to wait, status of the block }.
-- KEYS: the hash. ARGV: errand, microseconds between requests, of a request's lateness that is made up
-- for, of a probe's lease, to wait during a probe, and of a block that the asker knows of, with its
-- status.
local function text(number) return string.format('%.0f', number) end

local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local errand, interval, lateness = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local lease, probing = tonumber(ARGV[4]), tonumber(ARGV[5])
local untold, untold_status = tonumber(ARGV[6]), tonumber(ARGV[7])

local known = redis.call('HMGET', KEYS[1], 'next', 'until', 'status', 'probe', 'lease')
local next_one, closed_until = tonumber(known[1] or 0), tonumber(known[2] or 0)
local status, probe, leased = tonumber(known[3] or 0), known[4], tonumber(known[5] or 0)

if untold > 0 and now + untold > closed_until then
  closed_until, status, probe = now + untold, untold_status, false
  redis.call('HSET', KEYS[1], 'until', text(closed_until), 'status', status)
  redis.call('HDEL', KEYS[1], 'probe', 'lease')
  redis.call('PEXPIRE', KEYS[1], 86400000)
end
local is_half_open = closed_until > 0
if is_half_open then
  if now < closed_until then return { 'closed', closed_until - now, status } end
  if probe and probe ~= errand and now < leased then return { 'closed', probing, status } end
end

-- No two requests are more than seconds apart: what says so was written by a clock set back since.
if next_one > now + 60000000 then next_one = now end
if now < next_one - lateness then return { 'wait', next_one - lateness - now, 0 } end

redis.call('HSET', KEYS[1], 'next', text(math.max(now, next_one) + interval))
if is_half_open then redis.call('HSET', KEYS[1], 'probe', errand, 'lease', text(now + lease)) end
redis.call('PEXPIRE', KEYS[1], 86400000)
return { is_half_open and 'probe' or 'go', 0, 0 }
