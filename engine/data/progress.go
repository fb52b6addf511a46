package data

import "io"

// progressEvery is how many bytes pass between two reports: enough that
// reporting costs nothing, and hundreds of reports for CIFAR-10.
const progressEvery = 1 << 18

// progress passes bytes on, counts them and reports.
type progress struct {
	r           io.Reader
	done, total int64 // bytes; total is below 0 where unknown
	reported    int64
	report      func(done, total int64) // may be nil
}

// Read reads from the underlying reader.
func (p *progress) Read(b []byte) (int, error) {
	n, err := p.r.Read(b)
	p.done += int64(n)
	if p.report != nil && p.done-p.reported >= progressEvery {
		p.reported = p.done
		p.report(p.done, max(p.total, -1))
	}
	return n, err
}

// left is the number of bytes still to come, 0 where unknown.
func (p *progress) left() int64 { return max(0, p.total-p.done) }

// finish reports that all is done, the padding that nobody reads included.
func (p *progress) finish() {
	if p.report != nil {
		all := max(p.total, p.done)
		p.report(all, all)
	}
}
