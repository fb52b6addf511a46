package native

import (
	"runtime"
	"sync/atomic"
)

// pool runs jobs on a fixed set of goroutines that live as long as a loaded
// program. The caller of run is one of them.
//
// A step is some hundred jobs of a few to a few hundred microseconds, and
// waking a goroutine that sleeps takes several of them. So a helper that has
// run out of tasks looks out for the next job for a while before it sleeps,
// and nobody waits for helpers that come late: only for tasks that were taken.
type pool struct {
	workers []*worker // the first is the caller's
	helpers []*helper
	current atomic.Pointer[job]
	runs    atomic.Int64 // counts jobs begun, to tell the next from the last
	spins   int

	waiting  atomic.Bool   // the caller sleeps until the last task is done
	finished chan struct{} // and is woken through this
}

// helper is a goroutine of the pool.
type helper struct {
	asleep atomic.Bool
	wake   chan struct{}
}

// job is a set of tasks that may run at the same time. It may run any number
// of times, one after the other: a helper that still holds it from the time
// before takes tasks of the next time, which is as good.
type job struct {
	tasks int
	body  func(task int, w *worker)

	next, done atomic.Int64
}

// worker is what one goroutine owns: arguments and memory that no other touches.
type worker struct {
	tile    tileArgs
	grad    gradArgs
	norm    normArgs
	pool    poolArgs
	columns columnsArgs
	fly     butterflyArgs
	combine combineArgs
	scratch []float32
}

// spinLoads is how often a goroutine looks before it sleeps: some 20
// microseconds.
const spinLoads = 20000

func newPool(threads, scratch int) *pool {
	p := &pool{finished: make(chan struct{}, 1)}
	if threads <= runtime.GOMAXPROCS(0) {
		p.spins = spinLoads // else looking out would keep others from working
	}
	for i := range threads {
		w := &worker{scratch: alignedFloats(scratch)}
		p.workers = append(p.workers, w)
		if i > 0 {
			h := &helper{wake: make(chan struct{}, 1)}
			p.helpers = append(p.helpers, h)
			go p.help(h, w)
		}
	}
	return p
}

// run does all tasks of j. Tasks are taken in order by whoever is free, so a
// body's results must not depend on the worker it gets.
func (p *pool) run(j *job) {
	j.done.Store(0)
	j.next.Store(0)
	if j.tasks > 1 {
		p.current.Store(j)
		p.runs.Add(1)
		for _, h := range p.helpers[:min(len(p.helpers), j.tasks-1)] {
			if h.asleep.CompareAndSwap(true, false) {
				h.wake <- struct{}{}
			}
		}
	}
	p.work(j, p.workers[0])
	p.wait(j)
}

// wait returns when all tasks of j are done.
func (p *pool) wait(j *job) {
	all := int64(j.tasks)
	for range p.spins {
		if j.done.Load() == all {
			return
		}
	}
	p.waiting.Store(true)
	if j.done.Load() == all && p.waiting.CompareAndSwap(true, false) {
		return // else somebody has seen waiting, and sends
	}
	<-p.finished
}

// work takes tasks of j until there are none.
func (p *pool) work(j *job, w *worker) {
	for {
		task := j.next.Add(1) - 1
		if task >= int64(j.tasks) {
			return
		}
		j.body(int(task), w)
		if j.done.Add(1) == int64(j.tasks) && p.waiting.CompareAndSwap(true, false) {
			p.finished <- struct{}{}
		}
	}
}

// help is the life of a helper: work on the current job, look out for the
// next, sleep. It ends when the wake channel is closed.
func (p *pool) help(h *helper, w *worker) {
	var seen int64
	for {
		if !p.lookOut(seen) {
			h.asleep.Store(true)
			// Whoever begins a job counts it first and looks for sleepers then,
			// so either it is seen here or it wakes this helper.
			if p.runs.Load() == seen || !h.asleep.CompareAndSwap(true, false) {
				if _, open := <-h.wake; !open {
					return
				}
			}
		}
		seen = p.runs.Load()
		p.work(p.current.Load(), w)
	}
}

// lookOut reports whether a job began since seen, as soon as one has or when it
// has looked long enough.
func (p *pool) lookOut(seen int64) bool {
	for range p.spins {
		if p.runs.Load() != seen {
			return true
		}
	}
	return false
}

// close ends the helpers.
func (p *pool) close() {
	for _, h := range p.helpers {
		close(h.wake)
	}
	p.helpers = nil
}
