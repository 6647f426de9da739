// Barque-probe is what Barque sends to answer and to ask: an HTTP(S) echo server, an HTTP client, a DNS client and a driver of both.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

const usage = `barque-probe serve [--listen :8080] [--name NAME] [--tls | --certificate FILE --key FILE]
barque-probe get [--timeout 5s] [--insecure | --ca FILE] URL
barque-probe dns [--timeout 5s] [--server ADDRESS[:PORT]] NAME
barque-probe drive [--every 100ms] [--timeout 1s] [--url URL] [--name NAME] [--endpoint URL [--ca FILE] [--deadline 200ms]]
`

func main() {
	// SIGTERM is how containers and units are asked to end; serve then lets open requests finish.
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// run returns the exit code: 0 done, 1 the other side did not answer as hoped, 2 wrong usage.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	commands := map[string]func(context.Context, []string, io.Writer, io.Writer) error{
		"serve": serve, "get": get, "dns": dns, "drive": drive,
	}
	if len(args) == 0 || commands[args[0]] == nil {
		fmt.Fprint(stderr, usage)
		return 2
	}
	err := commands[args[0]](ctx, args[1:], stdout, stderr)
	if _, wrong := err.(usageError); wrong {
		fmt.Fprintf(stderr, "barque-probe %s: %v\n%s", args[0], err, usage)
		return 2
	}
	if err != nil {
		fmt.Fprintf(stderr, "barque-probe %s: %v\n", args[0], err)
		return 1
	}
	return 0
}

// usageError is a mistake on the command line.
type usageError struct{ message string }

func (e usageError) Error() string { return e.message }
