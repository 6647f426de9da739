package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"time"
)

// How long open requests may take after SIGTERM: below the 10 s after which container runtimes kill.
const graceful = 8 * time.Second

func serve(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	hostname, _ := os.Hostname()
	flags := flag.NewFlagSet("serve", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	listen := flags.String("listen", ":8080", "")
	name := flags.String("name", hostname, "")
	selfSigned := flags.Bool("tls", false, "")
	certificate := flags.String("certificate", "", "")
	key := flags.String("key", "", "")
	if err := flags.Parse(args); err != nil {
		return usageError{err.Error()}
	}
	if (*certificate == "") != (*key == "") {
		return usageError{"--certificate and --key belong together"}
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", *listen)
	if err != nil {
		return err
	}
	scheme := "http"
	if *selfSigned || *certificate != "" {
		pair, err := keyPair(*certificate, *key, *name)
		if err != nil {
			listener.Close()
			return err
		}
		listener = tls.NewListener(listener, &tls.Config{
			Certificates: []tls.Certificate{pair}, NextProtos: []string{"http/1.1"}, MinVersion: tls.VersionTLS12,
		})
		scheme = "https"
	}
	fmt.Fprintf(stdout, "barque-probe %s serves %s on %s\n", *name, scheme, listener.Addr())
	server := &http.Server{Handler: handler(*name), ReadHeaderTimeout: 10 * time.Second}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	end, cancel := context.WithTimeout(context.Background(), graceful)
	defer cancel()
	if err := server.Shutdown(end); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return nil
}

func handler(name string) http.Handler {
	text := func(body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/plain; charset=utf-8")
			io.WriteString(w, body)
		}
	}
	mux := http.NewServeMux()
	// The paths of a Kubernetes API server, so that a balancer's checks can be tried without one.
	for _, path := range []string{"/readyz", "/healthz", "/livez"} {
		mux.HandleFunc(path, text("ok"))
	}
	mux.HandleFunc("/whoami", text(name+"\n"))
	mux.HandleFunc("/echo", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		fmt.Fprintf(w, "%s %s %s from %s at %s\n", r.Method, r.URL.RequestURI(), r.Proto, r.RemoteAddr, name)
		r.Header.Write(w)
		io.WriteString(w, "\n")
		io.Copy(w, http.MaxBytesReader(w, r.Body, 1<<20))
	})
	mux.HandleFunc("/", text(name+"\n"))
	return mux
}

// keyPair reads a certificate, or makes one that signs itself and is valid for the name and this host's addresses.
func keyPair(certificate, key, name string) (tls.Certificate, error) {
	if certificate != "" {
		return tls.LoadX509KeyPair(certificate, key)
	}
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		return tls.Certificate{}, err
	}
	template := &x509.Certificate{
		SerialNumber: serial,
		Subject:      pkix.Name{CommonName: name},
		// An hour back: the clocks of the two sides need not agree.
		NotBefore:   time.Now().Add(-time.Hour),
		NotAfter:    time.Now().AddDate(1, 0, 0),
		KeyUsage:    x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		DNSNames:    []string{name, "localhost"},
		IPAddresses: addresses(),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	if err != nil {
		return tls.Certificate{}, err
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: private}, nil
}

func addresses() []net.IP {
	found := []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback}
	all, _ := net.InterfaceAddrs()
	for _, address := range all {
		if network, ok := address.(*net.IPNet); ok && !network.IP.IsLoopback() {
			found = append(found, network.IP)
		}
	}
	return found
}
