-- Closes the door: nothing leaves for so many microseconds from now on, or longer where it was
-- closed for longer. KEYS: the hash. ARGV: microseconds, status of the block.
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local closed_until = now + tonumber(ARGV[1])
local known = tonumber(redis.call('HGET', KEYS[1], 'until') or 0)

redis.call('HSET', KEYS[1], 'until', string.format('%.0f', math.max(known, closed_until)), 'status', ARGV[2])
redis.call('HDEL', KEYS[1], 'probe', 'lease')
redis.call('PEXPIRE', KEYS[1], 86400000)
