module barque.invalid/upstream/barque-probe

go 1.26.0
