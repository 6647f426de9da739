package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"time"
)

// attempt is one line of what drive prints; times are milliseconds, the start since the epoch.
type attempt struct {
	Kind      string  `json:"kind"`
	StartMs   float64 `json:"startMs"`
	LatencyMs float64 `json:"latencyMs"`
	Ok        bool    `json:"ok"`
	Error     *string `json:"error"`
}

// drive starts a request each so often, whatever earlier ones do, until it is told to end: a loop that waited would leave
// out what it is there to see. Each request is on a connection of its own, and each name is asked for anew.
func drive(ctx context.Context, args []string, stdout, _ io.Writer) error {
	flags := flag.NewFlagSet("drive", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	every := flags.Duration("every", 100*time.Millisecond, "")
	timeout := flags.Duration("timeout", time.Second, "")
	url := flags.String("url", "", "")
	name := flags.String("name", "", "")
	if err := flags.Parse(args); err != nil {
		return usageError{err.Error()}
	}
	if flags.NArg() != 0 || *every <= 0 || (*url == "" && *name == "") {
		return usageError{"--url, --name or both are needed, and nothing else"}
	}
	asking := map[string]func(context.Context) error{}
	if *url != "" {
		asking["service"] = func(ctx context.Context) error { return fetch(ctx, *url) }
	}
	if *name != "" {
		asking["dns"] = func(ctx context.Context) error {
			_, err := (&net.Resolver{PreferGo: true}).LookupHost(ctx, *name)
			return err
		}
	}
	var printing sync.Mutex
	var running sync.WaitGroup
	lines := json.NewEncoder(stdout)
	one := func(kind string, ask func(context.Context) error) {
		defer running.Done()
		start := time.Now()
		// Its own end is no failure of the other side.
		limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), *timeout)
		defer cancel()
		err := ask(limited)
		seen := attempt{Kind: kind, StartMs: milliseconds(start), LatencyMs: float64(time.Since(start).Microseconds()) / 1000, Ok: err == nil}
		if err != nil {
			words := err.Error()
			seen.Error = &words
		}
		printing.Lock()
		defer printing.Unlock()
		_ = lines.Encode(seen)
	}
	ticks := time.NewTicker(*every)
	defer ticks.Stop()
	for {
		for kind, ask := range asking {
			running.Add(1)
			go one(kind, ask)
		}
		select {
		case <-ctx.Done():
			running.Wait()
			return nil
		case <-ticks.C:
		}
	}
}

func fetch(ctx context.Context, url string) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if _, err := io.Copy(io.Discard, response.Body); err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("status:%d", response.StatusCode)
	}
	return nil
}

func milliseconds(at time.Time) float64 { return float64(at.UnixMicro()) / 1000 }
