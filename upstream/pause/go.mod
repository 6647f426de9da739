module barque.invalid/upstream/pause

go 1.26.0
