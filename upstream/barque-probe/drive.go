package main

import (
	"context"
	"crypto/tls"
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

type question struct {
	timeout time.Duration
	ask     func(context.Context) error
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
	endpoint := flags.String("endpoint", "", "")
	ca := flags.String("ca", "", "")
	deadline := flags.Duration("deadline", 200*time.Millisecond, "")
	if err := flags.Parse(args); err != nil {
		return usageError{err.Error()}
	}
	if flags.NArg() != 0 || *every <= 0 || (*url == "" && *name == "" && *endpoint == "") {
		return usageError{"--url, --name or --endpoint is needed, and nothing else"}
	}
	config, err := trusting(*ca)
	if err != nil {
		return err
	}
	asking := map[string]question{}
	if *url != "" {
		asking["service"] = question{*timeout, func(ctx context.Context) error { return fetch(ctx, *url, &tls.Config{}) }}
	}
	if *name != "" {
		asking["dns"] = question{*timeout, func(ctx context.Context) error {
			_, err := (&net.Resolver{PreferGo: true}).LookupHost(ctx, *name)
			return err
		}}
	}
	if *endpoint != "" {
		asking["podConnections"] = question{*deadline, func(ctx context.Context) error { return fetch(ctx, *endpoint, config) }}
	}
	var printing sync.Mutex
	var running sync.WaitGroup
	lines := json.NewEncoder(stdout)
	one := func(kind string, asked question) {
		defer running.Done()
		start := time.Now()
		// Its own end is no failure of the other side.
		limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), asked.timeout)
		defer cancel()
		err := asked.ask(limited)
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
		for kind, asked := range asking {
			running.Add(1)
			go one(kind, asked)
		}
		select {
		case <-ctx.Done():
			running.Wait()
			return nil
		case <-ticks.C:
		}
	}
}

func fetch(ctx context.Context, url string, config *tls.Config) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	// A resolver of its own: what several ask one of at the same time is one question, and they would all wait for one answer
	// that got lost on its way to a host that is dead.
	dialer := &net.Dialer{Resolver: &net.Resolver{PreferGo: true}}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true, TLSClientConfig: config, DialContext: dialer.DialContext}}
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
