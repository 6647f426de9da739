package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"net"
	"sort"
	"strings"
	"time"
)

func dns(ctx context.Context, args []string, stdout, _ io.Writer) error {
	flags := flag.NewFlagSet("dns", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	timeout := flags.Duration("timeout", 5*time.Second, "")
	server := flags.String("server", "", "")
	// The name may stand before or after the options.
	name := ""
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		name, args = args[0], args[1:]
	}
	if err := flags.Parse(args); err != nil {
		return usageError{err.Error()}
	}
	if name == "" {
		name = flags.Arg(0)
	}
	if name == "" {
		return usageError{"a name is needed"}
	}
	resolver := net.DefaultResolver
	if *server != "" {
		address := *server
		if _, _, err := net.SplitHostPort(address); err != nil {
			address = net.JoinHostPort(strings.Trim(address, "[]"), "53")
		}
		resolver = &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, network, address)
		}}
	}
	ctx, cancel := context.WithTimeout(ctx, *timeout)
	defer cancel()
	found, err := resolver.LookupHost(ctx, name)
	if err != nil {
		return err
	}
	sort.Strings(found)
	for _, address := range found {
		fmt.Fprintln(stdout, address)
	}
	return nil
}
