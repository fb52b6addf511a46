package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// meter shows how many pictures of a long piece of work are done.
type meter interface {
	// add books n more pictures, with a word on how it goes.
	add(n int, status string)
	// clear makes room for another line of output.
	clear()
}

// newMeter returns a meter for total pictures: a bar where w is a terminal,
// and a plain line now and then where it is a file or a pipe.
func newMeter(w io.Writer, total int) meter {
	if isTerminal(w) {
		return &barMeter{newBar(w, int64(total),
			progressbar.OptionShowIts(), progressbar.OptionSetItsString("images"))}
	}
	return &lineMeter{w: w, total: total, now: time.Now, start: time.Now(), last: time.Now()}
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

func newBar(w io.Writer, total int64, more ...progressbar.Option) *progressbar.ProgressBar {
	return progressbar.NewOptions64(total, append([]progressbar.Option{
		progressbar.OptionSetWriter(w),
		progressbar.OptionSetWidth(24),
		progressbar.OptionSetPredictTime(true),
		progressbar.OptionThrottle(100 * time.Millisecond),
		progressbar.OptionClearOnFinish(),
	}, more...)...)
}

// barMeter is a bar on a terminal. What goes wrong in drawing it is no reason
// to stop the work.
type barMeter struct{ bar *progressbar.ProgressBar }

func (m *barMeter) add(n int, status string) {
	m.bar.Describe(status)
	_ = m.bar.Add(n)
}

func (m *barMeter) clear() { _ = m.bar.Clear() }

// lineEvery is the time between two lines of a lineMeter.
const lineEvery = 15 * time.Second

// lineMeter writes a line now and then, for logs.
type lineMeter struct {
	w           io.Writer
	total, done int
	now         func() time.Time
	start, last time.Time
}

func (m *lineMeter) add(n int, status string) {
	m.done += n
	now := m.now()
	if now.Sub(m.last) < lineEvery || m.done >= m.total {
		return
	}
	m.last = now
	rate := float64(m.done) / now.Sub(m.start).Seconds()
	left := time.Duration(float64(m.total-m.done) / rate * float64(time.Second))
	fmt.Fprintf(m.w, "%s: %d %%, %.0f images/s, %s left\n", status, 100*m.done/m.total, rate, left.Round(time.Second))
}

func (m *lineMeter) clear() {}

// byteBar shows how much of a file has been read, on terminals only: a file
// takes seconds.
type byteBar struct{ bar *progressbar.ProgressBar }

func newByteBar(w io.Writer, what string) byteBar {
	if !isTerminal(w) {
		return byteBar{}
	}
	return byteBar{newBar(w, -1, progressbar.OptionSetDescription(what), progressbar.OptionShowBytes(true))}
}

// set says that done of total bytes have been read; total is -1 where unknown.
func (b byteBar) set(done, total int64) {
	if b.bar == nil {
		return
	}
	if b.bar.GetMax64() != total {
		b.bar.ChangeMax64(total)
	}
	_ = b.bar.Set64(done)
}

func (b byteBar) clear() {
	if b.bar != nil {
		_ = b.bar.Clear()
	}
}
