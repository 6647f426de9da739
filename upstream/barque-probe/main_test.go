package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/x509"
	"encoding/binary"
	"encoding/json"
	"encoding/pem"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// started runs `serve` until the test ends and returns its address and how it ended.
func started(t *testing.T, args ...string) (address string, end func() int) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	reader, writer := io.Pipe()
	code := make(chan int, 1)
	go func() {
		code <- run(ctx, append([]string{"serve", "--listen", "127.0.0.1:0"}, args...), writer, io.Discard)
	}()
	line, err := bufio.NewReader(reader).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	words := strings.Fields(line)
	end = func() int { cancel(); return <-code }
	t.Cleanup(cancel)
	return words[len(words)-1], end
}

func asked(t *testing.T, args ...string) (string, string, int) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code := run(context.Background(), args, &stdout, &stderr)
	return stdout.String(), stderr.String(), code
}

func TestServeAnswersLikeAnApiServer(t *testing.T) {
	address, _ := started(t, "--name", "one")
	for path, want := range map[string]string{
		"/readyz": "ok", "/healthz": "ok", "/livez": "ok", "/whoami": "one\n", "/": "one\n", "/anything/else": "one\n",
	} {
		if got, stderr, code := asked(t, "get", "http://"+address+path); got != want || code != 0 {
			t.Errorf("%s answered %q, exit code %d (%s)", path, got, code, stderr)
		}
	}
}

func TestEchoReturnsWhatWasSent(t *testing.T) {
	address, _ := started(t)
	response, err := http.Post("http://"+address+"/echo?x=1", "text/plain", strings.NewReader("the body"))
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, _ := io.ReadAll(response.Body)
	for _, want := range []string{"POST /echo?x=1", "Content-Type: text/plain", "the body"} {
		if !strings.Contains(string(body), want) {
			t.Errorf("%q is missing in %q", want, body)
		}
	}
}

func TestSelfSignedCertificateIsRefusedUnlessAllowed(t *testing.T) {
	address, _ := started(t, "--tls", "--name", "secure")
	if _, stderr, code := asked(t, "get", "https://"+address+"/"); code != 1 || !strings.Contains(stderr, "certificate") {
		t.Errorf("exit code %d, %s", code, stderr)
	}
	if got, stderr, code := asked(t, "get", "--insecure", "https://"+address+"/whoami"); got != "secure\n" || code != 0 {
		t.Errorf("answered %q, exit code %d (%s)", got, code, stderr)
	}
}

func TestCertificateFromFilesIsVerifiedAgainstTheCa(t *testing.T) {
	pair, err := keyPair("", "", "filed")
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	key, err := x509.MarshalPKCS8PrivateKey(pair.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	certificateFile, keyFile := filepath.Join(folder, "tls.crt"), filepath.Join(folder, "tls.key")
	os.WriteFile(certificateFile, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: pair.Certificate[0]}), 0o600)
	os.WriteFile(keyFile, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key}), 0o600)
	address, _ := started(t, "--certificate", certificateFile, "--key", keyFile)
	if _, stderr, code := asked(t, "get", "--ca", certificateFile, "https://"+address+"/readyz"); code != 0 {
		t.Errorf("exit code %d, %s", code, stderr)
	}
}

func TestServeEndsGracefully(t *testing.T) {
	address, end := started(t)
	if code := end(); code != 0 {
		t.Errorf("exit code %d", code)
	}
	if _, _, code := asked(t, "get", "--timeout", "1s", "http://"+address+"/"); code != 1 {
		t.Errorf("somebody still answers: exit code %d", code)
	}
}

func TestGetGivesUpAtItsTimeout(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	if _, stderr, code := asked(t, "get", "--timeout", "50ms", "http://"+listener.Addr().String()); code != 1 || !strings.Contains(stderr, "deadline") {
		t.Errorf("exit code %d, %s", code, stderr)
	}
}

func TestDnsAsksTheServerThatIsNamed(t *testing.T) {
	server := nameServer(t, net.IPv4(10, 96, 0, 1))
	if got, stderr, code := asked(t, "dns", "kubernetes.default.svc.cluster.local.", "--server", server); got != "10.96.0.1\n" || code != 0 {
		t.Errorf("answered %q, exit code %d (%s)", got, code, stderr)
	}
}

func TestWrongUsageSaysHow(t *testing.T) {
	for _, args := range [][]string{{}, {"fly"}, {"get"}, {"dns"}, {"serve", "--certificate", "x"}, {"get", "--nope", "x"}} {
		if _, stderr, code := asked(t, args...); code != 2 || !strings.Contains(stderr, "barque-probe get") {
			t.Errorf("%v: exit code %d, %s", args, code, stderr)
		}
	}
}

// nameServer answers every question for an A record with one address, and all others with none (RFC 1035, 4.1).
func nameServer(t *testing.T, answer net.IP) string {
	t.Helper()
	connection, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { connection.Close() })
	go func() {
		buffer := make([]byte, 1500)
		for {
			n, from, err := connection.ReadFrom(buffer)
			if err != nil {
				return
			}
			question := buffer[12:n]
			end := bytes.IndexByte(question, 0) + 5
			isA := binary.BigEndian.Uint16(question[end-4:]) == 1
			reply := append([]byte{buffer[0], buffer[1], 0x84, 0, 0, 1, 0, 0, 0, 0, 0, 0}, question[:end]...)
			if isA {
				reply[7] = 1
				reply = append(reply, 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4)
				reply = append(reply, answer.To4()...)
			}
			connection.WriteTo(reply, from)
		}
	}()
	connection.SetDeadline(time.Now().Add(30 * time.Second))
	return connection.LocalAddr().String()
}

func TestDriveAsksAtItsRhythmWhateverBecomesOfIt(t *testing.T) {
	address, _ := started(t)
	ctx, cancel := context.WithTimeout(context.Background(), 450*time.Millisecond)
	defer cancel()
	var stdout bytes.Buffer
	args := []string{"drive", "--every", "100ms", "--timeout", "200ms", "--url", "http://" + address + "/readyz", "--name", "nowhere.invalid", "--endpoint", "http://" + address + "/readyz"}
	if code := run(ctx, args, &stdout, io.Discard); code != 0 {
		t.Fatalf("exit code %d", code)
	}
	asked := map[string]int{}
	for _, line := range strings.Split(strings.TrimSpace(stdout.String()), "\n") {
		var seen attempt
		if err := json.Unmarshal([]byte(line), &seen); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		asked[seen.Kind]++
		if seen.Ok != (seen.Kind != "dns") || (seen.Error == nil) != seen.Ok {
			t.Errorf("%q", line)
		}
	}
	if asked["service"] < 3 || asked["dns"] < 3 || asked["podConnections"] < 3 {
		t.Errorf("%v", asked)
	}
}

func TestDriveNeedsSomethingToAsk(t *testing.T) {
	if _, stderr, code := asked(t, "drive"); code != 2 || !strings.Contains(stderr, "--url") {
		t.Errorf("exit code %d: %s", code, stderr)
	}
}
