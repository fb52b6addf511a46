package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"syscall"
	"time"

	"github.com/spf13/cobra"
)

const (
	defaultAddr = "127.0.0.1:8000"
	portsToTry  = 20 // beginning with the default one
)

func newServe() *cobra.Command {
	var addr, dir string
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Serve the page to a browser",
		Long: `Serve index.html, assets/ and dist/ of a folder, and nothing else of it, with
the headers that let the page use all cores (cross-origin isolation).

Without -addr the first free port from 8000 on is taken. Browsers isolate a
page, and so give it threads, only on this machine or over https; on another
machine of the network it trains on one core.`,
		Example: `  fmlab serve
  fmlab serve -addr 127.0.0.1:9000 -dir ~/filtermap-lab`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			site, err := openSite(dir)
			if err != nil {
				return err
			}
			defer site.Close()
			if !site.built() {
				fmt.Fprintf(cmd.ErrOrStderr(), "serve: %s has no dist/ yet, so the page cannot train; run: make build\n", dir)
			}
			l, err := listen(addr, cmd.Flags().Changed("addr"), cmd.ErrOrStderr())
			if err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "FilterMap Lab is at %s (Ctrl-C ends it)\n", urlOf(l.Addr()))
			return serveUntilDone(cmd.Context(), l, site)
		},
	}
	cmd.Flags().StringVar(&addr, "addr", defaultAddr, "address and port to listen on; port 0 takes any free one")
	cmd.Flags().StringVar(&dir, "dir", ".", "folder with index.html, assets/ and dist/")
	complete(cmd, "addr", nothing)
	return cmd
}

// listen opens addr. Where nobody asked for this very port and it is taken, it
// tries the ports that follow and says so.
func listen(addr string, asked bool, notes io.Writer) (net.Listener, error) {
	l, err := net.Listen("tcp", addr)
	if err == nil || asked || !errors.Is(err, syscall.EADDRINUSE) {
		return l, explainListen(addr, err)
	}
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, err
	}
	first, err := strconv.Atoi(port)
	if err != nil {
		return nil, err
	}
	for p := first + 1; p < first+portsToTry; p++ {
		if l, err = net.Listen("tcp", net.JoinHostPort(host, strconv.Itoa(p))); err == nil {
			fmt.Fprintf(notes, "serve: port %d is taken, using %d\n", first, p)
			return l, nil
		}
	}
	return nil, fmt.Errorf("serve: ports %d to %d are taken; choose one with -addr", first, first+portsToTry-1)
}

func explainListen(addr string, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, syscall.EADDRINUSE):
		return fmt.Errorf("serve: the port of %s is taken; choose another with -addr, or port 0 for any free one", addr)
	default:
		return fmt.Errorf("serve: cannot listen on %s: %w", addr, err)
	}
}

// urlOf is what to type into a browser on this machine.
func urlOf(a net.Addr) string {
	host, port, err := net.SplitHostPort(a.String())
	if err != nil {
		return a.String()
	}
	if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	return "http://" + net.JoinHostPort(host, port) + "/"
}

// serveUntilDone answers requests until ctx is done, and lets those under way
// finish.
func serveUntilDone(ctx context.Context, l net.Listener, h http.Handler) error {
	server := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(l) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	patience, cancel := context.WithTimeout(context.WithoutCancel(ctx), 3*time.Second)
	defer cancel()
	if err := server.Shutdown(patience); err != nil {
		return server.Close() // a browser holds a connection open; it has had its time
	}
	return nil
}

// openSite opens the folder to serve.
func openSite(dir string) (*site, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("serve: cannot open the folder %s: %w", dir, err)
	}
	if _, err := root.Stat("index.html"); err != nil {
		root.Close()
		return nil, fmt.Errorf("serve: %s has no index.html; name the project's folder with -dir", dir)
	}
	return &site{root: root}, nil
}
