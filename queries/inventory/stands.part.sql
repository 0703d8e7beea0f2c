-- A thing stands while one of its sources shows it, unless an event took it away after that.
countIf(state = 'present') > 0 AND maxIf(at, state = 'present') >= maxIf(at, state = 'deleted' AND via = 'event')
