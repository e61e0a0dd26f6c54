-- Ends a probe, if it still is the one: the door opens, or another may be the probe.
-- KEYS: the hash. ARGV: errand, 1 where it was served.
if redis.call('HGET', KEYS[1], 'probe') ~= ARGV[1] then return end
redis.call('HDEL', KEYS[1], 'probe', 'lease')
if ARGV[2] == '1' then redis.call('HDEL', KEYS[1], 'until', 'status') end
