package main

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"github.com/hajimehoshi/ebiten/v2"
	"github.com/jezek/xgb"
)

// noDisplay is why there is nothing to draw on; "" where there is.
var noDisplay string

// TestMain runs the tests beside a game, since Ebitengine draws only there:
// the game has the main thread, and what the tests ask for happens in it.
func TestMain(m *testing.M) {
	stop, err := display()
	if err != nil {
		noDisplay = err.Error()
		if os.Getenv("CI") == "true" {
			fmt.Fprintln(os.Stderr, "desktop:", err)
			os.Exit(1)
		}
		os.Exit(m.Run())
	}
	code := make(chan int, 1)
	go func() {
		code <- m.Run()
		close(jobs)
		stageLife.keep(math.MaxInt)
	}()
	stageLife.keep(4) // until the window is there
	behave(800, 640)  // small, since the processor draws every pixel
	if err := ebiten.RunGame(stage{}); err != nil {
		fmt.Fprintln(os.Stderr, "desktop:", err)
		code <- 1
	}
	stop()
	os.Exit(<-code)
}

// display starts a virtual one.
func display() (stop func(), err error) {
	screen, dpi := "1280x1024x24", os.Getenv(dpiKey)
	if dpi != "" {
		screen = "1800x1400x24"
	}
	server := exec.Command("Xvfb", "-displayfd", "1", "-screen", "0", screen, "-nolisten", "tcp", "-noreset")
	out, err := server.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := server.Start(); err != nil {
		return nil, fmt.Errorf("no display for tests: %w; install xvfb", err)
	}
	number, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		return nil, fmt.Errorf("Xvfb says no display: %w", err)
	}
	name := ":" + strings.TrimSpace(number)
	os.Setenv("DISPLAY", name)
	xgb.Logger.SetOutput(io.Discard) // it tells that nobody asks for a password
	if dpi != "" {
		if err := announce(name, dpi); err != nil {
			return nil, err
		}
	}
	return func() {
		server.Process.Kill()
		server.Wait()
	}, nil
}

// jobs is work for the game's thread.
var jobs = make(chan func(screen *ebiten.Image))

// onStage does f after a frame is drawn, in the thread that draws.
func onStage(t testing.TB, f func(screen *ebiten.Image)) {
	t.Helper()
	if noDisplay != "" {
		t.Skip(noDisplay)
	}
	done := make(chan struct{})
	stageLife.keep(math.MaxInt)
	defer stageLife.rest() // a window on show must ask for its frames itself
	jobs <- func(screen *ebiten.Image) {
		defer close(done)
		f(screen)
	}
	<-done
}

// stage is the game that does what tests ask for, and shows the window that
// they put on it. Ebitengine runs one game only.
type stage struct{}

var (
	stageLife pulse
	ended     bool // all tests are through

	// curtain is held while a frame is under way: who holds it sees the window
	// between two frames, and asks for none.
	curtain sync.Mutex
	onShow  *window // nil where there is none
)

func (stage) Update() error {
	if ended {
		return ebiten.Termination
	}
	stageLife.seen()
	curtain.Lock()
	defer curtain.Unlock()
	if onShow != nil {
		return onShow.Update()
	}
	return nil
}

func (stage) Draw(screen *ebiten.Image) {
	curtain.Lock()
	defer curtain.Unlock()
	if onShow != nil {
		onShow.Draw(screen)
	}
	select {
	case job, ok := <-jobs:
		if !ok {
			ended = true
			return
		}
		job(screen)
	default:
	}
}

func (stage) Layout(w, h int) (int, int) { return w, h }

func (stage) LayoutF(w, h float64) (float64, float64) {
	curtain.Lock()
	defer curtain.Unlock()
	if onShow != nil {
		return onShow.LayoutF(w, h)
	}
	return w, h
}
