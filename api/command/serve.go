package command

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/crypto/acme/autocert"

	"barnstorm/api/job"
	"barnstorm/domain"
)

func (p *Program) serve(ctx context.Context, args []string) error {
	if err := p.parse(flags("serve"), args, 0, 0); err != nil {
		return err
	}
	s, err := p.settings()
	if err != nil {
		return err
	}
	return p.live(ctx, s, p.greet)
}

// live runs a house until ctx ends. greet says on the terminal where it is.
func (p *Program) live(ctx context.Context, s Settings, greet func(context.Context, Settings, *House) error) error {
	st, err := p.open(ctx, s)
	if err != nil {
		return err
	}
	defer st.Close()
	h, err := p.Join(ctx, s, st)
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", s.Addr)
	if err != nil {
		return err
	}
	if err := greet(ctx, s, h); err != nil {
		return errors.Join(err, l.Close())
	}
	work, rest := context.WithCancel(ctx)
	idle := make(chan struct{})
	go func() {
		w := job.Worker{Store: h.Duties, Duties: h.Do, Clock: p.Clock, Log: h.Log, Name: domain.NewID[string](p.Clock.Now())}
		w.Run(work)
		close(idle)
	}()
	err = listen(ctx, s, h, l)
	rest()
	<-idle
	return err
}

// patience is how long requests that run when the program is told to stop may
// still take.
const patience = 20 * time.Second

// headerLimit is how much the head of a request may hold: many times what
// browsers send.
const headerLimit = 32 << 10

// listen answers requests until ctx ends and those that run have finished.
func listen(ctx context.Context, s Settings, h *House, l net.Listener) error {
	srv := &http.Server{Handler: h.Handler, MaxHeaderBytes: headerLimit, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute, IdleTimeout: 2 * time.Minute,
		ErrorLog: slog.NewLogLogger(h.Log.Handler(), slog.LevelWarn)}
	failed := make(chan error, 1)
	if s.OwnCertificate() {
		defer certify(srv, s, h.Log)()
		go func() { failed <- srv.ServeTLS(l, "", "") }()
	} else {
		go func() { failed <- srv.Serve(l) }()
	}
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	h.Stop()
	late, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	return srv.Shutdown(late)
}

// certify has srv obtain its own certificate (RFC 8555) and keep it beside the
// database. Port 80 answers the questions of the authority and sends everybody
// else on to https; where it cannot be had, port 443 answers them too.
func certify(srv *http.Server, s Settings, log *slog.Logger) (stop func()) {
	m := &autocert.Manager{Prompt: autocert.AcceptTOS, HostPolicy: autocert.HostWhitelist(s.Host()), Cache: autocert.DirCache(s.certificates())}
	srv.TLSConfig = m.TLSConfig()
	srv.TLSConfig.MinVersion = tls.VersionTLS12
	host, _, _ := net.SplitHostPort(s.Addr)
	plain := &http.Server{Addr: net.JoinHostPort(host, "80"), Handler: m.HTTPHandler(nil), MaxHeaderBytes: headerLimit, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 10 * time.Second}
	go func() {
		if err := plain.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
			log.Warn("port 80 is not ours: certificates come by port 443 alone, and nobody is sent on from http", "err", err)
		}
	}()
	return func() { plain.Close() }
}

// certificates is the folder beside the database in which certificates lie.
func (s *Settings) certificates() string {
	if strings.Contains(s.Database, "://") {
		return filepath.Join("data", "certificates")
	}
	return filepath.Join(filepath.Dir(s.Database), "certificates")
}

// greet says where the house is, and how to begin on an empty database.
func (p *Program) greet(ctx context.Context, s Settings, h *House) error {
	fmt.Fprintln(p.Out, "Barnstorm", p.Version, "listens on", s.Base)
	t, err := h.People.OpenStart(ctx)
	if domain.Is(err, domain.Conflict) {
		return nil
	}
	if err == nil {
		fmt.Fprintf(p.Out, "The database is empty. Set it up here, within a day:\n  %s/start/%s\n", s.Base, t)
	}
	return err
}
