package command

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func quietly() *slog.Logger { return slog.New(slog.NewTextHandler(io.Discard, nil)) }

func listener(t *testing.T) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestWhoeverIsInsideIsServedToTheEnd(t *testing.T) {
	l, inside, finish, left := listener(t), make(chan struct{}), make(chan struct{}), false
	h := &House{Log: quietly(), Stop: func() { left = true }, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		close(inside)
		<-finish
		io.WriteString(w, "served")
	})}
	ctx, stop := context.WithCancel(t.Context())
	over := make(chan error, 1)
	go func() { over <- listen(ctx, Settings{Base: "http://127.0.0.1"}, h, l) }()
	answer := make(chan string, 1)
	go func() {
		r, err := http.Get("http://" + l.Addr().String())
		if err != nil {
			answer <- err.Error()
			return
		}
		defer r.Body.Close()
		body, _ := io.ReadAll(r.Body)
		answer <- string(body)
	}()
	<-inside
	stop()
	for refused := false; !refused; { // the door closes while somebody is inside
		c, err := net.Dial("tcp", l.Addr().String())
		if refused = err != nil; !refused {
			c.Close()
		}
	}
	close(finish)
	if got := <-answer; got != "served" {
		t.Error(got)
	}
	if err := <-over; err != nil || !left {
		t.Error(err, left)
	}
}

// TestTheCertificateIsOurOwn puts a certificate where one that was obtained
// lies, and meets it on the wire.
func TestTheCertificateIsOurOwn(t *testing.T) {
	const host = "campaign.example.org"
	s := Settings{Base: "https://" + host, Database: filepath.Join(t.TempDir(), "x.db")}
	s.Fill()
	if s.Addr != ":443" || !s.OwnCertificate() {
		t.Fatalf("%+v", s)
	}
	roots := lay(t, s.certificates(), host)
	l := listener(t)
	s.Addr = l.Addr().String()
	ctx, stop := context.WithCancel(t.Context())
	over := make(chan error, 1)
	h := &House{Log: quietly(), Stop: func() {}, Handler: http.NotFoundHandler()}
	go func() { over <- listen(ctx, s, h, l) }()
	c, err := tls.Dial("tcp", s.Addr, &tls.Config{ServerName: host, RootCAs: roots})
	if err != nil {
		t.Fatal(err)
	}
	c.Close()
	if _, err := tls.Dial("tcp", s.Addr, &tls.Config{ServerName: host, RootCAs: roots, MaxVersion: tls.VersionTLS11}); err == nil {
		t.Error("speaks TLS 1.1")
	}
	if _, err := tls.Dial("tcp", s.Addr, &tls.Config{ServerName: "other.example.org", RootCAs: roots}); err == nil {
		t.Error("answers to another name")
	}
	stop()
	if err := <-over; err != nil {
		t.Error(err)
	}
}

func lay(t *testing.T, dir, host string) *x509.CertPool {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	leaf := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: []string{host}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().AddDate(0, 2, 0), IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, leaf, leaf, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	file := append(pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: secret}), pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})...)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, host), file, 0o600); err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(parsed)
	return pool
}
